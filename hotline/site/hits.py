"""What the search found, ready to be shown: answers first, then services with the reasons why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.core.directory import why
from hotline.core.directory.card import Card, Doors, doors, is_private
from hotline.core.directory.read import Found
from hotline.core.directory.search import Result
from hotline.site import answer, shelf


@dataclass(frozen=True)
class Hit:
    """A service that may help: its card, how far it is, whether it is open at the moment asked about."""

    card: Card
    distance: str
    doors: Doors


@dataclass(frozen=True)
class Hits:
    answers: list[answer.Shown]
    services: list[Hit]

    @property
    def private(self) -> bool:
        """Whether a phone that people share should not keep the page."""
        return any(one.answer.shared_phone for one in self.answers) or any(
            is_private(one.card.service) for one in self.services
        )


def hits(results: Sequence[Result], language: str, at: datetime) -> Hits:
    answers = [answer.shown(one.answer, language, at) for one in results if one.answer]
    return Hits(answers, [hit for one in results if (hit := _hit(one, language, at))])


def _hit(result: Result, language: str, at: datetime) -> Hit | None:
    if result.service is None or result.organization is None:
        return None
    card = shelf.card(Found(result.organization, result.service), language, at)
    known = result.opening is not None and result.opening.state != "unknown"
    moment = result.asked.at if result.asked else at
    state = doors(result.opening, language, at) if known else card.doors_at(moment)
    return Hit(card, why.distance(result, language), state)
