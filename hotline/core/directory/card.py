"""A service as it is shown: every fact in words, and beside it what makes it unsure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hotline.core import gazetteer
from hotline.core.directory import group, need_words, opening, trust, week, why
from hotline.core.directory.facts import Fact, Link, Location, Phone, Schedule, Service
from hotline.core.directory.in_words import Words, language_name, words
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Commune
from hotline.core.directory.words import About
from hotline.core.directory.words import Opening as Kind
from hotline.core.measure import BRUSSELS
from hotline.texts import mark, t

Communes = Mapping[str, Commune] | Mapping[str, gazetteer.Place]
SAFE = ("https://", "http://", "mailto:")  # any other link could run something
KINDS: dict[Kind, str] = {"open": mark("Doors open"), "registration": mark("Registration"), "phone": mark("By phone")}
HOLIDAYS = {"open": mark("Also on bank holidays"), "closed": mark("Closed on bank holidays")}
WHEELCHAIR = {
    "yes": mark("A wheelchair can get in"),
    "partly": mark("A wheelchair can get in, but not everywhere"),
    "no": mark("A wheelchair cannot get in"),
}
ROOM = {  # as it was said today: older statements do not reach the public
    "places": mark("There is room today"),
    "waiting_list": mark("There is a waiting list today"),
    "full": mark("Full today"),
}
SOURCES = {
    "operator": mark("the service itself"),
    "partner": mark("the service itself"),
    "call": mark("our phone call to the service"),
    "authority": mark("a public authority"),
    "sector": mark("an organisation of the sector"),
    "seed": mark("an organisation of the sector"),
    "press": mark("the press"),
    "general-knowledge": mark("generally known"),
}


@dataclass(frozen=True)
class Line:
    """One fact in words. `doubt`: what makes it unsure; empty: it is certain."""

    words: Words
    doubt: str = ""


@dataclass(frozen=True)
class Doors:
    """Open or not at this moment; `state`: open, closed or unknown."""

    state: str
    text: str
    certain: bool


@dataclass(frozen=True)
class Hours:
    title: str
    rows: Sequence[week.Row]
    remarks: Sequence[Words]
    doubt: str


@dataclass(frozen=True)
class Number:
    shown: str
    dial: str
    name: Words
    free: bool | None
    doubt: str


@dataclass(frozen=True)
class Page:
    """A page or an e-mail address elsewhere; `shown` as people write it down. No `url`: it may not be followed."""

    url: str
    shown: str
    doubt: str


@dataclass(frozen=True)
class Place:
    name: Words
    address: Words
    town: str
    directions: Words
    wheelchair: str
    map_url: str
    doubt: str


class Card:
    """One service in the language of the reader, at this moment; `communes`: by their French names."""

    def __init__(self, found: Found, language: str, at: datetime, communes: Communes) -> None:
        self.found, self.service, self.language, self.at = found, found.service, language, at
        self.communes = communes
        self.today = at.astimezone(BRUSSELS).date()
        self.id = self.service.id
        self.name = words(self.service.name, language)
        self.summary = words(self.service.summary, language)
        self.doubt = why.doubt(self.service.trust, language, at)
        self.checked = why.checked_on(self.service.trust, language)

    @property
    def organization(self) -> Words:
        """Who is behind it; empty when the name of the service says so already."""
        name = words(self.found.organization.name, self.language)
        return Words("", self.language) if name.text in self.name.text else name

    @property
    def pictogram(self) -> str:
        needs = {one.id: one.pictogram for one in need_words.known().needs}
        return next((needs[one] for one in self.service.needs if one in needs), "info")

    @property
    def doors(self) -> Doors:
        return self.doors_at(self.at)

    def doors_at(self, moment: datetime) -> Doors:
        """Whether one can go in; where nobody can, whether one can register or ring."""
        for kind, title in KINDS.items():
            known = opening.opening(self.service, moment, kind=kind)
            if known.state != "unknown":
                shown = doors(known, self.language, self.at)
                if kind == "open":
                    return shown
                return replace(shown, text=f"{t(self.language, title)} · {shown.text}")
        return doors(None, self.language, self.at)

    @property
    def hours(self) -> list[Hours]:
        return [self._hours(one) for one in self.service.schedules]

    def _hours(self, one: Schedule) -> Hours:
        remarks = [
            Words(t(self.language, "For: %(group)s", group=group.name(one.public, self.language)), self.language)
            if one.public
            else None,
            Words(week.season(one.starts_on, one.ends_on, self.language), self.language),
            Words(t(self.language, HOLIDAYS[one.on_holidays]), self.language) if one.on_holidays in HOLIDAYS else None,
            words(one.note, self.language),
        ]
        title = t(self.language, KINDS[one.kind])
        return Hours(title, week.week(one, self.language), [line for line in remarks if line], self.unsure(one))

    @property
    def closures(self) -> list[Line]:
        """Days on which it is closed, unless they have passed."""
        coming = [one for one in self.service.closures if one.last >= self.today]
        return [
            Line(
                Words(
                    t(
                        self.language,
                        "Closed: %(when)s",
                        when=week.season(one.first, one.last, self.language)
                        if one.first != one.last
                        else week.day(one.first, self.language),
                    ),
                    self.language,
                ),
                self.unsure(one),
            )
            for one in coming
        ]

    @property
    def season(self) -> str:
        return week.season(self.service.starts_on, self.service.ends_on, self.language)

    @property
    def phones(self) -> list[Number]:
        return [self._number(one) for one in self.service.phones]

    def _number(self, one: Phone) -> Number:
        return Number(
            one.number, one.number.replace(" ", ""), words(one.name, self.language), one.free, self.unsure(one)
        )

    @property
    def phone(self) -> Number | None:
        """The number to call first, when it is certain."""
        return next((one for one in self.phones if not one.doubt), None)

    @property
    def places(self) -> list[Place]:
        return [self._place(one) for one in self.service.locations]

    def _place(self, one: Location) -> Place:
        commune = self.communes.get(one.commune or "")
        named = commune.name(self.language) if commune else one.commune
        town = " ".join(part for part in (one.postal_code, named) if part)
        wheelchair = t(self.language, WHEELCHAIR[one.wheelchair]) if one.wheelchair else ""
        name, address, directions = (words(some, self.language) for some in (one.name, one.address, one.directions))
        return Place(name, address, town, directions, wheelchair, map_url(one), self.unsure(one))

    @property
    def audience(self) -> list[Line]:
        """For whom: only, first, also."""
        ordered = sorted(self.service.audience, key=lambda one: list(why.DEGREES).index(one.degree))
        return [
            Line(
                Words(
                    t(self.language, why.DEGREES[one.degree], group=group.name(one.group, self.language)), self.language
                ),
                self.own(one),
            )
            for one in ordered
        ]

    @property
    def spoken(self) -> list[Line]:
        return [
            Line(
                Words(", ".join(language_name(code, self.language) for code in one.languages), self.language),
                self.own(one),
            )
            for one in self.service.languages
        ]

    @property
    def links(self) -> list[Page]:
        return [self._link(one) for one in self.service.links]

    def _link(self, one: Link) -> Page:
        shown = re.sub(r"^(https?://(www\.)?|mailto:)", "", one.url).rstrip("/")
        bare = f"mailto:{one.url}" if "@" in one.url else f"https://{one.url}"
        url = one.url if one.url.startswith(SAFE) else "" if ":" in one.url else bare
        return Page(url, shown, self.unsure(one))

    def said(self, about: About) -> list[Line]:
        return [Line(words(one.text, self.language), self.own(one)) for one in self.service.said(about)]

    @property
    def room(self) -> Line | None:
        """Whether there is room, when somebody said so today."""
        one = self.service.saturation
        return Line(Words(t(self.language, ROOM[one.state]), self.language), self.own(one)) if one else None

    @property
    def full(self) -> bool:
        """Whether going there today is likely in vain."""
        return self.service.saturation is not None and self.service.saturation.state == "full"

    @property
    def sources(self) -> list[str]:
        """What kind of sources say so, each once."""
        kinds = [self.found.organization.sources[key].kind for key in self.service.trust.sources]
        return list(dict.fromkeys(t(self.language, SOURCES[kind]) for kind in kinds if kind in SOURCES))

    def unsure(self, fact: Fact) -> str:
        """What makes a fact unsure; empty: it is certain."""
        return why.doubt(trust.of(fact, self.service), self.language, self.at)

    def own(self, fact: Fact) -> str:
        """The same, but empty when the card as a whole says so already."""
        return self.unsure(fact) if fact.trust is not None else ""


def doors(known: opening.Opening | None, language: str, at: datetime) -> Doors:
    state = known.state if known else "unknown"
    return Doors(state, why.doors(known, language, at), known is not None and known.certain)


def map_url(one: Location) -> str:
    """A map of that place, elsewhere; empty: we do not know where it is."""
    if one.lat is None or one.lon is None:
        return ""
    return f"https://www.openstreetmap.org/?mlat={one.lat:.5f}&mlon={one.lon:.5f}#map=17/{one.lat:.5f}/{one.lon:.5f}"


def is_private(service: Service) -> bool:
    """Whether a phone that people share should not keep the page."""
    tiles = {one.id: one.tile for one in need_words.known().needs}
    return any(tiles.get(need) == "violence" for need in service.needs)
