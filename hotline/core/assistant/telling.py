"""What the directory says to somebody who writes: the short answer, then two or three services, each with why."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from hotline.core import gazetteer
from hotline.core.assistant.moves import Inform
from hotline.core.directory import aloud, need_words
from hotline.core.directory.answer import Answer
from hotline.core.directory.query import Query
from hotline.core.directory.read import Found
from hotline.core.directory.search import Result, search
from hotline.core.directory.why import WALK_KM, audience, distance, doors, doubt, review
from hotline.core.measure import BRUSSELS
from hotline.core.plain import words
from hotline.texts import t

MOST = 3  # services
LOOKED_AT = 20
BARE = ("privacy", "complaint", "volunteer_donate")  # the answer alone


def told(session: Session, look: Inform, language: str, at: datetime) -> str:
    """The answer and the services, as one message. What is not certain says so."""
    places = gazetteer.current(session)
    near = places.places.get(look.place_id) if look.place_id else None
    by_name = look.need == "service_info"
    need = look.need if by_name else _narrowed(look)
    query = Query(
        text=look.text if by_name else "",
        language=language,
        need=None if by_name else need,
        commune=look.commune,
        near=near if near is not None and near.kind != "commune" else None,
        groups=frozenset(look.groups),
        speaks=language,
        limit=LOOKED_AT,
    )
    results = search(session, query, places if by_name else None, at)
    said = [*_answer(results, look, need, language), *_services(results, look, language, at)]
    return "\n".join(said) or t(language, "I found nothing certain about that. A person can look further with you.")


def _narrowed(look: Inform) -> str:
    """What is needed, as exactly as the words say it: a shower, not "hygiene"."""
    inside = need_words.known().below(look.need)
    said = need_words.needs_in(look.text, words(look.text))
    return next((need for need in said if need in inside), look.need)


def _answer(results: list[Result], look: Inform, need: str, language: str) -> Iterator[str]:
    """The short answer to this need, first the one for people like them; with the warning that belongs to it."""
    known = [one.answer for one in results if one.answer is not None and language in one.answer.short]
    if look.need == "service_info":
        known = known[:1] if results and results[0].answer is not None else []
    else:
        known = [one for one in known if {need, look.need} & set(one.needs)]
    best = next(iter(sorted(known, key=lambda one: _rank(one, look, need))), None)
    if best is None:
        return
    yield best.short[language]
    if best.caution.get(language) and look.need in ("eviction_prevention", "shelter_tonight"):
        yield best.caution[language]
    if best.review:
        yield review(best, language)


def _rank(answer: Answer, look: Inform, need: str) -> tuple[bool, bool, bool, bool]:
    for_them = bool(set(answer.audience) & set(look.groups))
    exact, first = need in answer.needs, answer.needs[:1] in ((need,), (look.need,))
    return not for_them, bool(answer.audience) and not for_them, not exact, not first


def _services(results: list[Result], look: Inform, language: str, at: datetime) -> Iterator[str]:
    if look.need in BARE:
        return
    found = [(one, Found(one.organization, one.service)) for one in results if one.organization and one.service]
    useful = [pair for pair in found if not aloud.is_full(pair[1])]
    if look.place_id is None:  # who knows nothing of where they are is helped first by what is sure
        useful.sort(key=lambda pair: not _reachable(pair[1], at))
    for result, service in useful[:MOST]:
        yield f"• {_service(result, service, language, at)}"


def _reachable(found: Found, at: datetime) -> bool:
    """Whether there is a number or an address that is certain."""
    service, today = found.service, _today(at)
    return bool(aloud.certain_phones(service, today)) or aloud.certain_location(service, today) is not None


def _service(result: Result, found: Found, language: str, at: datetime) -> str:
    """Name, address, number; open until when, how far, for whom; what is not sure."""
    service, today = found.service, _today(at)
    name = aloud.name(found, language)
    location = aloud.certain_location(service, today)
    where = aloud.address(location, language)[0] if location is not None else ""
    phones = [one.number for one in aloud.certain_phones(service, today)[:1]]
    far = distance(result, language) if result.km is not None and result.km <= WALK_KM else ""
    why = [doors(result.opening, language, at), far, *audience(service, language)]
    why.append(doubt(service.trust, language, at))
    line = ", ".join(part for part in (name, where, *phones) if part)
    reasons = " · ".join(part for part in why if part)
    return f"{line}. {reasons}" if reasons else line


def _today(at: datetime) -> date:
    return at.astimezone(BRUSSELS).date()
