"""All that can happen to a caller at a node, and the folding that keeps the number of states small."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hotline.core.flow import informed
from hotline.core.flow_file import CHECKS, EXITS
from hotline.core.flow_types import (
    Answer,
    Done,
    Flow,
    Found,
    Key,
    Node,
    Queued,
    Said,
    Silence,
    Speech,
    Understood,
    Visit,
    Waiting,
    changed,
)
from hotline.core.words import Priority

# Every QueueResult of Twilio's <Enqueue>, and one that it may invent tomorrow.
QUEUE_RESULTS = (
    "bridged", "bridging-in-process", "error", "hangup", "leave", "redirected", "redirected-from-bridged",
    "queue-full", "system-error", "a-new-word",
)  # fmt: skip
FOREIGN_RESULTS = "lost", "a-new-word"  # besides those that the node has a way for
TOLD = (Said("It is here."),)
FOUND = {
    "it knows nothing": Found(),
    "it fails": None,
    "an answer without a service": Found(told=TOLD),
    "one service, no texts": Found(("one",), TOLD),
    "three services": Found(("one", "two", "three"), TOLD, textable=True),
}
SIGNS = "0123456789*#"
NUMBER = "0470123456"


def events(flow: Flow, node: Node, language: str | None = None) -> Iterator[tuple[str, Answer]]:
    """Everything that can happen at a node, with the words that describe it: the nonsense too.

    Of what is foreign to its kind only one: the engine does not look into such an answer. `language`: of words that a
    caller may say only those in theirs; in another they are as unclear as any nonsense.
    """
    for key in _keys(node):
        yield f"key {key}" if len(key) < 3 else f"types {key}", Key(key)
    yield "silence", Silence()
    yield "unclear speech", Speech("brr hm")
    yield "unsure speech", Speech("brr hm", 0.1)
    if node.understands:
        yield from ((f"means {one}", Understood(one)) for way in flow.understood for one in way.intents)
    yield "means what leads nowhere", Understood("out_of_scope")
    if node.kind in ("menu", "listen", "ask", "directory"):
        yield from ((f"says {word!r}", Speech(word)) for word in _spoken_words(flow, node, language))
    waits = node.kind == "queue"
    yield from ((f"queue result {one}", Queued(one)) for one in (QUEUE_RESULTS if waits else QUEUE_RESULTS[-1:]))
    yield from ((f"result {one}", Done(one)) for one in (*_results(node), *FOREIGN_RESULTS))
    yield "a round, next in line", Waiting(1, None, 2, 1)
    if waits:
        yield "a round, third in line", Waiting(3, 10, 2, 1)
        yield "a round, nobody on duty", Waiting(1, None, 0, 1)
        yield f"nobody on duty for {node.nobody_after_s} s", Waiting(1, None, 0, node.nobody_after_s)
        yield f"waited {node.max_wait_s} s", Waiting(1, 5, 2, node.max_wait_s)


def _keys(node: Node) -> Iterable[str]:
    """All keys; at a menu the choices, the keys that are the same everywhere, and one that is no choice."""
    if not node.options:
        return (*SIGNS, "12", "04701", NUMBER)
    choices = {option.key for option in node.options}
    return (*sorted(choices), "0", "9", next(sign for sign in reversed(SIGNS) if sign not in choices), "12")


def _results(node: Node) -> Iterable[str]:
    """What the core or the provider may find for an answer here; any other result is as foreign as the next."""
    if node.check:
        return sorted(CHECKS[node.check])
    return sorted(EXITS[node.kind]) if node.kind in ("ask", "transfer", "voicemail") else ()


def looked_up(flow: Flow, visit: Visit) -> Iterator[tuple[str, Visit]]:
    """What the directory may answer somebody who asks it, with where that leads them."""
    known = visit.found
    told = {"it is told": Found(known.ids, TOLD, textable=True), "it fails": None} if known else FOUND
    yield from ((label, informed(flow, visit, found)) for label, found in told.items())


def _spoken_words(flow: Flow, node: Node, language: str | None) -> Iterator[str]:
    for group in (flow.person_words, *(option.words for option in node.options)):
        yield from (words[0] for code, words in group.items() if words and language in (None, code))


def folded(flow: Flow, visit: Visit) -> Visit:
    """The same situation for the engine, without what does not steer it: turn, topic, which language, what was said.

    The engine only asks whether a language is chosen, compares counters with the limits, and looks at differences of
    time; so this loses no behaviour and leaves few states.
    """
    return changed(
        visit,
        turn=0,
        topic=None,
        priority=visit.priority if visit.priority == Priority.DANGER else None,
        code=None,
        need=None,
        wish=None,
        sealed=None,
        shown=visit.shown if visit.found else 0,
        found=replace(visit.found, told=TOLD[: len(visit.found.told)], name="") if visit.found else None,
        exit="silence" if visit.exit == "silence" else None,
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
