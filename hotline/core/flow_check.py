"""Proves that no path through a flow leaves a caller alone, by walking every reachable state and event.

The promises are listed in docs/flows.md; each broken one comes with the path that breaks it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hotline.core.flow import advance, asks_the_directory, begin, entered, node_of, resume, spoken
from hotline.core.flow_events import events, folded, looked_up
from hotline.core.flow_file import DANGERS
from hotline.core.flow_types import Answer, Done, Flow, Key, Node, Queued, Silence, Understood, Visit, Waiting
from hotline.core.words import Priority

ROW_LIMIT = 3
CALL_LIMIT = 12
HUMAN = {"queue", "transfer"}
HELP = HUMAN | {"callback", "voicemail", "hangup"}  # a hangup counts because it must say where else to turn
AFTER_WAIT = {"callback", "voicemail", "transfer"}
KEPT = {"taken", "recorded", "wishes"}  # we owe them a call, whatever follows
LISTENING = {"menu", "listen", "ask", "directory", "callback", "voicemail", "queue"}
FAILED = {"error", "system-error", "queue-full"}
STATES = 200_000  # far more than any sane flow has; a flow that needs more is reported
QUIET_STEPS = 60
NOBODY_S = 90  # with nobody on duty nobody waits longer for something else than music
NOBODY_HERE = Waiting(1, None, 0, 0)
KEYS = 3  # to a voice message, from where a wait in vain leads

Has = Callable[[str, str], bool]
Fault = tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """A promise that this flow breaks, and what the caller did or met until then."""

    rule: str
    says: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        way = " → ".join(("ring", *self.path)) if self.path else "from the ring on"
        return f"{self.rule}: {self.says} [{way}]"


@dataclass(frozen=True)
class Proof:
    """What was walked and what was found."""

    states: int
    events: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Step:
    """One move: where the caller stood, what happened, where they stand."""

    before: Visit
    node: Node
    label: str
    answer: Answer
    after: Visit
    reached: Node


def prove(flow: Flow, has: Has) -> Proof:
    """Walk all of a flow, with the caller's number known and withheld. `has(language, msgid)`: that text exists."""
    walk = _Walk(flow)
    for known in (True, False):
        walk.ring(begin(flow, known))
        walk.ring(resume(flow, known, flow.languages[0], None))
    walk.go()
    problems = [*_texts(flow, has), *walk.problems.values(), *_unreachable(flow, walk.nodes)]
    return Proof(len(walk.came), walk.events, tuple(problems))


class _Walk:
    """Breadth first, so that each problem comes with a shortest path."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.came: dict[Visit, tuple[Visit, str] | None] = {}
        self.todo: deque[Visit] = deque()
        self.problems: dict[tuple[str, str], Problem] = {}
        self.nodes: set[str] = set()
        self.events = 0

    def ring(self, visit: Visit) -> None:
        if not all("112" in text for text in _greetings(self.flow, visit)):
            self.report(("112", "the greeting does not say when to call 112"), ())
        if getattr(_quiet(self.flow, visit, until=HUMAN | {"hangup"}), "node", None) not in _humans(self.flow):
            self.report(("silence", "a caller who never says or presses anything does not reach a person"), ())
        self.nodes |= {said.node for said in visit.said}
        self.add(folded(self.flow, visit), None)

    def go(self) -> None:
        while self.todo and len(self.came) < STATES:
            self.at(self.todo.popleft())
        if self.todo:
            self.report(("size", f"more than {STATES} states"), ())

    def at(self, visit: Visit) -> None:
        node = node_of(self.flow, visit)
        for fault in _of_state(self.flow, visit, node):
            self.report(fault, self.path(visit))
        for label, answer in events(self.flow, node, visit.language):
            after = advance(self.flow, visit, visit.turn, answer)
            if not asks_the_directory(self.flow, after):
                self.step(Step(visit, node, label, answer, after, node_of(self.flow, after)))
                continue
            for found, told in looked_up(self.flow, after):
                reached = node_of(self.flow, told)
                self.step(Step(visit, node, f"{label}, {found}", answer, told, reached))
                if reached.kind not in HUMAN and told.exit in ("nothing", "failed"):
                    fault = "directory", f"{told.exit} at {after.node} leads to {reached.name}, not to a person"
                    self.report(fault, (*self.path(visit), label, found))

    def step(self, step: Step) -> None:
        self.events += 1
        faults = list(_of_step(self.flow, step))
        for fault in faults:
            self.report(fault, (*self.path(step.before), step.label))
        self.nodes |= {said.node for said in step.after.said}
        if step.after is not step.before and not any(rule == "unhelpful" for rule, _ in faults):
            self.add(folded(self.flow, step.after), (step.before, step.label))

    def add(self, visit: Visit, origin: tuple[Visit, str] | None) -> None:
        if visit in self.came:
            return
        self.came[visit] = origin
        self.nodes.add(visit.node)
        self.todo.append(visit)
        if node_of(self.flow, visit).kind == "queue" and not visit.rounds:
            self.add(folded(self.flow, entered(visit, NOBODY_HERE)), (visit, "nobody is on duty"))

    def path(self, visit: Visit) -> tuple[str, ...]:
        labels: list[str] = []
        origin = self.came[visit]
        while origin:
            labels.append(origin[1])
            origin = self.came[origin[0]]
        withheld = () if visit.number_known else ("number withheld",)
        again = ("called before",) if visit.back else ()
        return (*withheld, *again, *reversed(labels))

    def report(self, fault: Fault, path: tuple[str, ...]) -> None:
        self.problems.setdefault(fault, Problem(*fault, path))


def _of_step(flow: Flow, step: Step) -> Iterator[Fault]:
    yield from _unhelpful(step)
    yield from _zero(step)
    yield from _danger(step)
    yield from _queue(flow, step)
    yield from _sent_away(step)
    if step.reached.kind == "hangup" and step.node.kind != "hangup" and step.answer != Done("answered"):
        heard = " ".join(prompt.text for prompt in spoken(flow, step.after))
        if "112" not in heard:
            yield "112", f"{step.reached.name} ends the call without a human and without saying when to call 112"
    if step.answer == Done("lost") and step.reached.kind not in HUMAN:
        yield "lost", f"a caller whose line to the dispatcher broke comes to {step.reached.name}"


def _humans(flow: Flow) -> set[str]:
    return {node.name for node in flow.nodes.values() if node.kind in HUMAN}


def _unhelpful(step: Step) -> Iterator[Fault]:
    """At most 3 in a row and 12 in a call before help, whatever the flow's own limits say."""
    if step.reached.kind in HELP or step.after.exit in KEPT:
        return
    grew = step.after.unhelpful_in_call > step.before.unhelpful_in_call
    if step.after.exit in ("limit", "none"):
        yield "unhelpful", f"the limit at {step.node.name} leads to {step.reached.name}, which is no help"
    elif step.after.unhelpful >= ROW_LIMIT:
        yield "unhelpful", f"{ROW_LIMIT} unhelpful answers in a row at {step.node.name} lead to no help"
    elif grew and step.after.unhelpful_in_call >= CALL_LIMIT:
        yield "unhelpful", f"{CALL_LIMIT} unhelpful answers in a call, at last at {step.node.name}, lead to no help"


def _zero(step: Step) -> Iterator[Fault]:
    if step.answer == Key("0") and step.node.kind in LISTENING and step.reached.kind not in HUMAN:
        yield "zero", f"0 at {step.node.name} leads to {step.reached.name}, not to a person"


def _danger(step: Step) -> Iterator[Fault]:
    """Who speaks of danger comes to a person, with nothing more to choose, and goes sooner."""
    if not step.node.understands or not isinstance(step.answer, Understood) or step.answer.meant not in DANGERS:
        return
    if step.reached.kind not in HUMAN or step.after.priority in (None, Priority.NORMAL):
        yield "danger", f"{step.answer.meant}, said at {step.node.name}, leads to {step.reached.name} without priority"


def _queue(flow: Flow, step: Step) -> Iterator[Fault]:
    """The waiting loop ends only in a person, or in a callback or voicemail for a reason."""
    if step.node.kind != "queue" or step.answer == Done("lost"):
        return
    left = step.reached.name != step.node.name
    if step.before.back and step.answer == Key("2"):
        if step.reached.name != begin(flow, True).node:
            yield "waiting", "who is not the person that called before does not come to the first node"
        return
    if left and step.reached.kind not in AFTER_WAIT:
        yield "waiting", f"{step.after.exit} at {step.node.name} leads to {step.reached.name}: no person, no callback"
    reason = _reason_to_leave(step)
    if left and not reason:
        yield "waiting", f"a caller loses their place at {step.node.name}: {step.label}"
    if reason and not left:
        yield "waiting", f"a caller stays at {step.node.name} after: {step.label}"


def _reason_to_leave(step: Step) -> bool:
    match step.answer:
        case Waiting(on_duty=0, waited_s=waited) if step.before.nobody_from_s is not None:
            return waited >= step.node.nobody_after_s or waited >= step.node.max_wait_s
        case Waiting(waited_s=waited) if step.before.waiting_from_s is not None:
            return waited >= step.node.max_wait_s
        case Queued(result):
            return result in FAILED
        case _:
            return step.answer == Key("1")


def _of_state(flow: Flow, visit: Visit, node: Node) -> Iterator[Fault]:
    """From here, silence alone gets to help; and even when nobody ever answers, the call comes to a good end."""
    if node.kind == "queue":
        yield from _nobody(flow, visit, node)
    if _quiet(flow, visit, until=HUMAN | {"hangup"}) is None:
        yield "silence", f"silence at {node.name} never leads to a human, a callback or a spoken alternative"
    elif node.kind in HUMAN and _quiet(flow, visit, until={"hangup"}) is None:
        yield "silence", f"a silent caller at {node.name} goes round for ever when nobody answers"


def _nobody(flow: Flow, visit: Visit, node: Node) -> Iterator[Fault]:
    """With nobody on duty a caller hears so at once; soon a callback is offered, and from there a message."""
    if not visit.rounds:
        here = spoken(flow, entered(visit, NOBODY_HERE))
        if not node.text_nobody or {prompt.text for prompt in here}.isdisjoint(node.text_nobody):
            yield "nobody", f"with nobody on duty, a caller who comes to {node.name} does not hear so"
    if node.last:
        return
    if node.nobody_after_s > NOBODY_S:
        yield "nobody", f"with nobody on duty, nothing is offered at {node.name} for {node.nobody_after_s} s"
    left = advance(flow, entered(visit, NOBODY_HERE), visit.turn, Waiting(1, None, 0, node.nobody_after_s))
    if not _leads_to_a_message(flow, left, KEYS):
        yield "nobody", f"with nobody on duty, {node.name} leads to no voice message"


def _sent_away(step: Step) -> Iterator[Fault]:
    """Silence never ends a call: whoever says nothing stays in line."""
    kept = step.after.exit in ("taken", "recorded")
    silent = step.node.kind in LISTENING and step.answer in (Silence(), Done("nothing"))
    if silent and step.reached.kind == "hangup" and not kept:
        yield "silence", f"a silent caller at {step.node.name} is sent away to {step.reached.name}"


def _leads_to_a_message(flow: Flow, visit: Visit, steps: int) -> bool:
    node = node_of(flow, visit)
    if node.kind == "voicemail" or not steps:
        return node.kind == "voicemail"
    ways: list[Answer] = [Done("failed")] if node.kind == "transfer" else [Key(key) for key in "1234"]
    return any(_leads_to_a_message(flow, advance(flow, visit, visit.turn, way), steps - 1) for way in ways)


def _quiet(flow: Flow, visit: Visit, until: set[str]) -> Visit | None:
    """Follow a caller who does nothing, while nobody answers."""
    for _ in range(QUIET_STEPS):
        node = node_of(flow, visit)
        if node.kind in until:
            return visit
        visit = advance(flow, visit, visit.turn, _nothing_happens(visit, node))
    return None


def _nothing_happens(visit: Visit, node: Node) -> Answer:
    match node.kind:
        case "queue":
            return Waiting(1, None, 0, (visit.waiting_from_s or 0) + visit.rounds * node.nobody_after_s)
        case "transfer":
            return Done("failed")
        case "voicemail":
            return Done("nothing")
        case _:
            return Silence()


def _greetings(flow: Flow, visit: Visit) -> list[str]:
    """What is said first, by language."""
    heard: dict[str, str] = {}
    for prompt in spoken(flow, visit):
        heard[prompt.language] = heard.get(prompt.language, "") + prompt.text
    greeted = {language for said in visit.said for language in said.languages or flow.languages[:1]}
    return [text for language, text in heard.items() if language in greeted or not greeted]


def _texts(flow: Flow, has: Has) -> Iterator[Problem]:
    for msgid in sorted(_msgids(flow)):
        missing = [language for language in flow.languages if not has(language, msgid)]
        if missing:
            yield Problem("texts", f"{msgid!r} is missing in {', '.join(missing)}")


def _msgids(flow: Flow) -> set[str]:
    nodes = flow.nodes.values()
    texts = {
        text
        for node in nodes
        for text in (
            *node.text,
            *node.text_withheld,
            *node.text_nobody,
            *node.closing,
            *node.closing_again,
            *node.meanwhile,
        )
    }
    return texts | {option.text for node in nodes for option in node.options} | set(flow.sentences.values())


def _unreachable(flow: Flow, reached: set[str]) -> Iterator[Problem]:
    for name in sorted(flow.nodes.keys() - reached):
        if flow.nodes[name].kind != "goto" and (flow.nodes[name].kind != "say" or flow.nodes[name].text):
            yield Problem("reach", f"no caller ever comes to {name}")
