"""Where somebody is not, of the places that are named: where they come from, live or go, or are no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hotline.core.gazetteer import AREAS, Match
from hotline.core.gazetteer.lexicon import ARTICLES, THE
from hotline.core.gazetteer.tokens import clauses
from hotline.core.where_words import (
    AT,
    BOUND,
    BUT,
    CAME,
    LINE,
    LIVES,
    NO_MORE,
    NOT,
    OF,
    ORIGIN,
    PASSED,
    RIDE,
    TOWARDS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """The plain words of a text. `begins`: with which of them a clause begins."""

    words: list[str]
    begins: list[int]

    def first(self, name: Sequence[str]) -> int:
        """Where this name begins; -1: nowhere."""
        starts = range(len(self.words) - len(name) + 1)
        return next((start for start in starts if tuple(self.words[start : start + len(name)]) == tuple(name)), -1)

    def before(self, name: Sequence[str]) -> list[str]:
        """What stands before a name in its clause."""
        first = max(self.first(name), 0)
        clause = max((begin for begin in self.begins if begin <= first), default=0)
        return self.words[clause:first]

    def after(self, name: Sequence[str], before: frozenset[str], between: frozenset[str] = ARTICLES) -> bool:
        """Whether one of these words stands before the name, with nothing but words that do not count in between."""
        left = self.before(name)
        while left and left[-1] in between - before:
            left.pop()
        return bool(left) and left[-1] in before


def read(text: str) -> Said:
    return Said(*clauses(text))


def here(found: Sequence[Match], said: Said) -> list[Match]:
    """The places where somebody may be. Who only goes "vers Flagey" is near it; who goes to a town may be anywhere, and
    so may who sits in the 71 "direction Delta"."""
    present = [match for match in found if not _left(said, match)]
    present = [match for match in present if not _denied(said, match) and not _home(said, match)] or present
    here = [match for match in present if not said.after(match.words, TOWARDS) and not _ridden(said, match)]
    if here or LINE & set(said.words):
        return here
    return [match for match in present if match.place.kind != "town" and not _ridden(said, match)]


def _left(said: Said, match: Match) -> bool:
    """ "Il vient de Charleroi", "vertrokken uit Gent", "plus à la gare"."""
    if said.after(match.words, CAME, OF) or said.after(match.words, NO_MORE, AT):
        return True
    return match.place.kind in AREAS and said.after(match.words, ORIGIN)


def _home(said: Said, match: Match) -> bool:
    """ "Ze woont in Aalst maar staat aan de Beurs"; but "j'habite à Uccle, devant chez moi" is there."""
    return match.place.kind in AREAS and said.after(match.words, LIVES)


def _denied(said: Said, match: Match) -> bool:
    """ "Niet het Astridplein", "pas à Flagey mais…", but not "il ne bouge pas à la gare"."""
    if said.after(match.words, NOT, THE):
        return True
    return bool(BUT & set(said.words[said.first(match.words) :])) and said.after(match.words, NOT, AT)


def _ridden(said: Said, match: Match) -> bool:
    """Whether a train or a tram only goes there or went past it: "the bus to Leuven", "net voorbij Noord"."""
    around = [*said.before(match.words)[-2:], *match.words]
    goes = any(bound in BOUND and (ride in RIDE or ride.isdecimal()) for ride, bound in pairwise(around))
    return goes or (bool(RIDE & set(said.words)) and said.after(match.words, PASSED))
