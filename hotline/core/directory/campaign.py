"""Asking the services themselves: who is asked, how, and what is owed to them through the outbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import opt_out, outbox, sms
from hotline.core.directory import letter, link, read
from hotline.core.directory.facts import Service, in_language
from hotline.core.directory.link import Address, Link
from hotline.core.measure import BRUSSELS
from hotline.core.number import text_number
from hotline.core.secret import Vault
from hotline.core.words import TextPurpose

OLDER_DAYS = 330  # asked once a year, a month before it is over
ALONE = 7_114  # the advisory lock of the one campaign that runs


@dataclass(frozen=True)
class Asked:
    """A service that is asked. `sent`: mail, sms or hand; `url`: its link, only where staff must give it on."""

    service: Service
    verified_on: date | None
    sent: str
    url: str | None = None


def whom(session: Session, at: datetime, older_days: int = OLDER_DAYS) -> list[Service]:
    """Services that everyone may know, whose own word is older than this, and which were not asked already."""
    today = at.astimezone(BRUSSELS).date()
    asked = {one.service_id for one in link.open_links(session, at)}
    services = (service for one in read.organizations(session, today) for service in one.services)
    due = [one for one in services if one.id not in asked and _is_old(one, today, older_days)]
    return sorted(due, key=lambda one: (one.trust.verified_on or date.min, one.id))


def with_address(session: Session, services: Collection[Service]) -> list[Service]:
    """Those of them that we know how to write to; the others are rung, or given a link from their page."""
    known = set(session.scalars(select(Address.service_id)))
    return [one for one in services if one.id in known]


def _is_old(service: Service, today: date, older_days: int) -> bool:
    seen = service.trust.verified_on
    return seen is None or (today - seen).days > older_days


def ask(
    session: Session, vault: Vault, services: Collection[Service], at: datetime, *, base: str, by_id: int | None,
    mail: bool,
) -> list[Asked]:  # fmt: skip
    """Make a link for each service and owe it to them. `mail`: letters can be sent from here.

    One that we cannot write to from here comes back with its link, for staff to give on.
    """
    session.execute(select(func.pg_advisory_xact_lock(ALONE)))
    already = {one.service_id for one in link.open_links(session, at)}
    return [_ask(session, vault, one, at, base, by_id, mail=mail) for one in services if one.id not in already]


def _ask(
    session: Session, vault: Vault, service: Service, at: datetime, base: str, by_id: int | None, *, mail: bool
) -> Asked:
    where = session.get(Address, service.id)
    sent, phone = way(session, vault, where, mail=mail)
    language = where.language if where else "fr"
    made, token = link.new(session, vault, service.id, at, language=language, sent=sent, by_id=by_id)
    url = address(base, token, language)
    if sent == "mail":
        outbox.promise(session, "ask_by_mail", at, link=made.id)
    elif sent == "sms" and phone:
        words = letter.text(language, in_language(service.name, language)[0], url)
        sms.owe(session, vault, phone, words, at, purpose=TextPurpose.PARTNER, key=f"link:{made.id}")
    return Asked(service, service.trust.verified_on, sent, url if sent == "hand" else None)


def way(session: Session, vault: Vault, where: Address | None, *, mail: bool) -> tuple[str, str | None]:
    """How a service is reached: a letter, a text (with the number), or by hand."""
    if where is not None and where.mail and mail:
        return "mail", None
    phone = text_number(vault.open(where.phone)) if where is not None and where.phone else None
    if phone and not opt_out.stopped(session, vault, phone):
        return "sms", phone
    return "hand", None


def address(base: str, token: str, language: str) -> str:
    """Where the link leads."""
    return f"{base}/confirm/{token}?lang={language}"


def by_hand(session: Session, vault: Vault, at: datetime, base: str) -> Sequence[tuple[Link, str | None]]:
    """Open links that staff give on themselves, each with its address; None: our secret is another one now."""
    links = [one for one in link.open_links(session, at) if one.sent == "hand"]
    tokens = ((one, link.token(vault, one)) for one in links)
    return [(one, token and address(base, token, one.language)) for one, token in tokens]
