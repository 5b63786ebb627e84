"""What is seen of a sentence: its words, their letters, what it is about, and how it is built."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from .lexicon import Found
from .spelling import WORD

VAGUE = {"me", "us", "they", "you", "question", "please", "greet_name"}
LONG = 9


@dataclass(frozen=True)
class Sentence:
    """One sentence as it was written, its bare words, and the concepts found at each."""

    text: str
    words: tuple[str, ...]
    found: Found


def word_runs(sentence: Sentence) -> list[str]:
    """Each word and each two words in a row."""
    said = sentence.words
    return [*said, *map(" ".join, zip(said, said[1:], strict=False))]


def letter_runs(sentence: Sentence) -> list[str]:
    """Two to five letters in a row: the same in "logement" and "logemant"."""
    padded = [f" {word} " for word in sentence.words]
    return [word[at : at + size] for word in padded for size in range(2, 6) for at in range(len(word) - size + 1)]


def loose_pairs(sentence: Sentence) -> list[str]:
    """Two words with one or two others between them."""
    said = sentence.words
    return [f"{word} … {other}" for at, word in enumerate(said) for other in said[at + 2 : at + 4]]


def topics(sentence: Sentence) -> list[str]:
    """What it is about."""
    return sorted({concept for _, concept in sentence.found}) or ["none"]


def topic_pairs(sentence: Sentence) -> list[str]:
    """What it is about, and each two of these together: someone seen and cold, or me and cold."""
    names = topics(sentence)
    return names + [f"{one}+{other}" for one, other in combinations(names, 2)]


def topic_order(sentence: Sentence) -> list[str]:
    """Which concept follows which."""
    names = [concept for _, concept in sentence.found]
    return [f"{one}>{other}" for step in (1, 2) for one, other in zip(names, names[step:], strict=False)]


def frames(sentence: Sentence) -> list[str]:
    """Two and three words in a row, each by its concept where it has one."""
    names = dict(reversed(sentence.found))
    said = [f"<{names[at]}>" if at in names else word for at, word in enumerate(sentence.words)]
    return [" ".join(said[at : at + size]) for size in (2, 3) for at in range(len(said) - size + 1)]


def build(sentence: Sentence) -> Iterator[str]:
    """How long it is, whether it asks, whether a number is in it, how it begins."""
    said = sentence.words
    yield f"length {min(len(said), LONG)}"
    yield f"asks {'?' in sentence.text or '؟' in sentence.text}"
    yield f"number {any(word.isdigit() for word in said)}"
    yield f"mixed {any(not word.isdigit() and any(map(str.isdigit, word)) for word in WORD.findall(sentence.text))}"
    yield from (f"begins {word}" for word in said[:1])
    yield from (f"ends {word}" for word in said[-1:])


# Each view with its weight: found by measuring, see README.md.
VIEWS = {
    word_runs: 1.0,
    letter_runs: 1.0,
    topic_pairs: 1.0,
    frames: 0.7,
    loose_pairs: 0.5,
    topic_order: 0.5,
    build: 0.5,
}
