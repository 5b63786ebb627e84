"""Lists of third parties, for dispatchers only: every fact of them is unverified, and none enters the repository.

Read are our own format (a list of organizations) and collections of facts: `organisations`, whose services tell their
confidence, sources and facts in words. Of services that we know ourselves only what we do not have is taken.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from hotline.core.directory import files
from hotline.core.directory.facts import Fact, Location, Organization, Part, Phone, Said, Service, Source, Trust
from hotline.core.directory.private_words import ABOUT, COMMUNES, KINDS, NEVER_TOLD, OTHER
from hotline.core.directory.words import SourceKind

THIRD_PARTY = "third-party-directory"
UNVERIFIED = "secondary-unverified"
BASIS = "third parties only (trust rule 3): confirm before you tell it"
NUMBER = re.compile(r"\+?\d[\d ]*\d")
POSTAL_CODE = re.compile(r"\b1\d{3}\b")
LISTS = ("audience", "phones", "links", "locations", "schedules", "closures", "languages", "says")


class _Listed(Part):
    model_config = ConfigDict(frozen=True, extra="ignore")  # theirs may say more than we take


class _Source(_Listed):
    key: str
    url: str
    date_on_page: str
    kind: SourceKind


class _Service(_Listed):
    id: str
    name_fr: str
    name_nl: str | None = None
    category: str
    confidence: str
    phones: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    hours: str | None = None
    target_public: str | None = None
    eligibility: str | None = None
    access: str | None = None
    languages: str | None = None
    conflict: str | None = None
    note: str | None = None
    secondary_fields: str | None = None
    sources: tuple[_Source, ...] = ()


class _Organization(_Listed):
    id: str
    name_fr: str
    name_nl: str | None = None
    services: tuple[_Service, ...]


class _Meta(_Listed):
    compiled: date


class _Collection(_Listed):
    meta: _Meta
    organisations: tuple[_Organization, ...]


def organizations(content: Any, folder: Path = files.FOLDER) -> list[Organization]:
    """What a third party's file says, as documents of ours that dispatchers alone may see. Raises WrongFile."""
    if isinstance(content, dict) and "organisations" in content:
        collection = files.checked(content, _Collection, "the file")
        known = _known_numbers(folder)
        found = (_organization(one, collection.meta.compiled, known) for one in collection.organisations)
        return [one for one in found if one.services]
    if not isinstance(content, list):
        raise files.WrongFile("the file: neither a list of organizations nor a collection with organisations")
    return [_doubted(files.checked(one, Organization, f"organization {place}")) for place, one in enumerate(content, 1)]


def _doubted(organization: Organization) -> Organization:
    """The same, with no fact better than unverified."""
    services = tuple(_doubted_service(one) for one in organization.services)
    return organization.model_copy(update={"services": services})


def _doubted_service(service: Service) -> Service:
    update: dict[str, object] = {name: tuple(map(_doubted_fact, getattr(service, name))) for name in LISTS}
    if service.saturation:
        update["saturation"] = _doubted_fact(service.saturation)
    return service.model_copy(update={**update, "trust": _doubt(service.trust)})


def _doubted_fact(fact: Fact) -> Fact:
    return fact.model_copy(update={"trust": _doubt(fact.trust)}) if fact.trust else fact


def _doubt(trust: Trust) -> Trust:
    return trust.model_copy(update={"assurance": "unverified"})


def _known_numbers(folder: Path) -> set[str]:
    """The numbers of the knowledge base, as digits: they have a trust of their own."""
    services = (service for one in files.organizations(folder) for service in one.services)
    return {_digits(phone.number) for service in services for phone in service.phones}


def _organization(listed: _Organization, read_on: date, known: set[str]) -> Organization:
    services = [one for one in (_service(one, known) for one in listed.services) if one]
    used = {key for one in services for key in one.trust.sources}
    sources = {
        one.key: Source(url=one.url, dated=one.date_on_page, kind=one.kind, read_on=read_on)
        for service in listed.services
        for one in service.sources
        if one.key in used
    }
    content = {"id": listed.id, "name": _names(listed), "sources": sources, "services": services}
    return files.checked(content, Organization, listed.id)


def _service(listed: _Service, known: set[str]) -> Service | None:
    """A service that only third parties tell of, or what they add to one of ours. None: they add nothing."""
    whole = listed.confidence == UNVERIFIED
    theirs = {one.key for one in listed.sources if one.kind == THIRD_PARTY}

    def taken(text: str) -> bool:
        return whole or any(key in text for key in theirs)

    kind, needs = KINDS.get(listed.category, OTHER)
    phones = [one for one in map(_phone, listed.phones) if whole or _digits(one.number) not in known]
    places = [one for one in listed.locations if taken(one)]
    says = [*_sentences(listed, taken), *(_said("contact", one) for one in places if not _is_address(one))]
    if not (whole or phones or says):
        return None
    content = {
        "id": listed.id,
        "name": _names(listed),
        "summary": {"fr": listed.name_fr},
        "type": kind,
        "needs": needs,
        "trust": Trust(sources=tuple(one.key for one in listed.sources), assurance="unverified", basis=BASIS),
        "phones": phones,
        "locations": [_location(one, hidden=kind in NEVER_TOLD) for one in places if _is_address(one)],
        "says": says,
    }
    return files.checked(content, Service, listed.id)


def _names(listed: _Organization | _Service) -> dict[str, str]:
    return {"fr": listed.name_fr, **({"nl": listed.name_nl} if listed.name_nl else {})}


def _phone(text: str) -> Phone:
    """ "02 529 41 20 (by day)": the number, and what is said of it as its name."""
    found = NUMBER.match(text)
    number = found.group() if found else text
    rest = text[len(number) :].strip(" ()")
    return files.checked({"number": number, "name": {"en": rest} if rest else {}}, Phone, "a phone number")


def _sentences(listed: _Service, taken: Callable[[str], bool]) -> Iterator[Said]:
    for field, (about, before) in ABOUT.items():
        text = getattr(listed, field)
        if text and taken(text):
            yield _said(about, f"{before}{text}")


def _said(about: str, text: str) -> Said:
    return files.checked({"about": about, "text": {"en": text}}, Said, "a sentence")


def _location(text: str, *, hidden: bool) -> Location:
    code = next(iter(POSTAL_CODE.findall(text)), None)
    return Location(address={"fr": text}, postal_code=code, commune=COMMUNES.get(code or ""), hidden=hidden)


def _is_address(text: str) -> bool:
    return "@" not in text and "://" not in text


def _digits(number: str) -> str:
    return number.replace(" ", "")
