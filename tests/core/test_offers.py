"""Housing first, then a bed; what was offered, taken, refused or not found is on the person's record."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import disposition, hold, offer
from hotline.core.contact import Contact, Event
from hotline.core.offer import Offer, Search
from tests.core.conftest import Hire, Opens, Waits


def test_the_place_a_person_took_is_found_until_they_give_it_back(
    session: Session, opens: Opens, waits: Waits, hire: Hire
) -> None:
    centre, person, amina, at = opens(), waits().contact_id, hire(), db.now(session)
    assert offer.accepted_offer(session, person) is None
    kept = hold.keep(session, centre.id, person, amina, at)
    for _ in range(2):
        offer.accept(session, kept, amina, at)
    taken = offer.accepted_offer(session, person)
    assert taken
    assert (taken.centre, taken.hold, len(offer.offers(session, person))) == (centre, kept, 1)
    hold.release(session, kept.id, amina, at)
    session.flush()
    assert offer.accepted_offer(session, person) is None


def test_a_place_may_be_refused_without_a_reason_and_another_one_taken(
    session: Session, opens: Opens, waits: Waits, hire: Hire
) -> None:
    far, near, person, amina, at = opens("Far"), opens("Near"), waits().contact_id, hire(), db.now(session)
    offer.refuse(session, person, far, None, amina, at)
    offer.refuse(session, person, far, "too_far", amina, at)
    offer.accept(session, hold.keep(session, near.id, person, amina, at), amina, at)
    assert [(one.result, one.reason) for one in offer.offers(session, person)] == [
        ("refused", "too_far"),
        ("accepted", None),
    ]
    contact = session.get_one(Contact, person)
    assert contact.priority == "normal", "a refusal has no consequence"


def test_nothing_found_has_one_reason_the_last_one(session: Session, waits: Waits, hire: Hire) -> None:
    person, amina, at = waits().contact_id, hire(), db.now(session)
    for reason in ("full", "full", "no_transport"):
        offer.nothing_found(session, person, reason, amina, at)
    assert [(one.result, one.reason) for one in offer.offers(session, person)] == [("nothing", "no_transport")]
    assert len(session.scalars(select(Event).where(Event.kind == "place_nothing")).all()) == 2
    assert offer.why_nothing(session, person) == "too_far"
    assert set(offer.NOTHING.values()) <= set(disposition.WHY)
    with pytest.raises(ValueError, match="bad mood"):
        offer.nothing_found(session, person, "bad mood", amina, at)


def test_who_still_has_a_home_is_shown_help_to_keep_it_first_and_is_not_refused_a_bed(
    session: Session, waits: Waits, hire: Hire
) -> None:
    person, amina, at = waits().contact_id, hire(), db.now(session)
    search = offer.answer(session, person, amina, at, housing="not_yet")
    assert search.prevention_first
    offer.bed_anyway(session, person)
    assert not search.prevention_first
    offer.answer(session, person, amina, at, housing="lost", audience="families", people=3, wishes=["animals"])
    assert (search.wanted, search.people) == (["families", "animals"], 3)
    offer.answer(session, person, amina, at, housing="not_yet")
    assert search.prevention_first, "the answer changed: the question comes again"
    said = session.scalars(select(Event).where(Event.kind == "housing").order_by(Event.id)).all()
    assert [line.detail and line.detail["housing"] for line in said] == ["not_yet", "lost", "not_yet"]


def test_an_answer_that_is_not_on_the_list_is_refused(session: Session, waits: Waits, hire: Hire) -> None:
    person, amina, at = waits().contact_id, hire(), db.now(session)
    for wrong in ({"housing": "maybe"}, {"audience": "dogs"}, {"people": 0}, {"people": 99}, {"wishes": ["sauna"]}):
        with pytest.raises(ValueError, match="not one"):
            offer.answer(session, person, amina, at, **{"housing": "lost", **wrong})
    assert session.scalars(select(Search)).all() == []


def test_a_family_that_calls_again_need_not_say_so_again(
    session: Session, house: web.House, waits: Waits, hire: Hire
) -> None:
    digest, amina, at = house.vault.hash("+32470123456"), hire(), db.now(session)
    first = waits(number_hash=digest).contact_id
    offer.answer(session, first, amina, at, housing="lost", audience="families", people=3)
    again = session.get_one(Contact, waits(number_hash=digest).contact_id)
    other = session.get_one(Contact, waits().contact_id)
    child = session.get_one(Contact, waits(priority="minor").contact_id)
    assert offer.presumed(session, again, [digest]) == ("families", 3)
    assert offer.presumed(session, other, []) == (None, 1)
    assert offer.presumed(session, child, []) == ("families", 1)


def test_what_somebody_needs_is_erased_with_their_number_and_the_rest_names_nobody(
    session: Session, house: web.House, waits: Waits, hire: Hire, opens: Opens
) -> None:
    person, amina, at = waits().contact_id, hire(), db.now(session)
    offer.answer(session, person, amina, at, housing="lost", audience="men", wishes=["reduced_mobility"])
    offer.accept(session, hold.keep(session, opens().id, person, amina, at), amina, at)
    contact = session.get_one(Contact, person)
    contact.ended_at = at
    session.commit()
    clock.erase(house, session, at + timedelta(days=31))
    session.expire_all()
    assert session.get_one(Search, person).wishes == []
    assert session.scalars(select(Offer.result)).all() == ["accepted"]
