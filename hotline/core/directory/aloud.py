"""What the phone says of a service or an answer: only what is certain, one idea a sentence, names in their language.

What is not certain is left out. A limit ("only for women") and a warning are not: they are said "to be confirmed".
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from hotline.core.directory import group, need_words, trust, why
from hotline.core.directory.answer import Answer
from hotline.core.directory.card import ROOM
from hotline.core.directory.facts import Location, Phone, Schedule, Service, Texts, in_language
from hotline.core.directory.opening import opening
from hotline.core.directory.read import Found
from hotline.core.flow_types import AS_IT_IS, Said
from hotline.core.gazetteer import commune_name
from hotline.core.measure import BRUSSELS
from hotline.core.number import in_pairs
from hotline.core.plain import plain
from hotline.texts import mark, t

MOST_PHONES = 2
NUMBER = re.compile(r"\b0\d{1,3}(?: \d{2,3}){2,3}\b")  # within a sentence: 0800 99 340
OPEN = {
    "open": AS_IT_IS,
    "registration": mark("Registration: %(words)s"),
    "phone": mark("By phone: %(words)s"),
}


def is_full(found: Found) -> bool:
    """Whether somebody said so today."""
    return found.service.saturation is not None and found.service.saturation.state == "full"


def is_for_some_only(found: Found) -> bool:
    """Whether nobody else is taken than a group: we do not know who calls."""
    return any(one.degree == "exclusive" for one in found.service.audience)


def leads_there(found: Found, at: datetime) -> bool:
    """Whether a number or a place is certain: with these somebody gets there without us."""
    service, today = found.service, _today(at)
    return bool(certain_phones(service, today)) or certain_location(service, today) is not None


def may_be_told(found: Found, at: datetime) -> bool:
    """Whether there is something certain to say of this service that helps: a number, a place, a way to get in."""
    service, today = found.service, _today(at)
    ways = service.said("access") if trust.assurance(service.trust, today) == "verified" else ()
    return leads_there(found, at) or any(trust.is_certain(one, service, today) for one in ways)


def of_service(found: Found, language: str, at: datetime) -> Iterator[Said]:
    """The sentences about one service, in the order of their use: who, what, for whom, when, where, how."""
    service, today = found.service, _today(at)
    yield from _names(found, language)
    if trust.assurance(service.trust, today) == "verified":
        yield _say(_what(service, language))
    yield from _for_whom(service, language, today)
    yield from _hours(service, language, at)
    yield from _room(service, language, today)
    yield from _where(service, language, today)
    for about in ("access", "caution"):
        yield from _said(service, about, language, today)
    yield from _phones(service, language, today)


def of_answer(answer: Answer, language: str) -> Iterator[Said]:
    """The short answer, with the remark that it is no advice while a lawyer or a clinician has not read it."""
    yield _say(answer.short[language])
    if answer.review == "lawyer":
        yield _say(t(language, "This is general information, not legal advice."))
    if answer.review == "clinician":
        yield _say(t(language, "This is general information, not medical advice."))


def name(found: Found, language: str) -> str:
    """What a service is called."""
    return _written(found.service.name, language)[0]


def certain_phones(service: Service, today: date) -> list[Phone]:
    """Numbers that may be told as they are."""
    return [one for one in service.phones if not one.staff and trust.is_certain(one, service, today)]


def certain_location(service: Service, today: date) -> Location | None:
    """The first place that may be told as it is: its street, or the commune alone."""
    known = (one for one in service.locations if not one.hidden and trust.is_certain(one, service, today))
    return next((one for one in known if one.address or one.commune), None)


def certain_hours(service: Service, today: date) -> list[Schedule]:
    """The usual hours of the doors that may be told as they are: those of this season, for everyone."""
    return [
        one
        for one in service.schedules
        if one.kind == "open" and one.public is None and trust.is_certain(one, service, today)
        if (one.starts_on or today) <= today <= (one.ends_on or today)
    ]


def address(location: Location, language: str) -> tuple[str, str]:
    """Street and commune as they are written there, and in which language."""
    street, code = _written(location.address, language) if location.address else ("", _sign(language))
    commune = commune_name(location.commune, code) if location.commune else ""
    return ", ".join(part for part in (street, commune) if part), code


def _names(found: Found, language: str) -> Iterator[Said]:
    """The service, and who is behind it where its own name does not say so. Without a website it is a mere list."""
    name, code = _written(found.service.name, language)
    yield _say(name, code)
    behind, code = _written(found.organization.name, language)
    if found.organization.website and not found.service.emergency and plain(behind) not in plain(name):
        yield _say(behind, code)


def _what(service: Service, language: str) -> str:
    if language in service.summary:
        return service.summary[language]
    kinds = (one.name for one in need_words.known().types if one.id == service.type)
    return in_language(next(kinds, {language: service.type}), language)[0]


def _for_whom(service: Service, language: str, today: date) -> Iterator[Said]:
    for one in service.audience:
        certain = trust.is_certain(one, service, today)
        if one.degree == "exclusive" or (one.degree == "preferential" and certain):
            words = t(language, why.DEGREES[one.degree], group=group.name(one.group, language))
            yield _sure(words, language, certain=certain)


def _hours(service: Service, language: str, at: datetime) -> Iterator[Said]:
    for kind, sentence in OPEN.items():
        doors = opening(service, at, kind=kind)  # type: ignore[arg-type]  # the keys are kinds
        if doors.certain and (words := why.doors(doors, language, at)):
            yield _say(t(language, sentence, words=words))


def _room(service: Service, language: str, today: date) -> Iterator[Said]:
    """Whether there was room today: what was said yesterday is not in what the public may know."""
    one = service.saturation
    if one is not None and trust.is_certain(one, service, today):
        yield _say(t(language, ROOM[one.state]))


def _where(service: Service, language: str, today: date) -> Iterator[Said]:
    location = certain_location(service, today)
    if location is not None:
        yield _say(t(language, "Where:"))
        yield _say(*address(location, language))


def _said(service: Service, about: str, language: str, today: date) -> Iterator[Said]:
    for one in service.says:
        certain = trust.is_certain(one, service, today)
        if one.about == about and language in one.text and (certain or about == "caution"):
            yield _sure(one.text[language], language, certain=certain)


def _phones(service: Service, language: str, today: date) -> Iterator[Said]:
    for phone in certain_phones(service, today)[:MOST_PHONES]:
        yield _say(t(language, "The phone number is: %(number)s.", number=in_pairs(phone.number)))
        if phone.free:
            yield _say(t(language, "This call is free."))


def _sure(words: str, language: str, *, certain: bool) -> Said:
    return _say(words if certain else t(language, "To be confirmed: %(words)s", words=words))


def _say(words: str, language: str = "") -> Said:
    spoken = NUMBER.sub(lambda number: in_pairs(number.group()), words)
    return Said(AS_IT_IS, {"words": spoken}, (language,) if language else ())


def _sign(language: str) -> str:
    """The language of street signs for this person."""
    return "nl" if language == "nl" else "fr"


def _written(texts: Texts, language: str) -> tuple[str, str]:
    """A name or a street as it is written there, and in which language: theirs, else French, for it is on the door."""
    return in_language({code: texts[code] for code in (language, "fr", "nl") if code in texts} or texts, language)


def _today(at: datetime) -> date:
    return at.astimezone(BRUSSELS).date()
