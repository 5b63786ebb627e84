"""What stands on a sheet of paper, in words and ready to be set: plain values, no page, no type size."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from hotline.core.directory.in_words import Words

Kind = Literal["need", "commune", "region"]


@dataclass(frozen=True)
class Frame:
    """What every sheet has on top and below: our free number as people dial it, and where the public site is."""

    number: str
    base: str


@dataclass(frozen=True)
class Line:
    """One fact. `rank` 1: nobody gets there without it; 2: it helps; 3: good to know. `loud`: a number to dial."""

    picture: str
    words: Words
    rank: int = 1
    loud: bool = False


@dataclass(frozen=True)
class Group:
    """Facts that are equally sure. `doubt`: what makes them unsure, said right above them; empty: they are certain."""

    doubt: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Item:
    """A service. `number`: its place on the map; `pictures`: what it helps with; `checked`: when, if it is certain."""

    name: Words
    groups: tuple[Group, ...]
    pictures: tuple[str, ...] = ()
    number: int | None = None
    checked: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of an answer: what to bring, what happens next."""

    picture: str
    title: str
    words: Words


@dataclass(frozen=True)
class Told:
    """A question answered; `notes`: who has not read it yet, what makes it unsure."""

    title: Words
    short: Words
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A service that is reached by phone, by its number. The number is certain; what is unsure stands in `groups`."""

    phone: str
    price: str
    name: Words
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    picture: str = ""
    told: tuple[Told, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Dot:
    """Something on the map, from its left (0) and its top (0) to its right and its bottom (1)."""

    x: float
    y: float
    name: str


@dataclass(frozen=True)
class Numbered:
    """A place on the map and, where there is room beside it, its number."""

    x: float
    y: float
    label_x: float
    label_y: float
    number: int


@dataclass(frozen=True)
class Map:
    """A drawing of the Region. `rings`: how far it is from the centre, as (radius, words); `legend`: what a picture
    beside a service means."""

    communes: tuple[Dot, ...]
    stations: tuple[Dot, ...]
    places: tuple[Numbered, ...]
    rings: tuple[tuple[float, str], ...]
    note: str
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole sheet. `staff_title`: its title in French and Dutch, for whoever hands it out; `path`: its page on the
    site; `texts`: the sentences of the frame; `secret`: nobody else should find it."""

    kind: Kind
    key: str
    language: str
    direction: str
    title: str
    picture: str
    staff_title: str
    path: str
    number: str
    sections: tuple[Section, ...]
    texts: dict[str, str]
    secret: bool = False
    map: Map | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
