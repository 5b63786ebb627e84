"""A caller asks the directory by phone: what is looked up for them, and the text message with it.

What was found is kept in the visit, so that a repeat gives the same bytes. Whatever happens here, the way leads on:
nothing certain, too slow or broken means a person.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hotline.core import consent, flow, sms, sms_words
from hotline.core.contact import Contact
from hotline.core.directory import aloud, need_words, read, trust
from hotline.core.directory.answer import Answer
from hotline.core.directory.card import is_private
from hotline.core.directory.query import Query
from hotline.core.directory.search import Result, search
from hotline.core.measure import BRUSSELS
from hotline.core.number import text_number
from hotline.core.secret import Vault
from hotline.core.sms import Sms
from hotline.core.words import SmsState, TextPurpose
from hotline.texts import t

MOST = 3  # services that are told
LOOKED_AT = 20  # of the search, so that enough of them are certain
SLOW_MS = 600  # a question to the database that takes longer is given up: the caller holds the line
MOST_TEXTS = 5  # to one caller
NO_TRACE = ("violence",)  # tiles of needs.yaml: who hurts them may read the phone


def inform(
    session: Session, line: flow.Flow, vault: Vault, contact: Contact, visit: flow.Visit, at: datetime
) -> flow.Visit:
    """The visit with what the directory says, or on its way to a person."""
    try:
        with session.begin_nested():
            session.execute(text(f"set local statement_timeout = {SLOW_MS}"))
            found = _look(session, vault, contact, visit, at)
            session.execute(text("set local statement_timeout = 0"))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        found = None
    except ValueError:  # a document that this version cannot read
        found = None
    return flow.informed(line, visit, found)


def send_text(session: Session, vault: Vault, contact: Contact, visit: flow.Visit, at: datetime) -> bool:
    """The person said that a text is safe: owe it, once for each service. False: this phone cannot get it."""
    known, language = visit.found or flow.Found(), visit.language or "fr"
    found = read.service(session, known.ids[visit.shown], _day(at)) if known.ids else None
    words = sms_words.service(found, language, at) if found is not None else ""
    number = _number(vault, contact)
    if not words or number is None:
        return False
    consent.allow(session, contact, at, call=contact.safe_to_call, text=True)
    owed = sms.owe(
        session, vault, number, words, at,
        purpose=TextPurpose.INFORMATION, contact_id=contact.id, key=f"told:{contact.id}:{known.ids[visit.shown]}",
    )  # fmt: skip
    return owed.state != SmsState.FAILED


def need_of(contact: Contact) -> str | None:
    """What they asked the directory for by phone, last; an id of knowledge_base/needs.yaml."""
    return next((visit.need for visit in _visits(contact) if visit.need), None)


def wish_of(contact: Contact) -> tuple[str, str] | None:
    """Id and name of the service that they want to be put through to."""
    return next((visit.wish for visit in _visits(contact) if visit.wish), None)


def _visits(contact: Contact) -> Iterator[flow.Visit]:
    return (flow.visit_from_json(leg.visit) for leg in reversed(contact.legs) if leg.visit)


def _look(session: Session, vault: Vault, contact: Contact, visit: flow.Visit, at: datetime) -> flow.Found:
    """What is certain about the need; of the services found already, the one that is asked for now."""
    language, answer = visit.language or "fr", None
    ids = visit.found.ids if visit.found else ()
    if visit.found is None and visit.need is not None:
        results = search(session, Query(need=visit.need, language=language, speaks=language, limit=LOOKED_AT), None, at)
        answer = next((one for result in results if (one := _answer(result, visit.need, language, at))), None)
        ids = tuple(_services(results, at)[:MOST])
    service = read.service(session, ids[visit.shown], _day(at)) if ids else None
    if ids and service is None:
        return flow.Found(ids)  # it is gone since
    told = [*(aloud.of_answer(answer, language) if answer else ())]
    if service is not None:
        told += [*_count(visit.shown, len(ids), language), *aloud.of_service(service, language, at)]
    textable = service is not None and bool(sms_words.service(service, language, at))
    private = service is not None and is_private(service.service)
    trace = private or _leaves_a_trace(visit.need) or (answer is not None and answer.shared_phone)
    return flow.Found(
        ids,
        tuple(told),
        name=aloud.name(service, language) if service else "",
        textable=textable and not trace and _may_be_asked(session, vault, contact),
    )


def _services(results: list[Result], at: datetime) -> list[str]:
    """Those that may be told: first those that somebody gets to without us, last those for some only or full today."""
    found = [read.Found(one.organization, one.service) for one in results if one.organization and one.service]
    told = [one for one in found if aloud.may_be_told(one, at)]
    return [
        one.service.id
        for one in sorted(
            told, key=lambda one: (aloud.is_full(one), aloud.is_for_some_only(one), not aloud.leads_there(one, at))
        )
    ]


def _answer(result: Result, need: str, language: str, at: datetime) -> Answer | None:
    """The answer to this very need, if it is certain and somebody wrote it in this language."""
    answer = result.answer
    if answer is None or answer.needs[:1] != (need,) or language not in answer.short:
        return None
    return answer if trust.assurance(answer.trust, _day(at)) == "verified" else None


def _count(shown: int, count: int, language: str) -> Iterator[flow.Said]:
    if count > 1:
        words = t(language, "Number %(number)s of %(count)s.", number=shown + 1, count=count)
        yield flow.Said(flow.AS_IT_IS, {"words": words})


def _leaves_a_trace(need: str | None) -> bool:
    """Whether a text would tell somebody else that this person looks for help against them."""
    return any(one.id == need and one.tile in NO_TRACE for one in need_words.known().needs)


def _may_be_asked(session: Session, vault: Vault, contact: Contact) -> bool:
    """Whether to offer a text: the phone can get one, its person did not say no, and there were not too many."""
    if contact.safe_to_text is False or _number(vault, contact) is None:
        return False
    sent = select(func.count()).where(Sms.contact_id == contact.id, Sms.purpose == TextPurpose.INFORMATION)
    return (session.scalar(sent) or 0) < MOST_TEXTS


def _number(vault: Vault, contact: Contact) -> str | None:
    """The phone they call from, if texts reach it."""
    return text_number(vault.open(contact.number)) if contact.number else None


def _day(at: datetime) -> date:
    return at.astimezone(BRUSSELS).date()
