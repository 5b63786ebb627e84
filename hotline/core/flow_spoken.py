"""What is spoken at a visit, in order, each sentence with its language; and how to listen for the answer."""

from collections.abc import Iterator
from dataclasses import replace

from hotline.core.flow_types import Flow, Found, Listening, Node, Option, Prompt, Said, Visit

HEARD = ("sent", "not_sent")  # after a text: what was found is not said again unless they ask
CODE_FIRST, CODE_EVERY = 2, 4  # the code is spoken in the second round of the waiting loop, then every fourth


def node_of(flow: Flow, visit: Visit) -> Node:
    """The node where a visit rests; the way to a person when a deployment removed it."""
    return flow.nodes.get(visit.node) or flow.nodes[flow.person]


def spoken(flow: Flow, visit: Visit) -> list[Prompt]:
    """All prompts of this visit. Before a language is chosen a node is spoken in each of its `languages`."""
    node = node_of(flow, visit)
    before = [prompt for group in _by_node(visit.said) for prompt in _said(flow, visit, group)]
    if node.kind == "queue" and visit.rounds:
        return [*before, *_round(flow, visit, node)]
    if node.kind == "directory" and visit.found and visit.exit not in HEARD:
        before += [prompt for group in _by_node(visit.found.told) for prompt in _found(flow, visit, group)]
    return [*before, *_own(flow, visit, node)]


def offered(visit: Visit, node: Node) -> tuple[Option, ...]:
    """The choices a caller has here: of what was found only those that make sense for it."""
    if node.kind != "directory":
        return node.options
    found = visit.found or Found()
    sense = {
        "next": visit.shown + 1 < len(found.ids),
        "text": bool(found.ids) and found.textable,
        "through": bool(found.ids),
    }
    return tuple(option for option in node.options if sense.get(option.name, True))


def listening(flow: Flow, visit: Visit) -> Listening:
    """How to gather the answer: keys, seconds of silence, speech and its hints."""
    node = node_of(flow, visit)
    language = visit.language or flow.languages[0]
    hints = [word for option in node.options for word in option.words.get(language, ())]
    hints += node.hints.get(language, ())
    return Listening(
        node.max_digits, node.finish, node.timeout_s, node.speech, tuple(hints), flow.voices[language].hear
    )


def _languages(flow: Flow, visit: Visit, several: tuple[str, ...]) -> tuple[str, ...]:
    if visit.language:
        return (visit.language,)
    return several or flow.languages[:1]


def _by_node(said: tuple[Said, ...]) -> Iterator[list[Said]]:
    """Sentences of one say node belong together: all of them in one language before the next language."""
    group: list[Said] = []
    for one in said:
        if group and (one.node, one.languages) != (group[0].node, group[0].languages):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _said(flow: Flow, visit: Visit, group: list[Said]) -> Iterator[Prompt]:
    node = flow.nodes.get(group[0].node)
    for language in group[0].languages or _languages(flow, visit, ()):
        recording = node.recorded.get(language) if node else None
        if recording:
            yield Prompt(group[0].text, {}, language, audio=recording)
            continue
        for one in group:
            yield Prompt(one.text, one.values, language, slow=one.slow)


def _found(flow: Flow, visit: Visit, group: list[Said]) -> Iterator[Prompt]:
    """What the directory says: slowly from the start, slower still when it is asked for again."""
    for prompt in _said(flow, visit, group):
        yield replace(prompt, slow=True, slower=visit.slow)


def _own(flow: Flow, visit: Visit, node: Node) -> Iterator[Prompt]:
    """The node's own prompt: in each language its texts and options, or one recording; then what is offered in a
    language of its own; then the closing."""
    withheld = node.kind == "callback" and not visit.number_known
    nobody = node.kind == "queue" and visit.nobody_from_s is not None
    texts = node.text_withheld if withheld else node.text_nobody if nobody else node.text
    languages = _languages(flow, visit, node.languages)
    choices = [option for option in offered(visit, node) if not option.quiet]
    recorded = {} if withheld or nobody else {one: node.recorded[one] for one in languages if one in node.recorded}
    for language in languages:
        if language in recorded:
            yield Prompt(next(iter(texts), ""), {}, language, audio=recorded[language], slow=visit.slow)
            continue
        yield from (Prompt(text, {}, language, slow=visit.slow) for text in texts)
        yield from (_offer(visit, option, language) for option in choices if not option.languages)
    for option in choices:
        again = option.again if visit.slow else ()
        yield from (_offer(visit, option, language) for language in (*option.languages, *again))
    closing = (*node.closing, *(node.closing_again if visit.slow or visit.unhelpful else ()))
    for language in languages:
        if language not in recorded:
            yield from (Prompt(text, {}, language, slow=visit.slow) for text in closing)


def _offer(visit: Visit, option: Option, language: str) -> Prompt:
    return Prompt(option.text, {"key": option.key}, language, slow=visit.slow)


def _round(flow: Flow, visit: Visit, node: Node) -> Iterator[Prompt]:
    """One round of the waiting loop: the place in line, the wait as a bound, what can be done meanwhile."""
    language = visit.language or flow.languages[0]
    say = flow.sentences
    if visit.nobody_from_s is not None:
        yield Prompt(say["nobody"], {}, language)
    else:
        place = "next" if visit.position in (None, 1) else "position"
        yield Prompt(say[place], {"position": visit.position or 1}, language)
        if visit.bound_min is not None and (visit.waited_s or 0) < (visit.bound_until_s or 0):
            yield Prompt(say["bound"], {"count": visit.bound_min}, language, plural=say["bound_plural"])
    if visit.back and visit.rounds == 1:
        yield Prompt(say["anew"], {}, language)
    elif visit.code and visit.rounds % CODE_EVERY == CODE_FIRST:
        yield Prompt(say["code"], {"code": ", ".join(visit.code)}, language)
    elif node.meanwhile:
        yield Prompt(node.meanwhile[(visit.rounds - 1) % len(node.meanwhile)], {}, language)
