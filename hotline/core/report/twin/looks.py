"""What passers-by say of somebody's looks and of what they are beside, in any language: as words of a closed list.

The words stand in `knowledge_base/understood/looks.yaml`. Forgiven are one slip of the keys in a word of six letters or
more, a letter twice, missing or turned round in a shorter one, and what a machine heard as two words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from hotline.core.assistant.phrases import read
from hotline.core.plain import plain

FORGIVEN = 6  # letters
SHORT = 4
LONGEST = 4  # words of one phrase
GARMENTS = ("coat", "top")
THINGS = (*GARMENTS, "hat", "thing")
CLAUSE = ","
NEAR = 3  # words between a garment and its colour
NOTHING = "nothing"
PREFIXES = ("وال", "بال", "فال", "ال", "لل", "و", "ب", "ف", "ل")  # Arabic: and, with, in, the, for
WRITTEN_ON = 3  # letters that must be left after such a one


class Named(NamedTuple):
    """A phrase of the lexicon, from word `at` up to and without word `end`."""

    at: int
    end: int
    name: str

    @property
    def kind(self) -> str:
        return self.name.split(".")[0]


class Lexicon(NamedTuple):
    """`whole`: phrases → names; `begun`: beginnings of words → names; `long`: words by first letter and length."""

    whole: Mapping[str, frozenset[str]]
    begun: Mapping[str, frozenset[str]]
    long: Mapping[tuple[str, int], tuple[str, ...]]


def looks(said: str) -> frozenset[str]:
    """`who.woman`, `coat.black`, `thing.tent`, `spot.bench` …: all that a text says, a garment with its colour."""
    found: set[str] = set()
    for clause in said.replace(";", CLAUSE).replace(".", CLAUSE).split(CLAUSE):
        named = list(_named(plain(clause).split()))
        of_things = set(_of_things(named))
        found.update(one.name for one in named if one.kind != "colour" and one not in of_things)
        found.update(_coloured(named))
    return frozenset(found)


def _coloured(named: list[Named]) -> Iterator[str]:
    """A coat, a jumper or a hat with the colour that is said of it: each colour belongs to one thing, the nearest."""
    things = [one for one in named if one.kind in THINGS]
    nearest = [(one, _nearest(one, things)) for one in named if one.kind == "colour"]
    with_colour: set[Named] = set()
    for colour, near in sorted(nearest, key=lambda one: len(one[1])):  # where two are as near, the one without a colour
        if thing := next((one for one in near if one not in with_colour), None):
            with_colour.add(thing)
            if thing.kind in (*GARMENTS, "hat"):
                yield f"{thing.kind}.{colour.name.removeprefix('colour.')}"


def _nearest(colour: Named, things: list[Named]) -> list[Named]:
    away = [(max(one.at - colour.end, colour.at - one.end), one) for one in things]
    least = min((gap for gap, _ in away), default=NEAR)
    return [one for gap, one in away if gap == least < NEAR]


def _of_things(named: list[Named]) -> Iterator[Named]:
    """Ages that are said of a thing: "an old blanket", "silla de ruedas vieja"."""
    for one, other in pairwise(named):
        if one.end == other.at:
            if one.kind == "age" and other.kind in THINGS:
                yield one
            elif one.kind in THINGS and other.kind == "age":
                yield other


def _named(words: list[str]) -> Iterator[Named]:
    """Each phrase that stands in these words; the longest first, no word counts twice."""
    at = 0
    while at < len(words):
        length, names = _at(words, at)
        for name in sorted(names):
            yield Named(at, at + length, name)
        at += length


def _at(words: list[str], at: int) -> tuple[int, frozenset[str]]:
    whole = _lexicon().whole
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        some = words[at : at + length]
        names = whole.get(" ".join(some))
        if names is None and len(joined := "".join(some)) >= FORGIVEN:
            names = whole.get(joined)
        if names is not None:
            return length, names - {NOTHING}
    return 1, _of_word(words[at])


def _of_word(word: str) -> frozenset[str]:
    """What one word says that is not in the lexicon as it is: longer, with a prefix, misspelt."""
    whole, begun, _ = _lexicon()
    for length in range(len(word), 0, -1):
        if names := begun.get(word[:length]):
            return names
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= WRITTEN_ON and (rest := word[len(prefix) :]) in whole:
            return whole[rest] - {NOTHING}
    return _misspelt(word)


def _misspelt(word: str) -> frozenset[str]:
    """What all the words say of which this one may be a misspelling, with the same first letter."""
    whole, _, long = _lexicon()
    if len(word) < SHORT:
        return frozenset()
    alike = [one for length in range(len(word) - 1, len(word) + 2) for one in long.get((word[0], length), ())]
    found = extract_iter(word, alike, scorer=OSA.distance, score_cutoff=1)
    near = [whole[one] for one, _, _ in found if _slip(word, one)]
    return frozenset.intersection(*near) - {NOTHING} if near else frozenset()


def _slip(typed: str, meant: str) -> bool:
    """Whether a word this near may be meant: of a short one a letter is twice, missing or moved, and no other."""
    if len(typed) >= FORGIVEN:
        return True
    if len(typed) > len(meant):
        return any(one == other for one, other in pairwise(typed))
    return len(typed) < len(meant) or sorted(typed) == sorted(meant)


@cache
def _lexicon() -> Lexicon:
    whole: defaultdict[str, set[str]] = defaultdict(set)
    begun: defaultdict[str, set[str]] = defaultdict(set)
    for name, by_language in read("looks").items():
        for phrase in (one.strip() for text in by_language.values() for one in text.split("|")):
            whole[plain(phrase)].add(name)
            if phrase.endswith("…"):
                begun[plain(phrase)].add(name)
    long: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for one in whole:
        if " " not in one and len(one) > SHORT:
            long[one[0], len(one)].append(one)
    together = {one.replace(" ", ""): names for one, names in whole.items() if " " in one and len(one) > FORGIVEN}
    return Lexicon(
        {phrase: frozenset(names) for phrase, names in (together | whole).items()},
        {start: frozenset(names) for start, names in begun.items()},
        {key: tuple(some) for key, some in long.items()},
    )
