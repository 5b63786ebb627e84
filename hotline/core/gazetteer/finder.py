"""Finds in a sentence the names of places: longest names first, spelling forgiven, the kind that was said preferred."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from hotline.core.gazetteer.lexicon import ARTICLES, BESIDE, SAID, WHERE, fits
from hotline.core.gazetteer.names import CORE, FULL, Spoken, direction, ordinary
from hotline.core.gazetteer.ordinary import NEVER_ALONE
from hotline.core.gazetteer.place import in_turns
from hotline.core.gazetteer.spelling import Spelling
from hotline.core.gazetteer.tokens import Token, tokens

LEAST = 0.45  # a score below this is no match
IN_DOUBT = 0.6  # factor for an ordinary word, a misspelt one, or a street's name without "rue"
PLACED = 0.85  # factor for an ordinary word after "at", "behind"
WHOLE = 0.85  # factor for a street's name without "rue" that is the whole answer
JOINED = 0.89  # likeness from which two words may be one


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

    def pieces(self, words: list[str]) -> list[Token]:
        """The pieces of a text's plain words."""
        return tokens(words, lambda piece: piece in SAID or self._spelling.known(piece))

    def heard(self, words: list[str], language: str | None) -> list[Heard]:
        """Every name that stands in these plain words, however short; none below LEAST."""
        text = Text(words, self.pieces(words), language)
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
        is_kind = pieces[at].text in SAID  # "tramhalte" is no misspelt "Hal"
        for piece, like in self._spelling.near(pieces[at].text):
            if (found := node.after.get(piece)) and (like == 1 or not is_kind):
                yield from self._walk(found, pieces, at + 1, (*likeness, like))
        for piece, like in self._spelling.near(_joined(pieces, at)):
            if (found := node.after.get(piece)) and (like == 1 or (like > JOINED and _are_parts(pieces, at))):
                yield from self._walk(found, pieces, at + 2, (*likeness, like))
        after = _without_articles(pieces, at)
        if likeness and after > at:
            yield from (found for found in self._walk(node, pieces, after, likeness) if found[1] > after)


def _without_articles(pieces: Sequence[Token], at: int) -> int:
    """Where a name may go on after "de la": the next piece that is no article."""
    while at < len(pieces) and pieces[at].article:
        at += 1
    return at


def _joined(pieces: Sequence[Token], at: int) -> str:
    """Two words as one: "clemen ceau". Empty where there are none."""
    pair = pieces[at : at + 2]
    if len(pair) == 2 and pair[0].word != pair[1].word and not any(one.article for one in pair):
        return pieces[at].text + pieces[at + 1].text
    return ""


def _are_parts(pieces: Sequence[Token], at: int) -> bool:
    """Whether two words may be halves of a name that was written down by its sound."""
    return all(len(one.text) > 2 and one.text not in SAID for one in pieces[at : at + 2])


def _weigh(
    way: Spoken, text: Text, first: int, last: int, likeness: tuple[float, ...], known: Callable[[str], bool]
) -> Heard:
    """How surely the place is meant: by spelling, by the word for its kind, by how ordinary the words are."""
    score, exact = prod(likeness) ** (1 / len(likeness)), min(likeness) == 1
    kind, wide = _kind_beside(text.pieces, first, last, way.place.kind, known)
    if way.kind_said:
        score *= way.level
    elif kind:
        fit = fits(kind, way.place.kind)
        score *= fit if fit == 1 and way.level == CORE else fit * way.level
    elif way.needs_kind:
        score = 0
    else:
        score *= way.level * _doubt(way, text, first, last, exact=exact)
    return Heard(way, first, last, wide, score, exact)


def _doubt(way: Spoken, text: Text, first: int, last: int, *, exact: bool) -> float:
    """A factor for what has no word for its kind beside it."""
    whole = all(piece.article for piece in (*text.pieces[:first], *text.pieces[last:]))
    if way.pieces[0] in NEVER_ALONE and len(way.pieces) == 1:
        return IN_DOUBT if len(text.pieces) == 1 else 0
    if direction(way.pieces):
        return exact * (PLACED if whole or text.before(first) & BESIDE else 0)
    placed = bool(text.before(first) & WHERE)
    if ordinary(way.pieces, text.language):
        return exact * (1 if whole else PLACED if placed else IN_DOUBT)
    if way.place.kind == "street" and way.level < FULL:
        return WHOLE if whole else IN_DOUBT
    if len(way.pieces) == 1 and not (whole or placed) and (way.place.kind == "stop" or not exact):
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
    if last < len(pieces) and (kind := SAID.get(pieces[last].text)) and fits(kind, of) > PLACED:
        return kind, (first, last + 1)
    return None, (first, last)
