"""What passers-by say of somebody's looks and of what they are beside, in any language: as words of a closed list.

The words stand in `knowledge_base/understood/looks.yaml`. Forgiven are one typing error in a word of six letters or more,
letters too many, too few or turned round in a shorter one, and words that a machine heard as two.
"""

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
    """`whole`: phrases → names; `begun`: beginnings of words with their names; `by_length`: the single words."""

    whole: Mapping[str, frozenset[str]]
    begun: tuple[tuple[str, str], ...]
    by_length: Mapping[int, tuple[str, ...]]


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
    if names := frozenset(name for start, name in begun if word.startswith(start)):
        return names
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= WRITTEN_ON and (rest := word[len(prefix) :]) in whole:
            return whole[rest] - {NOTHING}
    return _misspelt(word)


def _misspelt(word: str) -> frozenset[str]:
    """What all the words say of which this one may be a misspelling."""
    whole, _, by_length = _lexicon()
    if len(word) < SHORT:
        return frozenset()
    alike = [one for length in range(len(word) - 1, len(word) + 2) for one in by_length.get(length, ())]
    found = extract_iter(word, alike, scorer=OSA.distance, score_cutoff=1)
    near = [whole[one] for one, _, _ in found if _slip(word, one)]
    return frozenset.intersection(*near) - {NOTHING} if near else frozenset()


def _slip(typed: str, meant: str) -> bool:
    """Whether a word this near may be meant: in a short one no letter is another one, and none too many but twice the same."""
    if typed[0] != meant[0] or len(meant) <= SHORT:
        return False
    if len(typed) >= FORGIVEN:
        return True
    if len(typed) > len(meant):
        return any(one == other for one, other in pairwise(typed))
    return len(typed) < len(meant) or sorted(typed) == sorted(meant)


@cache
def _lexicon() -> Lexicon:
    whole: dict[str, set[str]] = {}
    begun = []
    for name, by_language in read("looks").items():
        for phrase in (one.strip() for text in by_language.values() for one in text.split("|")):
            if phrase.endswith("…"):
                begun.append((plain(phrase), name))
            whole.setdefault(plain(phrase), set()).add(name)
    whole.pop("", None)
    by_length: dict[int, list[str]] = {}
    for one in whole:
        if " " not in one:
            by_length.setdefault(len(one), []).append(one)
    for one in [one for one in whole if " " in one]:
        if len(together := one.replace(" ", "")) > FORGIVEN:
            whole.setdefault(together, whole[one])
    return Lexicon(
        {phrase: frozenset(names) for phrase, names in whole.items()},
        tuple(begun),
        {length: tuple(some) for length, some in by_length.items()},
    )
