"""Looks for phrases in what somebody wrote, whatever its capitals, accents and punctuation.

The phrases stand in `knowledge_base/understood/`, by language, for a native reader to extend.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml

from hotline.core import plain as folding

plain = lru_cache(maxsize=16)(folding.plain)  # one message is looked at for dozens of things
FOLDER = Path(__file__).parents[3] / "knowledge_base" / "understood"


class Phrases:
    """Phrases of any language, each as whole words. "…" at the end of one: the word may go on ("rappel…")."""

    def __init__(self, *phrases: str) -> None:
        ways = {_way(one) for phrase in phrases for one in phrase.split("|") if one.strip()}
        self._any = re.compile(f"(?<![^ ])(?:{'|'.join(sorted(ways, key=len, reverse=True))})")

    def __contains__(self, text: str) -> bool:
        return self.at(text) is not None

    def at(self, text: str) -> tuple[int, int] | None:
        """Where the first of them stands in the plain text."""
        found = self._any.search(plain(text))
        return found.span() if found else None

    def stand_in(self, said: str) -> bool:
        """Whether one of them stands in a text that is plain already: for who looks for many."""
        return self._any.search(said) is not None

    def begin(self, text: str) -> bool:
        """Whether the text begins with one of them."""
        return self._any.match(plain(text)) is not None

    def without(self, text: str) -> str:
        """The plain text with these left out."""
        return self._any.sub(" ", plain(text))


@cache
def read(file: str) -> Mapping[str, Mapping[str, str]]:
    """One file: name → language → phrases."""
    found: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / f"{file}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def phrases(file: str, name: str) -> Phrases:
    """These phrases, in all languages together."""
    return Phrases(*read(file)[name].values())


def alternatives(file: str, part: str, name: str) -> str:
    """One entry as a piece of a regular expression over plain text."""
    return "|".join(one.strip() for one in read(file)[part][name].split("|"))


def _way(phrase: str) -> str:
    words = re.escape(plain(phrase))
    return words if phrase.rstrip().endswith("…") else f"{words}(?![^ ])"
