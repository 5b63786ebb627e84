"""How long and how many keys it takes from the ring to the human queue, in each language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hotline.core.flow import advance, begin, node_of, offered, spoken
from hotline.core.flow_types import Flow, Key, Prompt, Visit

CHARACTERS_A_SECOND = 15  # a calm synthetic voice
KEYS = 5  # longer ways are not looked at


@dataclass(frozen=True)
class Way:
    """The longest of the shortest ways: all prompts heard to their end, the sentence before the music included."""

    language: str
    seconds: float
    keys: int


def ways(flow: Flow, words: Callable[[Prompt], str]) -> list[Way]:
    """One way for each offered language that a caller can choose. `words`: the sentence of a prompt."""
    visit = begin(flow, number_known=True)
    found = list(_ways(flow, words, visit, 0.0, 0))
    by_language = {language: [way for way in found if way.language == language] for language in flow.languages}
    return [max(some, key=lambda way: (-way.keys, way.seconds)) for some in by_language.values() if some]


def _ways(flow: Flow, words: Callable[[Prompt], str], visit: Visit, before: float, keys: int) -> Iterator[Way]:
    seconds = before + sum(len(words(prompt)) for prompt in spoken(flow, visit)) / CHARACTERS_A_SECOND
    node = node_of(flow, visit)
    if node.kind == "queue" and visit.language:
        yield Way(visit.language, seconds, keys)
    if keys < KEYS:
        for option in offered(visit, node):
            yield from _ways(flow, words, advance(flow, visit, visit.turn, Key(option.key)), seconds, keys + 1)
