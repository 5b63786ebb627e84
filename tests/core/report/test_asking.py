"""A team is asked by text, else by letter; where neither reaches it, a person knows at once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, jobs, team_job, web
from hotline.core import opt_out, sms, sms_length
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.report import stored
from hotline.core.report.team import asking, mission, outcome, team_words
from hotline.core.report.team.mission import Mission
from hotline.core.sms import Sms
from hotline.core.words import SmsState
from hotline.gateways.mail import Letter
from hotline.gateways.telephony import CannotDo
from hotline.texts import LANGUAGES
from tests.core.report.conftest import team as a_team
from tests.core.report.missions import PHONE, TEAM, in_hand, reached_by
from tests.parts import BASE

Ask = Callable[[], asking.Written | None]


@pytest.fixture
def given(session: Session, house: web.House) -> Mission:
    return in_hand(session, house.vault)


@pytest.fixture
def ask(session: Session, house: web.House, given: Mission) -> Ask:
    def one() -> asking.Written | None:
        at = db.now(session)
        return asking.ask(session, house.vault, given.id, at, base=BASE, line="+3280012345", mail=True)

    return one


def texts(session: Session, house: web.House) -> list[str]:
    session.flush()
    return [house.vault.open(row.body or b"") or "" for row in session.scalars(select(Sms).order_by(Sms.id))]


def why_a_person(session: Session, given: Mission) -> list[str]:
    session.flush()
    lines = stored.timeline(session, given.report_id)
    return [(one.detail or {})["why"] for one in lines if one.kind == "to_a_person"]


def test_the_text_carries_the_link_and_nothing_of_the_place(
    session: Session, house: web.House, given: Mission, ask: Ask
) -> None:
    reached_by(session, house.vault)
    assert ask() is None
    [words] = texts(session, house)
    token = mission.token(house.vault, given)
    assert f"{BASE}/r/{token}" in words
    assert f"{given.id} " in words
    assert not any(telling in words for telling in ("kiosk", "Saint-Gilles", "coat"))
    assert why_a_person(session, given) == []


def test_asked_again_it_is_the_same_text(session: Session, house: web.House, given: Mission, ask: Ask) -> None:
    reached_by(session, house.vault)
    for _ in range(3):
        ask()
    assert len(texts(session, house)) == 1
    assert [one.kind for one in stored.timeline(session, given.report_id)].count("team_texted") == 1


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_in_each_language_the_text_is_whole_in_three_parts(language: str) -> None:
    words = team_words.asked(language, 12345, f"https://help.example.brussels/r/{'x' * 43}")
    assert sms_length.parts(words) <= sms_length.MOST
    assert len(words) <= sms.LONGEST
    for mark in ("12345", "1", "2", "3", "4", "5", "9"):
        assert mark in words


def test_a_team_without_a_phone_gets_a_letter_each_time_the_same(
    session: Session, house: web.House, given: Mission, ask: Ask
) -> None:
    reached_by(session, house.vault, phone=None, mail="team@example.org", language="nl")
    first, second = ask(), ask()
    assert first == second
    assert first is not None
    assert (first.to, first.language) == ("team@example.org", "nl")
    assert f"/r/{mission.token(house.vault, given)}" in first.body
    assert "kiosk" not in first.body + first.subject
    assert texts(session, house) == []


@pytest.mark.parametrize("how", [None, {"phone": None}, {"phone": "+3222000000"}])
def test_a_team_that_nothing_reaches_is_a_persons_business_at_once(
    session: Session, house: web.House, given: Mission, ask: Ask, how: dict[str, None | str] | None
) -> None:
    if how is not None:
        reached_by(session, house.vault, **how)
    assert ask() is None
    assert why_a_person(session, given) == ["no_reach"]
    assert session.scalars(select(QueueEntry.channel)).all() == ["report"]
    assert given.state == "asked"


def test_a_team_that_wrote_stop_is_not_written_to(session: Session, house: web.House, given: Mission, ask: Ask) -> None:
    reached_by(session, house.vault)
    opt_out.stop(session, house.vault, PHONE, db.now(session))
    ask()
    assert why_a_person(session, given) == ["no_reach"]


@pytest.mark.parametrize("state", [SmsState.UNDELIVERED, SmsState.FAILED])
def test_a_text_that_does_not_arrive_leads_to_the_letter_at_once(
    session: Session, house: web.House, given: Mission, ask: Ask, state: SmsState
) -> None:
    reached_by(session, house.vault, mail="team@example.org")
    ask()
    row, at = session.scalars(select(Sms)).one(), db.now(session)
    for _ in range(2):
        sms.told(session, row.id, "SM1", state, "30005", at)
    again = session.scalars(select(Promise).where(Promise.kind == "ask_team")).all()
    assert [one.args for one in again] == [{"mission": given.id}]
    assert ask() is not None
    assert why_a_person(session, given) == []


@pytest.mark.parametrize("what", ["on_the_way", "helped"])
def test_a_team_that_answered_is_not_asked_any_more(
    session: Session, house: web.House, given: Mission, ask: Ask, what: str
) -> None:
    outcome.answer(session, house.vault, given, what, db.now(session))
    assert ask() is None
    assert texts(session, house) == []
    assert why_a_person(session, given) == []


def test_a_mission_that_is_not_there_is_nobodys(session: Session, house: web.House) -> None:
    assert asking.ask(session, house.vault, 1, db.now(session), base=BASE, line="+3280012345", mail=True) is None


class Post:
    """A mail server that remembers, or refuses."""

    def __init__(self, refuses: CannotDo | None = None) -> None:
        self.letters: list[Letter] = []
        self.refuses = refuses

    def send(self, letter: Letter) -> None:
        if self.refuses:
            raise self.refuses
        self.letters.append(letter)


@pytest.fixture
def with_mail(house: web.House) -> web.House:
    return replace(house, settings=house.settings.model_copy(update={"mail_url": "smtp://127.0.0.1"}))


def test_the_worker_sends_the_letter_and_the_timeline_says_so(
    session: Session, with_mail: web.House, given: Mission
) -> None:
    reached_by(session, with_mail.vault, phone=None, mail="team@example.org")
    session.commit()
    post = Post()
    team_job.ask(with_mail, post, given.id)  # type: ignore[arg-type]
    assert [one.to for one in post.letters] == ["team@example.org"]
    session.rollback()
    assert "team_mailed" in [one.kind for one in stored.timeline(session, given.report_id)]


def test_a_letter_that_cannot_be_sent_is_a_persons_business(
    session: Session, with_mail: web.House, given: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached_by(session, with_mail.vault, phone=None, mail="team@example.org")
    owed = Promise(kind="ask_team", args={"mission": given.id}, made_at=db.now(session), due_at=db.now(session))
    session.add(owed)
    session.commit()
    monkeypatch.setattr(jobs, "house", lambda: with_mail)
    monkeypatch.setattr(jobs, "Mail", lambda _: Post(CannotDo("no", final=True)))
    jobs.keep(owed.id)
    session.rollback()
    session.expire_all()
    assert owed.state == "failed"
    assert why_a_person(session, given) == ["no_reach"]


def test_the_team_is_the_one_of_the_mission(session: Session, house: web.House, given: Mission, ask: Ask) -> None:
    reached_by(session, house.vault, team="street_work", phone="+32470200002")
    reached_by(session, house.vault)
    ask()
    [row] = session.scalars(select(Sms))
    assert house.vault.open(row.number or b"") == PHONE
    assert given.team == TEAM


def reach_otherwise(session: Session, house: web.House, **how: str) -> None:
    """A supervisor says how the team is reached from now on."""
    values = {"phone": PHONE, "mail": None, "language": "fr", **how}
    asking.change_reach(session, house.vault, a_team(TEAM), db.now(session), **values)  # type: ignore[arg-type]
    session.flush()


def test_when_a_phone_is_lost_the_links_on_it_end_and_the_new_one_gets_them(
    session: Session, house: web.House, given: Mission, ask: Ask
) -> None:
    reached_by(session, house.vault)
    assert ask() is None
    outcome.answer(session, house.vault, given, outcome.ON_THE_WAY, db.now(session))
    lost = mission.token(house.vault, given)
    reach_otherwise(session, house, phone="+32470200009")
    anew = mission.open_of(session, given.report_id)
    assert anew is not None
    assert (given.state, given.outcome, anew.team) == ("ended", "reassigned", TEAM)
    assert mission.token(house.vault, anew) not in (None, lost)
    owed = session.scalars(select(Promise).where(Promise.kind == "ask_team").order_by(Promise.id.desc())).first()
    assert owed is not None
    assert owed.args == {"mission": anew.id}


def test_a_team_that_is_only_written_to_in_another_language_is_not_asked_again(
    session: Session, house: web.House, given: Mission
) -> None:
    reached_by(session, house.vault)
    reach_otherwise(session, house, language="nl")
    assert mission.open_of(session, given.report_id) is given
