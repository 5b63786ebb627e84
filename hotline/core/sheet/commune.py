"""The sheet of a commune: what is there, what is near, its welfare office, what works everywhere by phone."""

from collections.abc import Iterable
from datetime import datetime

from hotline.core.directory.card import Card
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Commune, Shelf
from hotline.core.gazetteer import distance_m
from hotline.core.sheet import frame as frames
from hotline.core.sheet import need, phones
from hotline.core.sheet.content import Frame, Item, Section, Sheet
from hotline.core.sheet.item import item
from hotline.core.sheet.told import told
from hotline.texts import t

NEAR_M = 3000  # from the middle of the commune: half an hour on foot
MOST_NEAR = 6
WELFARE = "cpas"  # a need of knowledge_base/needs.yaml


def keys(shelf: Shelf) -> list[str]:
    return [one.slug for one in shelf.communes.values()]


def sheet(shelf: Shelf, key: str, language: str, at: datetime, frame: Frame) -> Sheet | None:
    """What helps in this commune. None: there is no such commune."""
    here = next((one for one in shelf.communes.values() if one.slug == key), None)
    if here is None:
        return None

    def items(some: Iterable[Found]) -> tuple[Item, ...]:
        return tuple(item(Card(one, language, at, shelf.communes)) for one in some)

    office = need.helping(shelf, WELFARE, at)[:1]
    answers = tuple(told(one, language, at, whole=False) for one in need.answers(shelf, WELFARE)[:1])
    name = here.name(language)
    sections = (
        Section(t(language, "In %(commune)s", commune=name), items=items(inside(shelf, here))),
        Section(t(language, "Near"), items=items(near(shelf, here))),
        Section(t(language, "The welfare office (CPAS) of your commune"), told=answers, items=items(office)),
        phones.section(shelf, language, at),
    )
    title = dict.fromkeys(("fr", "nl", language), here.fr) | {"nl": here.nl}
    return frames.sheet("commune", key, language, title, "map", f"commune/{key}", frame, sections)


def inside(shelf: Shelf, here: Commune) -> list[Found]:
    """Services with an address in the commune, by id."""
    services = sorted(shelf.services.values(), key=lambda one: one.service.id)
    return [one for one in services if any(place.commune == here.fr for place in one.service.locations)]


def near(shelf: Shelf, here: Commune) -> list[Found]:
    """Services around it, the nearest to its middle first."""
    there = {one.service.id for one in inside(shelf, here)}
    found = [
        (distance_m((here.lat, here.lon), (place.lat, place.lon)), one.service.id, one)
        for one in shelf.services.values()
        for place in one.service.locations
        if place.lat is not None and place.lon is not None and one.service.id not in there
    ]
    close = sorted((metres, key) for metres, key, _ in found if metres <= NEAR_M)
    return [shelf.services[key] for key in dict.fromkeys(key for _, key in close)][:MOST_NEAR]
