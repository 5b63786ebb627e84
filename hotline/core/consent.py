"""What a person allows: may we call or text their phone, when, and which word do we say first.

Nobody is called or texted at a phone that they said is not safe; a text needs a yes that was said.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import queue
from hotline.core.contact import Contact
from hotline.core.measure import BRUSSELS
from hotline.core.secret import Vault
from hotline.core.words import Channel, EntryState

WINDOWS = {"morning": (time(8), time(12)), "afternoon": (time(12), time(18)), "evening": (time(18), time(22))}
WORD_LENGTH = 40  # characters


def may_call(contact: Contact) -> bool:
    """Whether we may ring this person: not where they said no."""
    return contact.safe_to_call is not False


def may_text(contact: Contact) -> bool:
    """Whether we may write to this person: only where they said yes."""
    return contact.safe_to_text is True


def allow(session: Session, contact: Contact, at: datetime, *, call: bool | None, text: bool | None) -> None:
    """The person says what is safe for them; None: not said. A later word replaces an earlier one."""
    if (call, text) != (contact.safe_to_call, contact.safe_to_text):
        contact.safe_to_call, contact.safe_to_text = call, text
        contacts.record(session, contact.id, "safety", at, call=call, text=text)


def keep_word(session: Session, vault: Vault, contact: Contact, word: str, at: datetime) -> bool:
    """The word that we say first when we call back, encrypted. False: there is none in what was said."""
    word = " ".join(word.split())[:WORD_LENGTH]
    if not word:
        return False
    contact.safe_word = vault.lock(word)
    contacts.record(session, contact.id, "safe_word", at)
    return True


def keep_window(session: Session, contact: Contact, window: str | None, at: datetime) -> None:
    """When this person wants to be called; None: at any time. Raises ValueError for an unknown word."""
    if window is not None and window not in WINDOWS:
        raise ValueError(window)
    contact.call_window = window
    entry = queue.live_entry(session, contact.id)
    if entry is not None and entry.channel == Channel.CALLBACK and entry.state == EntryState.WAITING:
        entry.not_before = next_time(window, at) if window else None


def next_time(window: str | None, at: datetime) -> datetime:
    """The first moment from `at` on at which this person wants to be called; `at` itself without a window."""
    if window is None:
        return at
    today = at.astimezone(BRUSSELS).date()
    for day in (today, today + timedelta(days=1)):
        start, end = _of_day(window, day)
        if at < end:
            return max(at, start)
    raise ValueError(window)


def _of_day(window: str, day: date) -> tuple[datetime, datetime]:
    first, last = (datetime.combine(day, hour, BRUSSELS).astimezone(UTC) for hour in WINDOWS[window])
    return first, last
