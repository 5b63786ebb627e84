"""The location coach of a report: what is understood of its place, all that was said of it taken together."""

from dataclasses import replace

from hotline.core.gazetteer import Gazetteer
from hotline.core.locate import Located, locate
from hotline.core.report import pin
from hotline.core.report.facts import Facts
from hotline.core.report.pin import Pin

WHERE = ("place", "street", "landmark", "stop", "commune")  # a change of one of these and the place is looked up anew


def understood(book: Gazetteer, told: Facts, language: str | None, given: Pin | None = None) -> Located:
    """What these facts say of the place, and the one question that would help most. A pin comes before the words."""
    said = ", ".join(dict.fromkeys(words for name in WHERE if (words := getattr(told, name))))
    return pin.located(book, given, said, language) if given else locate(book, said, language)


def placed(told: Facts, found: Located) -> Facts:
    """The facts with the point of a place that is clear; without one where it is not."""
    lat, lon = found.point or (None, None)
    accuracy = found.accuracy_m if lat is not None else None
    commune = found.commune or told.commune
    return replace(told, lat=lat, lon=lon, accuracy_m=accuracy, place_id=None, commune=commune)
