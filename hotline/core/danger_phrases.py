"""Phrases of danger: words in this order, near each other, and how they are looked for in a text.

A place in a text is a bit of a whole number, so a phrase is looked for everywhere at once: the time grows with the
length of the text, whatever somebody writes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hotline.core import plain
from hotline.core.danger_words import Vocabulary

GAPS = {"..": 3, "...": 7}  # so many other words may stand between
NEXT = 1  # without a sign: "il ne se réveille vraiment pas"
PAUSE = re.compile(r"[.,;:!?()\n\r¿¡؟،؛۔።፣፤፦…]|\s[-–—]")
JOINED = re.compile(r"(?<=[a-z]{2})['’](?=[^\W\d_]{3})", re.IGNORECASE)  # un'ambulanza, dell'acqua
WORD = re.compile(r"\*?[^\W_]+\*?")
ANYWHERE = -1  # all bits


class WrongPhrase(ValueError):
    """A phrase that nobody could ever write."""


@dataclass(frozen=True)
class Step:
    """One word of a phrase: any of `words`, with at most `gap` other words before it."""

    words: tuple[str, ...]
    gap: int = NEXT


Phrase = tuple[Step, ...]


def phrases(line: str, lists: Mapping[str, Sequence[str]]) -> list[Phrase]:
    """A line of the file: `a|b` either, `<name>` one of a list, `..` and `...` words between, `&` in any order."""
    one, both, other = line.partition(" & ")
    if both:
        return [_phrase(f"{one} ... {other}", lists), _phrase(f"{other} ... {one}", lists)]
    return [_phrase(line, lists)]


def _phrase(line: str, lists: Mapping[str, Sequence[str]]) -> Phrase:
    steps: list[Step] = []
    gap = NEXT
    for part in line.split():
        if part not in GAPS:
            steps.append(Step(tuple(_words(part, lists)), gap))
        gap = GAPS.get(part, NEXT)
    if not steps:
        raise WrongPhrase(f"{line!r} has no word")
    return tuple(steps)


def _words(part: str, lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for word in part.split("|"):
        if word.startswith("<"):
            if word.strip("<>") not in lists:
                raise WrongPhrase(f"there is no list {word}")
            yield from (one for listed in lists[word.strip("<>")] for one in _words(listed, {}))
        else:
            yield entry(word)


def entry(word: str) -> str:
    """A word of the file as it is compared, with its stars."""
    kept = "*" * word.startswith("*") + plain.plain(word) + "*" * word.endswith("*")
    if not WORD.fullmatch(kept):
        raise WrongPhrase(f"{word!r} is not one word")
    return kept


@dataclass
class Written:
    """A text: where each listed word stands, and after which words somebody paused."""

    at: dict[str, int] = field(default_factory=dict)
    pauses: int = 0
    length: int = 0  # words

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary) -> "Written":
        written, place = cls(), 1
        known: dict[str, set[str]] = {}
        for piece in PAUSE.split(JOINED.sub(" ", text)):
            for word in plain.words(piece):
                if word not in known:
                    known[word] = vocabulary.may_be(word)
                for one in known[word]:
                    written.at[one] = written.at.get(one, 0) | place
                place <<= 1
                written.length += 1
            written.pauses |= place >> 1
        return written

    def where(self, words: Iterable[str]) -> int:
        found = 0
        for word in words:
            found |= self.at.get(word, 0)
        return found

    def take_out(self, places: int) -> None:
        """Look at the words of these places no more."""
        self.at = {word: left for word, where in self.at.items() if (left := where & ~places)}

    def after(self, places: int, words: int) -> int:
        """The places up to so many words after these, before the next pause."""
        found = 0
        for _ in range(words):
            places = (places & ~self.pauses) << 1
            found |= places
        return found

    def before(self, places: int, words: int) -> int:
        """The places up to so many words before these, after the last pause."""
        found = 0
        for _ in range(words):
            places = (places >> 1) & ~self.pauses
            found |= places
        return found


def steps(phrase: Phrase, written: Written, begin: int = ANYWHERE, barred: int = 0) -> list[int]:
    """For each word of a phrase the places where it stands, the words before it found. Empty: the phrase is not there.

    `begin`: where the first word may stand; `barred`: words that may not stand between.
    """
    found = [written.where(phrase[0].words) & begin]
    for step in phrase[1:]:
        if not found[-1]:
            return []
        ahead, reach = found[-1], 0
        for _ in range(step.gap + 1):
            ahead <<= 1
            reach |= ahead
            ahead &= ~barred
        found.append(reach & written.where(step.words))
    return found if found[-1] else []


def covered(phrase: Phrase, written: Written) -> int:
    """All places of the words of a phrase, wherever it stands."""
    found = steps(phrase, written)
    if not found:
        return 0
    whole = needed = found[-1]
    for step, places in zip(reversed(phrase), reversed(found[:-1]), strict=False):
        reach = 0
        for back in range(1, step.gap + 2):
            reach |= needed >> back
        needed = places & reach
        whole |= needed
    return whole
