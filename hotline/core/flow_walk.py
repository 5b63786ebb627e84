"""A telephone made of text lines: walks the pure engine, no server needed."""

from collections.abc import Callable, Iterable, Iterator

from hotline.core.flow import advance, begin, node_of, spoken
from hotline.core.flow_types import Answer, Done, Flow, Key, Prompt, Queued, Silence, Speech, Visit, Waiting

HELP = """digits: keys · empty line: silence · words: speech · :quit
:wait SECONDS [ON_DUTY] [POSITION] [BOUND_MIN]: a round of the waiting loop
:queue RESULT: how the provider's queue let the caller go (queue-full, error, leave …)
:done RESULT: answered, failed, recorded, nothing, lost"""


def walk(flow: Flow, lines: Iterable[str], *, number_known: bool, words: Callable[[Prompt], str]) -> Iterator[str]:
    """What the caller hears, line by line, until the call ends or the lines do."""
    visit = begin(flow, number_known)
    yield from _heard(flow, visit, words)
    for line in lines:
        if node_of(flow, visit).kind == "hangup" or line.strip() == ":quit":
            return
        answer = answer_from(line.strip())
        if answer is None:
            yield HELP
            continue
        visit = advance(flow, visit, visit.turn, answer)
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
        yield f"  {prompt.language}{' slowly' if prompt.slow else ''}: {words(prompt)}"
