"""Those who call for others are known, and only the person they call for goes sooner."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import caller, partner, queue
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.declaration import VULNERABILITIES, declare
from hotline.core.partner import Partner, PartnerNumber
from hotline.core.secret import Vault
from hotline.core.words import Priority, higher
from tests.core.conftest import Waits

NUMBER = "+3225357111"


@pytest.fixture
def hospital(session: Session, house: web.House) -> Partner:
    found = partner.add(session, "Hôpital Saint-Jean", "hospital", db.now(session))
    partner.add_number(session, house.vault, found, NUMBER)
    session.commit()
    return found


def rings(session: Session, house: web.House, number: str | None = NUMBER, sid: str = "CA1") -> Contact:
    return caller.ring(session, house.flows["line"], house.vault, sid, number, db.now(session)).contact


def test_a_hospital_is_known_by_the_number_it_calls_from(session: Session, house: web.House, hospital: Partner) -> None:
    contact = rings(session, house)
    assert (contact.partner_id, contact.caller_kind, contact.topic) == (hospital.id, "hospital", "professional")
    assert [line.kind for line in contacts.timeline(session, contact.id)] == ["rang", "recognised"]


def test_a_partner_waits_their_turn_like_anyone(session: Session, house: web.House, hospital: Partner) -> None:
    contact = rings(session, house)
    entry = queue.enter(session, contact, "professional", db.now(session))
    assert (contact.priority, entry.priority) == ("normal", "normal")


def test_whoever_is_no_partner_is_not_taken_for_one(session: Session, house: web.House, hospital: Partner) -> None:
    for sid, number in (("CA1", "+32470123456"), ("CA2", None)):
        contact = rings(session, house, number, sid)
        assert (contact.partner_id, contact.caller_kind, contact.topic) == (None, None, None)


def test_a_retired_partner_is_a_stranger_and_leaves_no_number_behind(
    session: Session, house: web.House, hospital: Partner
) -> None:
    pin = partner.new_pin(session, house.vault, hospital)
    partner.retire(hospital)
    session.commit()
    assert session.scalars(select(PartnerNumber)).all() == []
    assert hospital.pin_hash is None
    assert partner.by_number(session, house.vault, NUMBER) is None
    assert partner.by_pin(session, house.vault, pin) is None


def test_one_number_is_one_partner(session: Session, house: web.House, hospital: Partner) -> None:
    other = partner.add(session, "Clinique", "hospital", db.now(session))
    with pytest.raises(partner.NumberTaken) as taken:
        partner.add_number(session, house.vault, other, NUMBER)
    assert taken.value.name == "Hôpital Saint-Jean"
    partner.add_number(session, house.vault, hospital, NUMBER)
    assert len(hospital.numbers) == 1


def test_numbers_are_still_known_when_the_secret_was_replaced(session: Session, hospital: Partner) -> None:
    rotated = Vault(("n" * 40, "k" * 40))
    assert partner.by_number(session, rotated, NUMBER) == hospital
    partner.add_number(session, rotated, hospital, NUMBER)
    assert len(hospital.numbers) == 1


def test_a_pin_makes_a_withheld_number_known(session: Session, house: web.House, hospital: Partner) -> None:
    pin = partner.new_pin(session, house.vault, hospital)
    contact = rings(session, house, None)
    assert partner.identify(session, house.vault, contact, f"{pin[:4]} {pin[4:]}", db.now(session)) == hospital
    assert contact.caller_kind == "hospital"


def test_a_new_pin_ends_the_earlier_one_and_none_is_stored(
    session: Session, house: web.House, hospital: Partner
) -> None:
    first = partner.new_pin(session, house.vault, hospital)
    second = partner.new_pin(session, house.vault, hospital)
    session.flush()
    assert partner.by_pin(session, house.vault, first) is None
    assert partner.by_pin(session, house.vault, second) == hospital
    assert hospital.pin_hash
    assert second.encode() not in hospital.pin_hash


def test_who_guesses_a_pin_soon_gets_nowhere_even_with_the_right_one(
    session: Session, house: web.House, hospital: Partner
) -> None:
    pin, contact = partner.new_pin(session, house.vault, hospital), rings(session, house, "+32470123456")
    for guess in range(5):
        assert partner.identify(session, house.vault, contact, f"{guess:08}", db.now(session)) is None
    again = rings(session, house, "+32470123456", "CA2")
    assert partner.identify(session, house.vault, again, pin, db.now(session)) is None
    other = rings(session, house, "+32470999999", "CA3")
    assert partner.identify(session, house.vault, other, pin, db.now(session)) == hospital
    later = db.now(session) + timedelta(minutes=16)
    assert partner.identify(session, house.vault, again, pin, later) == hospital


# What is said of the person


def test_a_declared_minor_goes_sooner_from_where_they_stand(session: Session, waits: Waits) -> None:
    entry = waits(waited_s=60)
    before = waits(waited_s=120)
    contact = contacts.lock(session, entry.contact_id)
    assert contact
    declare(session, contact, "minor", db.now(session))
    session.commit()
    assert (entry.priority, contact.priority, contact.on_behalf_of) == ("minor", "minor", ["minor"])
    assert [one.id for one in queue.live_entries(session, db.now(session))] == [entry.id, before.id]


def test_what_is_said_twice_counts_once_and_nothing_lowers_a_priority(session: Session, waits: Waits) -> None:
    entry = waits(priority="danger")
    contact = session.get_one(Contact, entry.contact_id)
    for what in ("ill", "ill", "minor"):
        declare(session, contact, what, db.now(session), "amina")
    assert (entry.priority, contact.priority, contact.on_behalf_of) == ("danger", "danger", ["ill", "minor"])
    assert [line.kind for line in contacts.timeline(session, contact.id)].count("declared") == 2


def test_the_timeline_keeps_how_urgent_it_is_and_not_what_the_person_has(session: Session, waits: Waits) -> None:
    contact = session.get_one(Contact, waits().contact_id)
    declare(session, contact, "pregnant", db.now(session), "amina")
    line = contacts.timeline(session, contact.id)[-1]
    assert line.detail == {"priority": "vulnerable", "dispatcher": "amina"}


def test_a_word_of_no_list_is_refused(session: Session, waits: Waits) -> None:
    contact = session.get_one(Contact, waits().contact_id)
    with pytest.raises(ValueError, match="vulnerability"):
        declare(session, contact, "rich", db.now(session))
    assert contact.on_behalf_of is None


@pytest.mark.parametrize("one", list(Priority))
@pytest.mark.parametrize("raised", sorted(set(VULNERABILITIES.values())))
def test_the_more_urgent_of_two_counts(one: Priority, raised: Priority) -> None:
    found = higher(one, raised)
    assert found in (one, raised)
    assert list(Priority).index(found) <= list(Priority).index(one)
