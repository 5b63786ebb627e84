"""A team found nobody: who reported is asked once where exactly, and the answer by text leads a team there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, jobs, web
from hotline.core import opt_out, report
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation
from hotline.core.outbox import Promise
from hotline.core.report import Report, in_line, stored
from hotline.core.report.facts import Facts
from hotline.core.report.team import mission, outcome, teams
from hotline.core.report.team.mission import Mission
from hotline.core.sms import Sms
from tests.core.report.conftest import FLAGEY, reachable, team
from tests.core.report.missions import MIDI, a_report, in_hand
from tests.messaging.conftest import PHONE, Texting, Worker, fresh

OTHER = "+32470999999"

Sought = Callable[..., Report]


@pytest.fixture
def sought(session: Session, house: web.House, worker: Worker) -> Sought:
    """Somebody reported and may be asked; a team was there and says what it found. The workers have worked."""

    def new(what: str = "not_found", words: str | None = None, reach: str | None = PHONE, **more: Any) -> Report:
        usual = {"contact_consent": True, "text_safe": True, "language": "fr"}
        locked = house.vault.lock(reach) if reach else None
        told = a_report(session, house.vault, reach=locked, **(usual | more))
        given = in_hand(session, house.vault, told)
        outcome.answer(session, house.vault, given, what, db.now(session), words)
        session.commit()
        worker.works()
        return told

    return new


def kinds(session: Session, of: Report) -> list[str]:
    return [line.kind for line in report.timeline(fresh(session), of.id)]


def facts(session: Session, house: web.House, of: Report) -> Facts:
    return stored.facts_of(house.vault, fresh(session).get_one(Report, of.id))


@pytest.mark.parametrize("what", ["not_found", "wrong_place", "moved"])
def test_who_reported_is_asked_once_with_no_word_of_the_place(
    session: Session, house: web.House, worker: Worker, sought: Sought, what: str
) -> None:
    one = sought(what)
    [(to, words)] = worker.sent
    assert to == PHONE
    assert report.spelled(one.code or "") in words
    assert "kiosk" not in words
    assert "Saint-Gilles" not in words
    assert kinds(session, one)[-1] == "asked_back"
    for _ in range(2):
        jobs.ask_reporter(one.id)
    given = in_hand(session, house.vault, one, team="street_work")
    outcome.answer(session, house.vault, given, what, db.now(session))
    session.commit()
    assert worker.works() == []
    assert kinds(session, one).count("asked_back") == 1


def test_who_reported_by_phone_and_may_be_texted_is_asked_and_their_answer_is_heard(
    session: Session, texting: Texting, worker: Worker, sought: Sought
) -> None:
    one = sought(channel="voice")
    assert [to for to, _ in worker.sent] == [PHONE]
    texting.arrives("1")
    assert kinds(session, one)[-2:] == ["answered_back", "to_a_person"]


@pytest.mark.parametrize(
    "how",
    [
        {"text_safe": False},
        {"text_safe": None},
        {"contact_consent": False},
        {"reach": None},
        {"reach": "somebody@example.org"},
        {"reach": "+3228808689"},
        {"what": "helped"},
        {"what": "duplicate"},
        {"what": "emergency"},
    ],
)
def test_nobody_is_asked_who_did_not_agree_or_is_not_safe_or_need_not_be(
    session: Session, worker: Worker, sought: Sought, how: dict[str, Any]
) -> None:
    one = sought(**how)
    assert worker.sent == []
    assert "asked_back" not in kinds(session, one)


def test_a_phone_that_wrote_stop_is_left_alone_and_stays_so(
    session: Session, house: web.House, texting: Texting, worker: Worker, sought: Sought
) -> None:
    opt_out.stop(session, house.vault, PHONE, db.now(session))
    session.commit()
    one = sought()
    assert worker.sent == []
    assert "asked_back" not in kinds(session, one)
    opt_out.start(session, house.vault, PHONE)
    session.commit()
    other = sought()
    texting.arrives("STOP")
    assert worker.works() == []
    assert "answered_back" not in kinds(session, other)


def test_a_team_that_says_where_they_went_needs_nobody_to_be_asked(
    directory: Session, worker: Worker, sought: Sought
) -> None:
    assert directory
    sought("moved", "place Flagey, devant la friterie")
    assert worker.sent == []


def test_nobody_is_asked_when_a_dispatcher_was_quicker_or_an_hour_went_by(
    session: Session, house: web.House, worker: Worker
) -> None:
    at = db.now(session)
    for closed, ago in ((True, 0), (False, 2)):
        told = a_report(session, house.vault, reach=house.vault.lock(PHONE), contact_consent=True, text_safe=True)
        given = in_hand(session, house.vault, told)
        outcome.answer(session, house.vault, given, "not_found", at - timedelta(hours=ago))
        if closed:
            report.close(session, told, at)
    session.commit()
    assert worker.works() == []


def test_one_phone_has_one_question_at_a_time(session: Session, worker: Worker, sought: Sought) -> None:
    sought()
    other = sought()
    assert len(worker.sent) == 1
    assert "asked_back" not in kinds(session, other)


def test_the_answer_leads_to_the_place_and_to_the_next_team(
    directory: Session,
    session: Session,
    house: web.House,
    texting: Texting,
    worker: Worker,
    sought: Sought,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert directory
    book = teams.Book((team("first"),), teams.book().rules)
    monkeypatch.setattr(teams, "book", lambda: book)
    reachable(session, house, "first")
    one = sought()
    texting.arrives("place Flagey, devant la friterie")
    told = facts(session, house, one)
    assert (told.now_at, told.commune, told.still_there) == ("place Flagey, devant la friterie", "Ixelles", None)
    assert told.lat == pytest.approx(FLAGEY.lat, abs=0.003)
    assert "answered_back" in kinds(session, one)
    given = mission.open_of(session, one.id)
    assert given is not None
    assert given.team == "first"
    assert "Merci, c'est noté." in worker.works()
    assert session.scalars(select(Conversation)).all() == []


def test_what_is_not_clear_and_what_a_dispatcher_has_goes_before_a_person_with_the_words(
    session: Session, house: web.House, texting: Texting, sought: Sought
) -> None:
    one = sought()
    texting.arrives("un peu plus loin, sous l'arbre")
    told = facts(session, house, one)
    assert (told.now_at, (told.lat, told.lon)) == ("un peu plus loin, sous l'arbre", MIDI)
    last = [line.detail or {} for line in report.timeline(session, one.id) if line.kind == in_line.TO_A_PERSON][-1]
    assert last["why"] == "reporter_answered"
    assert "arbre" not in str([line.detail for line in report.timeline(session, one.id)])


@pytest.mark.parametrize("words", ["1", " 1. ", "Non", "neen"])
def test_no_longer_there_is_noted_and_a_person_decides(
    session: Session, house: web.House, texting: Texting, sought: Sought, words: str
) -> None:
    one = sought(language="nl" if words == "neen" else "fr")
    texting.arrives(words)
    told = facts(session, house, one)
    assert (told.still_there, told.now_at) == (False, None)
    assert fresh(session).get_one(Report, one.id).status == "in_hand"


def test_words_of_danger_in_the_answer_are_112_first_and_before_everybody(
    session: Session, house: web.House, texting: Texting, worker: Worker, sought: Sought
) -> None:
    one = sought()
    texting.arrives("devant la banque, il ne respire plus")
    assert "112" in worker.works()[-1]
    entry = in_line.entry_of(fresh(session), one.id)
    assert entry is not None
    assert entry.priority == "danger"


@pytest.mark.parametrize(("words", "there"), [("place Flagey, devant la friterie", None), ("1", False)])
def test_who_reported_in_a_talk_by_text_is_asked_and_answers_there(
    directory: Session,
    session: Session,
    house: web.House,
    texting: Texting,
    worker: Worker,
    sought: Sought,
    words: str,
    there: bool | None,
) -> None:
    assert directory
    texting.arrives("euh", "SM1")
    assert "1" in worker.works()[-1], "choices that a digit might stand for"
    talk = fresh(session).scalars(select(Conversation)).one()
    one = sought(reach=None, text_safe=None, contact_id=talk.contact_id)
    assert report.spelled(one.code or "") in worker.sent[-1][1]
    texting.arrives(words, "SM2")
    assert worker.works() == ["Merci, c'est noté."]
    told = facts(session, house, one)
    assert (told.still_there, told.now_at) == (there, words if there is None else None)


def test_an_answer_counts_once_and_the_next_text_is_a_talk(
    session: Session, house: web.House, texting: Texting, sought: Sought
) -> None:
    one = sought()
    texting.arrives("1", "SM7")
    texting.arrives("1", "SM7")
    texting.arrives("bonjour", "SM8")
    assert kinds(session, one).count("answered_back") == 1
    assert len(fresh(session).scalars(select(Conversation)).all()) == 1


def test_what_is_written_after_the_report_was_closed_is_a_talk_and_reopens_nothing(
    session: Session, texting: Texting, worker: Worker, sought: Sought
) -> None:
    one = sought()
    report.close(session, fresh(session).get_one(Report, one.id), db.now(session))
    session.commit()
    worker.works()
    texting.arrives("place Flagey")
    assert "answered_back" not in kinds(session, one)
    assert fresh(session).get_one(Report, one.id).status == "closed"
    assert len(session.scalars(select(Mission)).all()) == 1
    texting.arrives("il ne respire plus", "SM2")
    assert "112" in worker.works()[-1]
    assert fresh(session).scalars(select(Conversation)).one().contact.priority == "danger"


def test_another_phone_or_a_day_later_nothing_comes_to_the_report(
    session: Session, texting: Texting, sought: Sought
) -> None:
    one = sought()
    texting.arrives("place Flagey", From=OTHER)
    texting.by_whatsapp("place Flagey", "SM2")
    text = fresh(session).scalars(select(Sms).where(Sms.key.startswith("where_now:"))).one()
    text.made_at -= timedelta(hours=13)
    session.commit()
    texting.arrives("place Flagey", "SM3")
    assert "answered_back" not in kinds(session, one)


def test_what_somebody_writes_in_a_talk_with_a_person_stays_there(
    session: Session, texting: Texting, sought: Sought
) -> None:
    texting.arrives("je cherche un lit", "SM1")
    one = sought()
    talk = fresh(session).scalars(select(Conversation)).one()
    talk.state = "dispatcher"
    session.commit()
    texting.arrives("place Flagey", "SM2")
    assert "answered_back" not in kinds(session, one)


def test_a_report_that_went_on_in_another_takes_the_answer_along(
    session: Session, house: web.House, texting: Texting, sought: Sought
) -> None:
    one = sought()
    main = a_report(session, house.vault)
    fresh_one = session.get_one(Report, one.id)
    fresh_one.merged_into_id = main.id
    session.commit()
    texting.arrives("sous le pont, à droite")
    assert facts(session, house, main).now_at == "sous le pont, à droite"
    assert facts(session, house, one).now_at is None


def test_the_job_was_promised_with_the_outcome_and_names_nobody(session: Session, sought: Sought) -> None:
    one = sought(reach=None)
    owed = fresh(session).scalars(select(Promise).where(Promise.kind == "ask_reporter")).one()
    assert owed.args == {"report": one.id}
    assert session.scalars(select(Contact).where(Contact.channel == "sms")).all() == []
