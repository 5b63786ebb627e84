"""Where it is, as far as the form tells: what was understood, and the one question that helps most to find somebody."""

from dataclasses import dataclass

from hotline.core.gazetteer import Gazetteer, Place
from hotline.core.locate import Located, locate
from hotline.core.report import coach, pin
from hotline.core.report.coach import shown
from hotline.core.report.pin import Pin
from hotline.site.report_form import Typed

NEAR_M = 250


@dataclass(frozen=True)
class Coached:
    """`names`: what was understood, as the signs in the street say it; `choices`: places that fit a name."""

    found: Located
    place: Place | None
    names: tuple[str, ...]
    choices: tuple[Place, ...]

    @property
    def question(self) -> str | None:
        """What should be asked; None: it is clear."""
        asked = coach.question(self.found)
        return coach.QUESTIONS[asked] if asked else None


def coached(book: Gazetteer, typed: Typed, language: str) -> Coached:
    """What the form says of the place. A point comes first, then a place that was chosen."""
    if typed.pin is not None:
        return _at(book, typed.pin, typed, language)
    chosen = book.places.get(typed["choice"]) if typed.is_asked else None
    if chosen is not None:
        known = Located(chosen.point, chosen.accuracy_m, chosen.commune, (chosen,), 1.0, None)
        return Coached(known, chosen, (shown(chosen, language),), ())
    found = locate(book, typed.where, language)
    return Coached(found, found.place, tuple(shown(one, language) for one in found.places), coach.choices(found))


def _at(book: Gazetteer, given: Pin, typed: Typed, language: str) -> Coached:
    near = [place for place, _ in book.near(*given.point, within_m=NEAR_M, most=2)]
    found = pin.located(book, given, typed.where, language)
    return Coached(found, None, tuple(shown(one, language) for one in near), ())
