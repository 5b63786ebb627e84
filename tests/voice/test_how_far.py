"""Somebody calls again to hear how far their report is: of this phone without a code, else by the code, typed or said.
Only general words are told, and who tries codes learns nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.contact import Contact
from hotline.core.queue import QueueEntry
from hotline.core.report import Facts, Report, close, send
from hotline.core.words import Channel
from hotline.db import now
from tests.parts import CALLER, Twilio
from tests.voice.judge import judge
from tests.voice.test_street import Citizen, spoken

OTHER_PHONE = "+32470999888"
ON_KEY = {"2": "A", "3": "EF", "4": "H", "5": "KL", "7": "RS", "8": "U", "9": "X"}
KEYS = {letter: key for key, letters in ON_KEY.items() for letter in letters}


def typed(code: str) -> str:
    return "".join(KEYS.get(sign, sign) for sign in code)


def told_before(house: web.House, session: Session, number: str = CALLER, **of_contact: object) -> Report:
    """Somebody told of a person in the street from this number before."""
    at = now(session)
    contact = Contact(
        channel=Channel.VOICE, number=house.vault.lock(number), number_hash=house.vault.hash(number), opened_at=at,
        ended_at=at, language="fr", **of_contact,
    )  # fmt: skip
    session.add(contact)
    session.flush()
    report = send(session, house.vault, contact, Facts(place="gare du Midi"), at, agreed=True)
    session.commit()
    return report


def asks(twilio: Twilio, session: Session, sid: str = "CA" + "f" * 32, **params: str) -> Citizen:
    """Someone who chose French, the street, and how far it is."""
    called = Citizen(twilio, session, sid, **params)
    called.ring().press("123")
    return called


def types(called: Citizen, code: str) -> Citizen:
    called._goes(called.again(typed(code)))
    return called


def of_the_caller(session: Session) -> QueueEntry | None:
    session.rollback()
    return session.scalar(select(QueueEntry).where(QueueEntry.channel == Channel.VOICE))


def test_who_reported_from_this_phone_today_hears_how_far_it_is_without_a_code(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    report = told_before(house, directory)
    called = asks(twilio, directory)
    assert f"Votre signalement {spoken(report.code)}" in called.heard
    assert "Midi" not in called.heard
    directory.rollback()
    newest = directory.scalars(select(Contact).order_by(Contact.id.desc())).first()
    assert newest is not None
    assert newest.outcome == "assistant_only"


def test_a_repeated_webhook_says_the_same_even_when_the_report_went_on_meanwhile(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    told_before(house, directory)
    called = Citizen(twilio, directory, "CA" + "f" * 32)
    called.ring().press("12")
    first = called.again("3")
    directory.execute(update(Report).values(status="in_hand"))
    directory.commit()
    assert called.again("3") == first


@pytest.mark.parametrize("unsafe", ["safe_to_call", "safe_to_text"])
def test_a_phone_that_is_not_safe_tells_nothing_without_the_code(
    twilio: Twilio, directory: Session, house: web.House, unsafe: str
) -> None:
    report = told_before(house, directory, **{unsafe: False})
    called = asks(twilio, directory)
    assert "Votre signalement" not in called.heard
    assert spoken(report.code) in types(called, report.code or "").heard


@pytest.mark.parametrize("params", [{"From": "anonymous"}, {"From": OTHER_PHONE}])
def test_a_withheld_or_another_number_tells_nothing_without_the_code(
    twilio: Twilio, directory: Session, house: web.House, params: dict[str, str]
) -> None:
    report = told_before(house, directory)
    called = asks(twilio, directory, **params)
    assert "Votre signalement" not in called.heard
    assert "Votre signalement" in types(called, report.code or "").heard


def test_a_report_that_is_closed_or_of_the_day_before_yesterday_needs_its_code(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    older, closed = told_before(house, directory), told_before(house, directory)
    older.made_at -= timedelta(days=2)
    close(directory, closed, now(directory))
    directory.commit()
    called = asks(twilio, directory)
    assert "Votre signalement" not in called.heard
    assert "est clôturé" in types(called, closed.code or "").heard


def test_the_code_may_be_said_as_people_spell(twilio: Twilio, directory: Session, house: web.House) -> None:
    report = told_before(house, directory)
    directory.execute(update(Report).values(code="AE2345"))
    directory.commit()
    called = asks(twilio, directory, From=OTHER_PHONE)
    called.says("A comme Anna, E comme Émile, vingt-trois, quarante-cinq")
    assert "Votre signalement A, E, 23, 45" in called.heard
    assert report is not None


def test_another_report_is_told_by_its_code_and_then_the_call_ends_with_112(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    first, newest = told_before(house, directory), told_before(house, directory)
    called = asks(twilio, directory)
    assert spoken(newest.code) in called.heard
    called.press("2")
    types(called, first.code or "")
    assert spoken(first.code) in called.heard
    assert spoken(first.code) in called.press("1").heard
    ends = called.again("3")
    assert "112" in ends
    assert "<Hangup" in ends


def test_a_code_that_is_wrong_twice_leads_to_a_person(twilio: Twilio, directory: Session) -> None:
    called = asks(twilio, directory)
    types(called, "AA2222")
    assert "<Enqueue" not in called.heard
    assert "ne connaissons pas" in called.heard
    assert "<Enqueue" in types(called, "AA2223").heard
    entry = of_the_caller(directory)
    assert entry is not None
    assert entry.topic == "report"


def test_keys_that_may_mean_two_reports_tell_of_neither(twilio: Twilio, directory: Session, house: web.House) -> None:
    one, other = told_before(house, directory), told_before(house, directory)
    one.code, other.code = "EA2345", "FA2345"
    directory.commit()
    called = asks(twilio, directory, From=OTHER_PHONE)
    assert "Votre signalement" not in types(called, "EA2345").heard
    assert "Votre signalement F, A, 23, 45" in called.says("F A 23 45").heard


def test_who_tries_codes_from_one_phone_learns_nothing_any_more_even_by_the_right_one(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    report = told_before(house, directory)
    for nth in range(3):
        called = asks(twilio, directory, f"CA{nth:032}", From=OTHER_PHONE)
        types(called, "AA2222")
        types(called, "AA2223")
        directory.execute(text("update contact set closed_at = now(), ended_at = now()"))  # they hung up
        directory.execute(text("update queue_entry set state = 'ended' where channel = 'voice'"))
        directory.commit()
    called = asks(twilio, directory, "CA" + "9" * 32, From=OTHER_PHONE)
    assert "Votre signalement" not in types(called, report.code or "").heard


def test_9_repeats_the_question_for_the_code_and_0_is_a_person(twilio: Twilio, directory: Session) -> None:
    called = asks(twilio, directory)
    assert "Tapez votre code" in called.press("9").heard
    assert "<Enqueue" in called.press("0").heard


def test_who_asks_for_a_person_instead_of_saying_a_code_comes_to_one(twilio: Twilio, directory: Session) -> None:
    assert "<Enqueue" in asks(twilio, directory).says("je veux parler à quelqu'un").heard


def test_danger_that_is_said_instead_of_a_code_goes_to_a_person_with_112_first(
    twilio: Twilio, directory: Session
) -> None:
    called = asks(twilio, directory).says("il ne respire plus")
    assert called.heard.index("112") < called.heard.index("<Enqueue")
    entry = of_the_caller(directory)
    assert entry is not None
    assert entry.priority == "danger"


def test_the_code_stands_nowhere_readable_but_with_its_report(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    report = told_before(house, directory)
    called = asks(twilio, directory, From=OTHER_PHONE)
    types(called, "AA2222")
    types(called, report.code or "")
    directory.rollback()
    kept = "".join(str(directory.execute(text(f"select * from {one}")).all()) for one in ("call_leg", "contact_event"))
    assert typed(report.code or "") not in kept
    assert (report.code or "?") not in kept


def test_every_document_on_the_way_is_one_that_twilio_accepts(
    twilio: Twilio, directory: Session, house: web.House
) -> None:
    check = judge()
    called = asks(twilio, directory, From=OTHER_PHONE)
    heard = [called.heard, types(called, "AA2222").heard]
    report = told_before(house, directory)
    heard.append(types(called, report.code or "").heard)
    assert [wrong for document in heard if (wrong := check(document))] == []
