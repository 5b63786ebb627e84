"""A place is kept for one person until its deadline, and never for two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import hold, place
from hotline.core.centre import Centre, Telling
from hotline.core.contact import Event
from hotline.core.hold import Full, Hold, Over, Shut
from hotline.core.measure import BRUSSELS
from hotline.core.place import TooMany
from tests.core.conftest import Hire, Opens, Waits

MINUTE = timedelta(minutes=1)


def test_a_place_is_kept_until_the_deadline_of_the_centre(
    session: Session, opens: Opens, waits: Waits, hire: Hire
) -> None:
    centre, person, amina, at = opens(capacity=10, free=3, keep_minutes=90), waits().contact_id, hire(), db.now(session)
    kept = hold.keep(session, centre.id, person, amina, at)
    assert kept.kept_until == at + timedelta(minutes=90)
    assert (centre.free, centre.held, centre.occupied) == (2, 1, 7)


def test_the_last_place_goes_to_the_quicker_one(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(free=1), db.now(session)
    first, second = waits().contact_id, waits().contact_id
    hold.keep(session, centre.id, first, None, at)
    with pytest.raises(Full):
        hold.keep(session, centre.id, second, None, at)


def test_of_thirty_who_want_three_places_at_one_moment_three_get_one(
    house: web.House, session: Session, opens: Opens, waits: Waits
) -> None:
    centre, people = opens(free=3).id, [waits().contact_id for _ in range(30)]
    engine = db.connect(house.settings.database_url, pool_size=30)
    start = Barrier(30)

    def one(person: int) -> bool:
        with db.sessions(engine)() as own:
            start.wait(30)
            try:
                hold.keep(own, centre, person, None, db.now(own))
            except Full:
                return False
            own.commit()
            return True

    with ThreadPoolExecutor(30) as pool:
        got = list(pool.map(one, people))
    engine.dispose()
    session.expire_all()
    assert sum(got) == 3
    assert session.get_one(Centre, centre).free == 0


def test_a_second_click_keeps_one_place(session: Session, opens: Opens, waits: Waits) -> None:
    centre, person, at = opens(free=3), waits().contact_id, db.now(session)
    first = hold.keep(session, centre.id, person, None, at)
    assert hold.keep(session, centre.id, person, None, at).id == first.id
    assert centre.free == 2


def test_a_family_gets_all_its_places_or_none(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(free=3), db.now(session)
    with pytest.raises(Full):
        hold.keep(session, centre.id, waits().contact_id, None, at, places=4)
    assert centre.free == 3
    hold.keep(session, centre.id, waits().contact_id, None, at, places=3)
    assert centre.free == 0


def test_a_deadline_that_passed_frees_the_place_before_the_clock_came_by(
    session: Session, opens: Opens, waits: Waits
) -> None:
    centre, at = opens(free=1, keep_minutes=60), db.now(session)
    late = hold.keep(session, centre.id, waits().contact_id, None, at)
    until = late.kept_until
    with pytest.raises(Full):
        hold.keep(session, centre.id, waits().contact_id, None, until - timedelta(microseconds=1))
    other = hold.keep(session, centre.id, waits().contact_id, None, until)
    session.refresh(late)
    assert (late.state, late.ended_at, other.state) == ("expired", until, "held")


def test_the_clock_ends_it_at_its_deadline_and_the_person_reads_so(
    house: web.House, session: Session, opens: Opens, waits: Waits
) -> None:
    centre, at = opens(free=1), db.now(session)
    kept = hold.keep(session, centre.id, waits().contact_id, None, at)
    session.commit()
    clock.tick(house, session, kept.kept_until - MINUTE)
    session.expire_all()
    assert kept.state == "held"
    clock.tick(house, session, kept.kept_until + MINUTE)
    session.expire_all()
    assert (kept.state, kept.ended_at, centre.free) == ("expired", kept.kept_until, 1)
    line = session.scalars(select(Event).where(Event.kind == "place_expired")).one()
    assert line.at == kept.kept_until


def test_who_arrives_sleeps_there_and_who_comes_too_late_is_told(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(free=2), db.now(session)
    first = hold.keep(session, centre.id, waits().contact_id, None, at)
    second = hold.keep(session, centre.id, waits().contact_id, None, at)
    for _ in range(2):
        hold.arrive(session, first.id, None, at + MINUTE)
    assert (first.state, centre.occupied, centre.held) == ("arrived", 9, 1)
    with pytest.raises(Over):
        hold.arrive(session, second.id, None, second.kept_until)
    assert (second.state, centre.free) == ("expired", 1)
    with pytest.raises(Over):
        hold.release(session, first.id, None, at + MINUTE)


def test_a_place_given_back_is_free_at_once_and_stays_given_back(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(free=1), db.now(session)
    kept = hold.keep(session, centre.id, waits().contact_id, None, at)
    for _ in range(2):
        hold.release(session, kept.id, None, at + MINUTE)
    assert (kept.state, centre.free) == ("released", 1)
    for too_late in (hold.arrive, hold.extend):
        with pytest.raises(Over):
            too_late(session, kept.id, None, at + MINUTE)


def test_a_bus_that_does_not_come_is_given_more_time(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(free=1, keep_minutes=60), db.now(session)
    kept = hold.keep(session, centre.id, waits().contact_id, None, at)
    hold.extend(session, kept.id, None, at + 50 * MINUTE)
    assert kept.kept_until == at + 110 * MINUTE
    hold.extend(session, kept.id, None, at)
    assert kept.kept_until == at + 110 * MINUTE


def test_a_place_kept_in_the_afternoon_waits_for_the_door_to_open(session: Session, opens: Opens, waits: Waits) -> None:
    at = db.now(session)
    centre = opens(free=1, keep_minutes=60)
    soon = (at + timedelta(hours=3)).astimezone(BRUSSELS).strftime("%H:%M")
    late = (at + timedelta(hours=5)).astimezone(BRUSSELS).strftime("%H:%M")
    centre.hours = f"{soon}-{late}"
    session.commit()
    opening = centre.opens_at(at)
    assert opening is not None
    kept = hold.keep(session, centre.id, waits().contact_id, None, at)
    assert kept.kept_until == opening + timedelta(minutes=60)


def test_a_centre_out_of_season_keeps_nothing(session: Session, opens: Opens, waits: Waits) -> None:
    at = db.now(session)
    over = opens(ends_on=(at - timedelta(days=2)).date())
    with pytest.raises(Shut):
        hold.keep(session, over.id, waits().contact_id, None, at)
    with pytest.raises(Shut):
        hold.keep(session, 2**40, waits().contact_id, None, at)


def test_the_database_itself_refuses_one_place_too_many(session: Session, opens: Opens) -> None:
    centre = opens(free=0)
    centre.held = 1
    with pytest.raises(IntegrityError, match="never_over"):
        session.commit()


# The free count


def test_a_count_is_on_record_with_its_source_and_its_hour(session: Session, opens: Opens, hire: Hire) -> None:
    centre, amina, at = opens(free=None), hire(), db.now(session)
    assert centre.free == 0
    place.tell_free(session, centre, 4, "board", at, dispatcher=amina)
    place.tell_free(session, centre, 3, "sms", at + MINUTE)
    told = session.scalars(select(Telling).order_by(Telling.id)).all()
    assert [(one.free, one.by, one.at, one.dispatcher_id) for one in told] == [
        (4, "board", at, amina.id),
        (3, "sms", at + MINUTE, None),
    ]
    assert (centre.free, centre.told_by, centre.told_at) == (3, "sms", at + MINUTE)


def test_nobody_loses_a_kept_place_when_the_centre_says_full(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(capacity=10, free=5), db.now(session)
    kept = [hold.keep(session, centre.id, waits().contact_id, None, at) for _ in range(2)]
    place.tell_free(session, centre, 0, "phone", at)
    assert (centre.free, centre.held, centre.occupied) == (0, 2, 8)
    assert {one.state for one in kept} == {"held"}
    hold.release(session, kept[0].id, None, at)
    assert centre.free == 1


def test_a_place_kept_while_the_centre_counted_is_taken_off(session: Session, opens: Opens, waits: Waits) -> None:
    """The page showed none kept; meanwhile Amina kept one. Five counted, four are left."""
    centre, at = opens(capacity=10, free=2), db.now(session)
    hold.keep(session, centre.id, waits().contact_id, None, at)
    assert place.tell_free(session, centre, 5, "link", at, kept=0) == 4
    assert place.tell_free(session, centre, 5, "link", at, kept=1) == 5


def test_a_slip_of_the_finger_is_asked_again(session: Session, opens: Opens) -> None:
    centre, at = opens(capacity=10, free=2), db.now(session)
    for slip in (11, 110, -1):
        with pytest.raises(TooMany):
            place.tell_free(session, centre, slip, "phone", at)
    assert centre.free == 2


def test_every_bed_counted_as_free_leaves_the_kept_ones_kept(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(capacity=10, free=2), db.now(session)
    hold.keep(session, centre.id, waits().contact_id, None, at)
    assert place.tell_free(session, centre, 10, "phone", at) == 9


def test_an_old_count_is_never_spoken(session: Session, opens: Opens) -> None:
    centre, at = opens(free=4), db.now(session)
    centre.told_at = at
    assert place.speakable(centre, at + timedelta(hours=2)) == 4
    assert place.speakable(centre, at + timedelta(hours=2, seconds=1)) is None
    never, shut = opens("Never told", free=None), opens("Shut", free=4, ends_on=(at - timedelta(days=2)).date())
    assert place.speakable(never, at) is None
    assert place.speakable(shut, at) is None


def test_a_hold_does_not_make_an_old_count_young(session: Session, opens: Opens, waits: Waits) -> None:
    centre, at = opens(free=4), db.now(session)
    centre.told_at = at - timedelta(hours=3)
    session.commit()
    hold.keep(session, centre.id, waits().contact_id, None, at)
    assert not place.is_fresh(centre, at)


def test_holds_are_listed_by_deadline_and_without_those_that_passed(
    session: Session, opens: Opens, waits: Waits
) -> None:
    quick, slow, at = opens("Quick", keep_minutes=10), opens("Slow", keep_minutes=100), db.now(session)
    person = waits().contact_id
    for centre in (slow, quick):
        hold.keep(session, centre.id, person, None, at)
    assert [one.centre.name for one in hold.open_holds(session, at)] == ["Quick", "Slow"]
    assert [one.centre.name for one in hold.open_holds(session, at + 11 * MINUTE, person)] == ["Slow"]
    assert hold.lapsed_places(session, at + 11 * MINUTE) == {quick.id: 1}
    assert session.scalars(select(Hold.state)).all() == ["held", "held"]
