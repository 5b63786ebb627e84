"""Who is served first, and that nobody waits for ever."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.core.queue import HEAD_START, RATE, score, serving_order
from hotline.core.words import Priority

START = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    id: int
    front: bool
    priority: str
    entered_at: datetime


PRIORITIES = st.sampled_from([str(priority) for priority in Priority])


def in_line(rows: list[tuple[bool, str, int]]) -> list[Waiting]:
    return [Waiting(n, front, kind, START - timedelta(seconds=ago)) for n, (front, kind, ago) in enumerate(rows)]


LINES = st.lists(st.tuples(st.booleans(), PRIORITIES, st.integers(0, 7200)), min_size=1, max_size=12).map(in_line)


@given(LINES, st.randoms())
def test_the_order_does_not_depend_on_how_people_are_listed(line: list[Waiting], chance: object) -> None:
    shuffled = list(line)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert serving_order(shuffled, START) == serving_order(line, START)
    assert sorted(one.id for one in serving_order(line, START)) == sorted(one.id for one in line)


@given(LINES)
def test_a_cut_line_goes_before_everyone(line: list[Waiting]) -> None:
    fronts = [one.front for one in serving_order(line, START)]
    assert fronts == sorted(fronts, reverse=True)


@given(LINES)
def test_among_equals_who_came_first_is_served_first(line: list[Waiting]) -> None:
    served = serving_order(line, START)
    for front in (True, False):
        for kind in Priority:
            arrivals = [one.entered_at for one in served if (one.front, one.priority) == (front, kind)]
            assert arrivals == sorted(arrivals)


@given(st.integers(0, 7200))
def test_of_two_who_came_together_the_one_in_danger_is_first_then_the_vulnerable(ago: int) -> None:
    came = START - timedelta(seconds=ago + 1)
    line = [Waiting(n, False, str(kind), came) for n, kind in enumerate(reversed(Priority))]
    served = [one.priority for one in serving_order(line, START)]
    assert served[0] == "danger"
    assert served[-1] == "normal"


@settings(max_examples=20, deadline=None)
@given(PRIORITIES, st.integers(20, 120), st.integers(0, 10))
def test_nobody_starves(kind: str, gap_s: int, ahead: int) -> None:
    """Though someone in danger comes for everyone who is served, nobody waits over eight times as long as they do."""
    mine = Waiting(0, False, kind, START)
    line = [mine, *(Waiting(-n - 1, False, "danger", START) for n in range(ahead))]
    longest = RATE[Priority.DANGER] * ((ahead + 1) * gap_s + HEAD_START[Priority.DANGER]) / gap_s
    for turn in range(1, int(longest) + 2):
        at = START + timedelta(seconds=turn * gap_s)
        first = serving_order(line, at)[0]
        if first is mine:
            return
        line.remove(first)
        line.append(Waiting(turn, False, "danger", at))
    raise AssertionError(f"{kind} was never served")


@given(PRIORITIES)
def test_who_has_waited_long_enough_goes_before_anyone_who_rings_now(kind: str) -> None:
    at = START + timedelta(minutes=10)
    mine = Waiting(9, False, kind, START)
    fresh = [Waiting(n, False, str(other), at) for n, other in enumerate(Priority)]
    assert serving_order([*fresh, mine], at)[0] == mine


@given(LINES, st.integers(0, 3600))
def test_a_score_only_grows_with_waiting(line: list[Waiting], later: int) -> None:
    for one in line:
        waited = (START - one.entered_at).total_seconds()
        assert score(one.priority, waited + later) >= score(one.priority, waited)
