"""The words of the directory: in how many entries each stands, and which of them a mistyped word was meant to be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core.directory import read
from hotline.core.directory.tables import Entry, Word

SHORT, LONG = 4, 8  # letters: shorter words are not corrected, longer ones may have two errors
NEAREST = 12  # corrections of one word that are looked at; the nearest of them are meant
RARE = 2
CORRECTED = 0.7


@dataclass(frozen=True)
class Term:
    """One word of the question: what it may stand for in the directory, and how much it says.

    `sure`: how much of that counts; a word that had to be corrected may have been another one.
    """

    meant: tuple[str, ...]
    weight: float
    sure: float = 1.0

    def query(self, weights: str = "") -> str:
        """As a part of a tsquery. The words are our own: letters and digits only."""
        suffix = f":{weights}" if weights else ""
        return "(" + " | ".join(f"'{word}'{suffix}" for word in self.meant) + ")"


@dataclass
class _Kept:
    version: int = -1
    words: dict[str, int] | None = None
    entries: int = 0


_kept = _Kept()  # of this process; read again when the directory has changed


def terms(session: Session, words: Sequence[str]) -> list[Term]:
    """The words as the directory knows them; words that are like none of its own are left out."""
    known = _vocabulary(session)
    found = [(tuple(_meant(word, known)), word) for word in words]
    return [
        Term(meant, _weight(known, meant), 1.0 if meant == (word,) else CORRECTED) for meant, word in found if meant
    ]


def rarest(some: Sequence[Term]) -> list[Term]:
    """The words that say most."""
    return sorted(some, key=lambda term: -term.weight)[:RARE]


def _meant(word: str, known: dict[str, int]) -> list[str]:
    if word in known:
        return [word]
    if len(word) < SHORT:
        return []
    errors = 1 if len(word) < LONG else 2
    near = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=errors, limit=NEAREST)
    least = min((distance for _, distance, _ in near), default=0)
    return [one for one, distance, _ in near if distance == least]


def _weight(known: dict[str, int], meant: Sequence[str]) -> float:
    return math.log(1 + _kept.entries / max(1, sum(known[word] for word in meant)))


def _vocabulary(session: Session) -> dict[str, int]:
    version = read.version(session)
    if _kept.words is None or _kept.version != version:
        _kept.words = {row.word: row.entries for row in session.execute(select(Word.word, Word.entries))}
        _kept.entries, _kept.version = session.scalar(select(func.count()).select_from(Entry)) or 0, version
    return _kept.words
