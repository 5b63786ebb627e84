"""A closed door, a wrong number, an old fact wait for somebody to look; two closed doors are told at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.directory import ages, checking, read, trust
from hotline.core.directory.checking import Check, Report
from hotline.core.directory.facts import Organization
from hotline.core.directory.opening import opening
from hotline.core.directory.why import doubt
from hotline.core.dispatcher import Dispatcher
from tests.core.conftest import hired
from tests.core.directory.house import AT, TODAY, put, service

DAY = timedelta(days=1)


@pytest.fixture
def amina(session: Session) -> Dispatcher:
    return hired(session, "amina")


def tell(house: web.House, session: Session, who: str = "", found: str = "closed_door", at=AT, **more) -> Check | None:
    told = Report("house.day", found, **{"by": "public", "who": who, **more})
    check = checking.report(session, house.vault, told, at)
    session.commit()
    return check


def is_certain(session: Session, today: date = TODAY) -> bool:
    found = read.service(session, "house.day", today)
    assert found
    return trust.assurance(found.service.trust, today) == "verified"


def test_one_closed_door_is_for_dispatchers_only(house: web.House, session: Session) -> None:
    put(session)
    tell(house, session, "a")
    assert [one.service_id for one in checking.waiting(session)] == ["house.day"]
    assert is_certain(session)


def test_two_people_before_a_closed_door_and_everyone_reads_to_be_confirmed(house: web.House, session: Session) -> None:
    put(session)
    tell(house, session, "a", at=AT - 2 * DAY)
    tell(house, session, "b")
    found = read.service(session, "house.day", TODAY)
    assert found
    assert doubt(found.service.trust, "en", AT) == "To be confirmed (reported closed on 26 November)"
    assert found.service.trust.assurance == "stale"  # so exports and paper say it, too
    assert not opening(found.service, AT).certain
    phone = found.service.phones[0]
    assert trust.is_certain(phone, found.service, TODAY)  # who wants to be sure rings it


def test_hours_with_a_trust_of_their_own_are_doubted_too(house: web.House, session: Session) -> None:
    own = {"assurance": "verified", "verified_on": "2026-10-01"}
    put(session, service(schedules=[{"hours": "Mo-Fr 09:00-17:00", "trust": own}]))
    tell(house, session, "a")
    tell(house, session, "b")
    found = read.service(session, "house.day", TODAY)
    assert found
    assert not opening(found.service, AT).certain


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [("a", "a", 1), ("a", "b", 8), ("", "", 0)],
    ids=["the same person twice", "more than a week apart", "nobody knows who they were"],
)
def test_what_may_be_one_person_or_another_week_lowers_nothing(
    house: web.House, session: Session, first: str, second: str, days: int
) -> None:
    put(session)
    tell(house, session, first, at=AT - days * DAY)
    tell(house, session, second)
    assert is_certain(session)


def test_two_other_complaints_lower_nothing(house: web.House, session: Session) -> None:
    put(session)
    tell(house, session, "a", found="wrong_hours")
    tell(house, session, "b", found="closed_door")
    assert is_certain(session)


def test_somebody_looked_and_it_is_certain_again(house: web.House, session: Session, amina: Dispatcher) -> None:
    put(session)
    tell(house, session, "a")
    last = tell(house, session, "b")
    assert last
    late = tell(house, session, "c", at=AT + timedelta(minutes=1))
    assert late
    assert checking.close(session, "house.day", "confirmed", amina, AT, last.id) == 2
    session.commit()
    assert is_certain(session)
    assert [one.id for one in checking.open_of(session, "house.day")] == [late.id]
    session.refresh(last)
    assert (last.state, last.closed_by_id) == ("confirmed", amina.id)


def test_a_report_that_comes_after_the_two_keeps_the_doubt_and_renews_its_day(
    house: web.House, session: Session
) -> None:
    put(session)
    tell(house, session, "a", at=AT - 9 * DAY)
    tell(house, session, "b", at=AT - 8 * DAY)
    tell(house, session, "c", found="wrong_hours", at=AT)
    assert not is_certain(session)
    tell(house, session, "d", at=AT)
    tell(house, session, "e", at=AT)
    found = read.service(session, "house.day", TODAY)
    assert found
    assert found.service.trust.reported == TODAY


def test_a_dispatcher_who_heard_it_from_two_callers_counts_both(house: web.House, session: Session) -> None:
    put(session)
    tell(house, session, "contact 1", by="dispatcher")
    tell(house, session, "contact 2", by="dispatcher")
    assert not is_certain(session)


def test_a_form_that_is_sent_twice_is_one_report(house: web.House, session: Session) -> None:
    put(session)
    assert tell(house, session, "a", key="form-1")
    assert tell(house, session, "a", key="form-1") is None
    assert len(session.scalars(select(Check)).all()) == 1


def test_strangers_are_slowed_down_one_by_one_and_together(house: web.House, session: Session) -> None:
    put(session)
    for _ in range(checking.FROM_ONE):
        tell(house, session, "a")
    with pytest.raises(checking.TooMany):
        tell(house, session, "a")
    session.rollback()
    tell(house, session, "a", at=AT + timedelta(hours=1, seconds=1))
    for nth in range(checking.FROM_ALL - checking.FROM_ONE - 1):
        tell(house, session, f"b{nth}", at=AT + timedelta(minutes=1))
    with pytest.raises(checking.TooMany):
        tell(house, session, "somebody else", at=AT + timedelta(minutes=2))
    session.rollback()
    assert tell(house, session, "amina", by="dispatcher", at=AT + timedelta(minutes=2))


def test_what_no_list_knows_is_refused(house: web.House, session: Session) -> None:
    for more in ({"found": "ugly"}, {"by": "nobody"}):
        with pytest.raises(ValueError, match="a word of no list"):
            tell(house, session, "a", **more)


def test_what_a_stranger_wrote_is_encrypted_and_forgotten_who_they_were_sooner(
    house: web.House, session: Session
) -> None:
    put(session)
    check = tell(house, session, "203.0.113.9", words="Un papier sur la porte")
    assert check
    assert check.words
    assert b"papier" not in check.words
    assert b"203" not in (check.reporter or b"")
    assert checking.words(house.vault, check) == "Un papier sur la porte"
    checking.forget(session, AT + 7.1 * DAY, 30 * DAY)
    session.refresh(check)
    assert check.reporter is None
    assert check.words
    checking.forget(session, AT + 30.1 * DAY, 30 * DAY)
    session.refresh(check)
    assert check.words is None
    assert check.state == "open"


def test_the_most_important_comes_first(house: web.House, session: Session) -> None:
    put(session, *(service(f"house.{one}") for one in ("old", "number", "door", "day")))
    told = (
        ("old", "old", "age"),
        ("number", "wrong_number", "x"),
        ("door", "closed_door", "x"),
        ("door", "closed_door", "y"),
    )
    for name, found, who in told:
        if found == "old":
            session.add(Check(service_id="house.old", found="old", by="age", at=AT - 9 * DAY))
        else:
            checking.report(session, house.vault, Report(f"house.{name}", found, "public", who), AT)
    order = [(one.service_id, one.closed) for one in checking.waiting(session)]
    assert order == [("house.door", True), ("house.number", False), ("house.old", False)]


# Age


def aged(id: str, seen: str | None, assurance: str = "verified", **more: object) -> dict[str, object]:
    worth = {"assurance": assurance, **({"verified_on": seen} if seen else {})}
    return service(id, **{"phones": [], "trust": worth, **more})


def test_age_opens_one_check_for_what_will_be_or_is_stale_a_few_a_week(session: Session) -> None:
    put(
        session,
        aged("house.fresh", "2026-01-01"),
        aged("house.soon", "2022-12-20"),  # four years are over in three weeks
        aged("house.undated", None, "stale"),
        aged("house.stale", "2019-01-01"),
        aged("house.over", "2019-01-01", ends_on="2020-04-01"),
    )
    assert ages.open_checks(session, AT, 2) == 2
    assert ages.open_checks(session, AT + DAY, 2) == 0
    opened = [one.service_id for one in session.scalars(select(Check).order_by(Check.id))]
    assert opened == ["house.soon", "house.undated"]
    assert ages.open_checks(session, AT + 8 * DAY, 2) == 1
    assert ages.open_checks(session, AT + 20 * DAY, 2) == 0


def test_a_fact_of_its_own_age_opens_the_check_of_its_service(session: Session) -> None:
    old = {"assurance": "verified", "verified_on": "2020-01-01"}
    put(session, aged("house.a", "2026-01-01", schedules=[{"hours": "Mo 09:00-10:00", "trust": old}]))
    assert ages.open_checks(session, AT, 5) == 1


def test_what_nobody_could_find_out_is_not_asked_again_for_three_months(session: Session, amina: Dispatcher) -> None:
    put(session, aged("house.stale", "2019-01-01"))
    ages.open_checks(session, AT, 5)
    checking.close(session, "house.stale", "dismissed", amina, AT)
    assert ages.open_checks(session, AT + 89 * DAY, 5) == 0
    assert ages.open_checks(session, AT + 91 * DAY, 5) == 1


def test_reported_closed_is_never_in_a_document(house: web.House, session: Session) -> None:
    made: Organization = put(session)
    tell(house, session, "a")
    tell(house, session, "b")
    assert "reported" not in str(made.model_dump(mode="json", exclude_defaults=True))
