"""A centre is known by its phone, its code or its link; nobody else can tell for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import centre_details, pin, place
from hotline.core.centre import Centre, public_address, staff_address
from hotline.core.centre_details import Wrong
from hotline.core.login import LoginFailure
from tests.core.conftest import Opens

DESK = "+3222222222"


@pytest.fixture
def reachable(session: Session, house: web.House, opens: Opens) -> Centre:
    """A centre with a phone, ten places, two free."""
    centre = opens(free=2, capacity=10)
    centre.phone, centre.phone_hash = house.vault.lock(DESK), house.vault.hash(DESK)
    session.commit()
    return centre


def test_a_message_with_a_number_sets_the_count(session: Session, house: web.House, reachable: Centre) -> None:
    at = db.now(session)
    for body, free in (
        ("5", 5),
        ("Bonsoir, 3 lits libres", 3),
        ("Complet ce soir!", 0),
        ("VOLZET", 0),
        ("0", 0),
        ("٣", 3),
    ):
        reply = place.told_by_sms(session, house.vault, DESK, body, at)
        assert reply
        assert str(free) in reply
        assert (reachable.free, reachable.told_by) == (free, "sms")


def test_an_unclear_message_changes_nothing_and_is_asked_again(
    session: Session, house: web.House, reachable: Centre
) -> None:
    for body in ("3 hommes et 2 femmes", "merci", "", "+32 470 12 34 56", "99999"):
        reply = place.told_by_sms(session, house.vault, DESK, body, db.now(session))
        assert reply
        assert "Thank you" not in reply
    assert reachable.free == 2
    too_many = place.told_by_sms(session, house.vault, DESK, "50", db.now(session))
    assert too_many
    assert "10" in too_many


def test_a_message_from_somebody_else_is_not_a_count(session: Session, house: web.House, reachable: Centre) -> None:
    for stranger in ("+32470000001", "ACME", ""):
        assert place.told_by_sms(session, house.vault, stranger, "5", db.now(session)) is None
    assert reachable.free == 2


def test_the_code_opens_once_it_is_given_and_no_longer_after_a_new_one(
    session: Session, house: web.House, reachable: Centre
) -> None:
    old = place.new_pin(house.vault, reachable)
    assert len(old) == pin.DIGITS
    assert place.centre_by_pin(session, house.vault, old, caller=DESK) is reachable
    new = place.new_pin(house.vault, reachable)
    assert place.centre_by_pin(session, house.vault, new, caller=DESK) is reachable
    assert old == new or place.centre_by_pin(session, house.vault, old, caller=DESK) is None
    assert reachable.pin_hash
    assert new.encode() not in reachable.pin_hash


def test_guessing_codes_is_slowed_down(session: Session, house: web.House, reachable: Centre) -> None:
    right, at = "123456", db.now(session)
    reachable.pin_hash = pin.hashes(house.vault, right)[0]
    for _ in range(pin.FROM_ONE):
        assert place.centre_by_pin(session, house.vault, "000000", caller="+32470000001", at=at) is None
    assert place.centre_by_pin(session, house.vault, right, caller="+32470000001", at=at) is None
    assert place.centre_by_pin(session, house.vault, right, caller=DESK, at=at) is reachable
    assert place.centre_by_pin(session, house.vault, right, caller="+32470000001", at=at + pin.WINDOW) is reachable


def test_guessing_from_many_numbers_is_slowed_down_too(session: Session, house: web.House, reachable: Centre) -> None:
    at = db.now(session)
    for nth in range(pin.FROM_ALL):
        place.centre_by_pin(session, house.vault, "000000", caller=f"+3247000{nth:04}", at=at)
    reachable.pin_hash = pin.hashes(house.vault, "123456")[0]
    assert place.centre_by_pin(session, house.vault, "123456", caller=DESK, at=at) is None


def test_right_codes_are_not_counted_as_guesses(session: Session, house: web.House, reachable: Centre) -> None:
    code, at = place.new_pin(house.vault, reachable), db.now(session)
    for second in range(30):
        when = at + timedelta(seconds=second)
        assert place.centre_by_pin(session, house.vault, code, caller=DESK, at=when) is reachable
    assert session.scalars(select(LoginFailure)).all() == []


def test_a_link_ends_with_its_time_and_with_a_new_one(session: Session, reachable: Centre) -> None:
    at = db.now(session)
    old = place.new_link(reachable, at)
    assert place.centre_by_link(session, old, at) is reachable
    assert place.centre_by_link(session, old, at + place.LINK) is None
    new = place.new_link(reachable, at)
    assert place.centre_by_link(session, old, at) is None
    assert place.centre_by_link(session, new, at) is reachable
    assert new.encode() not in (reachable.link_hash or b"")


def test_a_centre_we_no_longer_work_with_is_not_known_by_anything(
    session: Session, house: web.House, reachable: Centre
) -> None:
    code, token, at = place.new_pin(house.vault, reachable), place.new_link(reachable, db.now(session)), db.now(session)
    centre_details.retire(session, reachable.id, at)
    session.commit()
    assert place.centre_by_phone(session, house.vault, DESK) is None
    assert place.centre_by_pin(session, house.vault, code, at=at) is None
    assert place.centre_by_link(session, token, at) is None
    assert (reachable.phone, reachable.address) == (None, None)


# What a supervisor writes down

GIVEN = {"name": "La Source", "audience": ["women"], "capacity": "12", "hours": "Mo-Su 17:00-09:00"}


def test_a_secret_address_is_encrypted_and_never_leaves_the_house(session: Session, house: web.House) -> None:
    details = centre_details.read({**GIVEN, "address": "Rue Cachée 1", "address_hidden": True})
    centre = centre_details.write(session, house.vault, details, db.now(session))
    assert b"Cach" not in (centre.address or b"")
    assert staff_address(house.vault, centre) == "Rue Cachée 1"
    assert public_address(house.vault, centre) is None
    centre.address_hidden = False
    assert public_address(house.vault, centre) == "Rue Cachée 1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("audience", []),
        ("audience", ["dogs"]),
        ("capacity", "-1"),
        ("capacity", "many"),
        ("buffer", "99999999"),
        ("hours", "at night"),
        ("starts_on", "tomorrow"),
        ("phone", "112"),
        ("language", "tlh"),
        ("keep_minutes", "1"),
        ("occupied", "3"),
    ],
)
def test_what_cannot_be_is_named(field: str, value: object) -> None:
    with pytest.raises(Wrong) as wrong:
        centre_details.read({**GIVEN, field: value})
    assert wrong.value.field == field


def test_a_season_does_not_end_before_it_begins() -> None:
    with pytest.raises(Wrong, match="ends_on"):
        centre_details.read({**GIVEN, "starts_on": "2026-12-01", "ends_on": "2026-11-30"})


def test_a_centre_that_grows_or_shrinks_keeps_its_free_count_and_its_holds(
    session: Session, house: web.House, reachable: Centre
) -> None:
    reachable.held, reachable.occupied, at = 3, 5, db.now(session)
    session.commit()
    for capacity, free in (("20", 2), ("4", 1)):
        details = centre_details.read({**GIVEN, "name": "Les Hirondelles", "capacity": capacity})
        centre_details.write(session, house.vault, details, at, reachable.id)
        assert (reachable.held, reachable.free) == (3, free)
    details = centre_details.read({**GIVEN, "name": "Les Hirondelles", "capacity": "2"})
    with pytest.raises(Wrong, match="capacity"):
        centre_details.write(session, house.vault, details, at, reachable.id)


def test_two_centres_have_two_names(session: Session, house: web.House, reachable: Centre) -> None:
    details = centre_details.read({**GIVEN, "name": reachable.name})
    with pytest.raises(Wrong, match="name"):
        centre_details.write(session, house.vault, details, db.now(session))
