"""Whatever a caller or the network does, in any order: nothing raises, repeats are harmless, counters only grow."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.core.flow import (
    AS_IT_IS,
    Done,
    Found,
    Key,
    Queued,
    Said,
    Silence,
    Speech,
    Waiting,
    advance,
    asks_the_directory,
    begin,
    informed,
    listening,
    load,
    node_of,
    spoken,
    visit_from_json,
    visit_to_json,
)

TOLD = (Said(AS_IT_IS, {"words": "DoucheFLUX"}, ("fr",)),)
FOUND = [
    None,
    Found(),
    Found(told=TOLD),
    Found(("a",), TOLD),
    Found(("a", "b", "c"), TOLD, "DoucheFLUX", textable=True),
]
LINE = load(Path(__file__).parents[2] / "ivr_flows")["line"]
KEYS = st.text("0123456789*#", max_size=2) | st.text("0123456789*#", max_size=16)
WORDS = st.sampled_from(["un lit", "iemand", "أنام", "", "1"]) | st.text(max_size=20)
ANSWERS = (
    st.builds(Key, st.sampled_from("0123456789*#"))
    | st.builds(Key, KEYS)
    | st.builds(Speech, WORDS, st.none() | st.floats(0, 1))
    | st.builds(Silence)
    | st.builds(
        Waiting,
        st.integers(1, 50),
        st.none() | st.integers(1, 90),
        st.integers(0, 3),
        st.integers(0, 4000),
    )
    | st.builds(Queued, st.sampled_from(["bridged", "error", "hangup", "leave", "queue-full", "?"]))
    | st.builds(Done, st.sampled_from(["answered", "failed", "recorded", "nothing", "lost", "sent", "?"]))
)
# To the menus of information, where most of the choices are; what the directory answers there.
IN = st.sampled_from([[], [Key("1"), Key("3")], [Key("1"), Key("3"), Key("1")]])


def go(visit, answer, found):
    moved = advance(LINE, visit, visit.turn, answer)
    if not asks_the_directory(LINE, moved):
        return moved
    if moved.found and found is not None:  # the next one of those that it found
        found = Found(moved.found.ids, TOLD)
    return informed(LINE, moved, found)


@settings(max_examples=150, deadline=None)
@given(st.booleans(), IN, st.lists(ANSWERS, max_size=30), st.sampled_from(FOUND))
def test_any_call_goes_somewhere_and_can_be_spoken(known, before, answers, found):
    visit = begin(LINE, known)
    for answer in [*before, *answers]:
        moved = go(visit, answer, found)
        assert spoken(LINE, moved)
        assert listening(LINE, moved).timeout_s > 0
        assert moved.unhelpful < LINE.limits.in_a_row
        assert moved.unhelpful_in_call >= visit.unhelpful_in_call
        assert moved.turn == visit.turn + (moved != visit)
        assert moved.bound_min is None or visit.bound_min is None or moved.bound_min <= visit.bound_min
        assert node_of(LINE, moved).kind not in ("say", "goto")
        visit = moved


@settings(max_examples=100, deadline=None)
@given(st.booleans(), st.lists(ANSWERS, max_size=10), ANSWERS, st.integers(-3, 40))
def test_an_answer_for_another_turn_changes_nothing(known, answers, late, turn):
    visit = begin(LINE, known)
    for answer in answers:
        visit = advance(LINE, visit, visit.turn, answer)
    if turn != visit.turn:
        assert advance(LINE, visit, turn, late) is visit


@settings(max_examples=100, deadline=None)
@given(st.booleans(), IN, st.lists(ANSWERS, max_size=15), st.sampled_from(FOUND))
def test_a_visit_read_back_from_the_database_goes_on_the_same_way(known, before, answers, found):
    visit = stored = begin(LINE, known)
    for answer in [*before, *answers]:
        visit = go(visit, answer, found)
        stored = visit_from_json(json.loads(json.dumps(visit_to_json(go(stored, answer, found)))))
    assert stored == visit
