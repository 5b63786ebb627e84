"""The location coach of a report: what is understood of its place, all that was said of it taken together."""

from collections.abc import Iterable
from dataclasses import replace

from hotline.core.gazetteer import CLEAR, OUTSIDE, Gazetteer, Match, Place, commune_name
from hotline.core.locate import Located, locate
from hotline.core.report import pin
from hotline.core.report.facts import Facts
from hotline.core.report.pin import Pin

TOO_WIDE = ("commune", "region")  # nobody is asked whether they mean one of these
SAID = ("place", "street", "landmark", "stop", "commune")
WHERE = ("now_at", *SAID)  # a change of one of these and the place is looked up anew


def understood(book: Gazetteer, told: Facts, language: str | None, given: Pin | None = None) -> Located:
    """What these facts say of the place, and the one question that would help most.

    Where they are by now goes before where they were, a pin before the words.
    """
    if told.now_at and (now := locate(book, told.now_at, language)).ask is None:
        return now
    said = ", ".join(dict.fromkeys(words for name in SAID if (words := getattr(told, name))))
    return pin.located(book, given, said, language) if given else locate(book, said, language)


def placed(told: Facts, found: Located) -> Facts:
    """The facts with the point of a place that is clear; without one where it is not."""
    lat, lon = found.point or (None, None)
    accuracy = found.accuracy_m if lat is not None else None
    commune = found.commune or told.commune
    return replace(told, lat=lat, lon=lon, accuracy_m=accuracy, place_id=None, commune=commune)


def choices(matches: Iterable[Match], most: int) -> tuple[Place, ...]:
    """The places that words may mean, for who knows which; `matches` as the gazetteer finds them."""
    return tuple(one.place for one in matches if one.score >= CLEAR and one.place.kind not in TOO_WIDE)[:most]


def signs(place: Place, language: str) -> tuple[str, ...]:
    """A place as the sign says it, and its commune where that says more."""
    name, commune = place.name(language), place.commune
    if commune is None or commune == OUTSIDE or commune_name(commune, language) == name:
        return (name,)
    return name, commune_name(commune, language)
