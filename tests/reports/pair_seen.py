"""What a passer-by sees of somebody and tells: a part, sometimes wrong. What a person would make of two such."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from hotline.core.gazetteer import Place, Point, distance_m
from hotline.core.locate import locate
from tests.reports.pair_saying import WITH, Speaker
from tests.reports.pair_world import GROUPS, MINORS, City, Someone, off

SPEAK = {"fr": 45, "nl": 25, "en": 20, "de": 3, "es": 4, "ar": 3}
LINES = {
    **dict.fromkeys(("arts-loi", "gare-de-ouest", "beekkant"), ("1", "5", "2", "6")),
    **dict.fromkeys(("gare-centrale", "de-brouckere", "sainte-catherine", "comte-de-flandre", "parc"), ("1", "5")),
    **dict.fromkeys(("schuman", "merode"), ("1", "5")),
    **dict.fromkeys(("yser", "rogier", "botanique", "madou", "trone", "louise", "gare-du-midi"), ("2", "6")),
    "clemenceau": ("2", "6"),
}  # fmt: skip
TAKEN_FOR = {  # what is seen, for what it may be taken, how often
    "blue_coat": ("black_coat", 0.28), "black_coat": ("blue_coat", 0.12), "green_parka": ("black_coat", 0.1),
    "beige_coat": ("white_puffer", 0.15), "white_puffer": ("beige_coat", 0.15), "brown_leather": ("black_coat", 0.12),
    "red_coat": ("orange_vest", 0.06), "grey_hoodie": ("black_coat", 0.06), "blue_bag": ("grey_blanket", 0.08),
    "rucksack": ("plastic_bags", 0.06), "big_dog": ("small_dog", 0.06), "young_man": ("man", 0.3),
    "old_man": ("man", 0.3), "old_woman": ("woman", 0.3), "youths": ("men", 0.3), "family": ("mother_child", 0.12),
    "asleep": ("not_responding", 0.14), "cold": ("awake", 0.15), "confused": ("awake", 0.25), "awake": ("cold", 0.1),
    "not_responding": ("asleep", 0.3), "injured": ("awake", 0.1), "ar": ("es", 0.05),
    "ro": ("es", 0.15), "uk": ("pl", 0.2),
}  # fmt: skip
DOGS = ("big_dog", "small_dog")


@dataclass(frozen=True)
class Telling:
    """One report: its columns, and the ideas behind its words."""

    columns: dict[str, object]
    at: datetime
    point: Point | None
    phone: bool
    ideas: dict[str, object] = field(default_factory=dict)


def taken(rng: Random, what: str) -> str:
    other, share = TAKEN_FOR.get(what, (what, 0.0))
    return other if rng.random() < share else what


class Witness:
    """A passer-by in front of somebody, at a time. A steward or a nurse (one in eight) tells more."""

    def __init__(self, rng: Random, city: City, truth: Someone, when: datetime) -> None:
        self.rng, self.city, self.truth, self.when = rng, city, truth, when
        language = rng.choices(list(SPEAK), list(SPEAK.values()))[0]
        self.speaker = Speaker(rng, language, city.halves[truth.place.id])
        self.more = 1.6 if rng.random() < 0.12 else 1.0
        self.point, self.state = truth.at(when)
        self.columns: dict[str, object] = {}
        self.ideas: dict[str, object] = {}

    def might(self, share: float) -> bool:
        return self.rng.random() < share * self.more

    def tell(self) -> Telling:
        late = self.rng.randrange(1, 12) if self.rng.random() < 0.75 else self.rng.randrange(12, 55)
        at = self.when + timedelta(minutes=late, seconds=self.rng.randrange(60))
        self.columns = {"made_at": at, "seen_at": self.when if self.might(0.5) else None}
        where, phone = self._where()
        self._metres()
        self._people()
        self._words()
        self.columns["language"] = self.speaker.language
        return Telling(self.columns, at, where, phone, self.ideas)

    def _where(self) -> tuple[Point | None, bool]:
        """Understood from the words, from a phone, or neither: then the words are such that the hotline asks on."""
        named = self._named()
        way = self.rng.choices(("words", "phone", "unclear"), (56, 36, 8))[0]
        if way != "phone" or self.might(0.6):
            number = self.truth.number + 2 * self.rng.randrange(-3, 4) if self.might(0.35) else None
            self.columns["place"] = self.speaker.write(self.speaker.name(named, number and max(1, number)))
        if way == "unclear" and locate(self.city.book, str(self.columns["place"]), self.speaker.language).point:
            way = "words"
        if way != "unclear" and self.rng.random() < (0.85 if way == "words" else 0.25):
            self.columns["commune"] = named.commune
        if way == "phone":
            lat, lon = off(self.rng, self.point, 5, 80)
            self.columns |= {"lat": round(lat, 5), "lon": round(lon, 5), "accuracy_m": self.rng.randrange(10, 61)}
            if "place" in self.columns and self.might(0.5):
                self.columns["place_id"] = named.id
            return (lat, lon), True
        if way == "words":
            understood = {"lat": named.lat, "lon": named.lon, "accuracy_m": named.accuracy_m}
            self.columns |= {"place_id": named.id, **understood}
            return named.point, False
        return None, False

    def _named(self) -> Place:
        """The place, or one in five times another name that lies as near."""
        own = self.truth.place
        others = [one for one in self.city.of(self.city.halves[own.id]) if one.id != own.id]
        near = [one for one in others if distance_m(one.point, self.point) < min(160, one.accuracy_m)]
        return self.rng.choice(near) if near and self.rng.random() < 0.2 else own

    def _metres(self) -> None:
        """What leads a team the last metres."""
        say, truth = self.speaker, self.truth
        half = self.city.halves[truth.place.id]
        street = self.city.near(self.point, [one for one in self.city.streets if self.city.halves[one.id] == half], 320)
        stop = self.city.near(self.point, [one for one in self.city.stops if self.city.halves[one.id] == half], 260)
        if street and street.id != truth.place.id and self.might(0.25):
            self.columns["street"] = say.write(street.name(say.language))
        if stop and stop.id != truth.place.id and self.might(0.15):
            self.columns["stop"] = say.write(stop.name(say.language))
        if (lines := LINES.get(truth.place.id.partition("-")[2])) and truth.place.kind == "metro" and self.might(0.2):
            self.columns["line"] = lines[0 if truth.number % 2 else -1]
        for column, facet, key, share in (
            ("landmark", "spot", truth.spot, 0.42), ("inside", "inside", truth.inside, 0.45),
            ("side", "side", truth.side, 0.2),
        ):  # fmt: skip
            if key and self.might(share):
                self.ideas[facet] = key
                self.columns[column] = say.write(say.word(facet, key))

    def _people(self) -> None:
        truth, group = self.truth, self.truth.who in GROUPS
        if self.might(0.66):
            wrong = self.rng.choice((-1, 1)) if truth.count > 2 and self.rng.random() < 0.3 else 0
            self.columns["people_count"] = self.ideas["count"] = truth.count + wrong
        if self.might(0.75 if truth.who in MINORS else 0.12):
            young = truth.who == "youths" and self.might(0.4)
            self.columns["minors"] = self.ideas["minors"] = truth.who in MINORS or young
        dog = any(one in DOGS for one in truth.things)
        if self.might(0.6 if dog else 0.1):
            self.columns["animals"] = self.ideas["animals"] = dog and self.rng.random() > 0.05
        if self.might(0.62):
            self.columns["condition"] = self.ideas["condition"] = taken(self.rng, self.state)
        if self.might(0.04 if group else 0.13):
            self.columns["heard"] = self.ideas["heard"] = taken(self.rng, truth.language)

    def _words(self) -> None:
        """The two free texts: how they are, and what is worn; things are told in either."""
        say, truth, rng = self.speaker, self.truth, self.rng
        how, worn = [], []
        thing = taken(rng, rng.choice(truth.things))
        if self.might(0.68):
            if self.might(0.7):
                self.ideas["who"] = taken(rng, truth.who)
                how.append(say.word("who", str(self.ideas["who"])))
            if self.might(0.75):
                self.ideas["said"] = str(self.ideas.get("condition") or taken(rng, self.state))
                how.append(say.word("state", str(self.ideas["said"])))
            if self.might(0.45) or not how:
                self.ideas["thing"] = thing
                how.append(f"{WITH[say.language]} {say.word('thing', thing)}")
            self.columns["condition_words"] = say.write(", ".join(how))
        if self.might(0.3):
            seen = (("coat", taken(rng, truth.coat), 0.75), ("head", truth.head, 0.6), ("look", truth.looks, 0.6))
            for facet, key, share in seen:
                if key and self.might(share):
                    self.ideas[facet] = key
                    worn.append(say.word(facet, key))
            if "thing" not in self.ideas and (self.might(0.4) or not worn):
                self.ideas["thing"] = thing
                worn.append(say.word("thing", thing))
            self.columns["clothing"] = say.write(", ".join(worn)) if worn else None


def alike(one: Telling, other: Telling) -> float:
    """How much of the two points to the same people, in the eyes of somebody who knows the words. 1: enough."""
    a, b = one.ideas, other.ideas
    same = {key for key in a.keys() & b.keys() if a[key] == b[key]}
    strong = len(same & {"coat", "head", "look", "thing", "spot"})
    weak = len(same & {"who", "heard", "inside", "side"}) + bool(same & {"condition", "said"})
    confused = any(key in a and key in b and _confused(a[key], b[key]) for key in ("coat", "thing", "who"))
    counts = [count for count in (a.get("count"), b.get("count")) if isinstance(count, int)]
    groups = len(counts) == 2 and min(counts) > 1 and abs(counts[0] - counts[1]) <= 1
    ones = counts == [1, 1]
    flags = sum(a.get(key) is b.get(key) is True for key in ("minors", "animals"))
    near = one.phone and other.phone and distance_m(one.point, other.point) < 60
    return strong + flags + groups + near + 0.5 * (weak + ones + confused)


def unlike(one: Telling, other: Telling) -> float:
    """How much of the two can't be said of the same people. 1: enough."""
    a, b = one.ideas, other.ideas

    def differs(key: str) -> bool:
        return key in a and key in b and a[key] != b[key] and not _confused(a[key], b[key])

    clear = sum(differs(key) for key in ("coat", "head", "minors", "animals"))
    some = sum(differs(key) for key in ("spot", "inside", "side", "look", "thing", "heard"))
    far = one.phone and other.phone and distance_m(one.point, other.point) > 170
    counts = [count for count in (a.get("count"), b.get("count")) if isinstance(count, int)]
    counted = len(counts) == 2 and counts[0] != counts[1] and (min(counts) == 1 or abs(counts[0] - counts[1]) > 1)
    return clear + far + counted + _kinds(a, b) + 0.35 * some


def _kinds(a: dict[str, object], b: dict[str, object]) -> bool:
    """A woman and a man, or one alone and some together."""
    if "who" not in a or "who" not in b:
        return any(x.get("count") == 1 and y.get("who") in GROUPS for x, y in ((a, b), (b, a)))
    return a["who"] != b["who"] and not _confused(a["who"], b["who"])


def _confused(one: object, other: object) -> bool:
    return any(TAKEN_FOR.get(str(x), ("",))[0] == y for x, y in ((one, other), (other, one)))
