"""Somebody asks to be forgotten: everything that leads to them goes, here and at the provider; the wait stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import erasure, sms
from hotline.core.contact import CallLeg, Contact, Event, Note
from hotline.core.outbox import Promise
from hotline.core.sms import Sms
from hotline.core.voicemail import Recording
from tests.core.conftest import Hire, Waits

NUMBER, OTHER = "+32470123456", "+32470999999"


@pytest.fixture
def calls(session: Session, house: web.House, hire: Hire, waits: Waits) -> list[Contact]:
    """Two calls of one phone, one of another; all over, each with a note, a message and a text."""
    amina, at = hire("amina"), db.now(session)
    made = []
    for number in (NUMBER, NUMBER, OTHER):
        contact = session.get_one(Contact, waits().contact_id)
        contact.number, contact.number_hash = house.vault.lock(number), house.vault.hash(number)
        contact.callback_number, contact.ended_at = house.vault.lock(number), at
        session.add(Note(contact_id=contact.id, dispatcher_id=amina.id, at=at, text=house.vault.lock("a note")))
        session.add(Recording(contact_id=contact.id, sid=f"RE{contact.id}", made_at=at))
        sms.owe(session, house.vault, number, "Words", at, contact_id=contact.id)
        made.append(contact)
    session.commit()
    return made


def forget(session: Session, house: web.House, contact: Contact, everywhere: bool = True) -> erasure.Forgotten | None:
    done = erasure.forget(session, house.vault, contact.id, "sam", db.now(session), everywhere=everywhere)
    session.commit()
    session.expire_all()
    return done


def test_everything_of_this_phone_is_forgotten_and_nothing_of_another(
    session: Session, house: web.House, calls: list[Contact]
) -> None:
    assert forget(session, house, calls[0]) == erasure.Forgotten(erased=2, left=0)
    for gone in calls[:2]:
        assert (gone.number, gone.number_hash, gone.callback_number) == (None, None, None)
    assert calls[2].number
    assert session.scalars(select(Note.contact_id)).all() == [calls[2].id]
    assert [row.contact_id for row in session.scalars(select(Sms)) if row.number] == [calls[2].id]
    legs = session.scalars(select(CallLeg.call_sid).order_by(CallLeg.contact_id)).all()
    assert [sid.startswith("erased-") for sid in legs] == [True, True, False]


def test_the_provider_is_owed_to_forget_too(session: Session, house: web.House, calls: list[Contact]) -> None:
    forget(session, house, calls[0], everywhere=False)
    owed = {
        (one.kind, one.args.get("sid")) for one in session.scalars(select(Promise)) if one.kind.startswith("delete")
    }
    assert owed == {("delete_call", f"CA{calls[0].id}"), ("delete_recording", f"RE{calls[0].id}")}


def test_only_one_contact_is_forgotten_when_only_that_was_asked(
    session: Session, house: web.House, calls: list[Contact]
) -> None:
    assert forget(session, house, calls[0], everywhere=False) == erasure.Forgotten(1, 0)
    assert (calls[0].number, bool(calls[1].number)) == (None, True)


def test_that_it_was_done_and_the_wait_stay_on_record(session: Session, house: web.House, calls: list[Contact]) -> None:
    before = (calls[0].opened_at, calls[0].asked_at, calls[0].ended_at, calls[0].language)
    forget(session, house, calls[0])
    assert (calls[0].opened_at, calls[0].asked_at, calls[0].ended_at, calls[0].language) == before
    lines = session.scalars(select(Event).where(Event.kind == "erased")).all()
    assert {line.contact_id for line in lines} == {calls[0].id, calls[1].id}
    assert {(line.detail or {})["dispatcher"] for line in lines} == {"sam"}


def test_twice_is_once(session: Session, house: web.House, calls: list[Contact]) -> None:
    forget(session, house, calls[0], everywhere=False)
    forget(session, house, calls[0])
    assert len([one for one in session.scalars(select(Promise)) if one.kind == "delete_call"]) == 1


def test_notes_that_outlived_the_number_are_erased_too(
    session: Session, house: web.House, calls: list[Contact]
) -> None:
    contact = calls[2]
    contact.number = contact.number_hash = None
    contact.erased_at = db.now(session) - timedelta(days=60)
    session.commit()
    assert erasure.known(session, contact)
    forget(session, house, contact)
    assert not erasure.known(session, contact)


def test_someone_who_is_still_on_the_line_is_helped_first(
    session: Session, house: web.House, calls: list[Contact]
) -> None:
    calls[1].ended_at = None
    session.commit()
    assert forget(session, house, calls[0]) == erasure.Forgotten(erased=1, left=1)
    assert calls[1].number
    with pytest.raises(erasure.StillHere):
        forget(session, house, calls[1])
    assert erasure.forget(session, house.vault, 99999, "sam", db.now(session), everywhere=True) is None
