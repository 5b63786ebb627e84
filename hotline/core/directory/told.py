"""A fact in one line, in any of our languages: for the service that looks at what we say of it, and for staff."""

from datetime import date

from babel import Locale
from babel.dates import format_date

from hotline.core import hours_words
from hotline.core.directory import group
from hotline.core.directory.facts import (
    Audience,
    Closure,
    Fact,
    Link,
    Location,
    Phone,
    Said,
    Saturation,
    Schedule,
    Spoken,
    in_language,
)
from hotline.core.directory.why import DEGREES, day
from hotline.texts import mark, t

OPENING = {"open": mark("Doors open"), "registration": mark("Registration"), "phone": mark("By phone")}
ABOUT = {
    "offer": mark("What they do"),
    "access": mark("How to get in"),
    "eligibility": mark("On what condition"),
    "documents": mark("What to bring"),
    "price": mark("What it costs"),
    "stay": mark("For how long"),
    "contact": mark("How to reach them"),
    "caution": mark("Beware"),
}
ROOM = {"places": mark("There are places"), "waiting_list": mark("There is a waiting list"), "full": mark("Full")}
KINDS: dict[type[Fact], str] = {
    Audience: mark("For whom"),
    Phone: mark("Phone"),
    Link: mark("Page"),
    Location: mark("Address"),
    Closure: mark("Closed"),
    Spoken: mark("Languages"),
    Saturation: mark("Room"),
}


def kind(fact: Fact, language: str) -> str:
    """What a fact is about."""
    match fact:
        case Said():
            return t(language, ABOUT[fact.about])
        case Schedule():
            return t(language, OPENING[fact.kind])
    return t(language, KINDS[type(fact)])


def told(fact: Fact, language: str) -> str:
    """What a fact says."""
    match fact:
        case Audience():
            return t(language, DEGREES[fact.degree], group=group.name(fact.group, language))
        case Phone():
            return _joined(fact.number, in_language(fact.name, language)[0])
        case Link():
            return _joined(fact.url, in_language(fact.name, language)[0])
        case Location():
            name, address, way = (in_language(one, language)[0] for one in (fact.name, fact.address, fact.directions))
            return _joined(name, address, _town(fact, address), way)
        case Schedule():
            whom = group.name(fact.public, language) if fact.public else ""
            season, note = days(fact.starts_on, fact.ends_on, language), in_language(fact.note, language)[0]
            return _joined(hours_words.shown(fact.hours, language), whom, season, note)
        case Closure():
            return _joined(days(fact.first, fact.last, language), in_language(fact.why, language)[0])
        case Spoken():
            names = Locale.parse(language).languages
            return ", ".join(str(names.get(code, code)) for code in fact.languages)
        case Said():
            return in_language(fact.text, language)[0]
        case Saturation():
            state = t(language, ROOM[fact.state])
            return t(language, "%(state)s (said on %(day)s)", state=state, day=day(fact.said_on, language))
    return ""


def days(first: date | None, last: date | None, language: str) -> str:
    """From a day to a day; one of them may be open, and one day is one day."""
    if not first and not last:
        return ""
    shown = [format_date(one, "medium", locale=language) if one else "…" for one in (first, last)]
    return shown[0] if first == last else " – ".join(shown)


def _town(place: Location, address: str) -> str:
    """Postcode and commune, unless the address names them."""
    return " ".join(part for part in (place.postal_code, place.commune) if part and part not in address)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
