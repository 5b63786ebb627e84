"""What a word may be a misspelling of: by its letters and by its sound in French and Dutch.

"flagy", "flajey" → flagey; "klemanso" → clemenceau. Quick for thousands of words: each is found under its sound and
under its sound with any one letter left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from hotline.core.gazetteer.ordinary import COMMON

Near = tuple[tuple[str, float], ...]  # word, likeness 0..1, best first
ALIKE = 0.85  # less is another word
LONGEST = 40  # letters: no name has a longer word
KEPT = 20_000  # words whose neighbours are remembered

_SOUNDS = [
    (re.compile(letters), sound)
    for letters, sound in (
        ("x$", ""), ("gn", "ni"), ("sch", "sk"), ("zh|dj", "j"), ("ch|sh", "s"), ("ph", "f"), ("qu|q|ck", "k"),
        ("x", "ks"), ("c(?=[eiy])", "s"),
        ("c", "k"), ("gh|gu(?=[eiy])", "g"), ("g(?=[eiy])", "j"), ("z", "s"), ("w", "v"), ("ij|y", "i"),
        ("eaux?|aux?|oo", "o"), ("ou|oe", "u"), ("ae|aa", "a"), ("ee|ei|ai|(?:(?<=i)er|ez|et)$", "e"), ("ie", "i"),
        ("e(?=[nm][^aeiou])", "a"), ("h", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip
_SILENT = re.compile("(?<=...)(?:e[sx]?|[stdxp]e?|[td]s)$")


@dataclass(frozen=True, slots=True)
class Sound:
    """How a word sounds, roughly: all of it, and without an end that is often silent."""

    whole: str
    short: str

    def spots(self) -> set[str]:
        """What it is found under: itself, its short form, and itself without any one letter."""
        whole = self.whole
        gaps = {whole[:at] + whole[at + 1 :] for at in range(len(whole))} if len(whole) >= 4 else set()
        return {whole, self.short, *gaps}

    def apart(self, other: "Sound") -> int:
        """How many sounds differ."""
        return 0 if self.short == other.short else OSA.distance(self.whole, other.whole)


def sound(word: str) -> Sound:
    for letters, heard in _SOUNDS:
        word = letters.sub(heard, word)
    return Sound(word, _SILENT.sub("", word))


class Spelling:
    """The words that occur in names. `near` is exact for short words and numbers, forgiving for long ones."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._found: dict[str, Near] = {}
        for word in self._known:
            if _may_be_misspelt(word):
                for key in sound(word).spots():
                    self._by_key[key].append(word)

    def near(self, word: str) -> Near:
        """The word itself if it is known, and those it may stand for."""
        if word not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            self._found[word] = tuple(sorted(self._look(word), key=lambda one: (-one[1], one[0])))
        return self._found[word]

    def known(self, word: str) -> bool:
        return bool(self.near(word))

    def _look(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self._known:
            yield word, 1.0
        if not _may_be_misspelt(word) or word in COMMON:
            return
        heard = sound(word)
        for other in {found for key in heard.spots() for found in self._by_key.get(key, ())} - {word}:
            likeness = _likeness(word, other, heard, sound(other))
            if likeness >= ALIKE:
                yield other, likeness


def _may_be_misspelt(word: str) -> bool:
    return 4 <= len(word) <= LONGEST and not any(sign.isdigit() for sign in word)


def _likeness(word: str, other: str, heard: Sound, other_heard: Sound) -> float:
    """1 for the same word; less for each letter that differs, much less for each sound that differs."""
    longest, shortest = max(len(word), len(other)), min(len(word), len(other))
    sounds, letters = heard.apart(other_heard), OSA.distance(word, other)
    if sounds > (0 if shortest < 5 else 1 if longest < 8 else 2):
        return 0
    if shortest < 5 and heard.whole != other_heard.whole and not (word.startswith(other) or other.startswith(word)):
        return 0
    if longest < 8 and heard.whole[:1] != other_heard.whole[:1]:
        return 0
    if letters > max(1, len(heard.whole) - 2) and len(heard.whole) < 6:
        return 0  # short sounds are alike by chance
    return 1 - (letters + 2 * sounds) / (4 * longest)
