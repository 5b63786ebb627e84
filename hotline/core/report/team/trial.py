"""Tries the rules of the teams on a report that nobody sent: what would be done with it. Nothing is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hotline.core.gazetteer import Gazetteer
from hotline.core.report import onward, tags
from hotline.core.report.facts import Facts
from hotline.core.report.team import routing
from hotline.core.report.team.routing import Choice
from hotline.core.report.team.teams import Book
from hotline.core.words import Priority


@dataclass(frozen=True)
class Routed:
    """`person`: why a person looks; None: nobody needs to. Both a team and a person are possible."""

    choice: Choice
    person: str | None
    danger: str | None
    priority: Priority
    commune: str | None


def routed(
    book: Book, places: Gazetteer, facts: Facts, language: str | None, at: datetime, crises: Collection[str] = ()
) -> Routed:
    """What becomes of this report at this moment, with every team reachable and nothing to do."""
    facts = tags.located(places, facts, language)
    danger, seen = tags.judged(places, facts, language, crises)
    choice = routing.choose(book, seen, at, {})
    person = onward.why_a_person(danger, choice, crises)
    return Routed(choice, person, danger, tags.priority(seen.tags), seen.commune)
