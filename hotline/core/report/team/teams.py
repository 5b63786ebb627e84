"""The outreach teams and the rules that choose one: files of the operators in `knowledge_base/teams` (docs/reports.md).

How a team is reached does not stand there, but in the database (`team_reach.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hotline.core import hours
from hotline.core.gazetteer import communes
from hotline.core.report.tags import AUDIENCES, TAGS
from hotline.texts import KNOWN

FOLDER = Path(__file__).parents[4] / "knowledge_base" / "teams"
KINDS = ("street_work", "maraude", "station", "medical", "minors", "violence", "night_care")
SECURITY = ("police", "station_security")  # never without the recorded consent of the person in the street
ID_LENGTH = 40

TEAM = {
    "id", "name", "kind", "communes", "hours", "languages", "capacity", "answer_within", "audiences", "at", "never",
    "needs_consent", "assumed", "source", "verified_on", "note",
}  # fmt: skip
RULE = {"name", "any", "all", "hours", "ask", "lines"}
FILE = {"teams", "rules"}


class BrokenTeams(ValueError):
    """The files cannot be used. The message is one line: the file, the place, and what is wrong."""


@dataclass(frozen=True)
class Team:
    """Who goes to see. `communes`, `audiences`, `at` None: all; `capacity`: open missions at once.

    `at`, `never`: tags of reports that it takes only, or never. `assumed`: what the source does not say.
    """

    id: str
    name: Mapping[str, str]
    kind: str
    communes: frozenset[str] | None
    hours: str
    languages: tuple[str, ...]
    capacity: int
    answer_within: timedelta
    audiences: frozenset[str] | None
    at: frozenset[str] | None
    never: frozenset[str]
    needs_consent: bool
    assumed: tuple[str, ...]
    source: str
    verified_on: date | None
    note: str

    def is_open(self, at: datetime) -> bool:
        """Whether it goes out at this moment."""
        return hours.closes(hours.parse(self.hours), hours.Season(), at) is not None

    def called(self, language: str) -> str:
        """Its name in this language, else in French."""
        return self.name.get(language) or self.name["fr"]


@dataclass(frozen=True)
class Rule:
    """Reports with one of the tags `any`, if there are some, and with `all` of these go to a team of a kind in `ask`.

    The kinds stand in the order in which they are tried. `lines`: keys of the phonebook, for a dispatcher.
    """

    name: str
    any: frozenset[str]
    all: frozenset[str]
    hours: str
    ask: tuple[str, ...]
    lines: tuple[str, ...]

    def fits(self, tags: frozenset[str], at: datetime) -> bool:
        if self.all - tags or (self.any and not self.any & tags):
            return False
        return not self.hours or hours.closes(hours.parse(self.hours), hours.Season(), at) is not None


@dataclass(frozen=True)
class Book:
    """All teams in the order of the files, and the rules: the first that fits counts, the last fits always."""

    teams: tuple[Team, ...]
    rules: tuple[Rule, ...]

    def team(self, name: str) -> Team | None:
        return next((team for team in self.teams if team.id == name), None)

    def only(self, ids: frozenset[str] | set[str]) -> "Book":
        """The same rules with these teams only."""
        return Book(tuple(team for team in self.teams if team.id in ids), self.rules)


@cache
def book() -> Book:
    """The files as they are at the start of this process."""
    return read(FOLDER)


def read(folder: Path) -> Book:
    """Everything in the folder. Raises BrokenTeams with the name of the file."""
    teams, rules = list[Team](), list[Rule]()
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = _mapping(yaml.safe_load(path.read_text(encoding="utf-8")), "the file", FILE)
            teams += [team_from(value, f"team {nth}") for nth, value in _each(content, "teams")]
            rules += [_rule(value, f"rule {nth}") for nth, value in _each(content, "rules")]
        except (BrokenTeams, yaml.YAMLError, OSError, UnicodeDecodeError) as error:
            raise BrokenTeams(f"{path.name}: {' '.join(str(error).split())}") from None
    return _checked(Book(tuple(teams), tuple(rules)))


def _checked(made: Book) -> Book:
    for what, names in (("team", [one.id for one in made.teams]), ("rule", [one.name for one in made.rules])):
        if twice := {name for name in names if names.count(name) > 1}:
            raise BrokenTeams(f"{what} {sorted(twice)[0]}: stands there twice")
    last = made.rules[-1] if made.rules else None
    if last is None or last.any or last.all or last.hours:
        raise BrokenTeams("rules: the last one must fit every report, at any hour")
    return made


def team_from(value: object, where: str) -> Team:
    """A team from the values of its file. Raises BrokenTeams with the place."""
    fields = _mapping(value, where, TEAM)
    name = _text(fields, "id", where)[:ID_LENGTH]
    where, kind = f"team {name}", fields.get("kind")
    if kind not in (*KINDS, *SECURITY):
        raise BrokenTeams(f"{where}, kind: {kind!r} is none of {', '.join(KINDS)}")
    if kind in SECURITY and fields.get("needs_consent") is not True:
        raise BrokenTeams(f"{where}: {kind} only with needs_consent: true")
    return Team(
        id=name,
        name=_names(fields.get("name"), where),
        kind=str(kind),
        communes=_some(fields, "communes", where, set(communes())),
        hours=_hours(fields, where),
        languages=_list(fields, "languages", where, set(KNOWN)),
        capacity=_number(fields, "capacity", where),
        answer_within=timedelta(minutes=_number(fields, "answer_within", where)),
        audiences=_some(fields, "audiences", where, set(AUDIENCES)),
        at=_some(fields, "at", where, set(TAGS)),
        never=frozenset(_list(fields, "never", where, set(TAGS))),
        needs_consent=fields.get("needs_consent") is True,
        assumed=_list(fields, "assumed", where, TEAM),
        source=_text(fields, "source", where),
        verified_on=_day(fields.get("verified_on"), where),
        note=str(fields.get("note") or ""),
    )


def _rule(value: object, where: str) -> Rule:
    fields = _mapping(value, where, RULE)
    name = _text(fields, "name", where)
    where = f"rule {name}"
    return Rule(
        name=name,
        any=frozenset(_list(fields, "any", where, set(TAGS))),
        all=frozenset(_list(fields, "all", where, set(TAGS))),
        hours=_hours(fields, where),
        ask=_list(fields, "ask", where, {*KINDS, *SECURITY}),
        lines=_list(fields, "lines", where, None),
    )


def _names(value: object, where: str) -> Mapping[str, str]:
    names = _mapping(value, f"{where}, name", set(KNOWN))
    if not names.get("fr") or not names.get("nl"):
        raise BrokenTeams(f"{where}, name: in French and in Dutch")
    return {language: str(name) for language, name in names.items()}


def _hours(fields: Mapping[str, Any], where: str) -> str:
    said = str(fields.get("hours") or "")
    try:
        hours.parse(said)
    except hours.WrongHours as wrong:
        raise BrokenTeams(f"{where}, hours: {wrong} cannot be read") from None
    return said


def _some(fields: Mapping[str, Any], name: str, where: str, known: set[str]) -> frozenset[str] | None:
    """Some of a list, or "all": None."""
    return None if fields.get(name, "all") == "all" else frozenset(_list(fields, name, where, known))


def _list(fields: Mapping[str, Any], name: str, where: str, known: set[str] | None) -> tuple[str, ...]:
    values = fields.get(name) or []
    if not isinstance(values, list):
        raise BrokenTeams(f"{where}, {name}: expected a list")
    if known is not None and (unknown := [value for value in values if value not in known]):
        raise BrokenTeams(f"{where}, {name}: {unknown[0]!r} is not known")
    return tuple(map(str, values))


def _number(fields: Mapping[str, Any], name: str, where: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BrokenTeams(f"{where}, {name}: expected a whole number from 1")
    return value


def _text(fields: Mapping[str, Any], name: str, where: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BrokenTeams(f"{where}, {name}: expected a text")
    return value.strip()


def _day(value: object, where: str) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise BrokenTeams(f"{where}, verified_on: expected a day such as 2026-11-22, or nothing")


def _each(content: Mapping[str, Any], name: str) -> Iterator[tuple[int, object]]:
    values = content.get(name) or []
    if not isinstance(values, list):
        raise BrokenTeams(f"{name}: expected a list")
    return enumerate(values, start=1)


def _mapping(value: object, where: str, allowed: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BrokenTeams(f"{where}: expected names with values")
    if unknown := sorted(str(name) for name in value if name not in allowed):
        raise BrokenTeams(f"{where}: unknown field {unknown[0]}")
    return value
