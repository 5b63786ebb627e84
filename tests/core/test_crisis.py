"""In a crisis more places open; when it ends nobody is sent away, and none of them is given again."""

import pytest
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import crisis, hold, place
from tests.core.conftest import Hire, Opens, Waits


def test_buffer_places_open_and_close_with_the_crisis(session: Session, opens: Opens, hire: Hire) -> None:
    centre, amina, at = opens(capacity=10, buffer=5, free=1), hire(), db.now(session)
    crisis.start(session, "cold", "-6 °C tonight", amina, at)
    assert (centre.free, centre.places) == (6, 15)
    [going] = crisis.going_on(session)
    assert (going.kind, going.why, going.started_by.username, going.started_at) == (
        "cold",
        "-6 °C tonight",
        "amina",
        at,
    )
    crisis.end(session, going.id, amina, at)
    assert (centre.free, centre.places) == (1, 10)
    assert crisis.going_on(session) == []
    assert [one.ended_by.username for one in crisis.earlier(session) if one.ended_by] == ["amina"]


def test_a_crisis_that_goes_on_is_not_begun_twice(session: Session, opens: Opens, hire: Hire) -> None:
    centre, amina, at = opens(capacity=0, buffer=5, free=0), hire(), db.now(session)
    for why in ("first", "second"):
        crisis.start(session, "heat", why, amina, at)
    assert [one.why for one in crisis.going_on(session)] == ["first"]
    assert centre.places == 5
    with pytest.raises(ValueError, match="party"):
        crisis.start(session, "party", "", amina, at)


def test_with_two_crises_the_places_stay_until_the_second_ends(session: Session, opens: Opens, hire: Hire) -> None:
    centre, amina, at = opens(capacity=0, buffer=5, free=0), hire(), db.now(session)
    for kind in ("storm", "humanitarian"):
        crisis.start(session, kind, "", amina, at)
    first, second = crisis.going_on(session)
    crisis.end(session, first.id, amina, at)
    assert centre.places == 5
    for _ in range(2):
        crisis.end(session, second.id, amina, at)
    assert centre.places == 0


def test_who_sleeps_in_a_buffer_place_stays_and_the_place_is_gone_after_them(
    session: Session, opens: Opens, hire: Hire, waits: Waits
) -> None:
    centre, amina, at = opens(capacity=1, buffer=2, free=0), hire(), db.now(session)
    crisis.start(session, "cold", "", amina, at)
    kept = [hold.keep(session, centre.id, waits().contact_id, amina, at) for _ in range(2)]
    hold.arrive(session, kept[0].id, amina, at)
    crisis.end(session, crisis.going_on(session)[0].id, amina, at)
    assert (centre.occupied, centre.held, centre.places, centre.free) == (2, 1, 3, 0)
    hold.release(session, kept[1].id, amina, at)
    assert (centre.places, centre.free) == (2, 0)
    place.tell_free(session, centre, 1, "phone", at)
    assert (centre.places, centre.free) == (1, 1)


def test_a_centre_that_tells_during_a_crisis_counts_the_buffer_too(session: Session, opens: Opens, hire: Hire) -> None:
    centre, amina, at = opens(capacity=10, buffer=5, free=0), hire(), db.now(session)
    crisis.start(session, "epidemic", "", amina, at)
    assert place.tell_free(session, centre, 15, "link", at) == 15
    crisis.end(session, crisis.going_on(session)[0].id, amina, at)
    assert centre.free == 10
    with pytest.raises(place.TooMany):
        place.tell_free(session, centre, 11, "link", at)
