"""What a partner writes in the form behind its link, read as facts: hours, numbers, addresses, how to get in.

What cannot be read as a fact is kept as words for the dispatcher who looks at it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import ValidationError

from hotline.core import hours, hours_words
from hotline.core.directory.confirm import key, told, with_source
from hotline.core.directory.facts import Fact, Location, Organization, Phone, Said, Schedule, Service, in_language

LONGEST = 300  # characters of one field
POSTAL = re.compile(r"(?<!\d)1\d{3}(?!\d)")
FIELDS: dict[str, type[Fact]] = {"hours": Schedule, "phone": Phone, "address": Location, "access": Said}
LISTS = {"hours": "schedules", "phone": "phones", "address": "locations", "access": "says"}


@dataclass(frozen=True)
class Line:
    """One field of the form: `name` carries the key of the fact it shows; `text`: as it is now."""

    name: str
    kind: str
    text: str
    fact: Fact | None = None


@dataclass
class Read:
    """The organization as the partner wants it, and what could not be read."""

    wanted: Organization
    words: list[str] = field(default_factory=list)


def lines(service: Service, language: str) -> list[Line]:
    """The form: each thing we tell about it, and one empty line for what we do not know yet."""
    found = []
    for kind, name in LISTS.items():
        facts = [one for one in getattr(service, name) if not isinstance(one, Said) or one.about == "access"]
        found += [Line(f"{kind}-{key(one)}", kind, text_of(one, language), one) for one in facts]
        if kind in ("phone", "hours") or not facts:
            found.append(Line(f"{kind}-new", kind, ""))
    return found


def text_of(fact: Fact, language: str) -> str:
    """What the form shows of a fact."""
    match fact:
        case Schedule():
            return hours_words.shown(fact.hours, language)
        case Phone():
            return fact.number
        case Location():
            return in_language(fact.address, language)[0]
        case Said():
            return in_language(fact.text, language)[0]
    return ""


def read(
    known: Organization, service_id: str, form: Mapping[str, str], language: str, day: date, *, closed: bool = False
) -> Read:
    """What the form says. `known`: all of the organization; only facts that the form showed can change."""
    service = next(one for one in known.services if one.id == service_id)
    words: list[str] = []
    update: dict[str, object] = {}
    for kind, name in LISTS.items():
        update[name] = tuple(_facts(kind, getattr(service, name), form, language, day, words))
    if closed:
        update["ends_on"] = day - timedelta(days=1)
    changed = service.model_copy(update=update)
    services = tuple(changed if one.id == service_id else one for one in known.services)
    wanted = known.model_copy(update={"services": services})
    return Read(with_source(wanted, "partner", day) if changed != service else known, words)


def _facts(
    kind: str, facts: tuple[Fact, ...], form: Mapping[str, str], language: str, day: date, words: list[str]
) -> list[Fact]:
    found: list[Fact] = []
    for fact in facts:
        name = f"{kind}-{key(fact)}"
        written = _clean(form[name]) if name in form else text_of(fact, language)
        if written == text_of(fact, language):
            found.append(fact)
        elif written:
            found.append(_fact(kind, fact, written, language, day, words) or fact)
    if written := _clean(form.get(f"{kind}-new", "")):
        fresh = _fact(kind, None, written, language, day, words)
        found += [fresh] if fresh else []
    return found


def _fact(kind: str, old: Fact | None, text: str, language: str, day: date, words: list[str]) -> Fact | None:
    """The fact that these words tell; None, and the words are kept: they tell none."""
    try:
        content = _content(kind, old, text, language)
        return FIELDS[kind].model_validate({**content, "trust": told("partner", day).model_dump()})
    except (ValidationError, hours.WrongHours):
        words.append(text)
        return None


def _content(kind: str, old: Fact | None, text: str, language: str) -> dict[str, object]:
    match kind:
        case "hours":
            rest = _kept(old, "kind", "public", "on_holidays", "starts_on", "ends_on")
            return {**rest, "hours": hours_words.read(text, language)}
        case "phone":
            digits = " ".join(re.sub(r"[/.()-]", " ", text).split())
            return {**_kept(old, "name", "free"), "number": digits}
        case "address":
            return {**_kept(old, "name"), "address": {language: text}, **_place(old, text)}
    return {"about": "access", "text": {language: text}}


def _kept(old: Fact | None, *names: str) -> dict[str, object]:
    return {name: one for name, one in old.model_dump().items() if name in names} if old else {}


def _place(old: Fact | None, text: str) -> dict[str, object]:
    """The postcode that stands in the address. A house that moved is not where it was on the map."""
    code = POSTAL.search(text)
    same = isinstance(old, Location) and code is not None and code[0] == old.postal_code
    return {**(_kept(old, "commune") if same else {}), **({"postal_code": code[0]} if code else {})}


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[:LONGEST]
