"""Which words of our lists a written word may be: endings, prefixes, stretched letters and typing errors forgiven."""

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from hotline.core.danger_letters import coarse, consonants, in_latin, is_cyrillic

LONG = 7  # from so many letters on, one wrong, missing, doubled or swapped letter is forgiven
FOREIGN = {"bomba"}  # what a Slavic word in Latin letters is not: a pump, in Portuguese for asthma
MOST = 25  # letters of the longest stem
LONGEST = 12  # letters that are looked at for it
STRETCHED = re.compile(r"(.)\1\1+")
ARABIC = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ف", "ل")  # written together with the next word


class Vocabulary:
    """The words of all lists: `word` as it stands, `stem*` with any ending, `*part*` anywhere in a word."""

    def __init__(self, entries: Iterable[str], darija: Iterable[str] = ()) -> None:
        self.entries = frozenset(entries)
        self._slavic: dict[str, set[str]] = {}  # by how they are written in Latin letters
        for entry in filter(is_cyrillic, self.entries):
            for key in in_latin(entry):
                if key not in FOREIGN:
                    self._slavic.setdefault(key, set()).add(entry)
        self._darija: dict[str, set[str]] = {}  # by their consonants
        for entry in darija:
            self._darija.setdefault(consonants(entry.rstrip("*")) + "*" * entry.endswith("*"), set()).add(entry)
        self._parts: dict[str, list[tuple[str, str]]] = {}  # by their first letter: as listed, and bare
        for entry in sorted(self.entries):
            if entry.startswith("*"):
                self._parts.setdefault(entry[1], []).append((entry, entry.strip("*")))
        self._near: dict[str, list[str]] = {}
        for entry in sorted(self.entries):
            if len(bare := entry.rstrip("*")) >= LONG and not entry.startswith("*"):
                for shorter in (bare, *_shorter(bare)):
                    self._near.setdefault(shorter, []).append(entry)

    def may_be(self, word: str) -> set[str]:
        """The entries that a written word may be."""
        forms = set(_forms(word))
        found = {entry for form in forms for entry in self._as_listed(form)}
        found = found or {entry for form in forms for entry in self._mistyped(form)}
        if word.isascii():
            found |= {entry for form in forms for entry in self._in_other_letters(form)}
        return found

    def _in_other_letters(self, word: str) -> Iterator[str]:
        for known, key in ((self._slavic, coarse(word)), (self._darija, consonants(word))):
            yield from (one for start in (key, *_stems(key)) if start for one in known.get(start, ()))

    def _as_listed(self, word: str) -> Iterator[str]:
        if word in self.entries:
            yield word
        yield from (stem for stem in _stems(word) if stem in self.entries)
        for letter in set(word):
            yield from (part for part, bare in self._parts.get(letter, ()) if bare in word)

    def _mistyped(self, word: str) -> Iterator[str]:
        """The first letter is right: nearly always so, and it keeps most other words away."""
        if len(word) < LONG - 1:
            return
        tried = {word, *(word[:end] for end in range(LONG - 1, min(len(word), LONGEST) + 1))}
        for start in tried:
            for shorter in (start, *_shorter(start)):
                for entry in self._near.get(shorter, ()):
                    if entry[0] == word[0] and _one_off(word, entry):
                        yield entry


def _one_off(word: str, entry: str) -> bool:
    if not entry.endswith("*"):
        return OSA.distance(word, entry, score_cutoff=1) <= 1
    stem = entry[:-1]
    return any(OSA.distance(word[: len(stem) + more], stem, score_cutoff=1) <= 1 for more in (-1, 0, 1))


def _stems(word: str) -> Iterator[str]:
    return (f"{word[:end]}*" for end in range(2, min(len(word), MOST) + 1))


def _shorter(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _forms(word: str) -> Iterator[str]:
    """The word as written, without its stretched letters ("heeelp"), without what Arabic writes before a word."""
    yield word
    if STRETCHED.search(word):
        yield from (STRETCHED.sub(r"\1", word), STRETCHED.sub(r"\1\1", word))
    if "\u0600" <= word[0] <= "\u06ff":
        yield from (word[len(one) :] for one in ARABIC if word.startswith(one) and len(word) > len(one) + 1)
