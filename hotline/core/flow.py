"""What a caller hears, as data: a pure engine over the YAML files in ivr_flows/.

Everything that a channel needs is exported here; the types are in flow_types, the reading of files in flow_file,
the prompts in flow_spoken.
"""

from dataclasses import replace

from hotline.core.flow_file import BrokenFlow, load
from hotline.core.flow_json import visit_from_json, visit_to_json
from hotline.core.flow_spoken import listening, node_of, spoken
from hotline.core.flow_types import (
    Answer,
    Done,
    Flow,
    Key,
    Kind,
    Limits,
    Listening,
    Node,
    Option,
    Prompt,
    Queued,
    Said,
    Silence,
    Speech,
    Visit,
    Voice,
    Waiting,
)
from hotline.core.flow_wait import after_round, way_out
from hotline.core.flow_words import match
from hotline.core.number import callable_number

__all__ = [
    "Answer", "BrokenFlow", "Done", "Flow", "Key", "Kind", "Limits", "Listening", "Node", "Option", "Prompt",
    "Queued", "Said", "Silence", "Speech", "Visit", "Voice", "Waiting", "advance", "begin", "listening", "load",
    "node_of", "spoken", "visit_from_json", "visit_to_json",
]  # fmt: skip

ENQUEUE_FAILED = {"error", "system-error", "queue-full"}
# Nodes whose answers are events, not choices: after a deployment a caller there may simply go on.
NOT_A_CHOICE = {"queue", "voicemail", "transfer", "hangup"}
STEPS = 50  # nodes passed through in one move; load() refuses circles, so this is never reached


def begin(flow: Flow, number_known: bool) -> Visit:
    """A call comes in: turn 0, at the first node that listens. `number_known`: we could ring this person back."""
    blank = Visit(flow.name, flow.hash, flow.start, number_known=number_known)
    return _enter(flow, blank, flow.start, None)


def advance(flow: Flow, visit: Visit, turn: int, answer: Answer) -> Visit:
    """Move on one answer. An answer for another turn is a repeat or came late: stay put. Never raises."""
    if turn != visit.turn:
        return visit
    node = flow.nodes.get(visit.node)
    if node is None or (visit.hash != flow.hash and node.kind not in NOT_A_CHOICE):
        return _turned(visit, _person(flow, replace(visit, flow=flow.name, hash=flow.hash), "moved", "moved"))
    if visit.hash != flow.hash:
        visit = replace(visit, flow=flow.name, hash=flow.hash)
    return _turned(visit, _move(flow, visit, node, answer))


def _turned(before: Visit, after: Visit) -> Visit:
    return before if after == before else replace(after, turn=before.turn + 1)


def _move(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    if answer == Done("lost"):
        return _person(flow, visit, "lost", "lost")
    if isinstance(answer, Key) and not answer.digits:
        answer = Silence()
    match node.kind:
        case "menu":
            return _at_menu(flow, visit, node, answer)
        case "ask":
            return _at_ask(flow, visit, node, answer)
        case "callback":
            return _at_callback(flow, visit, node, answer)
        case "queue":
            return _at_queue(flow, visit, node, answer)
        case "transfer" | "voicemail":
            return _at_end(flow, visit, node, answer)
        case _:
            return visit


def _at_menu(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    match answer:
        case Key(digits):
            return _pressed(flow, visit, node, digits)
        case Speech(words, confidence):
            found = match(flow, visit, node, words, confidence)
            if found == "person":
                return _person(flow, visit, "person", None, node)
            return _chosen(flow, visit, found) if isinstance(found, Option) else _unhelpful(flow, visit, "unclear")
        case Silence():
            return _unhelpful(flow, visit, "silence")
        case _:
            return visit


def _pressed(flow: Flow, visit: Visit, node: Node, digits: str) -> Visit:
    option = next((option for option in node.options if option.key == digits), None)
    if option:
        return _chosen(flow, visit, option)
    return _common_key(flow, visit, node, digits) or _unhelpful(flow, visit, "wrong")


def _common_key(flow: Flow, visit: Visit, node: Node, digits: str) -> Visit | None:
    """0 is a person and 9 repeats, wherever a caller chooses something."""
    if digits == "0":
        return _person(flow, visit, "person", None, node)
    return _again(flow, visit, node) if digits == "9" else None


def _chosen(flow: Flow, visit: Visit, option: Option) -> Visit:
    visit = replace(
        visit,
        language=option.language or visit.language,
        topic=option.topic or visit.topic,
        unhelpful=0,
        said=(),
    )
    return _enter(flow, visit, option.to, option.name)


def _at_ask(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    match answer:
        case Key(digits) if digits == "0" or (digits == "9" and node.min_digits > 1):
            return _common_key(flow, visit, node, digits) or visit
        case Key(digits) if digits.isdigit() and node.min_digits <= len(digits) <= node.max_digits:
            return _take(flow, visit, node, "answered")
        case Key():
            return _unhelpful(flow, visit, "wrong")
        case Speech(words, confidence):
            if match(flow, visit, node, words, confidence) == "person":
                return _person(flow, visit, "person", None, node)
            heard = node.speech and words.strip()
            return _take(flow, visit, node, "answered") if heard else _unhelpful(flow, visit, "unclear")
        case Silence():
            return _unhelpful(flow, visit, "silence")
        case _:
            return visit


def _at_callback(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    """The number that is typed never enters the visit: at exit 'taken' the channel reads it from the answer."""
    match answer:
        case Key("0" | "9" as digits):
            return _common_key(flow, visit, node, digits) or visit
        case Key("1") if visit.number_known:
            return _take(flow, visit, node, "taken")
        case Key(digits) if node.min_digits <= len(digits) <= node.max_digits and callable_number(digits):
            return _take(flow, visit, node, "taken")
        case Key():
            return _unhelpful(flow, visit, "wrong")
        case Speech():
            return _unhelpful(flow, visit, "unclear")
        case Silence():
            return _silent_at_callback(flow, visit, node)
        case _:
            return visit


def _silent_at_callback(flow: Flow, visit: Visit, node: Node) -> Visit:
    """Silence alone gets a callback where the number is known; where it is not, another way to a human."""
    asked_again = visit.slow or visit.unhelpful + 1 >= flow.limits.in_a_row
    if not asked_again and visit.unhelpful_in_call + 1 < flow.limits.in_call:
        return _unhelpful(flow, visit, "silence")
    visit = replace(visit, unhelpful_in_call=visit.unhelpful_in_call + 1)
    return _take(flow, visit, node, "taken" if visit.number_known else "none")


def _at_queue(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    match answer:
        case Waiting():
            return _waited(flow, visit, node, answer)
        case Key("1"):
            return _take(flow, visit, node, "leave")
        case Key():
            return replace(visit, said=(Said(flow.sentences["still_waiting"]),), exit="waiting")
        case Silence() | Speech():
            return replace(visit, said=(), exit="waiting")
        case Queued(result) if result in ENQUEUE_FAILED:
            return _take(flow, visit, node, "failed")
        case _:
            return visit


def _waited(flow: Flow, visit: Visit, node: Node, answer: Waiting) -> Visit:
    visit = after_round(visit, answer)
    exit = way_out(visit, node, answer.waited_s)
    return _take(flow, visit, node, exit) if exit else visit


def _at_end(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    """A transfer or a voicemail came to its end. A result that we do not know counts as the worse one."""
    worse = "failed" if node.kind == "transfer" else "nothing"
    match answer:
        case Done(result):
            return _take(flow, visit, node, result if result in node.exits else worse)
        case Key("0") if node.kind == "voicemail":
            return _person(flow, visit, "person", None, node)
        case Silence() if node.kind == "voicemail":
            return _take(flow, visit, node, worse)
        case _:
            return visit


def _again(flow: Flow, visit: Visit, node: Node) -> Visit:
    """The caller asks to hear it once more: not their fault, but it counts towards the call's limit."""
    visit = replace(visit, unhelpful_in_call=visit.unhelpful_in_call + 1, said=(), slow=False, exit="again")
    return _limit(flow, visit, node) if visit.unhelpful_in_call >= flow.limits.in_call else visit


def _unhelpful(flow: Flow, visit: Visit, what: str) -> Visit:
    """A wrong key, silence or unclear words: say it again, then offer a person, then connect to one."""
    node = flow.nodes[visit.node]
    row, total = visit.unhelpful + 1, visit.unhelpful_in_call + 1
    counted = replace(visit, unhelpful=row, unhelpful_in_call=total, exit=what)
    if row >= flow.limits.in_a_row or total >= flow.limits.in_call:
        return _limit(flow, counted, node)
    names = [] if what == "silence" else [what]
    if row == flow.limits.in_a_row - 1 and node.kind != "callback":
        names.append("offer")
    said = tuple(Said(flow.sentences[name], languages=_languages(visit, node)) for name in names)
    return replace(counted, said=said, slow=what == "silence" and row == 1)


def _limit(flow: Flow, visit: Visit, node: Node) -> Visit:
    exit = "none" if node.kind == "callback" else "limit"
    if exit in node.exits:
        return _take(flow, visit, node, exit)
    return _person(flow, visit, "limit", "connecting")


def _person(flow: Flow, visit: Visit, exit: str, sentence: str | None, node: Node | None = None) -> Visit:
    """Lead to a human, with the topic that is known, or 'person'. `node` may name a way of its own to one."""
    target = node.exits.get("person", flow.person) if node else flow.person
    said = (Said(flow.sentences[sentence]),) if sentence else ()
    visit = replace(visit, topic=visit.topic or "person", unhelpful=0, said=said)
    return _enter(flow, visit, target, exit)


def _take(flow: Flow, visit: Visit, node: Node, exit: str) -> Visit:
    visit = replace(visit, unhelpful=0, said=())
    return _enter(flow, visit, node.exits.get(exit, flow.person), exit)


def _languages(visit: Visit, node: Node) -> tuple[str, ...]:
    return () if visit.language else node.languages


def _enter(flow: Flow, visit: Visit, name: str, exit: str | None) -> Visit:
    """Rest at the next node that listens, dials or ends; what is only said on the way is collected."""
    said = visit.said
    for _ in range(STEPS):
        node = flow.nodes[name]
        if node.kind not in ("say", "goto"):
            break
        said += tuple(Said(text, languages=_languages(visit, node), node=name) for text in node.text)
        name = node.exits["next"]
    return replace(
        visit,
        node=name,
        exit=exit,
        said=said,
        slow=False,
        rounds=0,
        position=1 if exit == "lost" else None,
        bound_min=None,
        bound_until_s=None,
        waited_s=None,
        waiting_from_s=None,
        nobody_from_s=None,
    )
