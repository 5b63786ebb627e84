"""Finds in a sentence the names of places: longest names first, spelling forgiven, the kind that was said preferred."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from hotline.core.gazetteer.lexicon import ARTICLES, BESIDE, SAID, WHERE, fits
from hotline.core.gazetteer.names import CORE, FULL, Spoken, direction, first_name, ordinary
from hotline.core.gazetteer.ordinary import COMMON, FREQUENT, NEVER_ALONE
from hotline.core.gazetteer.place import in_turns
from hotline.core.gazetteer.spelling import ALIKE, Spelling
from hotline.core.gazetteer.tokens import Token, tokens

LEAST = 0.45  # a score below this is no match
NEARLY = 0.88  # likeness from which an ordinary word may be a misspelt name; towns are far
IN_DOUBT = 0.6  # factor for an ordinary word, a misspelt one, or a street's name without "rue"
PLACED = 0.85  # factor for an ordinary word after "at", "behind"
WHOLE = 0.85  # factor for a street's name without "rue" that is the whole answer
JOIN, JOINED_LETTERS = 3, 5  # words that may be one, and its letters
JOINED = 0.86  # likeness from which they may
DOUBTED = ALIKE - 0.01  # likeness of what needs a word for its kind beside it


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

    def is_clause(self, first: int, last: int) -> bool:
        """Whether these pieces are all that is said between two commas, articles aside."""
        while first > 0 and not self.pieces[first].begins and self.pieces[first - 1].article:
            first -= 1
        while last < len(self.pieces) and not self.pieces[last].begins and self.pieces[last].article:
            last += 1
        return self.pieces[first].begins and (last == len(self.pieces) or self.pieces[last].begins)


@dataclass(slots=True)
class Node:
    """A step in the tree of all names: what may follow, and which names end here."""

    after: dict[str, "Node"] = field(default_factory=dict)
    ends: list[Spoken] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heard:
    """A name that may stand in the text: the pieces from `first` to before `last`, wider with the word for its kind."""

    spoken: Spoken
    first: int
    last: int
    wide: tuple[int, int]
    score: float
    exact: bool


class Names:
    """All ways to say all places, ready to be looked for."""

    def __init__(self, ways: Iterable[Spoken]) -> None:
        self._root = Node()
        vocabulary: set[str] = set()
        for way in in_turns(ways):
            node = self._root
            for piece in way.pieces:
                node = node.after.setdefault(piece, Node())
            node.ends.append(way)
            vocabulary.update(way.pieces)
        self._spelling = Spelling(vocabulary)

    def pieces(self, words: list[str], begins: Container[int]) -> list[Token]:
        """The pieces of a text's plain words. `begins`: those that begin a clause."""
        return tokens(words, lambda piece: piece in SAID or self._spelling.known(piece), begins)

    def heard(self, words: list[str], pieces: list[Token], language: str | None) -> list[Heard]:
        """Every name that stands in these plain words, however short; none below LEAST."""
        text = Text(words, pieces, language)
        known = self._spelling.known
        return [
            heard
            for first in range(len(text.pieces))
            for node, last, likeness in self._walk(self._root, text.pieces, first, ())
            for way in node.ends
            if (heard := _weigh(way, text, first, last, likeness, known)).score >= LEAST
        ]

    def _walk(
        self, node: Node, pieces: Sequence[Token], at: int, likeness: tuple[float, ...]
    ) -> Iterator[tuple[Node, int, tuple[float, ...]]]:
        """Each way on from a node: the name so far, where it stops in the text, how like its pieces are."""
        if node.ends and likeness:
            yield node, at, likeness
        if at >= len(pieces):
            return
        for piece, like in self._spelling.near(pieces[at].text):
            if found := node.after.get(piece):
                yield from self._walk(found, pieces, at + 1, (*likeness, like))
        for joined, end in _joined(pieces, at):
            parts = pieces[at:end]
            near = self._spelling.near_joined(joined) if _may_be_parts(pieces, at, parts) else ((joined, 1.0),)
            for piece, like in near:
                if (found := node.after.get(piece)) and (like == 1 or like > JOINED):
                    edge = like < 1 and (parts[0].article or parts[-1].article)
                    yield from self._walk(found, pieces, end, (*likeness, DOUBTED if edge else like))
        after = _without_articles(pieces, at)
        if likeness and after > at:
            yield from (found for found in self._walk(node, pieces, after, likeness) if found[1] > after)


def _without_articles(pieces: Sequence[Token], at: int) -> int:
    """Where a name may go on after "de la": the next piece that is no article."""
    while at < len(pieces) and pieces[at].article:
        at += 1
    return at


def _joined(pieces: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    """Two or three words as one, as a name that is not known is heard: "clemen ceau", "lux en bourg"."""
    joined = pieces[at].text
    for end in range(at + 1, min(at + JOIN, len(pieces))):
        joined += pieces[end].text
        if pieces[at].word == pieces[end].word or pieces[end].begins:
            return
        if len(joined) >= JOINED_LETTERS:
            yield joined, end + 1


def _weigh(
    way: Spoken, text: Text, first: int, last: int, likeness: tuple[float, ...], known: Callable[[str], bool]
) -> Heard:
    """How surely the place is meant: by spelling, by the word for its kind, by how ordinary the words are."""
    score, exact = prod(likeness) ** (1 / len(likeness)), min(likeness) == 1
    kind, wide = _kind_beside(text.pieces, first, last, way.place.kind, known)
    if not exact and not _forgiven(way, text, first, last, score, bool(kind) and fits(kind, way.place.kind) >= PLACED):
        score = 0
    if way.kind_said:
        score *= way.level * (fits(kind, way.place.kind) if kind == "street" and _goes_on(text, wide, first) else 1)
    elif kind:
        fit = fits(kind, way.place.kind)
        score *= fit if fit == 1 and way.level == CORE else fit * way.level
    elif way.needs_kind:
        score = 0
    else:
        score *= way.level * _doubt(way, text, first, last, exact=exact)
    return Heard(way, first, last, wide, score, exact)


def _goes_on(text: Text, wide: tuple[int, int], first: int) -> bool:
    """Whether a name goes on from the word before it: "rue de la Gare du Nord", not "dans la rue, gare du Nord"."""
    return wide[0] < first and not any(piece.begins for piece in text.pieces[wide[0] + 1 : first + 1])


def _may_be_parts(pieces: Sequence[Token], at: int, parts: Sequence[Token]) -> bool:
    """Whether these words may be a name that was heard as several. With an article first only after "place", "gare"."""
    if parts[0].article and not (at and pieces[at - 1].text in SAID):
        return False
    return not any(one.text in COMMON or one.text in SAID for one in parts)


def _forgiven(way: Spoken, text: Text, first: int, last: int, score: float, kind_fits: bool) -> bool:
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
        placed = placed or (alone and not first_name(way.pieces))
        return exact * (1 if whole else PLACED if placed else IN_DOUBT)
    if way.place.kind == "street" and way.level < FULL:
        return WHOLE if alone else IN_DOUBT
    if len(way.pieces) == 1 and not (alone or placed) and (way.place.kind == "stop" or not exact):
        return IN_DOUBT
    return 1


def _kind_beside(
    pieces: Sequence[Token], first: int, last: int, of: str, known: Callable[[str], bool]
) -> tuple[str | None, tuple[int, int]]:
    """The word for a kind right before or after a name, and the name with it. One of another name does not count."""
    before = first - 1
    while before > 0 and pieces[before].article:
        before -= 1
    if before >= 0 and (kind := SAID.get(pieces[before].text)):
        others = before > 0 and not pieces[before - 1].article and known(pieces[before - 1].text)
        if not others or fits(kind, of) > PLACED:
            return kind, (before, last)
    if last < len(pieces) and (kind := SAID.get(pieces[last].text)):
        if fits(kind, of) > PLACED or pieces[last].word == pieces[last - 1].word:
            return kind, (first, last + 1)
    return None, (first, last)
