"""A dispatcher texts the person: prepared words, only to a phone called safe, and everybody sees what became of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import contact as contacts
from hotline.core import hold, opt_out, sms
from hotline.core.centre import Centre
from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from hotline.core.sms import Sms
from hotline.core.words import SmsState
from tests.console.conftest import Enter
from tests.console.pages import Browser

PHONE = "+32470123456"


@pytest.fixture
def person(enter: Enter, session: Session, house: web.House) -> Contact:
    """Somebody who speaks Dutch and says that their phone is safe."""
    entry = enter("nl", number=house.vault.lock(PHONE), number_hash=house.vault.hash(PHONE))
    contact = session.get_one(Contact, entry.contact_id)
    contact.safe_to_text = True
    session.commit()
    return contact


def page(who: Browser, person: Contact) -> str:
    return who.get(f"/?contact={person.id}").get_data(as_text=True)


def send(who: Browser, person: Contact, purpose: str = "our_number", **more: str) -> int:
    form = {"purpose": purpose, "language": "nl", "once": "a", **more}
    return who.send(f"/contacts/{person.id}/texts", f"/?contact={person.id}", **form).status_code


def words(session: Session, house: web.House) -> list[str]:
    session.expire_all()
    return [house.vault.open(row.body or b"") or "" for row in session.scalars(select(Sms).order_by(Sms.id))]


def keep_a_place(session: Session, house: web.House, person: Contact, *, hidden: bool) -> None:
    at = db.now(session)
    centre = Centre(name="De Haven", audience=["men"], capacity=5, created_at=at, address_hidden=hidden)
    centre.address = house.vault.lock("Kaai 1, 1000 Brussel")
    session.add(centre)
    session.flush()
    hold.keep(session, centre.id, person.id, None, at)
    session.commit()


def test_the_person_gets_our_number_in_their_language(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    assert send(amina, person) == 303
    assert words(session, house) == ["U vroeg dit nummer: 0800 12 345. Gratis, dag en nacht."]
    assert session.scalars(select(Promise.args).where(Promise.kind == "sms")).one()
    assert session.scalars(select(Sms.contact_id)).one() == person.id


def test_a_second_click_sends_nothing_more_and_a_second_wish_does(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    for once in ("a", "a", "b"):
        send(amina, person, once=once)
    assert len(words(session, house)) == 2


def test_who_we_are_is_said_only_when_the_person_wants_it(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    send(amina, person, once="a")
    send(amina, person, once="b", named="yes")
    neutral, named = words(session, house)
    assert "hulplijn" not in neutral
    assert "hulplijn" in named


@pytest.mark.parametrize("said", [None, False])
def test_a_phone_that_nobody_called_safe_is_not_texted(
    amina: Browser, person: Contact, session: Session, house: web.House, said: bool | None
) -> None:
    person.safe_to_text = said
    session.commit()
    assert "Ask first whether it is safe" in page(amina, person)
    assert "send-text" not in page(amina, person)
    send(amina, person)
    assert words(session, house) == []


@pytest.mark.parametrize("number", ["+3225551234", None])
def test_a_landline_and_a_hidden_number_are_not_texted(
    amina: Browser, person: Contact, session: Session, house: web.House, number: str | None
) -> None:
    person.number = house.vault.lock(number) if number else None
    session.commit()
    assert "This phone cannot get texts" in page(amina, person)
    send(amina, person)
    assert words(session, house) == []


def test_a_person_who_wrote_stop_is_not_texted_by_a_dispatcher_either(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    opt_out.stop(session, house.vault, PHONE, db.now(session))
    session.commit()
    assert "wrote STOP" in page(amina, person)
    send(amina, person)
    assert words(session, house) == []


def test_the_place_that_is_kept_is_told_with_its_address(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    assert "the place that is kept" not in page(amina, person)
    keep_a_place(session, house, person, hidden=False)
    assert "the place that is kept" in page(amina, person)
    send(amina, person, "place_kept")
    assert "De Haven, Kaai 1, 1000 Brussel" in words(session, house)[0]


def test_a_hidden_place_is_told_without_its_name_and_address(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    keep_a_place(session, house, person, hidden=True)
    send(amina, person, "place_kept")
    [told] = words(session, house)
    for telling in ("Haven", "Kaai", "1000"):
        assert telling not in told
    assert "0800 12 345" in told


def test_a_place_that_is_no_longer_kept_is_not_told(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    assert send(amina, person, "place_kept") == 400
    assert words(session, house) == []


def test_that_we_called_back_in_vain_can_be_told_only_when_we_did(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    assert send(amina, person, "callback_missed") == 400
    contacts.record(session, person.id, "callback_not_answered", db.now(session), attempt=1)
    session.commit()
    send(amina, person, "callback_missed")
    assert "terug te bellen" in words(session, house)[0]


def test_the_text_goes_to_the_phone_that_the_person_wants_to_be_called_on(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    person.callback_number = house.vault.lock("+32470654321")
    session.commit()
    send(amina, person)
    session.expire_all()
    assert house.vault.open(session.scalars(select(Sms.number)).one() or b"") == "+32470654321"


def test_the_page_shows_what_a_text_was_for_and_how_far_it_has_come_and_not_its_words(
    amina: Browser, person: Contact, session: Session
) -> None:
    send(amina, person)
    shown = page(amina, person)
    assert "amina sent a text: our number" in shown
    assert "waits to be sent" in shown
    row = session.scalars(select(Sms)).one()
    sms.told(session, row.id, "SM1", SmsState.UNDELIVERED, "30003", db.now(session))
    session.commit()
    live = amina.get(f"/?contact={person.id}&part=live").get_data(as_text=True)
    assert "did not arrive" in live
    assert "the phone is off or out of reach" in live
    assert "U vroeg" not in live


@pytest.mark.parametrize("more", [{"purpose": "x"}, {"language": "xx"}, {"language": ""}, {"purpose": "reply"}])
def test_a_text_that_was_not_prepared_is_refused(
    amina: Browser, person: Contact, session: Session, house: web.House, more: dict[str, str]
) -> None:
    assert send(amina, person, **more) == 400
    assert words(session, house) == []


def test_a_closed_contact_is_not_texted_without_a_reason(
    amina: Browser, person: Contact, session: Session, house: web.House
) -> None:
    token = amina.hidden("/")
    person.closed_at = person.ended_at = db.now(session) - timedelta(days=1)
    session.commit()
    form = {"purpose": "our_number", "language": "nl", "csrf_token": token}
    amina.client.post(f"/contacts/{person.id}/texts", data=form)
    assert words(session, house) == []
