"""People who explain say several things in a row. Sentences of one intent are also learnt in pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .courtesy import BARE

APART = 7  # two sentences that stand next to each other are often alike


def at_length(examples: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """Each second sentence (text, intent, language) with another of the same intent and language after it."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text, intent, language in examples:
        alike[intent, language].append(text)
    for (intent, _), texts in alike.items():
        if intent not in BARE:
            yield from ((f"{one} {other}", intent) for one, other in list(zip(texts, texts[APART:], strict=False))[::2])
