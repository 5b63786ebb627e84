"""A point that somebody gives beside their words: the position of their device, or a pin on the map."""

from dataclasses import dataclass, replace

from hotline.core.gazetteer import Gazetteer, Point, distance_m
from hotline.core.locate import Located, locate
from hotline.core.report.tags import CLEAR_M

BELGIUM = (49.4, 51.6), (2.5, 6.5)  # latitudes, longitudes
UNTOLD_M = 250  # how exact a point is taken to be that does not say so
MOST_M = 5_000  # who knows no better tells nothing
APART_M = 500  # further apart than both may be wrong and this, a pin and words are two places
LONGEST = 20  # characters of a number


@dataclass(frozen=True)
class Pin:
    """`accuracy_m`: how far the person may be from it."""

    point: Point
    accuracy_m: int


def read(lat: str, lon: str, accuracy: str) -> Pin | None:
    """As a form says it; None where it is no point in the country."""
    point = _number(lat), _number(lon)
    if not all(low <= one <= high for one, (low, high) in zip(point, BELGIUM, strict=True)):
        return None
    metres = _number(accuracy)
    return Pin(point, round(min(metres, MOST_M)) if metres >= 1 else UNTOLD_M)


def located(book: Gazetteer, pin: Pin, said: str, language: str | None) -> Located:
    """Where the pin is; of one that is too wide to send a team, what the words say more exactly.

    Words of another place are asked about, and both stay: the point is no more exact than the two are apart.
    """
    here = Located(pin.point, pin.accuracy_m, book.commune_of(pin.point), (), 1.0, None)
    told = locate(book, said, language)
    apart_m = round(distance_m(pin.point, told.point)) if told.point else 0
    if apart_m > pin.accuracy_m + (told.accuracy_m or 0) + APART_M:
        return replace(here, accuracy_m=apart_m, places=told.places, ask="pin_or_words")
    if pin.accuracy_m <= CLEAR_M:
        return here
    return replace(here, places=told.places, ask=told.ask) if told.ask else told


def _number(text: str) -> float:
    try:
        return float(text[:LONGEST])
    except ValueError:
        return float("nan")
