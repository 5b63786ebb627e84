"""A bad phone: whoever was cut off calls again and is where they were; whoever cannot speak is not left alone."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, partner, place, rejoin, reservation
from hotline.core.centre_details import read, write
from hotline.core.contact import Contact, Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.rejoin import RejoinCode
from hotline.core.words import LegRole
from tests.core.conftest import hired
from tests.parts import Twilio

FIRST, SECOND, THIRD = ("CA" + letter * 32 for letter in "abc")
OTHER_PHONE = "+32475999888"


@pytest.fixture
def waits(twilio: Twilio, session: Session) -> Twilio:
    """A caller in Dutch who asked for a place four minutes ago, and whose phone went dead."""
    hired(session, "amina")
    session.commit()
    ask(twilio, FIRST)
    session.execute(text("update queue_entry set entered_at = entered_at - interval '4 minutes'"))
    session.commit()
    return twilio


def ask(twilio: Twilio, call_sid: str, **more: str) -> str:
    twilio.post("/voice/incoming", call_sid, **more)
    twilio.post("/voice/step?turn=0", call_sid, Digits="2", **more)
    return twilio.post("/voice/step?turn=1", call_sid, Digits="1", **more).text


def dies(twilio: Twilio, call_sid: str) -> None:
    twilio.post("/voice/status", call_sid, CallStatus="completed")


def live(session: Session) -> list[QueueEntry]:
    session.expire_all()
    return list(session.scalars(select(QueueEntry).where(QueueEntry.state != "ended").order_by(QueueEntry.id)))


def people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contact)) or 0


def code_of(session: Session) -> str:
    return session.scalars(select(RejoinCode.code)).one()


def test_the_same_number_is_back_at_its_place_language_and_topic_without_menus(waits: Twilio, session: Session) -> None:
    entered = live(session)[0].entered_at
    dies(waits, FIRST)
    assert live(session) == []
    heard = waits.post("/voice/incoming", SECOND).text
    assert "Goed dat u terugbelt" in heard
    assert "<Enqueue" in heard
    [entry] = live(session)
    assert (entry.entered_at, entry.language, entry.topic, entry.channel) == (entered, "nl", "place", "voice")
    assert people(session) == 1
    assert session.scalars(select(Contact.outcome)).one() is None


def test_a_ring_that_comes_twice_brings_them_back_once(waits: Twilio, session: Session) -> None:
    dies(waits, FIRST)
    first, second = (waits.post("/voice/incoming", SECOND).data for _ in range(2))
    assert first == second
    assert len(live(session)) == 1
    assert session.scalar(select(func.count()).select_from(Event).where(Event.kind == "came_back")) == 1


@pytest.mark.parametrize("minutes", [29, 31])
def test_after_half_an_hour_it_is_a_new_call(waits: Twilio, session: Session, minutes: int) -> None:
    dies(waits, FIRST)
    session.execute(text("update contact set ended_at = ended_at - make_interval(mins => :m)"), {"m": minutes})
    session.commit()
    assert ("<Enqueue" in waits.post("/voice/incoming", SECOND).text) == (minutes < 30)


def test_a_second_phone_behind_the_same_number_is_somebody_else(waits: Twilio, session: Session) -> None:
    assert "<Gather" in waits.post("/voice/incoming", SECOND).text
    assert people(session) == 2


def test_who_is_somebody_else_presses_2_and_the_earlier_caller_keeps_the_way_back(
    waits: Twilio, session: Session
) -> None:
    dies(waits, FIRST)
    waits.post("/voice/incoming", SECOND)
    assert "press 2" not in waits.post("/voice/wait?turn=0", SECOND).text  # in Dutch: "druk dan op 2"
    assert "<Leave" in waits.post("/voice/wait?turn=1", SECOND, Digits="2").text
    menu = waits.post("/voice/queued?turn=0", SECOND, QueueResult="leave").text
    assert "Taste 4" in menu
    assert people(session) == 2
    assert live(session) == []
    back = waits.post(f"/voice/step?turn={turn_of(menu)}", SECOND, Digits="*")
    assert "code" in back.text
    again = waits.post(f"/voice/step?turn={turn_of(back.text)}", SECOND, Digits=code_of(session))
    assert "Goed dat u terugbelt" in again.text


def turn_of(document: str) -> int:
    found = re.search(r"turn=(\d+)", document)
    assert found
    return int(found[1])


def test_whose_talk_was_ended_by_the_dispatcher_begins_at_the_menu(waits: Twilio, session: Session) -> None:
    contact = talks(waits, session)
    call.finish(session, contact, db.now(session))
    session.commit()
    dies(waits, FIRST)
    assert "<Gather" in waits.post("/voice/incoming", SECOND).text


def talks(twilio: Twilio, session: Session) -> Contact:
    """Amina took them, and both are in the conference."""
    amina = session.scalars(select(Dispatcher).where(Dispatcher.username == "amina")).one()
    at = db.now(session)
    held = reservation.reserve(session, live(session)[0].id, amina, at)
    leg = call.ringing(session, held, "CAdispatcher", LegRole.DISPATCHER, at)
    call.accepted(session, held, at)
    call.joined(session, held, leg, at)
    contact = session.get_one(Contact, held.contact_id)
    call.joined(session, held, contact.legs[0], at)
    session.commit()
    return contact


def test_whose_battery_died_in_a_talk_comes_back_first_and_to_the_same_dispatcher(
    waits: Twilio, session: Session
) -> None:
    talks(waits, session)
    jan = hired(session, "jan")
    session.commit()
    dies(waits, FIRST)
    dies(waits, "CAdispatcher")
    assert "<Enqueue" in waits.post("/voice/incoming", SECOND).text
    [entry] = live(session)
    amina = session.scalars(select(Dispatcher).where(Dispatcher.username == "amina")).one()
    assert (entry.front, entry.wanted_id, amina.activity) == (True, amina.id, "wrap_up")

    at = db.now(session)
    assert reservation.reserve_next(session, jan, at) is None
    assert reservation.reserve(session, entry.id, amina, at).entry_id == entry.id
    assert session.get_one(Dispatcher, amina.id, populate_existing=True).activity == "available"


def test_after_half_a_minute_any_dispatcher_may_take_them(waits: Twilio, session: Session) -> None:
    talks(waits, session)
    jan = hired(session, "jan")
    session.commit()
    dies(waits, FIRST)
    waits.post("/voice/incoming", SECOND)
    assert reservation.reserve_next(session, jan, db.now(session) + timedelta(seconds=31)) is not None


def test_from_another_phone_star_and_the_code_lead_back(waits: Twilio, session: Session) -> None:
    entered, code = live(session)[0].entered_at, code_of(session)
    dies(waits, FIRST)
    other = {"From": OTHER_PHONE}
    menu = waits.post("/voice/incoming", SECOND, **other).text
    asked = waits.post(f"/voice/step?turn={turn_of(menu)}", SECOND, Digits="*", **other).text
    first, second = (waits.post(f"/voice/step?turn={turn_of(asked)}", SECOND, Digits=code, **other) for _ in range(2))
    assert "Goed dat u terugbelt" in first.text
    assert first.data == second.data
    [entry] = live(session)
    assert (entry.entered_at, people(session)) == (entered, 1)


def test_the_code_takes_nobody_out_of_the_line(waits: Twilio, session: Session) -> None:
    code, other = code_of(session), {"From": OTHER_PHONE}
    waits.post("/voice/incoming", SECOND, **other)
    waits.post("/voice/step?turn=0", SECOND, Digits="*", **other)
    assert "<Enqueue" not in waits.post("/voice/step?turn=1", SECOND, Digits=code, **other).text
    dies(waits, FIRST)
    assert "<Enqueue" in waits.post("/voice/step?turn=2", SECOND, Digits=code, **other).text
    assert len(live(session)) == 1


def test_a_yes_for_one_phone_is_no_yes_for_the_next(waits: Twilio, session: Session) -> None:
    session.execute(update(Contact).values(safe_to_call=True, safe_to_text=True))
    session.commit()
    dies(waits, FIRST)
    waits.post("/voice/incoming", SECOND, From=OTHER_PHONE)
    waits.post("/voice/step?turn=0", SECOND, Digits="*", From=OTHER_PHONE)
    waits.post("/voice/step?turn=1", SECOND, Digits=code_of(session), From=OTHER_PHONE)
    assert session.execute(select(Contact.safe_to_call, Contact.safe_to_text)).one() == (None, None)


def test_a_code_is_no_way_into_a_talk_that_goes_on(waits: Twilio, session: Session) -> None:
    talks(waits, session)
    waits.post("/voice/incoming", SECOND, From=OTHER_PHONE)
    waits.post("/voice/step?turn=0", SECOND, Digits="*", From=OTHER_PHONE)
    heard = waits.post("/voice/step?turn=1", SECOND, Digits=code_of(session), From=OTHER_PHONE).text
    assert "<Enqueue" not in heard


@pytest.mark.parametrize("typed", ["0000", "12345678", "#", "abcd", "9" * 40])
def test_a_code_that_leads_nowhere_leads_to_a_person_in_the_end(waits: Twilio, session: Session, typed: str) -> None:
    session.execute(update(RejoinCode).values(code="4711"))
    session.commit()
    document = waits.post("/voice/incoming", SECOND, From=OTHER_PHONE).text
    document = waits.post("/voice/step?turn=0", SECOND, Digits="*", From=OTHER_PHONE).text
    for _ in range(3):
        document = waits.post(f"/voice/step?turn={turn_of(document)}", SECOND, Digits=typed, From=OTHER_PHONE).text
    assert "<Enqueue" in document
    assert len(live(session)) == 2


def test_who_guesses_codes_call_after_call_soon_gets_nowhere_even_with_the_right_one(
    waits: Twilio, session: Session
) -> None:
    session.execute(update(RejoinCode).values(code="4711"))
    session.commit()
    dies(waits, FIRST)
    for call_sid, codes in (("CAguess1", ("1", "2", "3")), ("CAguess2", ("4", "5", "711"))):
        document = waits.post("/voice/incoming", call_sid, From=OTHER_PHONE).text
        document = waits.post(f"/voice/step?turn={turn_of(document)}", call_sid, Digits="*", From=OTHER_PHONE).text
        for code in codes:
            path = f"/voice/step?turn={turn_of(document)}"
            document = waits.post(path, call_sid, Digits=f"4{code:>03}", From=OTHER_PHONE).text
    assert "Goed dat u terugbelt" not in document
    assert "<Enqueue" in document


def test_two_who_wait_never_have_the_same_code_and_old_codes_are_used_again(session: Session, house: web.House) -> None:
    at = db.now(session)
    session.add_all([Contact(channel="voice", opened_at=at, asked_at=at, priority="normal") for _ in range(300)])
    session.commit()
    codes = [rejoin.code_for(session, contact, at) for contact in session.scalars(select(Contact))]
    assert len(set(codes)) == 300
    session.execute(update(Contact).values(ended_at=at))
    rejoin.forget_codes(session, at + timedelta(minutes=29))
    assert session.scalar(select(func.count()).select_from(RejoinCode)) == 300
    rejoin.forget_codes(session, at + timedelta(minutes=31))
    assert session.scalar(select(func.count()).select_from(RejoinCode)) == 0
    assert house


def test_who_asked_to_be_called_back_and_calls_first_takes_up_the_same_place(waits: Twilio, session: Session) -> None:
    entered = live(session)[0].entered_at
    waits.post("/voice/wait?turn=2", FIRST)
    waits.post("/voice/wait?turn=3", FIRST, Digits="1")
    waits.post("/voice/step?turn=4", FIRST, Digits="1")
    dies(waits, FIRST)
    assert live(session)[0].channel == "callback"
    assert "<Enqueue" in waits.post("/voice/incoming", SECOND).text
    [entry] = live(session)
    assert (entry.channel, entry.entered_at, entry.not_before) == ("voice", entered, None)


def test_a_silent_caller_is_asked_to_press_1_and_silence_is_never_closed(twilio: Twilio, session: Session) -> None:
    document = twilio.post("/voice/incoming").text
    for _ in range(2):
        document = twilio.post(f"/voice/step?turn={turn_of(document)}").text
    assert "Il n'est pas nécessaire de parler" in document
    said_yes = twilio.post(f"/voice/step?turn={turn_of(document)}", Digits="1").text
    assert "<Enqueue" in said_yes
    assert live(session)[0].priority == "vulnerable"

    document = twilio.post("/voice/incoming", THIRD, From="anonymous").text
    for _ in range(4):
        document = twilio.post(f"/voice/step?turn={turn_of(document)}", THIRD, From="anonymous").text
    assert "<Enqueue" in document
    assert [entry.priority for entry in live(session)] == ["vulnerable", "normal"]


# Behind the star: who works with us


def typed(twilio: Twilio, code: str, **more: str) -> str:
    document = twilio.post("/voice/incoming", **more).text
    document = twilio.post(f"/voice/step?turn={turn_of(document)}", Digits="*", **more).text
    return twilio.post(f"/voice/step?turn={turn_of(document)}", Digits=code, **more).text


def test_a_partner_with_a_pin_says_for_whom_they_call_and_that_person_goes_sooner(
    twilio: Twilio, session: Session, house: web.House
) -> None:
    hospital = partner.add(session, "A hospital", "hospital", db.now(session))
    pin = partner.new_pin(session, house.vault, hospital)
    session.commit()
    asked = typed(twilio, pin)
    assert "enfant" in asked
    assert "<Enqueue" in twilio.post(f"/voice/step?turn={turn_of(asked)}", Digits="1").text
    [entry] = live(session)
    assert (entry.topic, entry.priority) == ("professional", "minor")
    assert session.scalars(select(Contact.caller_kind)).one() == "hospital"


def test_a_centre_types_its_free_places_and_is_nobody_who_was_lost(
    twilio: Twilio, session: Session, house: web.House
) -> None:
    centre = write(
        session, house.vault, read({"name": "Le Refuge", "capacity": 20, "audience": ["men"]}), db.now(session)
    )
    pin = place.new_pin(house.vault, centre)
    session.commit()
    asked = typed(twilio, pin)
    assert "Combien de places" in asked
    wrong = twilio.post(f"/voice/step?turn={turn_of(asked)}", Digits="99").text
    thanks = twilio.post(f"/voice/step?turn={turn_of(wrong)}", Digits="7").text
    assert "sont not\u00e9es" in thanks
    session.expire_all()
    assert (centre.free, centre.told_by) == (7, "phone")
    twilio.post("/voice/status", CallStatus="completed")
    session.expire_all()
    assert session.scalars(select(Contact.outcome)).one() == "assistant_only"
