"""Who may know what: the trust rules of the field, on every kind of fact."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.directory import trust
from hotline.core.directory.facts import Trust, facts
from tests.core.directory.made import organization, service

TODAY = date(2026, 11, 26)
SECRET = "Rue du Secret 1"
ASSURANCES = st.sampled_from(["verified", "stale", "unverified", "conflict"])
DATES = st.none() | st.dates(date(2000, 1, 1), TODAY)


def shown(**more: Any) -> Any:
    return next(iter(trust.for_public(organization(service(**more)), TODAY).services), None)


@given(assurance=ASSURANCES, verified_on=DATES, later=st.integers(0, 4000))
def test_age_only_ever_lowers_what_a_fact_is_worth(assurance: Any, verified_on: date | None, later: int) -> None:
    order = ["verified", "stale"]
    worth = Trust(assurance=assurance, verified_on=verified_on)
    now, then = (trust.assurance(worth, day) for day in (TODAY, TODAY + timedelta(days=later)))
    assert now == then or order.index(now) < order.index(then)


@given(assurance=ASSURANCES, hidden=st.booleans())
def test_the_public_never_sees_a_doubtful_or_secret_address(assurance: str, hidden: bool) -> None:
    where = {"address": {"fr": SECRET}, "hidden": hidden, "trust": {"assurance": assurance}}
    seen = SECRET in repr(trust.for_public(organization(service(locations=[where])), TODAY))
    assert seen == (not hidden and assurance in ("verified", "stale"))


@pytest.mark.parametrize(
    "more",
    [
        {"hidden": True},
        {"trust": {"assurance": "unverified"}},
        {"trust": {"assurance": "conflict"}},
        {"ends_on": "2026-11-25"},
    ],
)
def test_some_services_the_public_does_not_see_at_all(more: Any) -> None:
    assert shown(**more) is None


def test_a_number_that_only_we_ring_stays_with_us() -> None:
    phones = [{"number": "078 15 43 24", "staff": True}, {"number": "112"}]
    assert [phone.number for phone in shown(phones=phones).phones] == ["112"]


def test_remarks_for_staff_stay_with_staff() -> None:
    seen = trust.for_public(organization(service(note="ask Jan"), note="rude on Mondays"), TODAY)
    assert "Jan" not in repr(seen)
    assert "rude" not in repr(seen)


def test_every_kind_of_fact_passes_the_same_gate() -> None:
    doubt = {"trust": {"assurance": "unverified"}}
    doubtful = service(
        audience=[{"group": "women", "degree": "exclusive", **doubt}], phones=[{"number": "02", **doubt}],
        links=[{"url": "x", **doubt}], locations=[doubt], schedules=[{"hours": "", **doubt}],
        closures=[{"first": "2026-01-01", "last": "2026-01-02", **doubt}], languages=[{"languages": ["ar"], **doubt}],
        says=[{"about": "price", "text": {"fr": "1 euro"}, **doubt}],
        saturation={"state": "full", "said_on": "2026-11-26", **doubt},
    )  # fmt: skip
    assert len(facts(organization(doubtful).services[0])) == 9
    assert facts(trust.for_public(organization(doubtful), TODAY).services[0]) == ()


def test_what_was_verified_four_years_ago_is_to_be_confirmed() -> None:
    worth = Trust(assurance="verified", verified_on=date(2022, 11, 27))
    assert trust.assurance(worth, TODAY) == "verified"
    assert trust.assurance(worth, TODAY + timedelta(days=1)) == "stale"
    assert trust.assurance(Trust(assurance="verified"), TODAY) == "stale"
