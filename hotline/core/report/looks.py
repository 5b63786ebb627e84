"""What passers-by say of somebody's looks and of what they are beside, in any language: as words of a closed list.

The words stand in `knowledge_base/understood/looks.yaml`. From six letters on one typing error is forgiven.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from rapidfuzz.distance import OSA

from hotline.core.assistant.phrases import read
from hotline.core.plain import plain

FORGIVEN = 6  # letters
LONGEST = 4  # words of one phrase
GARMENTS = ("coat", "top")
CLAUSE = ","
NEAR = 3  # words between a garment and its colour


def looks(said: str) -> frozenset[str]:
    """`who.woman`, `coat.black`, `thing.tent`, `spot.bench` …: all that a text says, a garment with its colour."""
    found: set[str] = set()
    for clause in said.replace(";", CLAUSE).replace(".", CLAUSE).split(CLAUSE):
        named = list(_named(plain(clause).split()))
        found.update(name for _, name in named if not name.startswith("colour."))
        found.update(_coloured(named))
    return frozenset(found)


def _coloured(named: list[tuple[int, str]]) -> Iterator[str]:
    """A coat, a jumper or a hat with the colour that stands beside it."""
    for at, name in named:
        if name in GARMENTS or name.startswith("hat."):
            near = [(abs(at - other), colour) for other, colour in named if colour.startswith("colour.")]
            if near and min(near)[0] <= NEAR:
                yield f"{name.split('.')[0]}.{min(near)[1].removeprefix('colour.')}"


def _named(words: list[str]) -> Iterator[tuple[int, str]]:
    """Each phrase that stands in these words with where it stands; the longest first, no word counts twice."""
    at = 0
    while at < len(words):
        length, names = _at(words, at)
        for name in names:
            yield at, name
        at += length


def _at(words: list[str], at: int) -> tuple[int, frozenset[str]]:
    whole, begun, _ = _lexicon()
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        if names := whole.get(" ".join(words[at : at + length])):
            return length, names
    word = words[at]
    names = frozenset(name for start, name in begun if word.startswith(start))
    return 1, names or _misspelt(word)


def _misspelt(word: str) -> frozenset[str]:
    if len(word) < FORGIVEN:
        return frozenset()
    whole, _, long = _lexicon()
    near = (one for one in long if abs(len(one) - len(word)) <= 1 and OSA.distance(one, word, score_cutoff=1) <= 1)
    return whole[found] if (found := next(near, None)) else frozenset()


@cache
def _lexicon() -> tuple[Mapping[str, frozenset[str]], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Phrases → names; beginnings of words with their names; the long words, in which an error is forgiven."""
    whole: dict[str, set[str]] = {}
    begun = []
    for name, by_language in read("looks").items():
        for phrase in (one.strip() for text in by_language.values() for one in text.split("|")):
            if phrase.endswith("…"):
                begun.append((plain(phrase), name))
            whole.setdefault(plain(phrase), set()).add(name)
    long = tuple(one for one in whole if " " not in one and len(one) >= FORGIVEN)
    return {phrase: frozenset(names) for phrase, names in whole.items() if phrase}, tuple(begun), long
