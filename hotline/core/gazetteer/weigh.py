"""How surely a name that stands in a text is meant: by spelling, by the word for its kind, by how ordinary it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from hotline.core.gazetteer.lexicon import AND, ARTICLES, BESIDE, GATES, LEADS_TO, SAID, THE, WHERE, WITHIN, fits
from hotline.core.gazetteer.names import CORE, FULL, Spoken, direction, first_name, ordinary
from hotline.core.gazetteer.ordinary import EVERY_TOWN, FREQUENT, NEVER_ALONE
from hotline.core.gazetteer.spelling import ALIKE
from hotline.core.gazetteer.tokens import Token

NEARLY = 0.88  # likeness from which an ordinary word may be a misspelt name, and a name that of a town
IN_DOUBT = 0.6  # factor for an ordinary word, a misspelt one, or a street's name without "rue"
PLACED = 0.85  # factor for an ordinary word after "at", "behind"
WHOLE = 0.85  # factor for a street's name without "rue" that is the whole answer


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody said: its plain words, their pieces, and the language if it is known."""

    words: list[str]
    pieces: list[Token]
    language: str | None

    def before(self, piece: int) -> set[str]:
        """The word before a piece, and what stands before it if it is an article: "derrière la"."""
        found = set()
        for word in reversed(self.words[: self.pieces[piece].word]):
            found.add(word)
            if word not in ARTICLES:
                break
        return found

    def has_article(self, piece: int) -> bool:
        """Whether "the" stands right before: "in de hal", "le lierre", but not "basilique de Hal"."""
        word = self.pieces[piece].word
        before = self.words[word - 1] if word else ""
        return before in THE or (before == "de" and self.language != "fr")

    def is_clause(self, first: int, last: int) -> bool:
        """Whether these pieces are all that is said between two commas, articles aside."""
        while first > 0 and not self.pieces[first].begins and self.pieces[first - 1].article:
            first -= 1
        while last < len(self.pieces) and not self.pieces[last].begins and self.pieces[last].article:
            last += 1
        return self.pieces[first].begins and (last == len(self.pieces) or self.pieces[last].begins)


@dataclass(frozen=True, slots=True)
class Heard:
    """A name that may stand in the text: the pieces from `first` to before `last`, wider with the word for its kind."""

    spoken: Spoken
    first: int
    last: int
    wide: tuple[int, int]
    score: float
    exact: bool


def weigh(
    way: Spoken, text: Text, first: int, last: int, likeness: tuple[float, ...], known: Callable[[str], bool]
) -> Heard:
    """How surely the place is meant: by spelling, by the word for its kind, by how ordinary the words are."""
    score, exact = prod(likeness) ** (1 / len(likeness)), min(likeness) == 1
    kind, wide = _kind_beside(text.pieces, first, last, way.place.kind, known)
    fit = fits(kind, way.place.kind) if kind else 0
    if not exact and not _forgiven(way, text, first, last, score, kind_fits=fit >= PLACED):
        score = 0
    if way.kind_said:
        score *= way.level * (fit if _is_of_a_street(text.pieces, first) else 1)
    elif kind:
        score *= fit if fit == 1 and way.level == CORE else fit * way.level
    elif way.needs_kind:
        score = 0
    else:
        score *= way.level * _doubt(way, text, first, last, exact=exact)
    return Heard(way, first, last, wide, score, exact)


def _forgiven(way: Spoken, text: Text, first: int, last: int, score: float, *, kind_fits: bool) -> bool:
    """Whether what is not spelt like the name may be meant for it."""
    if last - first == len(way.pieces) == 1 and text.pieces[first].text in FREQUENT:
        return kind_fits and score >= NEARLY
    if way.place.kind == "town" or ordinary(way.pieces, None) or direction(way.pieces):
        return score >= NEARLY
    return kind_fits or score >= ALIKE


def _doubt(way: Spoken, text: Text, first: int, last: int, *, exact: bool) -> float:
    """A factor for what has no word for its kind beside it."""
    whole = all(piece.article for piece in (*text.pieces[:first], *text.pieces[last:]))
    alone = whole or text.is_clause(first, last)
    if way.pieces[0] in NEVER_ALONE and len(way.pieces) == 1:
        return IN_DOUBT if len(text.pieces) == 1 else 0
    if direction(way.pieces):
        return exact * (PLACED if whole or text.before(first) & BESIDE else 0)
    placed = bool(text.before(first) & WHERE)
    if ordinary(way.pieces, text.language):
        if way.place.kind == "town":
            before = _before_articles(text.pieces, first)
            its_own = before >= 0 and text.pieces[before].text in EVERY_TOWN
            if text.has_article(first) and not its_own:
                return 0
            placed = placed or its_own
        placed = placed or (alone and not first_name(way.pieces))
        return exact * (1 if whole else PLACED if placed else IN_DOUBT)
    if way.place.kind == "street" and way.level < FULL:
        return WHOLE if alone else IN_DOUBT
    if len(way.pieces) == 1 and not (alone or placed) and (way.place.kind == "stop" or not exact):
        return IN_DOUBT
    return 1


def _before_articles(pieces: Sequence[Token], first: int) -> int:
    """The piece before this one, articles aside; -1 if there is none."""
    before = first - 1
    while before > 0 and pieces[before].article and pieces[before].text not in WITHIN | AND:
        before -= 1
    return before


def _is_of_a_street(pieces: Sequence[Token], first: int) -> bool:
    """Whether a street is called after what begins here: "rue de la Gare du Nord", "steenweg op Waver", not "dans la
    rue, gare du Nord"."""
    if _leads_to(pieces, first):
        return True
    before = _before_articles(pieces, first)
    with_article = 0 <= before < first - 1 and not any(piece.begins for piece in pieces[before + 1 : first + 1])
    return with_article and SAID.get(pieces[before].text) == "street"


def _in_another(pieces: Sequence[Token], before: int, first: int, kind: str) -> bool:
    """Whether a street that is not named stands before the comma: "dans la rue, Flagey"."""
    return kind == "street" and any(piece.begins for piece in pieces[before + 1 : first + 1])


def _leads_to(pieces: Sequence[Token], first: int) -> bool:
    return first >= 2 and (pieces[first - 2].text, pieces[first - 1].text) in LEADS_TO


def _kind_beside(
    pieces: Sequence[Token], first: int, last: int, of: str, known: Callable[[str], bool]
) -> tuple[str | None, tuple[int, int]]:
    """The word for a kind right before or after a name, and the name with it. One of another name does not count."""
    if _leads_to(pieces, first):
        return "street", (first - 2, last)
    before = _before_articles(pieces, first)
    if of == "town" and before >= 0 and pieces[before].text in GATES:
        return "street", (before, last)
    if before >= 0 and (kind := SAID.get(pieces[before].text)) and not _in_another(pieces, before, first, kind):
        if _is_of_a_street(pieces, before):
            return "street", (before, last)
        others = before > 0 and not pieces[before - 1].article and known(pieces[before - 1].text)
        if not others or fits(kind, of) > PLACED:
            return kind, (before, last)
    kind = SAID.get(pieces[last].text) if last < len(pieces) else None
    if kind and (fits(kind, of) > PLACED or pieces[last].word == pieces[last - 1].word):
        return kind, (first, last + 1)
    return None, (first, last)
