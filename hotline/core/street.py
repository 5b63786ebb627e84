"""Streets and squares in what somebody says, known or not: "Kerkstraat", "rue de la Paix", but not "in de straat".

The words for them stand in `knowledge_base/understood/place.yaml`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from hotline.core.assistant.phrases import alternatives
from hotline.core.gazetteer.lexicon import ARTICLES, LEADS_TO, SAID, WHERE
from hotline.core.gazetteer.tokens import CLAUSES
from hotline.core.plain import words

_OF = "de du des aux la le les l d den der del el da do das dos"
OF = frozenset(_OF.split())  # between "rue" and its name
LEAST = 3  # letters of a name before -straat


class Ways(NamedTuple):
    """The words of one kind of place: before a name, ending one, after one; and what is no name of it."""

    first: frozenset[str]
    last: tuple[str, ...]
    after: frozenset[str]
    nameless: frozenset[str]


def is_named(text: str) -> bool:
    """Whether a street is named."""
    return _is_named(text, _ways("street"))


def is_square_named(text: str) -> bool:
    """Whether a square or a gate is named by a word that is seldom used for anything else."""
    return _is_named(text, _ways("square"))


def _is_named(text: str, ways: Ways) -> bool:
    parts = (words(part) for part in CLAUSES.split(text))
    return any(name[0].isalpha() and name not in ways.nameless for said in parts for name in _names(said, ways))


def _names(said: Sequence[str], ways: Ways) -> Iterator[str]:
    """What stands where a name does."""
    for at, word in enumerate(said):
        if word in ways.first:
            name = next((one for one in said[at + 1 :] if one not in OF), None)
            if name and not (word == "quai" and name in SAID):  # a platform
                yield name
        if word in ways.after:
            yield from said[max(at - 1, 0) : at]
            if tuple(said[at : at + 2]) in LEADS_TO:
                yield from said[at + 2 : at + 3]
        yield from (name for end in ways.last if (name := word.removesuffix(end)) != word and len(name) >= LEAST)


@cache
def _ways(kind: str) -> Ways:
    first, last, after, nameless = (_some(f"{kind}_{part}") for part in ("first", "last", "after", "nameless"))
    return Ways(first, tuple(last), after, ARTICLES | WHERE | _some("no_name") | nameless)


def _some(name: str) -> frozenset[str]:
    return frozenset(alternatives("place", "words", name).split("|"))
