"""Finds what a sentence is about: the concepts of `concepts.yml` whose words, in its language, are in it."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from .sounds import sounded
from .spelling import words

FILE = Path(__file__).parents[1] / "concepts.yml"
ANY = "\u02d0"  # stands for the rest of a word: a letter that nobody here writes
SHORTEST = 3  # the shortest word behind a prefix
PART = 4  # the shortest word that a compound is looked for in
COMPOUNDS = {"nl", "de"}  # languages that write several words as one
PREFIXES = {  # "and", "the", "in", "for" written as one with the word that follows, the longest first
    "ar": ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "fl", "bl", "wl", "l", "f", "b", "w"),
    "ti": ("ካብ", "ን", "ብ"),
}
Found = list[tuple[int, str]]  # where in the sentence, which concept


class Lexicon:
    """The words of one language, by their first letters or as they are, alone or in a phrase."""

    def __init__(self, entries: dict[str, str], language: str) -> None:
        self.language = language
        self.whole: dict[str, set[str]] = {}
        self.starts: dict[str, set[str]] = {}
        self.phrases: dict[str, list[tuple[list[str], str]]] = {}
        for concept, listed in entries.items():
            for entry in listed.split(","):
                self._add(concept, entry.strip())

    def _add(self, concept: str, entry: str) -> None:
        parts = sounded(words(entry.replace("*", ANY)), self.language)
        if len(parts) > 1:
            self.phrases.setdefault(parts[0].rstrip(ANY)[:3], []).append((parts, concept))
        elif parts and parts[0].endswith(ANY):
            self.starts.setdefault(parts[0][:-1], set()).add(concept)
        elif parts:
            self.whole.setdefault(parts[0], set()).add(concept)

    def find(self, said: list[str]) -> Found:
        """The concepts of a sentence in the order of its words."""
        found = {(at, concept) for at, word in enumerate(said) for concept in self.of(word)}
        found |= set(self._phrases(said))
        return sorted(found)

    def of(self, word: str) -> set[str]:
        """The concepts of a word: as it is, by its longest known beginning, or of the words it is made of."""
        if known := self._known(word):
            return known
        if self.language in COMPOUNDS and len(word) >= 2 * PART:
            return self._parts(word)
        return self._stem(word)

    def _stem(self, word: str) -> set[str]:
        """Of "والبرد": those of "برد"."""
        cuts = [len(each) for each in PREFIXES.get(self.language, ()) if word.startswith(each)]
        stems = (word[cut:] for cut in cuts if len(word) >= cut + SHORTEST)
        return next((known for stem in stems if (known := self._known(stem))), set())

    def _known(self, word: str) -> set[str]:
        found = set(self.whole.get(word, ()))
        for end in range(len(word), 1, -1):
            if word[:end] in self.starts:
                return found | self.starts[word[:end]]
        return found

    def _parts(self, word: str) -> set[str]:
        """Of "winterjassen": those of its longest known ending and of its longest known beginning."""
        cuts = range(PART, len(word) - PART + 1)
        end = next((known for cut in cuts if (known := self._known(word[cut:]))), set())
        beginning = next((self.whole[word[:cut]] for cut in reversed(cuts) if word[:cut] in self.whole), set())
        return end | beginning

    def _phrases(self, said: list[str]) -> Iterator[tuple[int, str]]:
        for at, word in enumerate(said):
            for parts, concept in self.phrases.get(word[:3], ()):
                rest = said[at : at + len(parts)]
                if len(rest) == len(parts) and all(map(alike, rest, parts)):
                    yield at, concept


def alike(word: str, wanted: str) -> bool:
    """Whether a word is the one of a phrase, or begins as it does."""
    return word.startswith(wanted[:-1]) if wanted.endswith(ANY) else word == wanted


def read() -> dict[str, Lexicon]:
    """The lexicon of each language."""
    concepts = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    languages = {language for listed in concepts.values() for language in listed}
    listed = {code: {name: str(each[code]) for name, each in concepts.items() if code in each} for code in languages}
    return {code: Lexicon(entries, code) for code, entries in sorted(listed.items())}
