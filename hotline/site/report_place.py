"""Where it is, as far as the form tells: what was understood, and the one question that helps most to find somebody."""

from dataclasses import dataclass

from hotline.core.gazetteer import CLEAR, OUTSIDE, Gazetteer, Place
from hotline.core.locate import Located, locate
from hotline.core.report import coach, pin
from hotline.core.report.pin import Pin
from hotline.site.report_form import Typed
from hotline.texts import mark

QUESTIONS = {
    "which_one": mark("Which of these is it?"),
    "which_stop": mark("Which station or stop is it? Its name stands on the sign."),
    "number_or_cross_street": mark("At which number, or at the corner of which street?"),
    "street_or_landmark": mark("Which street or square is it, or what is next to it?"),
    "where": mark("We do not know this place. Is there a street, a stop or a shop that we may know?"),
    "pin_or_words": mark(
        "What you wrote and the point on the map are far apart. Which is right? Correct one of them, or go on: we keep"
        " both."
    ),
}
ELSEWHERE = mark(
    "That is outside the Brussels Region: our teams do not go there. Call the municipality there, or 112 if a life is"
    " in danger. Is it in Brussels after all? Then write it more exactly."
)
NEAR_M, MOST = 250, 5


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
        if self.found.commune == OUTSIDE:
            return ELSEWHERE
        if self.found.ask == "which_one" and not self.choices:  # "at the station"
            return QUESTIONS["which_stop"]
        return QUESTIONS[self.found.ask] if self.found.ask else None


def coached(book: Gazetteer, typed: Typed, language: str) -> Coached:
    """What the form says of the place. A point comes first, then a place that was chosen."""
    if typed.pin is not None:
        return _at(book, typed.pin, typed, language)
    chosen = book.places.get(typed["choice"]) if typed.is_asked else None
    if chosen is not None:
        known = Located(chosen.point, chosen.accuracy_m, chosen.commune, (chosen.fr,), 1.0, None)
        return Coached(known, chosen, (shown(chosen, language),), ())
    found = locate(book, typed.where, language)
    matches = [one for one in book.find(typed.where, language) if one.score >= CLEAR]
    place = next((one.place for one in matches if found.point == one.place.point), None)
    names = {one.place.fr: shown(one.place, language) for one in matches}
    choices = coach.choices(matches, MOST) if found.ask == "which_one" else ()
    return Coached(found, place, tuple(names[name] for name in found.matched if name in names), choices)


def _at(book: Gazetteer, given: Pin, typed: Typed, language: str) -> Coached:
    near = [place for place, _ in book.near(*given.point, within_m=NEAR_M, most=2)]
    found = pin.located(book, given, typed.where, language)
    return Coached(found, None, tuple(shown(one, language) for one in near), ())


def shown(place: Place, language: str) -> str:
    """A place as the sign says it, with its commune."""
    name, *commune = coach.signs(place, language)
    return f"{name} ({commune[0]})" if commune else name
