"""All that can happen to a caller at a node, and the folding that keeps the number of states small."""

from collections.abc import Iterator
from dataclasses import replace

from hotline.core.flow_types import Answer, Done, Flow, Key, Node, Queued, Silence, Speech, Visit, Waiting

# Every QueueResult of Twilio's <Enqueue>, and one that it may invent tomorrow.
QUEUE_RESULTS = (
    "bridged", "bridging-in-process", "error", "hangup", "leave", "redirected", "redirected-from-bridged",
    "queue-full", "system-error", "a-new-word",
)  # fmt: skip
RESULTS = ("answered", "failed", "recorded", "nothing", "lost", "a-new-word")
NUMBER = "0470123456"


def events(flow: Flow, node: Node) -> Iterator[tuple[str, Answer]]:
    """Everything that can happen at a node, with the words that describe it: the nonsense too."""
    for key in (*"0123456789*#", "12", "04701", NUMBER):
        yield f"key {key}" if len(key) < 3 else f"types {key}", Key(key)
    yield "silence", Silence()
    yield "unclear speech", Speech("brr hm")
    yield "unsure speech", Speech("brr hm", 0.1)
    yield from ((f"says {word!r}", Speech(word)) for word in _spoken_words(flow, node))
    yield from ((f"queue result {result}", Queued(result)) for result in QUEUE_RESULTS)
    yield from ((f"result {result}", Done(result)) for result in RESULTS)
    yield "a round, third in line", Waiting(3, 10, 2, 1)
    yield "a round, next in line", Waiting(1, None, 2, 1)
    yield "a round, nobody on duty", Waiting(1, None, 0, 1)
    yield f"nobody on duty for {node.nobody_after_s} s", Waiting(1, None, 0, node.nobody_after_s)
    yield f"waited {node.max_wait_s} s", Waiting(1, 5, 2, node.max_wait_s)


def _spoken_words(flow: Flow, node: Node) -> Iterator[str]:
    groups = [flow.person_words, *(option.words for option in node.options)]
    yield from (words[0] for group in groups for words in group.values() if words)


def folded(flow: Flow, visit: Visit) -> Visit:
    """The same situation for the engine, without what does not steer it: turn, topic, which language, what was said.

    The engine only asks whether a language is chosen, compares counters with the limits, and looks at differences of
    time; so this loses no behaviour and leaves few states.
    """
    return replace(
        visit,
        turn=0,
        topic=None,
        exit=None,
        said=(),
        language=flow.languages[0] if visit.language else None,
        unhelpful_in_call=min(visit.unhelpful_in_call, flow.limits.in_call),
        rounds=min(visit.rounds, 1),
        position=None,
        bound_min=None,
        bound_until_s=None,
        waited_s=None,
        waiting_from_s=None if visit.waiting_from_s is None else 0,
        nobody_from_s=None if visit.nobody_from_s is None else 0,
    )
