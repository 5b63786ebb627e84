"""The truth behind `pairs.csv`: who is where in an invented Brussels night. Nobody of them exists."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from hotline.core.gazetteer import AREAS, OUTSIDE, STATIONS, Gazetteer, Place, Point, distance_m, read

TOGETHER_M = 180  # two names so near may be said of one spot
WIDEST_M = 500  # the canal and the longest avenues are no place to find somebody
FIRST_NIGHT = datetime(2026, 11, 2, 16, tzinfo=UTC)
ALONE = {"man": 40, "woman": 18, "young_man": 18, "old_man": 14, "old_woman": 10}
GROUPS = {"couple": (2, 2), "men": (3, 6), "youths": (3, 5), "family": (3, 5), "mother_child": (2, 2)}
MINORS = ("family", "mother_child")
WOMEN = ("woman", "old_woman", "mother_child")
COATS = {
    "black_coat": 26, "blue_coat": 24, "grey_hoodie": 14, "green_parka": 12, "beige_coat": 6, "red_coat": 7,
    "brown_leather": 4, "orange_vest": 2, "white_puffer": 3, "checked_shirt": 2,
}  # fmt: skip
THINGS = {
    "blue_bag": 18, "cardboard": 20, "grey_blanket": 18, "plastic_bags": 14, "rucksack": 9, "suitcase": 9, "trolley": 6,
    "crutches": 3, "wheelchair": 2, "tent": 2,
}  # fmt: skip
LANGUAGES = {"fr": 45, "nl": 8, "ar": 15, "ro": 9, "pl": 8, "en": 8, "uk": 4, "es": 3}
OUTDOORS = (
    "bench", "cash_machine", "delhaize", "carrefour", "pharmacy", "bridge", "car_park", "church", "bus_shelter",
    "snack", "shop_door", "fountain",
)  # fmt: skip
UNDERGROUND = ("lifts", "stairs", "bench", "cash_machine", "carrefour", "snack", "car_park", "bridge", "shop_door")
GREEN = ("bench", "fountain", "bus_shelter", "bridge", "car_park", "snack")
Spell = tuple[datetime, Point, str]  # since when, where, in what state
CHANGES = {"awake": ("asleep", "cold"), "asleep": ("awake", "cold"), "cold": ("asleep", "not_responding")}


@dataclass(frozen=True)
class Someone:
    """One person, or some who are together: where from when on, in what state from when on, and how they look."""

    place: Place
    spells: tuple[Spell, ...]
    until: datetime
    who: str
    count: int
    coat: str
    head: str | None
    looks: str | None
    things: tuple[str, ...]
    spot: str
    inside: str | None
    side: str | None
    language: str
    number: int

    def at(self, when: datetime) -> tuple[Point, str]:
        past = [spell for spell in self.spells if spell[0] <= when] or [self.spells[0]]
        return past[-1][1], past[-1][2]

    @property
    def since(self) -> datetime:
        return self.spells[0][0]


def drawn(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def off(rng: Random, point: Point, least: float, most: float) -> Point:
    """A point so many metres away."""
    metres, way = rng.uniform(least, most), rng.uniform(0, 2 * math.pi)
    lat = point[0] + metres * math.cos(way) / 111_195
    return lat, point[1] + metres * math.sin(way) / (111_195 * math.cos(math.radians(point[0])))


class City:
    """The places of the gazetteer to which somebody can be sent, each in one half with all that are called like it."""

    def __init__(self) -> None:
        named_places = read()
        self.book = Gazetteer(named_places)
        found = [
            named.place for named in named_places if named.place.kind not in AREAS and named.place.commune != OUTSIDE
        ]
        found = [place for place in found if place.accuracy_m <= WIDEST_M]
        self.places = {place.id: place for place in found}
        self.streets = [place for place in found if place.kind == "street"]
        self.stops = [place for place in found if place.kind in ("metro", "premetro")]
        self.halves = dict(self._halves())

    def _halves(self) -> Iterator[tuple[str, str]]:
        """Quarter by quarter to the half that has fewer, the large ones first."""
        sizes = {"a": 0, "b": 0}
        for quarter in sorted(self._quarters(), key=lambda ids: (-len(ids), ids[0])):
            half = min(sizes, key=lambda one: (sizes[one], one))
            sizes[half] += len(quarter)
            yield from ((one, half) for one in quarter)

    def _quarters(self) -> list[list[str]]:
        lead = {one: one for one in self.places}

        def head(one: str) -> str:
            while lead[one] != one:
                one = lead[one]
            return one

        for place in self.places.values():
            for other in self.places.values():
                if other.fr == place.fr or distance_m(place.point, other.point) <= TOGETHER_M:
                    lead[head(place.id)] = head(other.id)
        quarters = defaultdict(list)
        for one in sorted(self.places):
            quarters[head(one)].append(one)
        return list(quarters.values())

    def of(self, half: str) -> list[Place]:
        return [place for one, place in sorted(self.places.items()) if self.halves[one] == half]

    def ring(self, place: Place, least: float, most: float) -> list[Place]:
        """The places of the same half that are so many metres away."""
        others = (other for other in self.of(self.halves[place.id]) if other.id != place.id)
        return [other for other in others if least <= distance_m(place.point, other.point) <= most]

    def near(self, point: Point, among: list[Place], within: float) -> Place | None:
        best = min(among, key=lambda place: distance_m(point, place.point))
        return best if distance_m(point, best.point) <= within else None


def evening(rng: Random) -> datetime:
    """Some moment between six in the evening and two at night, of one winter night."""
    return FIRST_NIGHT + timedelta(days=rng.randrange(110), minutes=rng.randrange(60, 540))


def someone(rng: Random, place: Place, since: datetime, who: str | None = None) -> Someone:
    """Somebody at this place from then on for some hours."""
    who = who or (drawn(rng, ALONE) if rng.random() < 0.72 else rng.choice(list(GROUPS)))
    station = place.kind in STATIONS
    spots = UNDERGROUND if station else GREEN if place.kind in ("park", "water") else OUTDOORS
    until = since + timedelta(minutes=rng.randrange(150, 420))
    return Someone(
        place=place, spells=_spells(rng, place, since), until=until, who=who, count=_count(rng, who),
        coat=drawn(rng, COATS), head=_head(rng, who), looks=_looks(rng, who), things=_things(rng),
        spot=rng.choice(spots), inside=rng.choice(("hall", "corridor", "platform", "mezzanine")) if station else None,
        side=rng.choice(("front", "back", "tram", None)), language=drawn(rng, LANGUAGES), number=rng.randrange(2, 180),
    )  # fmt: skip


def _count(rng: Random, who: str) -> int:
    return rng.randint(*GROUPS[who]) if who in GROUPS else 1


def _spells(rng: Random, place: Place, since: datetime) -> tuple[Spell, ...]:
    """Where and how they are: four in ten change their state in the night, one in eight goes on a little."""
    reach = place.accuracy_m * 0.5
    first = since, off(rng, place.point, 0, reach), drawn(rng, {"asleep": 45, "awake": 30, "cold": 15})
    if rng.random() < 0.08:
        return ((first[0], first[1], rng.choice(("not_responding", "injured", "confused"))),)
    later = since + timedelta(minutes=rng.randrange(30, 180))
    state = rng.choice(CHANGES[first[2]]) if rng.random() < 0.4 else first[2]
    there = off(rng, first[1], 60, 180) if rng.random() < 0.12 else first[1]
    return first, (later, there, state)


def _head(rng: Random, who: str) -> str | None:
    if who in WOMEN and rng.random() < 0.35:
        return "headscarf"
    return drawn(rng, {"black_beanie": 60, "red_cap": 25, "wide_hat": 15}) if rng.random() < 0.5 else None


def _looks(rng: Random, who: str) -> str | None:
    men_only = {} if who in (*WOMEN, "couple", "family") else {"beard": 40, "bald": 12}
    return drawn(rng, {"long_hair": 20, "barefoot": 8, "bandage": 8, **men_only}) if rng.random() < 0.55 else None


def _things(rng: Random) -> tuple[str, ...]:
    things = dict.fromkeys(drawn(rng, THINGS) for _ in range(rng.choice((1, 1, 2, 2, 3))))
    dog = (rng.choice(("big_dog", "small_dog")),) if rng.random() < 0.14 else ()
    return (*dog, *things)


def dressed_alike(rng: Random, one: Someone, other: Someone) -> Someone:
    """Another one in the same coat and, mostly, with the same things."""
    return replace(other, coat=one.coat, things=one.things if rng.random() < 0.6 else other.things)
