"""Makes tests/reports/pairs.csv, always the same: python -m tests.reports.make_pairs. docs/reports.md says what it is.

Written without having read how reports are compared; who improves the comparison leaves this alone.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from random import Random

from hotline.core.gazetteer import Place
from tests.reports.pair_seen import Telling, Witness, alike, unlike
from tests.reports.pair_world import City, Someone, Spell, dressed_alike, evening, someone

FILE = Path(__file__).parent / "pairs.csv"
SEED = 20261127
SAID = (
    "made_at", "seen_at", "place", "place_id", "lat", "lon", "accuracy_m", "commune", "street", "landmark", "stop",
    "line", "inside", "side", "people_count", "condition", "condition_words", "minors", "animals", "clothing",
    "heard", "language",
)  # fmt: skip
COLUMNS = ("id", "half", "same", "kind", *(f"{side}_{column}" for side in "ab" for column in SAID))
SAME = 150  # pairs a half
APART = {  # pairs a half of people who are not the same
    "two_at_place": 85, "alike_at_place": 50, "family_and_one": 45, "two_groups": 25, "neighbours": 55,
    "clothes_elsewhere": 40, "next_night_other": 20, "next_night_same_person": 15, "far": 15,
}  # fmt: skip
HARD = ("two_at_place", "alike_at_place", "family_and_one", "two_groups")  # same place, same hour
ALIKE = ("alike_at_place", "clothes_elsewhere")
AWAY_M = {"neighbours": (200, 600), "clothes_elsewhere": (700, 3000), "far": (2500, 12_000)}
UNCLEAR = 5  # pairs a half, of the same and of others, that nobody could tell

Pair = tuple[str, Telling, Telling]
Told = list[tuple[Telling, Telling]]


def alone(rng: Random, place: Place, since: datetime) -> Someone:
    return someone(rng, place, since, rng.choice(("man", "man", "woman", "young_man", "old_man", "old_woman")))


def other_of(rng: Random, city: City, kind: str, one: Someone) -> Someone | None:
    """Who else is there, by kind. None: no such place."""
    soon = one.since + timedelta(minutes=rng.randrange(-35, 36))
    if kind == "two_at_place":
        return alone(rng, one.place, soon)
    if kind == "alike_at_place":
        return dressed_alike(rng, one, alone(rng, one.place, soon))
    if kind == "family_and_one":
        return someone(rng, one.place, soon, rng.choice(("family", "family", "mother_child")))
    if kind == "two_groups":
        return someone(rng, one.place, soon, rng.choice(("youths", "couple", "family")))
    if kind in AWAY_M:
        places = city.ring(one.place, *AWAY_M[kind])
        there = someone(rng, rng.choice(places), soon) if places else None
        return dressed_alike(rng, one, there) if there and kind == "clothes_elsewhere" else there
    if kind == "next_night_other":
        return someone(rng, one.place, soon + timedelta(days=1))
    return replace(one, spells=_tomorrow(one), until=one.until + timedelta(days=1))


def _tomorrow(one: Someone) -> tuple[Spell, ...]:
    return tuple((since + timedelta(days=1), point, state) for since, point, state in one.spells)


def tellings(rng: Random, city: City, who: Someone) -> list[Telling]:
    """One to four passers-by, some minutes or hours apart."""
    found, when = [], who.since + timedelta(minutes=rng.randrange(0, 40))
    for _ in range(rng.choice((1, 2, 2, 3, 3, 4))):
        if when > who.until:
            break
        found.append(Witness(rng, city, who, when).tell())
        when += timedelta(minutes=2 + round(min(300, rng.expovariate(1 / 50))))
    return found


def kind_of_same(one: Telling, other: Telling, who: Someone) -> str:
    if len({point for _, point, _ in who.spells}) > 1 and who.at(one.at)[0] != who.at(other.at)[0]:
        return "same_went_on"
    if one.point is None or other.point is None:
        return "same_place_in_words"
    if who.count > 2:
        return "same_group"
    ids = {one.columns.get("place_id"), other.columns.get("place_id")} - {None}
    if len(ids) == 2:
        return "same_two_names"
    return "same_later" if abs(one.at - other.at) > timedelta(minutes=90) else "same_soon"


def told_apart(kind: str, one: Telling, other: Telling) -> bool:
    """Whether a person could say that these are not the same."""
    if kind in ALIKE and not _look_alike(one, other):
        return False
    if kind in HARD:
        return abs(one.at - other.at) <= timedelta(minutes=70) and unlike(one, other) >= 1 and _outweighs(one, other)
    return kind != "neighbours" or unlike(one, other) > 0.3 or (one.phone and other.phone)


def _look_alike(one: Telling, other: Telling) -> bool:
    """Both tell of the same coat or the same thing: what misleads."""
    return any(one.ideas.get(key, 0) == other.ideas.get(key, 1) for key in ("coat", "thing"))


def _outweighs(one: Telling, other: Telling) -> bool:
    return unlike(one, other) > 0.5 * alike(one, other)


def told_same(one: Telling, other: Telling) -> bool:
    return alike(one, other) >= 1 and alike(one, other) >= unlike(one, other)


class Half:
    """One half of the set: nights are invented until there are enough pairs of each kind."""

    def __init__(self, rng: Random, city: City, half: str) -> None:
        self.rng, self.city, self.half = rng, city, half
        self.places = city.of(half)
        self.wanted = Counter({"same": SAME - UNCLEAR, "same_unclear": UNCLEAR, "other_unclear": UNCLEAR, **APART})
        self.wanted["two_at_place"] -= UNCLEAR
        self.pairs: list[Pair] = []

    def fill(self) -> list[Pair]:
        while any(self.wanted.values()):
            open_kinds = [kind for kind in APART if self.wanted[kind]] or ["far"]
            self._night(self.rng.choice(open_kinds))
        self.rng.shuffle(self.pairs)
        return self.pairs

    def _night(self, kind: str) -> None:
        place, since = self.rng.choice(self.places), evening(self.rng)
        groups = kind == "two_groups"
        one = someone(self.rng, place, since, "men") if groups else someone(self.rng, place, since)
        if kind in ("two_at_place", "family_and_one", "alike_at_place"):
            one = alone(self.rng, place, since)
        other = other_of(self.rng, self.city, kind, one)
        if other is None:
            return
        first, second = tellings(self.rng, self.city, one), tellings(self.rng, self.city, other)
        self._same(first, one)
        self._others(kind, first, second)

    def _same(self, told: list[Telling], who: Someone) -> None:
        pairs = list(combinations(told, 2))
        self.rng.shuffle(pairs)
        self._take("same", [pair for pair in pairs if told_same(*pair)], lambda a, b: kind_of_same(a, b, who))
        unclear = [pair for pair in pairs if not alike(*pair) and not unlike(*pair)]
        self._take("same_unclear", unclear, lambda a, b: "same_unclear")

    def _others(self, kind: str, first: list[Telling], second: list[Telling]) -> None:
        pairs = [pair if self.rng.random() < 0.5 else pair[::-1] for pair in product(first, second)]
        self.rng.shuffle(pairs)
        self._take(kind, [pair for pair in pairs if told_apart(kind, *pair)], lambda a, b: kind)
        near = [pair for pair in pairs if kind == "two_at_place" and abs(pair[0].at - pair[1].at) < timedelta(hours=1)]
        unclear = [pair for pair in near if not alike(*pair) and not unlike(*pair)]
        self._take("other_unclear", unclear, lambda a, b: "other_unclear")

    def _take(self, wanted: str, pairs: Told, name: Callable[[Telling, Telling], str]) -> None:
        for one, other in pairs[: min(2, self.wanted[wanted])]:
            self.wanted[wanted] -= 1
            self.pairs.append((name(one, other), one, other))


def rows() -> Iterator[dict[str, object]]:
    city = City()
    for half in "ab":
        for nth, (kind, one, other) in enumerate(Half(Random(f"{SEED}{half}"), city, half).fill(), 1):
            both = {"a": one, "b": other}
            said = {f"{side}_{column}": _cell(both[side].columns.get(column)) for side in "ab" for column in SAID}
            yield {"id": f"{half}-{nth:03}", "half": half, "same": int(kind.startswith("same")), "kind": kind, **said}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else "" if value is None else value


def main() -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


if __name__ == "__main__":
    main()
