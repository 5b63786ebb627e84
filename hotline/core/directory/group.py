"""Groups of people: their names for pages, and the words by which somebody says they belong to one."""

import re
from functools import cache
from pathlib import Path

import yaml

from hotline.core.directory.facts import Part, Texts, in_language
from hotline.core.directory.files import FOLDER, checked
from hotline.core.plain import plain

# "j'ai 78 ans", "ik ben 16", "I am 19", "عمري 17"
AGE = re.compile(
    r"\b(?:ik ben|i am|im|ich bin|عمري|мені) (\d\d?)\b|\b(\d\d?) (?:ans|jaar|years|jahre|anos|lat|ani|років|سنه)\b"
)
FOR_YEARS = re.compile(  # "depuis 3 ans": how long, not how old
    r"\b(?:depuis|pendant|durant|y a|ca fait|apres|sinds|sedert|gedurende|na|for|since|after|last|seit|vor|nach|od"
    r"|przez|przed|desde|hace|llevo|durante|ha|acum|протягом|منذ)"
    r"(?: (?:plus de|presque|meer dan|bijna|over|almost|more than|mehr als|fast|hace|ha|mas de|mais de))? \d\d? \w+"
    r"|\b\d\d? \w+ (?:que|dakloos|geleden|ago|on the street|тому)\b"
)
AGES = (  # who is younger than 12 is somebody's child
    (range(12), "families"), (range(12, 18), "minors"), (range(18, 26), "young_adults"), (range(65, 120), "elderly"),
)  # fmt: skip


class GroupNames(Part):
    """One group of knowledge_base/groups.yaml."""

    id: str
    name: Texts
    words: dict[str, tuple[str, ...]] = {}


@cache
def groups(folder: Path = FOLDER) -> tuple[GroupNames, ...]:
    """Every group, read once."""
    rows = yaml.safe_load((folder / "groups.yaml").read_text(encoding="utf-8"))
    return tuple(checked(row, GroupNames, "groups.yaml") for row in rows)


def name(group: str, language: str) -> str:
    """What a group is called."""
    return next(in_language(one.name, language)[0] for one in groups() if one.id == group)


def named_in(text: str) -> set[str]:
    """Groups that somebody says they belong to, in any of our languages."""
    padded = f" {plain(text)} "
    named = {one.id for one in groups() if any(f" {word} " in padded for word in _words(one.id))}
    return named | {group for age in _ages(padded) for limit, group in AGES if age in limit}


def _ages(text: str) -> list[int]:
    return [int(one or other) for one, other in AGE.findall(FOR_YEARS.sub(" ", text))]


@cache
def _words(group: str) -> frozenset[str]:
    words = next(one.words for one in groups() if one.id == group)
    return frozenset(plain(word) for some in words.values() for word in some)
