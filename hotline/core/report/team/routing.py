"""Which team goes to see: a pure choice over plain values. Who it does not choose, and why, is told with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.core.report.tags import AUDIENCES, Seen
from hotline.core.report.team.teams import SECURITY, Book, Rule, Team

# Why a team that the rule names cannot have a report, in the order in which it is looked at.
REFUSALS = ("consent", "never", "elsewhere", "audience", "tried", "closed", "full")


@dataclass(frozen=True)
class Going:
    """A team that is asked for the person of a report already, by this mission, for what this rule is about."""

    team: str
    mission: int
    rule: str


@dataclass(frozen=True)
class Choice:
    """`team` None: a person decides. `rule`: the one that fitted; `reasons`: what counted, in words of closed lists.

    `passed`: the teams that the rule names too, each with one of REFUSALS, or "later" where another was nearer.
    `lines`: keys of the phonebook whom the dispatcher may call. `same_as`: the mission of this team to the same person.
    """

    team: Team | None
    rule: str
    reasons: tuple[str, ...]
    passed: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    same_as: int | None = None

    @property
    def why(self) -> dict[str, Any]:
        """As a mission keeps it, for "why this team"."""
        same = {} if self.same_as is None else {"same_as": self.same_as}
        return {"rule": self.rule, "reasons": list(self.reasons), "passed": dict(self.passed), **same}


def choose(
    book: Book,
    seen: Seen,
    at: datetime,
    load: Mapping[str, int],
    tried: Collection[str] = (),
    going: Going | None = None,
) -> Choice:
    """The team for a report.

    `load`: open missions of each team; `tried`: teams that were asked for it before; `going`: who is asked for this
    very person already, and goes before any other, but not in place of a kind of team that they need only now.
    """
    rule = next(rule for rule in book.rules if rule.fits(seen.tags, at))
    if not seen.clear:
        return Choice(None, rule.name, ("place_unclear",), lines=rule.lines)
    named = [team for team in book.teams if team.kind in rule.ask]
    passed = {team.id: why for team in named if (why := refusal(team, seen, at, load, tried))}
    able = [team for team in named if team.id not in passed]
    able.sort(key=lambda team: _order(rule, team, seen, load, going))
    if not able:
        return Choice(None, rule.name, _nobody(passed), passed, rule.lines)
    chosen, later = able[0], {team.id: "later" for team in able[1:]}
    same = going if _goes(going, chosen) else None
    reasons = (*_reasons(chosen, seen), "same_person" if same else _room(chosen, load))
    return Choice(chosen, rule.name, reasons, passed | later, rule.lines, same.mission if same else None)


def refusal(team: Team, seen: Seen, at: datetime, load: Mapping[str, int], tried: Collection[str] = ()) -> str | None:
    """Why this team cannot have this report now, one of REFUSALS; None: it can."""
    found = {
        "consent": needs_consent(team) and not seen.agreed,
        "never": bool(team.never & seen.tags),
        "elsewhere": _elsewhere(team, seen),
        "audience": team.audiences is not None and not team.audiences & seen.tags & set(AUDIENCES),
        "tried": team.id in tried,
        "closed": not team.is_open(at),
        "full": load.get(team.id, 0) >= team.capacity,
    }
    return next((why for why in REFUSALS if found[why]), None)


def needs_consent(team: Team) -> bool:
    """Police and station security never hear of anybody who did not agree to it themself."""
    return team.needs_consent or team.kind in SECURITY


def _elsewhere(team: Team, seen: Seen) -> bool:
    outside = team.communes is not None and seen.commune not in team.communes
    return outside or (team.at is not None and not team.at & seen.tags)


def _order(rule: Rule, team: Team, seen: Seen, load: Mapping[str, int], going: Going | None) -> tuple[Any, ...]:
    """Who goes to them already for the same; then the kind that the rule names first.

    Of one kind: who goes to them already, speaks their language, is of their own commune, and has least to do.
    """
    goes, own = _goes(going, team), team.communes is not None
    for_the_same = going is not None and goes and going.rule == rule.name
    least = load.get(team.id, 0) / team.capacity
    return not for_the_same, rule.ask.index(team.kind), not goes, not _speaks(team, seen), not own, least


def _speaks(team: Team, seen: Seen) -> bool:
    return seen.heard is not None and seen.heard in team.languages


def _goes(going: Going | None, team: Team) -> bool:
    return going is not None and going.team == team.id


def _reasons(team: Team, seen: Seen) -> tuple[str, ...]:
    own = "own_commune" if team.communes is not None else "whole_region"
    place = ("at_station",) if team.at is not None else ()
    speaks = ("speaks",) if _speaks(team, seen) else ()
    return (own, *place, *speaks, "open")


def _room(team: Team, load: Mapping[str, int]) -> str:
    return "free" if load.get(team.id, 0) == 0 else "has_room"


def _nobody(passed: Mapping[str, str]) -> tuple[str, ...]:
    """Why there is no team: what kept most of them, each reason once."""
    return tuple(why for why in REFUSALS if why in passed.values()) or ("no_team",)
