"""Whoever told us of somebody hears how far it is, in general terms; and once, if they want it, that it is closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, feedback_job, web
from hotline.core import conversation
from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from hotline.core.report import Facts, Report, arrival, feedback, stored, take_back, told
from hotline.core.report.team import mission
from hotline.core.report.team.mission import MissionEnd
from hotline.core.report.told import SENTENCES, Stage
from hotline.core.sms import Sms
from hotline.core.words import Channel
from hotline.gateways.mail import Letter, Mail
from hotline.texts import LANGUAGES

PLACE = "sous l'abribus place Flagey"
WANTED = {"contact_consent": True, "feedback_wanted": True, "text_safe": True}


class Post(Mail):
    """A mail server that keeps what it is given."""

    got: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.got.append(letter)


@pytest.fixture
def post(house: web.House) -> Post:
    Post.got = []
    return Post(house.settings)


def reported(session: Session, house: web.House, **facts: object) -> Report:
    told = Facts(place=PLACE, commune="Ixelles", **facts)  # type: ignore[arg-type]
    made = arrival.send(session, house.vault, None, told, db.now(session), agreed=True, language="fr")
    session.commit()
    return made


def close(session: Session, report: Report) -> None:
    locked = stored.lock(session, report.id)
    assert locked is not None
    stored.close(session, locked, db.now(session))
    session.commit()


def owed(session: Session) -> list[int]:
    kept = select(Promise).where(Promise.kind == "tell_reporter").order_by(Promise.id)
    return [one.args["report"] for one in session.scalars(kept)]


def tell(session: Session, house: web.House, post: Post, report: Report) -> list[str]:
    """Keep the promise. The texts that are owed now."""
    feedback_job.tell(house, post, report.id)
    session.expire_all()
    return [house.vault.open(one.body or b"") or "" for one in session.scalars(select(Sms).order_by(Sms.id))]


def ask_team(session: Session, house: web.House, report: Report) -> mission.Mission:
    at = db.now(session)
    return mission.ask(session, house.vault, report, "night", {"rule": "test"}, at, at + timedelta(minutes=20))


def test_it_is_told_how_far_it_is_and_not_more(house: web.House, session: Session) -> None:
    report = reported(session, house)
    mission.end_open(session, report, MissionEnd.REASSIGNED, db.now(session))
    report.status = stored.Status.RECEIVED
    assert told.stage(session, report) == Stage.RECEIVED
    given = ask_team(session, house, report)
    assert told.stage(session, report) == Stage.ASKED
    given.state = mission.MissionState.ON_THE_WAY
    session.flush()
    assert told.stage(session, report) == Stage.ON_THE_WAY
    mission.end(session, given, MissionEnd.NOT_FOUND, db.now(session))
    assert told.stage(session, report) == Stage.IN_HAND
    stored.close(session, report, db.now(session))
    assert told.stage(session, report) == Stage.CLOSED


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_tells_who_where_or_how_they_were_found(language: str) -> None:
    said = {told.sentence(stage, "AB2345", language) for stage in Stage}
    assert len(said) == len(SENTENCES) == len(Stage)
    assert all("AB 2345" in one for one in said)


def test_a_report_of_the_same_person_is_as_far_as_that_one(house: web.House, session: Session) -> None:
    first, second = reported(session, house), reported(session, house)
    second.merged_into_id = first.id
    session.commit()
    close(session, first)
    assert told.stage(session, second) == Stage.CLOSED


def test_who_wants_it_hears_by_text_once_that_it_is_closed(house: web.House, session: Session, post: Post) -> None:
    report = reported(session, house, contact="+32470123456", **WANTED)
    close(session, report)
    assert owed(session) == [report.id]
    [text] = tell(session, house, post, report)
    assert (report.code or "")[:2] in text
    assert not any(word in text.casefold() for word in ("flagey", "ixelles", "équipe", "signal", "sans-abri", "rue"))
    assert tell(session, house, post, report) == [text]
    assert post.got == []
    assert report.told_back_at is not None
    assert report.reach is None
    close(session, report)  # closed again: nothing is owed any more
    assert owed(session) == [report.id]


def test_who_left_a_mail_address_gets_one_letter(house: web.House, session: Session, post: Post) -> None:
    report = reported(session, house, contact="anna@example.org", contact_consent=True, feedback_wanted=True)
    close(session, report)
    assert tell(session, house, post, report) == []
    assert tell(session, house, post, report) == []
    [letter] = post.got
    assert (letter.to, letter.id, letter.language) == ("anna@example.org", f"report-{report.id}", "fr")
    assert report.reach is None
    assert not any(word in letter.subject + letter.body for word in ("Flagey", "Ixelles", "anna"))


@pytest.mark.parametrize(
    "facts",
    [
        {"contact": "+32470123456", **WANTED, "feedback_wanted": None},
        {"contact": "+32470123456", **WANTED, "contact_consent": False},
        {"contact": "+32470123456", **WANTED, "text_safe": None},
        {"contact": "+3225000000", **WANTED},
        {**WANTED},
    ],
    ids=["not asked for", "no consent", "not safe", "a landline", "no number"],
)
def test_nobody_else_is_written_to(house: web.House, session: Session, post: Post, facts: dict[str, object]) -> None:
    report = reported(session, house, **facts)
    close(session, report)
    assert tell(session, house, post, report) == []
    assert post.got == []


def test_every_reporter_of_the_same_person_hears_it_once(house: web.House, session: Session, post: Post) -> None:
    first = reported(session, house, contact="+32470123456", **WANTED)
    second = reported(session, house, contact="+32470123457", **WANTED)
    second.merged_into_id = first.id
    session.commit()
    close(session, first)
    assert owed(session) == [first.id, second.id]
    for report in (first, second, second, first):
        texts = tell(session, house, post, report)
    assert len(texts) == 2


def test_a_report_that_is_open_again_is_not_told_as_closed(house: web.House, session: Session, post: Post) -> None:
    report = reported(session, house, contact="+32470123456", **WANTED)
    close(session, report)
    report.status, report.closed_at = stored.Status.IN_HAND, None
    session.commit()
    assert tell(session, house, post, report) == []
    close(session, report)
    assert len(tell(session, house, post, report)) == 1


def written(session: Session, house: web.House) -> tuple[Contact, Report]:
    """Somebody reported in a talk and left a number."""
    at = db.now(session)
    talk = conversation.begin(session, Channel.CHAT, "fr", at, token="token")
    facts = Facts(place=PLACE, contact="+32470123456", contact_consent=True)
    return talk.contact, arrival.send(session, house.vault, talk.contact, facts, at, agreed=True)


def test_who_wants_it_only_when_it_is_closed_already_hears_it_too(
    house: web.House, session: Session, post: Post
) -> None:
    who, report = written(session, house)
    close(session, report)
    assert owed(session) == []
    for _ in range(2):
        stored.tell_back(session, who, report.code or "", db.now(session))
    session.commit()
    assert set(owed(session)) == {report.id}
    assert len(tell(session, house, post, report)) == 1
    assert len(tell(session, house, post, report)) == 1


def test_who_takes_a_report_back_is_not_written_to(house: web.House, session: Session) -> None:
    who, made = written(session, house)
    assert made.code is not None
    stored.tell_back(session, who, made.code, db.now(session))
    assert (made.feedback_wanted, made.text_safe) == (True, True)
    take_back.withdraw(session, who, made.code, db.now(session))
    session.commit()
    assert owed(session) == []
    assert not feedback.letter(session, house.vault, made.id, house.settings.number)


def test_the_words_are_stored_without_a_name(house: web.House, session: Session) -> None:
    report = reported(
        session, house, condition_words="il s'appelle Jean", dangers="tel 0470 12 34 56", clothing="manteau"
    )
    known = stored.facts_of(house.vault, report)
    assert (known.condition_words, known.dangers, known.clothing) == ("il s'appelle …", "tel …", "manteau")
    assert known.place == PLACE
