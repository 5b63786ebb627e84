"""Which needs a sentence speaks of: by the words of needs.yaml in all languages, typing errors forgiven."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hotline.core.directory import files
from hotline.core.directory.need import Needs
from hotline.core.directory.stop_words import STOP
from hotline.core.plain import plain, words

FAINT = 0.4  # of the strongest need: weaker ones are not meant
MOST = 5
LEAST = 0.5  # of the weight of needs, however few of the words speak of them
SHORT = 4  # letters: shorter words are taken as they are
ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=..)")  # Arabic "the", also after "and" or "with": one word with its noun


@dataclass(frozen=True)
class NeedWords:
    """Every word and phrase, and the needs that it speaks of."""

    single: Mapping[str, frozenset[str]]
    phrases: Mapping[str, frozenset[str]]
    count: int

    def weight(self, term: str, needs: frozenset[str]) -> float:
        """A word that few needs share says more; a phrase more than a word."""
        return math.log(1 + self.count / len(needs)) * math.sqrt(term.count(" ") + 1)


@cache
def known() -> Needs:
    """knowledge_base/needs.yaml, read once."""
    return files.needs()


@cache
def index() -> NeedWords:
    """The words of all needs, put together once."""
    single: dict[str, set[str]] = defaultdict(set)
    phrases: dict[str, set[str]] = defaultdict(set)
    for need in known().needs:
        terms = [*need.name.values(), *(one for some in need.words.values() for one in some)]
        for term in map(plain, terms):
            (phrases[term] if " " in term else single[ARTICLE.sub("", term)]).add(need.id)
    return NeedWords(_frozen(single), _frozen(phrases), len(known().needs))


def _frozen(terms: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {term: frozenset(needs) for term, needs in terms.items() if term}


def needs_in(text: str, rest: Sequence[str]) -> dict[str, float]:
    """The needs a sentence speaks of, at most 1 for the strongest; `rest`: its words without place names.

    A name with one such word in it is still a name: so the fewer of the words speak of needs, the less they count.
    """
    terms, found = index(), defaultdict[str, float](float)
    padded = f" {' '.join(words(text))} "
    phrases = {term for term in terms.phrases if f" {term} " in padded}
    telling = [word for word in rest if word not in STOP] or list(rest)  # "duș": a stop word elsewhere, all of it here
    alike = {word: _alike(word, terms) for word in telling}
    for term in {*phrases, *(term for some in alike.values() for term in some)}:
        needs = terms.phrases.get(term) or terms.single[term]
        for need in needs:
            found[need] += terms.weight(term, needs)
    spoken = {word for term in phrases for word in term.split()} | {word for word, some in alike.items() if some}
    share = max(LEAST, sum(word in spoken for word in telling) / max(1, len(telling)))
    strongest = max(found.values(), default=1)
    kept = sorted(((score / strongest, need) for need, score in found.items()), reverse=True)[:MOST]
    return {need: score * share for score, need in kept if score >= FAINT}


def _alike(word: str, terms: NeedWords) -> list[str]:
    """The word itself when some need uses it, else the nearest one that does."""
    word = ARTICLE.sub("", word)
    if word in terms.single:
        return [word]
    if len(word) < SHORT:
        return []
    near = process.extractOne(word, terms.single.keys(), scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2)
    return [near[0]] if near else []
