"""Which team goes, by the rules that come with the software: pure, at any hour, on any night."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.report.tags import AUDIENCES, TAGS, Seen
from hotline.core.report.team import routing, teams
from hotline.core.report.team.teams import Book, Team
from tests.core.report.conftest import team

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=BRUSSELS)
NIGHT = datetime(2026, 11, 23, 2, tzinfo=BRUSSELS)
BOOK = teams.read(teams.FOLDER)


def chosen(tags: set[str], at: datetime = MONDAY, book: Book = BOOK, **more: Any) -> routing.Choice:
    load, tried, going = more.pop("load", {}), more.pop("tried", ()), more.pop("going", None)
    found = frozenset(tags if tags & set(AUDIENCES) else {*tags, "adults"})
    return routing.choose(book, Seen("Ixelles", tags=found, **more), at, load, tried, going)


@pytest.mark.parametrize(
    ("tags", "rule", "team_id"),
    [
        ({"support"}, "support", "diogenes"),
        ({"information"}, "support", "diogenes"),
        ({"aid"}, "aid", "nss_maraude"),
        ({"care"}, "aid", "nss_maraude"),
        ({"transport"}, "aid", "nss_maraude"),
        ({"metro", "asleep"}, "metro", "stib_includo"),
        ({"rail", "asleep"}, "rail", "nss_maraude"),
        ({"metro", "danger"}, "danger", "nss_maraude"),
        ({"refused", "aid"}, "refused", "diogenes"),
        ({"family", "support"}, "support", "nss_maraude"),
        ({"minor_alone", "danger"}, "minor_alone", None),
        ({"violence", "danger"}, "violence", None),
        (set(), "usual", "nss_maraude"),
    ],
)
def test_each_kind_of_report_goes_where_the_rules_say(tags: set[str], rule: str, team_id: str | None) -> None:
    choice = chosen(tags)
    assert (choice.rule, choice.team and choice.team.id) == (rule, team_id)


def test_for_a_child_alone_and_for_violence_a_person_has_the_lines_at_hand() -> None:
    assert chosen({"minor_alone", "danger"}).lines == ("116000", "103", "102")
    assert "1712" in chosen({"violence"}).lines


@pytest.mark.parametrize("tag", TAGS)
def test_at_night_there_is_somebody_to_call_whatever_was_reported(tag: str) -> None:
    assert chosen({tag}, NIGHT).lines


def test_at_night_nobody_is_asked_who_sleeps() -> None:
    choice = chosen({"aid"}, NIGHT)
    assert (choice.team, choice.reasons, choice.passed) == (None, ("closed",), {"nss_maraude": "closed"})


def test_a_team_that_was_asked_or_is_full_or_works_elsewhere_is_passed_over_and_it_is_told_why() -> None:
    a, b, c, d = team("a"), team("b", capacity=1), team("c", communes=["Jette"]), team("d")
    choice = chosen(set(), book=Book((a, b, c, d), BOOK.rules), load={"b": 1}, tried={"a"})
    assert choice.team == d
    assert choice.passed == {"a": "tried", "b": "full", "c": "elsewhere"}


def test_the_team_that_speaks_their_language_comes_first_then_one_of_the_commune_then_who_has_least_to_do() -> None:
    far, near, speaks = team("far"), team("near", communes=["Ixelles"]), team("speaks", languages=["ro"])
    book = Book((far, near, speaks), BOOK.rules)
    assert chosen(set(), book=book, heard="ro").team == speaks
    assert chosen(set(), book=book).team == near
    assert chosen(set(), book=Book((far, team("idle")), BOOK.rules), load={"far": 1}).team == team("idle")


def test_the_team_that_goes_to_this_person_already_comes_before_all_others_unless_it_cannot_go() -> None:
    goes, near, going = team("goes"), team("near", communes=["Ixelles"]), routing.Going("goes", 7, "usual")
    book = Book((goes, near), BOOK.rules)
    choice = chosen(set(), book=book, load={"goes": 2}, going=going)
    assert (choice.team, choice.reasons[-1], choice.why["same_as"]) == (goes, "same_person", 7)
    tried = chosen(set(), book=book, tried={"goes"}, going=going)
    assert (tried.team, tried.reasons[-1], tried.same_as) == (near, "free", None)


def test_who_is_hurt_now_gets_nurses_though_another_team_goes_to_them_already() -> None:
    goes, other, nurses = team("goes"), team("other", communes=["Ixelles"]), team("nurses", kind="medical")
    going = routing.Going("goes", 7, "usual")
    assert chosen({"injured"}, book=Book((goes, other, nurses), BOOK.rules), going=going).team == nurses
    assert chosen({"injured"}, book=Book((other, goes), BOOK.rules), going=going).team == goes


@pytest.mark.parametrize("kind", teams.SECURITY)
def test_security_goes_only_with_the_consent_of_the_person(kind: str) -> None:
    guards = team("guards", kind=kind, needs_consent=True)
    rule = teams.Rule("usual", frozenset(), frozenset(), "", (kind,), ())
    assert chosen(set(), book=Book((guards,), (rule,))).passed == {"guards": "consent"}
    assert chosen(set(), book=Book((guards,), (rule,)), agreed=True).team == guards


@pytest.mark.parametrize(
    ("day", "hour_utc", "is_open"),
    [
        ("2026-10-24", 22, True),  # midnight in summer
        ("2026-10-25", 0, True),  # 02:00, the first of two
        ("2026-10-25", 1, True),  # 02:00 again
        ("2026-10-25", 5, False),  # 06:00 in winter
        ("2026-10-25", 4, True),
        ("2027-03-28", 0, True),  # 01:00; the next hour is 03:00
        ("2027-03-28", 1, True),
        ("2027-03-28", 4, False),  # 06:00 in summer
    ],
)
def test_a_night_team_works_the_whole_night_in_which_the_clocks_change(day: str, hour_utc: int, is_open: bool) -> None:
    night = team("night", hours="Mo-Su 22:00-06:00")
    at = datetime.fromisoformat(day).replace(hour=hour_utc, tzinfo=UTC)
    assert night.is_open(at) is is_open
    assert (chosen(set(), at, Book((night,), BOOK.rules)).team == night) is is_open


MANY = st.builds(
    team,
    st.sampled_from("abcdef"),
    kind=st.sampled_from([*teams.KINDS, *teams.SECURITY]),
    communes=st.sampled_from(["all", ["Ixelles"], ["Jette"]]),
    hours=st.sampled_from(["", "Mo-Fr 09:00-17:00", "Mo-Su 22:00-06:00"]),
    capacity=st.integers(1, 3),
    audiences=st.sampled_from(["all", ["adults"], ["minor_alone"]]),
    at=st.sampled_from(["all", ["metro"]]),
    never=st.lists(st.sampled_from(TAGS), max_size=2),
    needs_consent=st.just(value=True),
)


@given(
    several=st.lists(MANY, max_size=6, unique_by=lambda one: one.id),
    tags=st.frozensets(st.sampled_from(TAGS)),
    clear=st.booleans(),
    agreed=st.booleans(),
    minutes=st.integers(0, 60 * 24 * 400),
    load=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 4)),
    tried=st.frozensets(st.sampled_from("abcdef")),
    ask=st.permutations([*teams.KINDS, *teams.SECURITY]),
)
def test_whoever_is_chosen_may_go_and_everyone_else_has_a_reason(
    several: list[Team], tags: frozenset[str], clear: bool, agreed: bool, minutes: int,
    load: dict[str, int], tried: frozenset[str], ask: list[str],
) -> None:  # fmt: skip
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    rule = teams.Rule("usual", frozenset(), frozenset(), "", tuple(ask), ())
    seen = Seen("Ixelles", clear, tags, None, agreed)
    choice = routing.choose(Book(tuple(several), (rule,)), seen, at, load, tried)
    if choice.team is None:
        assert choice.reasons
        assert not clear or {one.id for one in several} == set(choice.passed)
        return
    one = choice.team
    assert clear
    assert agreed
    assert one.id not in tried
    assert one.is_open(at)
    assert load.get(one.id, 0) < one.capacity
    assert not one.never & tags
    assert one.communes is None or "Ixelles" in one.communes
    assert one.at is None or one.at & tags
    assert {other.id for other in several} == {one.id, *choice.passed}
    assert set(choice.passed.values()) <= {*routing.REFUSALS, "later"}


def test_the_same_report_at_the_same_moment_goes_to_the_same_team() -> None:
    assert chosen({"aid"}) == chosen({"aid"})
