"""A service as it stands on paper: where, when, whom to call first; what is unsure together, under its doubt."""

import re
from collections.abc import Iterator

from hotline.core.directory import need_words
from hotline.core.directory.card import HOLIDAYS, KINDS, Card, Hours, Number, Place
from hotline.core.directory.in_words import Words
from hotline.core.directory.words import About
from hotline.core.sheet.content import Group, Item, Line, Row
from hotline.texts import mark, t

MOST_PICTURES = 4
SAYS: tuple[tuple[About, str, int], ...] = (
    ("caution", "warning", 1),
    ("access", "door", 2),
    ("eligibility", "check", 2),
    ("documents", "id_card", 2),
    ("price", "coins", 2),
    ("contact", "speech", 2),
    ("stay", "clock", 3),
    ("offer", "heart", 3),
)
DOORS, BY_PHONE, EVEN_ON_HOLIDAYS = KINDS["open"], KINDS["phone"], HOLIDAYS["open"]
FREE = {True: mark("free"), False: mark("not free"), None: ""}

Doubted = tuple[Line, str]  # a fact and what makes it unsure


def item(card: Card, number: int | None = None, *, through_us: bool = False) -> Item:
    """The whole service. One that nobody can find or ring is reached through us; unless the heading says so already."""
    lines = list(_lines(card))
    if not (card.phones or card.places or card.links or through_us):
        lines.insert(0, (Line("call", _own(card, t(card.language, "Call us to reach them."))), ""))
    if card.summary:
        lines.insert(0, (Line("", card.summary), card.doubt))
    checked = "" if card.doubt else card.checked
    return Item(card.name, _groups(lines, card.doubt), pictures(card), number, checked)


def row(card: Card) -> Row | None:
    """The service by its first number that is certain. None: it has none."""
    if card.phone is None:
        return None
    lines = [(Line("", card.summary), card.doubt), *_open(card, by_phone=True)]
    number = card.phone.shown
    name = re.sub(rf"^{number}\W+|\W+{number}$", "", card.name.text)  # "101 – police": the number stands there already
    free = _free(card.language, card.phone.free)
    return Row(number, free, Words(name, card.name.language), _groups(lines, card.doubt))


def pictures(card: Card) -> tuple[str, ...]:
    """What it helps with, a picture each."""
    known = {one.id: one.pictogram for one in need_words.known().needs}
    return tuple(dict.fromkeys(known[need] for need in card.service.needs if need in known))[:MOST_PICTURES]


def _groups(lines: list[Doubted], first: str) -> tuple[Group, ...]:
    """What is certain comes first, then what is as unsure as the service itself, then the rest."""
    doubts = sorted(dict.fromkeys(doubt for _, doubt in lines), key=lambda doubt: (doubt != "", doubt != first))
    return tuple(Group(doubt, tuple(line for line, of in lines if of == doubt)) for doubt in doubts)


def _lines(card: Card) -> Iterator[Doubted]:
    yield from ((_place(card, one), one.doubt) for one in card.places)
    yield from _open(card)
    yield from ((_phone(card, one), one.doubt) for one in card.phones)
    yield from _audience(card)
    for about, picture, rank in SAYS:
        yield from ((Line(picture, one.words, rank), one.doubt or card.doubt) for one in card.said(about))
    yield from ((Line("globe", one.words, 3), one.doubt or card.doubt) for one in card.spoken)
    reached = bool(card.phones or card.places)
    for link in card.links:
        yield Line("link", Words(link.shown, "en"), 3 if reached else 1), link.doubt
    for place in card.places:
        if place.directions:
            yield Line("pin", place.directions, 2), place.doubt
        if place.wheelchair:
            yield Line("wheelchair", _own(card, place.wheelchair), 3), place.doubt


def _open(card: Card, *, by_phone: bool = False) -> Iterator[Doubted]:
    if card.season:
        yield Line("clock", _own(card, card.season)), card.doubt
    yield from ((Line("clock", _own(card, _hours(card, one, by_phone=by_phone))), one.doubt) for one in card.hours)
    yield from ((Line("clock", one.words), one.doubt or card.doubt) for one in card.closures)


def _place(card: Card, one: Place) -> Line:
    """Where it is; its name only when it is not the service's own."""
    name = "" if one.name.text in card.name.text else one.name.text
    told = ", ".join(part for part in (name, one.address.text, one.town) if part)
    return Line("pin", Words(told, one.address.language if one.address else one.name.language))


def _hours(card: Card, one: Hours, *, by_phone: bool = False) -> str:
    """Days and times on one line, days on which it is closed left out; what they are the hours of, unless it is clear.

    `by_phone`: it is clear that these are the hours of a telephone.
    """
    day_and_night = t(card.language, "day and night")
    remarks = [remark.text for remark in one.remarks]
    if one.rows[0][1] == (day_and_night,):
        text, remarks = day_and_night, [one for one in remarks if one != t(card.language, EVEN_ON_HOLIDAYS)]
    else:
        text = " · ".join(f"{days} {' + '.join(times)}" for days, times in one.rows if times)
    clear = {t(card.language, title) for title in ((DOORS, BY_PHONE) if by_phone else (DOORS,))}
    told = text if one.title in clear else f"{one.title}: {text}"
    return f"{told} ({'; '.join(remarks)})" if remarks else told


def _phone(card: Card, one: Number) -> Line:
    free = _free(card.language, one.free)
    name = one.name.text and one.name.text not in card.name.text and one.name.text
    beside = ", ".join(part for part in (name, free) if part)
    return Line("call", _own(card, f"{one.shown} ({beside})" if beside else one.shown), loud=True)


def _audience(card: Card) -> Iterator[Doubted]:
    for one in card.audience:
        yield Line("two_people", one.words, 2), one.doubt or card.doubt


def _free(language: str, free: bool | None) -> str:
    return t(language, FREE[free]) if FREE[free] else ""


def _own(card: Card, text: str) -> Words:
    return Words(text, card.language)
