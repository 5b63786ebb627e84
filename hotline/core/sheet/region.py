"""The sheet of the Region: a map and a list of everything, once a year for the wall and for the pocket."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from hotline.core.directory import need_words
from hotline.core.directory.card import Card
from hotline.core.directory.in_words import words
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Shelf
from hotline.core.gazetteer import Gazetteer
from hotline.core.sheet import frame as frames
from hotline.core.sheet import kinds, phones
from hotline.core.sheet.content import Frame, Section, Sheet
from hotline.core.sheet.drawing import drawing
from hotline.core.sheet.item import item
from hotline.core.sheet.spots import Spot, numbered, on_the_map
from hotline.texts import mark, t

KEY = "brussels"


def sheet(shelf: Shelf, gazetteer: Gazetteer, language: str, at: datetime, frame: Frame) -> Sheet:
    """Everything by phone; everything that has a door, by commune and on the map; the rest through us."""
    spots = numbered(shelf)
    sections = (
        phones.section(shelf, language, at),
        *(_commune(shelf, name, spots, language, at) for name in dict.fromkeys(one.commune for one in spots)),
        _through_us(shelf, language, at),
    )
    drawn = drawing(shelf, gazetteer, on_the_map(spots), language)
    drawn = replace(drawn, legend=tuple(_legend(sections, language)))
    title = frames.title(mark("Help in Brussels"))
    return frames.sheet("region", KEY, language, title, "map", "", frame, sections, drawn=drawn)


def _legend(sections: Iterable[Section], language: str) -> Iterator[tuple[str, str]]:
    """Each picture that stands beside a service, the most frequent first, with the widest need that it stands for."""
    used = Counter(picture for section in sections for one in section.items for picture in one.pictures)
    needs = sorted(need_words.known().needs, key=lambda one: one.parent is None)
    names = {one.pictogram: words(one.name, language).text for one in needs}
    return ((picture, names[picture]) for picture, _ in used.most_common())


def _commune(shelf: Shelf, name: str, spots: list[Spot], language: str, at: datetime) -> Section:
    known = shelf.communes.get(name)
    title = known.name(language) if known else name or t(language, "In several places")
    here = (one for one in spots if one.commune == name)
    items = (item(Card(one.found, language, at, shelf.communes), one.number) for one in here)
    return Section(title, items=tuple(items))


def _through_us(shelf: Shelf, language: str, at: datetime) -> Section:
    items = (item(Card(one, language, at, shelf.communes), through_us=True) for one in _others(shelf))
    return Section(t(language, "Call us to reach these"), items=tuple(items))


def _others(shelf: Shelf) -> list[Found]:
    """Services without an address and without a number that anybody may dial."""
    found = [one for one in shelf.services.values() if not one.service.locations and not one.service.phones]
    return sorted(found, key=lambda one: kinds.order(one.service))
