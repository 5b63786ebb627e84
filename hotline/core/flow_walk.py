"""A telephone made of text lines: walks the pure engine, no server needed."""

from collections.abc import Callable, Iterable, Iterator

from hotline.core.flow import advance, asks_the_directory, begin, entered, informed, node_of, spoken
from hotline.core.flow_types import (
    AS_IT_IS,
    Answer,
    Done,
    Flow,
    Found,
    Key,
    Prompt,
    Queued,
    Said,
    Silence,
    Speech,
    Understood,
    Visit,
    Waiting,
)

HELP = """digits: keys · empty line: silence · words: speech · :quit
:means INTENT: words that the assistant understood (food, report_person …), or a danger (emergency, violence …)
:wait SECONDS [ON_DUTY] [POSITION] [BOUND_MIN]: a round of the waiting loop
:nobody: nobody is on duty when the queue is joined
:queue RESULT: how the provider's queue let the caller go (queue-full, error, leave …)
:done RESULT: answered, failed, recorded, nothing, lost; of what was typed: back, partner, centre, told, kept; of a
text: sent, not_sent; of somebody in the street: located, which, chosen, unclear, counted, no_text, sent, urgent, told,
unknown"""
Look = Callable[[Visit], Found | None]


def example(visit: Visit) -> Found:
    """What a directory of two services would answer."""
    told = Said(AS_IT_IS, {"words": f"… {visit.need} {visit.shown + 1} …"})
    return Found(("one", "two"), (told,), f"… {visit.shown + 1} …", textable=True)


def walk(
    flow: Flow, lines: Iterable[str], *, number_known: bool, words: Callable[[Prompt], str], look: Look = example
) -> Iterator[str]:
    """What the caller hears, line by line, until the call ends or the lines do. `look`: asks the directory."""
    visit = begin(flow, number_known)
    yield from _heard(flow, visit, words)
    for line in lines:
        if node_of(flow, visit).kind == "hangup" or line.strip() == ":quit":
            return
        if line.strip() == ":nobody":
            visit = entered(visit, Waiting(1, None, 0, 0))
            yield from _heard(flow, visit, words)
            continue
        answer = answer_from(line.strip())
        if answer is None:
            yield HELP
            continue
        visit = advance(flow, visit, visit.turn, answer)
        if asks_the_directory(flow, visit):
            visit = informed(flow, visit, look(visit))
        yield from _heard(flow, visit, words)


def answer_from(line: str) -> Answer | None:
    """What a typed line means; None when it means nothing."""
    if not line:
        return Silence()
    if set(line) <= set("0123456789*#"):
        return Key(line)
    match line.split():
        case [":queue", result]:
            return Queued(result)
        case [":done", result]:
            return Done(result)
        case [":means", meant]:
            return Understood(meant)
        case [":wait", *numbers] if numbers and all(number.isdigit() for number in numbers):
            return _waiting([int(number) for number in numbers])
    return None if line[0] in ":?" else Speech(line)


def _waiting(numbers: list[int]) -> Waiting:
    waited, on_duty, position = [*numbers[:3], *[0, 1, 1][len(numbers[:3]) :]]
    return Waiting(position, numbers[3] if len(numbers) > 3 else None, on_duty, waited)


def _heard(flow: Flow, visit: Visit, words: Callable[[Prompt], str]) -> Iterator[str]:
    node = node_of(flow, visit)
    yield f"— {node.name} ({node.kind}) · turn {visit.turn} · {visit.exit or 'ring'}"
    for prompt in spoken(flow, visit):
        pace = " slower" if prompt.slower else " slowly" if prompt.slow else ""
        yield f"  {prompt.language}{pace}: {words(prompt)}"
