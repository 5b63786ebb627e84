"""The free count of a centre: who tells it, how, when; what may be shown and what may be spoken of it."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import crisis, hold, pin
from hotline.core.centre import Centre, Telling, lock, shrink
from hotline.core.dispatcher import Dispatcher
from hotline.core.measure import BRUSSELS
from hotline.core.number import callable_number
from hotline.core.offer import accepted_offer
from hotline.core.secret import Vault, hashed
from hotline.db import now
from hotline.texts import mark, n, t

__all__ = ["accepted_offer"]  # looked for here by the parts that end or hand over a contact

FRESH = timedelta(hours=2)  # a count older than this is grey on the screen and never spoken
LINK = timedelta(days=30)  # a centre's own link works so long
SOURCES = ("board", "phone", "sms", "link")

FULL_WORDS = frozenset({"complet", "full", "vol", "volzet", "zero", "zéro", "nul"})
UNCLEAR = mark("Please send only one number: how many places are free now, besides those we have kept. 0 if none.")
TOO_MANY = mark("This is more than the places we know of (%(places)s). Please send the number of free places again.")


class TooMany(Exception):
    """More free places than there are: surely a slip. `places`: how many there are."""

    def __init__(self, places: int) -> None:
        super().__init__("more than there are")
        self.places = places


def tell_free(
    session: Session,
    centre: Centre,
    count: int,
    by: str,
    at: datetime,
    *,
    dispatcher: Dispatcher | None = None,
    kept: int | None = None,
) -> int:
    """So many places are free at this moment, besides those we have kept. Returns what is on the board now.

    `by`: one of SOURCES. `kept`: how many the teller saw as kept; places kept since then are taken off.
    Nobody for whom a place is kept loses it, also when none is free. Raises TooMany.
    """
    if by not in SOURCES:
        raise ValueError(by)
    lock(session, centre.id)
    hold.expire(session, centre, at)
    on = crisis.is_on(session)
    most = centre.capacity + (centre.buffer if on else 0)
    if not 0 <= count <= most:
        raise TooMany(most)
    since = max(0, centre.held - kept) if kept is not None else 0
    free = min(max(0, count - since), max(0, most - centre.held))
    centre.extra = max(most, centre.held) - centre.capacity
    centre.occupied = max(most, centre.held) - centre.held - free
    shrink(centre, crisis=on)
    centre.told_at, centre.told_by = at, by
    told = Telling(centre_id=centre.id, at=at, by=by, free=count, held=centre.held)
    told.dispatcher_id = dispatcher.id if dispatcher else None
    session.add(told)
    session.flush()
    session.info["queue_changed"] = True
    return centre.free


def is_fresh(centre: Centre, at: datetime) -> bool:
    """Whether the count was told within the last two hours."""
    return centre.told_at is not None and at - centre.told_at <= FRESH


def hour_told(centre: Centre) -> str:
    """When the count was told, by the clock in Brussels: 14:02. Empty: never."""
    return centre.told_at.astimezone(BRUSSELS).strftime("%H:%M") if centre.told_at else ""


def speakable(centre: Centre, at: datetime) -> int | None:
    """How many places may be spoken of: only a fresh count of a centre that is open. None: say nothing."""
    if not is_fresh(centre, at) or centre.closed_at is not None or centre.open_until(at) is None:
        return None
    return centre.free


def centre_by_phone(session: Session, vault: Vault, number: str | None) -> Centre | None:
    """The centre that calls or writes from this number."""
    known = callable_number(number)
    if known is None:
        return None
    return session.scalar(
        select(Centre).where(Centre.phone_hash.in_(vault.hashes(known)), Centre.closed_at.is_(None)).limit(1)
    )


def centre_by_pin(
    session: Session, vault: Vault, code: str, *, caller: str | None = None, at: datetime | None = None
) -> Centre | None:
    """The centre with this number code. None: there is none, or too many wrong codes came lately.

    `caller`: the number it is typed from. Wrong ones are counted, so commit also when this is None.
    """
    at = at or now(session)
    try:
        pin.guess(session, vault, caller, at)
    except pin.TooMany:
        return None
    found = session.scalar(
        select(Centre).where(Centre.pin_hash.in_(pin.hashes(vault, code)), Centre.closed_at.is_(None))
    )
    if found is not None:
        pin.right(session, vault, caller, at)
    return found


def new_pin(vault: Vault, centre: Centre) -> str:
    """A fresh number code for this centre, shown once; the old one ends."""
    code = pin.new()
    centre.pin_hash = pin.hashes(vault, code)[0]
    return code


def new_link(centre: Centre, at: datetime) -> str:
    """The token of a fresh link for this centre, shown once; the old one ends."""
    token = secrets.token_urlsafe(24)
    centre.link_hash, centre.link_until = hashed(token), at + LINK
    return token


def centre_by_link(session: Session, token: str, at: datetime) -> Centre | None:
    """The centre whose link this is; None: wrong, replaced, or too old."""
    return session.scalar(
        select(Centre).where(Centre.link_hash == hashed(token), Centre.link_until > at, Centre.closed_at.is_(None))
    )


def told_by_sms(session: Session, vault: Vault, number: str, body: str, at: datetime) -> str | None:
    """A message from a centre's phone sets its free count. Returns the answer to it; None: not a centre's phone."""
    centre = centre_by_phone(session, vault, number)
    if centre is None:
        return None
    count = number_in(body)
    if count is None:
        return t(centre.language, UNCLEAR)
    try:
        free = tell_free(session, centre, count, "sms", at)
    except TooMany as most:
        return t(centre.language, TOO_MANY, places=most.places)
    return n(
        centre.language,
        "Thank you. %(count)s free place noted; we keep %(held)s more.",
        "Thank you. %(count)s free places noted; we keep %(held)s more.",
        free,
        held=centre.held,
    )


def number_in(body: str) -> int | None:
    """The one number in a message, or 0 for a word that says full; None when it is not clear."""
    found = re.findall(r"\d+", body)
    if not found and FULL_WORDS & set(re.findall(r"\w+", body.casefold())):
        return 0
    return int(found[0]) if len(found) == 1 and len(found[0]) <= 4 else None
