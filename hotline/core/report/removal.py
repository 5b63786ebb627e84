"""Who wants somebody gone instead of helped: recognised in French, Dutch and English, and told what we do and do not.

The phrases stand in `knowledge_base/understood/removal.yaml`. Who says so may still report: a team goes to help.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from hotline.core.danger_phrases import ANYWHERE, Phrase, Written, entry, phrases, steps
from hotline.core.danger_words import Vocabulary
from hotline.texts import mark, t

FILE = Path(__file__).parents[3] / "knowledge_base" / "understood" / "removal.yaml"
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # nothing but texts: "no" and "on" stay words
MOST = 4_000  # characters that are read
NEGATED = 4, 1  # so many words before and after a phrase a negation turns it around

NO_REMOVAL = mark(
    "We do not chase anybody away, and we send no police. A street team can go to the person, listen, and look for a "
    "way with them; it may take several visits. Danger to somebody: 112. A crime right now: 101."
)


@dataclass(frozen=True)
class _Language:
    """How one language says it."""

    says: tuple[Phrase, ...]
    negations: tuple[str, ...]
    unless: tuple[Phrase, ...]

    @property
    def words(self) -> Iterator[str]:
        yield from self.negations
        yield from (word for phrase in (*self.says, *self.unless) for step in phrase for word in step.words)


def wants_removal(text: str, language: str | None = None) -> bool:
    """Whether a text asks to have somebody removed. All languages are looked for: people mix."""
    known = _languages()
    written = Written.read(text[:MOST], _vocabulary())
    order = sorted(known, key=lambda code: code != language)
    return any(_says(known[code], written) for code in order)


def answer(language: str) -> str:
    """What the service does and does not do, for who asks that."""
    return t(language, NO_REMOVAL)


def _says(of: _Language, written: Written) -> bool:
    if any(steps(phrase, written) for phrase in of.unless):
        return False
    no = written.where(of.negations)
    begin = ANYWHERE & ~written.after(no, NEGATED[0])
    for phrase in of.says:
        found = steps(phrase, written, begin, barred=no)
        if found and found[-1] & ~written.before(no, NEGATED[1]):
            return True
    return False


@cache
def _languages() -> dict[str, _Language]:
    content = yaml.load(FILE.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - it makes texts only
    return {
        code: _Language(
            tuple(one for line in part["says"] for one in phrases(line, part["lists"])),
            tuple(entry(word) for word in part["not"]),
            tuple(one for line in part.get("unless", ()) for one in phrases(line, {})),
        )
        for code, part in content.items()
    }


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary({word for one in _languages().values() for word in one.words})
