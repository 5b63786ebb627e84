"""Finds in a sentence the names of places, spelling forgiven, words that were one or several put together."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hotline.core.gazetteer.lexicon import ARTICLES, SAID, WHERE, WITHIN
from hotline.core.gazetteer.names import Spoken
from hotline.core.gazetteer.ordinary import COMMON
from hotline.core.gazetteer.place import in_turns
from hotline.core.gazetteer.spelling import ALIKE, Near, Spelling
from hotline.core.gazetteer.tokens import Token, tokens
from hotline.core.gazetteer.weigh import Heard, Text, weigh

LEAST = 0.45  # a score below this is no match
JOIN, JOINED_LETTERS = 3, 5  # words that may be one, and its letters
JOINED = 0.86  # likeness from which they may
AROUND = WHERE - ARTICLES  # "brug aan" is no misheard Brugmann
DOUBTED = ALIKE - 0.01  # likeness of what needs a word for its kind beside it


@dataclass(slots=True)
class Node:
    """A step in the tree of all names: what may follow, and which names end here."""

    after: dict[str, "Node"] = field(default_factory=dict)
    ends: list[Spoken] = field(default_factory=list)


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
            if (heard := weigh(way, text, first, last, likeness, known)).score >= LEAST
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
        for joined, end in _joined(pieces, at):
            for piece, like in self._near_joined(joined, pieces, at, end, bool(likeness)):
                if found := node.after.get(piece):
                    yield from self._walk(found, pieces, end, (*likeness, like))
        after = _without_articles(pieces, at)
        if likeness and after > at:
            yield from (found for found in self._walk(node, pieces, after, likeness) if found[1] > after)

    def _near_joined(self, joined: str, pieces: Sequence[Token], at: int, end: int, inside: bool) -> list[Near]:
        """What several words that were written as one may be; each is no piece of a name by itself."""
        parts = pieces[at:end]
        if not _may_be_parts(pieces, at, parts, inside=inside):
            return [(joined, 1)]
        words = [one.text for one in parts if not one.article]
        alone = {piece for piece, _ in self._spelling.near(words[0])} if len(words) == 1 else set()
        edge = parts[0].article or parts[-1].article
        return [
            (piece, DOUBTED if edge and like < 1 else like)
            for piece, like in self._spelling.near_joined(joined)
            if like == 1 or (like > JOINED and piece not in alone)
        ]


def _without_articles(pieces: Sequence[Token], at: int) -> int:
    """Where a name may go on after "de la": the next piece that is no article."""
    while at < len(pieces) and pieces[at].article and pieces[at].text not in WITHIN:
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


def _may_be_parts(pieces: Sequence[Token], at: int, parts: Sequence[Token], *, inside: bool) -> bool:
    """Whether these words may be a name that was heard as several. With an article first only inside a name, or after
    "place", "gare de"."""
    if parts[0].text in WITHIN:
        return False
    if parts[0].article and not inside:
        before = next((piece.text for piece in reversed(pieces[:at]) if not piece.article), "")
        if before not in SAID:
            return False
    return not any(one.text in COMMON or one.text in SAID or one.text in AROUND for one in parts)
