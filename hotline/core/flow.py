"""What a caller hears, as data: a pure engine over the YAML files in ivr_flows/.

Everything that a channel needs is exported here; the types are in flow_types, the reading of files in flow_file,
the prompts in flow_spoken.
"""

from dataclasses import replace

from hotline.core.flow_file import BrokenFlow, load
from hotline.core.flow_json import visit_from_json, visit_to_json
from hotline.core.flow_spoken import listening, node_of, offered, spoken
from hotline.core.flow_types import (
    AS_IT_IS,
    Answer,
    Done,
    Flow,
    Found,
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
    Understood,
    Visit,
    Voice,
    Waiting,
    changed,
)
from hotline.core.flow_wait import after_round, entered, way_out
from hotline.core.flow_words import match
from hotline.core.number import callable_number
from hotline.core.words import Priority, higher

__all__ = [
    "AS_IT_IS", "Answer", "BrokenFlow", "Done", "Flow", "Found", "Key", "Kind", "Limits", "Listening", "Node",
    "Option", "Prompt", "Queued", "Said", "Silence", "Speech", "Understood", "Visit", "Voice", "Waiting", "advance",
    "asks_the_directory", "begin", "changed", "entered", "informed", "listening", "listens", "load", "node_of",
    "offered", "resume", "route", "spoken", "turned", "visit_from_json", "visit_to_json",
]  # fmt: skip

ENQUEUE_FAILED = {"error", "system-error", "queue-full"}
# Nodes whose answers are events, not choices: after a deployment a caller there may simply go on.
NOT_A_CHOICE = {"queue", "voicemail", "transfer", "hangup"}
TEXT_SAFE = "text_safe"  # the one question on the way from what was found and back to it
STEPS = 50  # nodes passed through in one move; load() refuses circles, so this is never reached


def begin(flow: Flow, number_known: bool) -> Visit:
    """A call comes in: turn 0, at the first node that listens. `number_known`: we could ring this person back."""
    blank = Visit(flow.name, flow.hash, flow.start, number_known=number_known)
    return _enter(flow, blank, flow.start, None)


def resume(flow: Flow, number_known: bool, language: str | None, topic: str | None) -> Visit:
    """Someone calls again: straight to where people wait, in the language and with the topic they had."""
    visit = Visit(flow.name, flow.hash, flow.person, language=language, topic=topic or "person", back=True)
    said = (Said(flow.sentences["back"]),)
    return _enter(flow, changed(visit, number_known=number_known, said=said), flow.person, "back")


def advance(flow: Flow, visit: Visit, turn: int, answer: Answer) -> Visit:
    """Move on one answer. An answer for another turn is a repeat or came late: stay put. Never raises."""
    if turn != visit.turn:
        return visit
    node = flow.nodes.get(visit.node)
    if node is None or (visit.hash != flow.hash and node.kind not in NOT_A_CHOICE):
        return turned(visit, _person(flow, changed(visit, flow=flow.name, hash=flow.hash), "moved", "moved"))
    if visit.hash != flow.hash:
        visit = changed(visit, flow=flow.name, hash=flow.hash)
    return turned(visit, _move(flow, visit, node, answer))


def turned(before: Visit, after: Visit) -> Visit:
    """The visit after a move: its turn is the next one, unless nothing moved."""
    return before if after == before else changed(after, turn=before.turn + 1)


def _move(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    if answer == Done("lost"):
        return _person(flow, visit, "lost", "lost")
    if isinstance(answer, Key) and not answer.digits:
        answer = Silence()
    match node.kind:
        case "menu" | "listen" | "directory":
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
        case Understood(meant) if node.understands:
            return _meant(flow, visit, meant)
        case Silence():
            return _unhelpful(flow, visit, "silence")
        case Done(result) if node.check and result in node.exits:
            return _take(flow, visit, node, result)
        case _:
            return visit


def _meant(flow: Flow, visit: Visit, meant: str) -> Visit:
    way = route(flow, meant)
    return _chosen(flow, visit, way) if way else _unhelpful(flow, visit, "unclear")


def listens(flow: Flow, visit: Visit, turn: int | None) -> bool:
    """Whether words said for this turn may be understood by the assistant."""
    return turn == visit.turn and visit.hash == flow.hash and node_of(flow, visit).kind == "listen"


def route(flow: Flow, meant: str) -> Option | None:
    """Where somebody is led who meant this; None: that is said nowhere."""
    return next((way for way in flow.understood if meant in way.intents), None)


def _pressed(flow: Flow, visit: Visit, node: Node, digits: str) -> Visit:
    option = next((option for option in offered(visit, node) if option.key == digits), None)
    if option and node.kind == "directory":
        return _of_the_found(flow, visit, node, option)
    if option:
        return _chosen(flow, visit, option)
    return _common_key(flow, visit, node, digits) or _unhelpful(flow, visit, "wrong")


def _of_the_found(flow: Flow, visit: Visit, node: Node, option: Option) -> Visit:
    """What was found is said again slowly, or the next one, or they want something done with it."""
    found = visit.found or Found()
    if option.name == "slowly":
        again = _again(flow, visit, node)
        return changed(again, slow=True) if again.node == visit.node else again
    if option.name == "next":
        visit = changed(visit, shown=visit.shown + 1, found=Found(found.ids))
    if option.name == "through":
        visit = changed(visit, wish=(found.ids[visit.shown], found.name))
    return _chosen(flow, visit, option)


def asks_the_directory(flow: Flow, visit: Visit) -> bool:
    """Whether this visit is to be `informed` before it can be spoken."""
    return node_of(flow, visit).kind == "directory" and not (visit.found and visit.found.told)


def informed(flow: Flow, visit: Visit, found: Found | None) -> Visit:
    """The same visit with what the directory knows; on the way to a person with nothing to say, or None: it failed."""
    if found is not None and found.told:
        return changed(visit, found=replace(found, textable=found.textable and visit.number_known))
    node = node_of(flow, visit)
    return _take(flow, visit, node, "nothing" if found is not None else "failed")


def _common_key(flow: Flow, visit: Visit, node: Node, digits: str) -> Visit | None:
    """0 is a person and 9 repeats, wherever a caller chooses something."""
    if digits == "0":
        return _person(flow, visit, "person", None, node)
    return _again(flow, visit, node) if digits == "9" else None


def _chosen(flow: Flow, visit: Visit, option: Option) -> Visit:
    visit = changed(
        visit,
        language=option.language or visit.language,
        topic=_about(option, visit),
        priority=_more_urgent(option.priority, visit.priority),
        unhelpful=0,
        said=(),
    )
    if option.need:
        visit = changed(visit, need=option.need, found=None, shown=0)
    return _enter(flow, visit, option.to, option.name)


def _about(option: Option, visit: Visit) -> str | None:
    """Danger that is told of somebody in the street is still about them."""
    if visit.topic == "report" and option.priority:
        return visit.topic
    return option.topic or visit.topic


def _more_urgent(one: str | None, other: str | None) -> str | None:
    return higher(one, other) if one and other else one or other


def _at_ask(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    match answer:
        case Key("0"):
            return _person(flow, visit, "person", None, node)
        case Key("9") if node.min_digits > 1 or node.check:  # nine is no answer here, or the core did not take it
            return _again(flow, visit, node)
        case Key(digits) if is_whole(node, digits) and not node.check:
            return _take(flow, visit, node, "answered")
        case Done(result) if node.check and result in node.exits:
            return _take(flow, visit, node, result)
        case Key():
            return _unhelpful(flow, visit, "wrong")
        case Speech(words, confidence):
            if match(flow, visit, node, words, confidence) == "person":
                return _person(flow, visit, "person", None, node)
            heard = node.speech and words.strip() and not node.check
            return _take(flow, visit, node, "answered") if heard else _unhelpful(flow, visit, "unclear")
        case Understood(meant) if node.understands:
            return _meant(flow, visit, meant)
        case Silence():
            return _unhelpful(flow, visit, "silence")
        case _:
            return visit


def is_whole(node: Node, digits: str) -> bool:
    """Whether this can be the answer to what an `ask` node asks."""
    return digits.isdigit() and node.min_digits <= len(digits) <= node.max_digits


def _at_callback(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    """The number that is typed never enters the visit: at exit 'taken' the channel reads it from the answer."""
    match answer:
        case Key("0" | "9" as digits):
            return _common_key(flow, visit, node, digits) or visit
        case Key("1" | "2") if visit.number_known:
            return _take(flow, visit, node, "taken")
        case Key("4") if "wishes" in node.exits:
            return _take(flow, visit, node, "wishes")
        case Key("3") if "message" in node.exits:
            return _take(flow, visit, node, "message")
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
    """Silence alone gets a callback where the number is known; where it is not, another way to a human.

    In danger nobody is called back who has not said that it is safe.
    """
    asked_again = visit.slow or visit.unhelpful + 1 >= flow.limits.in_a_row
    if not asked_again and visit.unhelpful_in_call + 1 < flow.limits.in_call:
        return _unhelpful(flow, visit, "silence")
    visit = changed(visit, unhelpful_in_call=visit.unhelpful_in_call + 1)
    safe = visit.number_known and visit.priority != Priority.DANGER
    return _take(flow, visit, node, "taken" if safe else "none")


def _at_queue(flow: Flow, visit: Visit, node: Node, answer: Answer) -> Visit:
    match answer:
        case Waiting():
            return _waited(flow, visit, node, answer)
        case Key("1"):
            return _take(flow, visit, node, "leave")
        case Key("2") if visit.back:
            return _anew(flow, visit)
        case Key():
            return changed(visit, said=(Said(flow.sentences["still_waiting"]),), exit="waiting")
        case Silence() | Speech():
            return changed(visit, said=(), exit="waiting")
        case Queued(result) if result in ENQUEUE_FAILED:
            return _take(flow, visit, node, "failed")
        case _:
            return visit


def _anew(flow: Flow, visit: Visit) -> Visit:
    """Someone else calls from the same phone, or about something else: from the first node, as a new caller."""
    fresh = begin(flow, visit.number_known)
    return changed(fresh, turn=visit.turn, exit="anew")


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
    visit = changed(visit, unhelpful_in_call=visit.unhelpful_in_call + 1, said=(), slow=False, exit="again")
    return _limit(flow, visit, node) if visit.unhelpful_in_call >= flow.limits.in_call else visit


def _unhelpful(flow: Flow, visit: Visit, what: str) -> Visit:
    """A wrong key, silence or unclear words: say it again, then offer a person, then connect to one."""
    node = flow.nodes[visit.node]
    row, total = visit.unhelpful + 1, visit.unhelpful_in_call + 1
    counted = changed(visit, unhelpful=row, unhelpful_in_call=total, exit=what)
    if what == "silence" and _is_silent(flow, visit, node, row) and total < flow.limits.in_call:
        return _take(flow, counted, node, "silence")
    if row >= flow.limits.in_a_row or total >= flow.limits.in_call:
        return _limit(flow, counted, node)
    names = [] if what == "silence" else [what]
    if row == flow.limits.in_a_row - 1 and node.kind != "callback":
        names.append("offer")
    said = tuple(Said(flow.sentences[name], languages=_languages(visit, node)) for name in names)
    return changed(counted, said=said, slow=what == "silence" and row == 1)


def _is_silent(flow: Flow, visit: Visit, node: Node, row: int) -> bool:
    """Whether this silence is one too many where silence has a way of its own."""
    most = node.silences or flow.limits.in_a_row
    return "silence" in node.exits and row >= most and (most == 1 or visit.exit == "silence")


def _limit(flow: Flow, visit: Visit, node: Node) -> Visit:
    exit = "none" if node.kind == "callback" else "limit"
    if exit in node.exits:
        return _take(flow, visit, node, exit)
    return _person(flow, visit, "limit", "connecting")


def _person(flow: Flow, visit: Visit, exit: str, sentence: str | None, node: Node | None = None) -> Visit:
    """Lead to a human, with the topic that is known, or 'person'. `node` may name a way of its own to one."""
    target = node.exits.get("person", flow.person) if node else flow.person
    said = (Said(flow.sentences[sentence]),) if sentence else ()
    visit = changed(visit, topic=visit.topic or "person", unhelpful=0, said=said)
    return _enter(flow, visit, target, exit)


def _take(flow: Flow, visit: Visit, node: Node, exit: str) -> Visit:
    visit = changed(visit, unhelpful=0, said=())
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
    return changed(
        visit,
        found=visit.found if node.kind == "directory" or node.check == TEXT_SAFE else None,
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
