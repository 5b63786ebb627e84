"""What a supervisor may say of a centre, on the page or in a file: checked, then written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import crisis
from hotline.core.centre import AUDIENCES, Centre, lock
from hotline.core.hours import WrongHours, parse
from hotline.core.number import callable_number
from hotline.core.secret import Vault

LANGUAGES = ("fr", "nl", "en")
MOST_PLACES = 5000
MOST_KEEP_MINUTES = 24 * 60


class Wrong(Exception):
    """A detail cannot be right. `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Details:
    """A centre as it is described. `phone` in E.164; None: none."""

    name: str
    audience: tuple[str, ...]
    capacity: int
    buffer: int = 0
    commune: str | None = None
    language: str = "fr"
    keep_minutes: int = 120
    hours: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    address: str | None = None
    address_hidden: bool = False
    phone: str | None = None


FIELDS = tuple(Details.__dataclass_fields__)


def read(given: Mapping[str, Any]) -> Details:
    """Details from words, as they come from a form or a file. Raises Wrong with the first field that cannot be."""
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise Wrong(unknown[0])
    details = Details(
        name=_text(given, "name", 80) or _wrong("name"),
        audience=_audience(given.get("audience") or ()),
        capacity=_count(given, "capacity", 0, MOST_PLACES),
        buffer=_count(given, "buffer", 0, MOST_PLACES),
        commune=_text(given, "commune", 40),
        language=_text(given, "language", 5) or "fr",
        keep_minutes=_count(given, "keep_minutes", 120, MOST_KEEP_MINUTES),
        hours=_hours(_text(given, "hours", 200) or ""),
        starts_on=_day(given, "starts_on"),
        ends_on=_day(given, "ends_on"),
        address=_text(given, "address", 200),
        address_hidden=given.get("address_hidden") in (True, "yes", "on", "true"),
        phone=_phone(_text(given, "phone", 40)),
    )
    if details.language not in LANGUAGES:
        raise Wrong("language")
    if details.keep_minutes < 5:
        raise Wrong("keep_minutes")
    if details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        raise Wrong("ends_on")
    return details


def write(session: Session, vault: Vault, details: Details, at: datetime, centre_id: int | None = None) -> Centre:
    """Add a centre, or change the one with this id. Raises Wrong for a name in use or fewer places than are kept."""
    namesake = session.scalar(select(Centre).where(Centre.name == details.name))
    if namesake is not None and namesake.id != centre_id:
        raise Wrong("name")
    centre = lock(session, centre_id) if centre_id is not None else None
    if centre is None:
        centre = Centre(name=details.name, audience=[], created_at=at, occupied=0, held=0, extra=0, capacity=0)
        session.add(centre)
    _resize(session, centre, details)
    for name in ("name", "commune", "language", "keep_minutes", "hours", "starts_on", "ends_on", "address_hidden"):
        setattr(centre, name, getattr(details, name))
    centre.audience = list(details.audience)
    centre.address = vault.lock(details.address) if details.address else None
    centre.phone = vault.lock(details.phone) if details.phone else None
    centre.phone_hash = vault.hash(details.phone) if details.phone else None
    session.flush()
    session.info["queue_changed"] = True
    return centre


def retire(session: Session, centre_id: int, at: datetime) -> None:
    """We no longer work with this centre: off the board; no phone, code or link leads to it. Places kept run out."""
    centre = lock(session, centre_id)
    if centre is not None and centre.closed_at is None:
        centre.closed_at = at
        centre.address = centre.phone = centre.phone_hash = centre.pin_hash = centre.link_hash = None
        centre.name = f"{centre.name[:60]} ({at:%Y-%m-%d %H:%M})"  # the name may be given again
        session.info["queue_changed"] = True


def _resize(session: Session, centre: Centre, details: Details) -> None:
    """Another number of places. Nobody who sleeps there disappears from the count, unless there is no place at all."""
    free, on = centre.free if centre.told_at is not None else 0, crisis.is_on(session)
    if details.capacity < centre.held:
        raise Wrong("capacity")
    centre.capacity, centre.buffer = details.capacity, details.buffer
    centre.extra = details.buffer if on else 0
    room = centre.places - centre.held
    centre.occupied = room - min(free, room) if centre.told_at is not None else room


def _wrong(name: str) -> Any:
    raise Wrong(name)


def _text(given: Mapping[str, Any], name: str, length: int) -> str | None:
    text = " ".join(str(given.get(name) or "").replace("\0", " ").split())
    if len(text) > length:
        raise Wrong(name)
    return text or None


def _audience(given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not set(given) <= set(AUDIENCES) or not given:
        raise Wrong("audience")
    return tuple(code for code in AUDIENCES if code in given)


def _count(given: Mapping[str, Any], name: str, otherwise: int, most: int) -> int:
    text = str(given.get(name, "") if given.get(name) is not None else "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) <= most):
        raise Wrong(name)
    return int(text)


def _hours(text: str) -> str:
    try:
        parse(text)
    except WrongHours:
        raise Wrong("hours") from None
    return text


def _day(given: Mapping[str, Any], name: str) -> date | None:
    value = given.get(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        raise Wrong(name) from None


def _phone(text: str | None) -> str | None:
    if text is None:
        return None
    return callable_number(text) or _wrong("phone")
