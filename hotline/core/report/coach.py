"""The location coach of a report, at every door: what is understood of the place, and what is asked about it, once."""

from dataclasses import replace

from hotline.core.gazetteer import AREAS, CLEAR, OUTSIDE, Gazetteer, Place, commune_name
from hotline.core.locate import Located, locate
from hotline.core.report import pin
from hotline.core.report.facts import Facts
from hotline.core.report.pin import Pin
from hotline.texts import mark

SAID = ("place", "street", "landmark", "stop", "commune")
WHERE = ("now_at", *SAID)  # a change of one of these and the place is looked up anew
QUESTIONS = {
    "which_one": mark("Which of these is it?"),
    "which_stop": mark("Which station or stop is it? Its name stands on the sign."),
    "number_or_cross_street": mark("At which number, or at the corner of which street?"),
    "street_or_landmark": mark("Which street or square is it, or what is next to it?"),
    "which_commune": mark("In which commune is that?"),
    "where": mark("We do not know this place. Is there a street, a stop or a shop that we may know?"),
    "pin_or_words": mark(
        "What you wrote and the point on the map are far apart. Which is right? Correct one of them, or go on: we keep"
        " both."
    ),
    OUTSIDE: mark(
        "That is outside the Brussels Region: our teams do not go there. Call the municipality there, or 112 if a life"
        " is in danger. Is it in Brussels after all? Then write it more exactly."
    ),
}
MOST = 5  # choices


def understood(
    book: Gazetteer, told: Facts, language: str | None, given: Pin | None = None, *, misspelt: float = CLEAR
) -> Located:
    """What these facts say of the place, and the one question that would help most. `misspelt`: as of locate.

    Where they are by now goes before where they were, a pin before the words.
    """
    if told.now_at and (now := locate(book, told.now_at, language, misspelt=misspelt)).ask is None:
        return now
    said = ", ".join(dict.fromkeys(words for name in SAID if (words := getattr(told, name))))
    return pin.located(book, given, said, language) if given else locate(book, said, language, misspelt=misspelt)


def question(found: Located) -> str | None:
    """Which of QUESTIONS helps most to find somebody; None: the place is clear."""
    if found.commune == OUTSIDE:
        return OUTSIDE
    if found.ask == "which_one" and not choices(found):  # "at the station"
        return "which_stop"
    if found.ask == "street_or_landmark" and not found.places:  # a number in a street that the gazetteer lacks
        return "which_commune"
    return found.ask


def choices(found: Located, most: int = MOST) -> tuple[Place, ...]:
    """The places that may be meant, for who knows which."""
    if found.ask != "which_one":
        return ()
    return tuple(place for place in found.places if place.kind not in AREAS)[:most]


def signs(place: Place, language: str) -> tuple[str, ...]:
    """A place as the sign says it, and its commune where that says more."""
    name, commune = place.name(language), place.commune
    if commune is None or commune == OUTSIDE or commune_name(commune, language) == name:
        return (name,)
    return name, commune_name(commune, language)


def shown(place: Place, language: str) -> str:
    """A place as the sign says it, with its commune."""
    name, *commune = signs(place, language)
    return f"{name} ({commune[0]})" if commune else name


def placed(told: Facts, found: Located) -> Facts:
    """The facts with the point of a place that is clear; without one where it is not."""
    lat, lon = found.point or (None, None)
    accuracy = found.accuracy_m if lat is not None else None
    commune = found.commune or told.commune
    return replace(told, lat=lat, lon=lon, accuracy_m=accuracy, place_id=None, commune=commune)
