"""Text messages that we owe a phone, and how far each has come. A state only moves forward; the last is final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Identity, LargeBinary, SmallInteger, String, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import consent, opt_out
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.number import callable_number, text_number
from hotline.core.outbox import promise
from hotline.core.secret import Vault
from hotline.core.words import Channel, SmsState, TextPurpose
from hotline.db import Base

LONGEST = 480  # characters: three parts, as a phone of twenty years ago can still put together
IN_HAND = timedelta(seconds=20)  # longer than one worker needs to look a text up and send it
SENDS = 2  # a send whose answer was lost is repeated once, after a look at what the provider has
STALE = timedelta(hours=1)  # what could not be sent by then would be news of yesterday
ANSWERED = timedelta(hours=12)  # so long who reported somebody may answer a text of ours; then it is forgotten
REMEMBERED_THERE = timedelta(hours=3)  # our side of a talk, at the provider: it tries to deliver for two
TURN_OF_CLOCKS = timedelta(minutes=2)  # the provider's clock is not ours

RANK = {SmsState.OWED: 0, SmsState.SENDING: 1, SmsState.QUEUED: 2, SmsState.SENT: 3}
LAST = 4  # delivered, undelivered, failed
NOT_THEIRS = {TextPurpose.CENTRE, TextPurpose.STAFF}
MISSION, REPORT = "mission:", "report:"  # and its id: the key of the text that asks a team, or tells who reported
REFUSED_BY_PERSON = "21610"  # the provider's word for: this phone wrote STOP


class Sms(Base):
    """One text message from us to one phone, by SMS or WhatsApp."""

    __tablename__ = "sms"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    channel: Mapped[str] = mapped_column(String(10), default=Channel.SMS, server_default=Channel.SMS)
    purpose: Mapped[str] = mapped_column(String(20), default=TextPurpose.INFORMATION)
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(12), default=SmsState.OWED)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(index=True)
    state_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(20))
    erased_at: Mapped[datetime | None]


class InOtherHands(Exception):
    """Another worker may be sending this text at this moment."""


@dataclass(frozen=True)
class ToSend:
    """What a worker needs. `tried_since`: it may have been sent already since then, so look first."""

    number: str
    body: str
    tried_since: datetime | None
    may_send: bool


def owe(
    session: Session,
    vault: Vault,
    number: str,
    text: str,
    at: datetime,
    *,
    purpose: TextPurpose | str = TextPurpose.INFORMATION,
    contact_id: int | None = None,
    key: str | None = None,
    by: str | None = None,
    channel: Channel = Channel.SMS,
) -> Sms:
    """Owe a phone a text, in the caller's transaction. The same `key` again: the text that is owed already.

    Not written to is a phone that cannot or does not want to get texts, nor a person who did not call theirs safe:
    the row says `failed` and why (`unusable`, `opted_out`, `not_safe`). `by`: the dispatcher, for the timeline.
    """
    usable = callable_number(number) if channel == Channel.WHATSAPP else text_number(number)
    why_not = "unusable" if usable is None else _unwanted(session, vault, usable, contact_id, purpose)
    values = {
        "contact_id": contact_id,
        "number": vault.lock(usable) if usable else None,
        "body": vault.lock(text if purpose == TextPurpose.REPLY else text[:LONGEST]),
        "channel": channel,
        "purpose": TextPurpose(purpose),
        "key": key,
        "state": SmsState.FAILED if why_not else SmsState.OWED,
        "error": why_not,
        "tries": 0,
        "made_at": at,
        "state_at": at,
    }
    row: Sms | None = session.scalar(
        insert(Sms).values(values).on_conflict_do_nothing(index_elements=["key"]).returning(Sms)
    )
    if row is None:
        return session.scalars(select(Sms).where(Sms.key == key)).one()
    if contact_id is not None and purpose != TextPurpose.REPLY:  # a talk is not told line by line
        contacts.record(session, contact_id, "text", at, purpose=row.purpose, **({"dispatcher": by} if by else {}))
    if why_not is None:
        promise(session, "sms", at, sms=row.id)
    return row


def take(session: Session, vault: Vault, sms_id: int, at: datetime) -> ToSend | None:
    """Take one text for sending; commit before it is sent. None: nothing is left to do. Raises InOtherHands."""
    row = _locked(session, Sms.id == sms_id)
    if row is None or row.state not in (SmsState.OWED, SmsState.SENDING):
        return None
    if row.held_until is not None and row.held_until > at:
        raise InOtherHands
    number, body = (vault.open(locked) if locked else None for locked in (row.number, row.body))
    if number is None or body is None:
        _over(session, row, "unreadable", at)
        return None
    why_not = _why_not(session, vault, row, number, at)
    tried = row.state == SmsState.SENDING
    if why_not and not tried:
        _over(session, row, why_not, at)
        return None
    may_send = row.tries < SENDS and not why_not
    _advance(session, row, SmsState.SENDING, at)
    row.tries, row.held_until = row.tries + may_send, at + IN_HAND
    to = f"whatsapp:{number}" if row.channel == Channel.WHATSAPP else number
    return ToSend(to, body, row.made_at - TURN_OF_CLOCKS if tried else None, may_send)


def unknown_sids(session: Session, sids: Sequence[str]) -> list[str]:
    """Of the provider's messages those that belong to no text of ours yet, in the same order."""
    known = set(session.scalars(select(Sms.sid).where(Sms.sid.in_(sids))))
    return [sid for sid in sids if sid not in known]


def accepted(session: Session, sms_id: int, sid: str, at: datetime) -> None:
    """The provider has it under this id."""
    row = _locked(session, Sms.id == sms_id)
    if row is not None:
        row.held_until = None
        _name(session, row, sid, at)
        _advance(session, row, SmsState.QUEUED, at)
        if row.purpose == TextPurpose.REPLY:  # what is said in a talk is nobody else's to keep
            promise(session, "delete_sms", at, due=at + REMEMBERED_THERE, sid=sid)


def not_sent(session: Session, vault: Vault, sms_id: int, code: str, at: datetime, *, final: bool, known: bool) -> None:
    """An attempt came to nothing. `final`: it is over; `known`: the provider surely does not have it."""
    row = _locked(session, Sms.id == sms_id)
    if row is None:
        return
    row.held_until = None
    if known and row.tries > 0:
        row.tries -= 1
    if final:
        _over(session, row, code, at)
    if code == REFUSED_BY_PERSON and row.number is not None and (number := vault.open(row.number)):
        opt_out.stop(session, vault, number, at)


def given_up(session: Session, sms_id: int, at: datetime) -> None:
    """No worker tries any more."""
    row = _locked(session, Sms.id == sms_id)
    if row is not None and row.state in (SmsState.OWED, SmsState.SENDING):
        _over(session, row, "given_up", at)
        row.held_until = None


def told(session: Session, sms_id: int, sid: str, state: SmsState, error: str | None, at: datetime) -> None:
    """The provider says how far a text has come. It may say so before we know its id, twice, and in any order."""
    row = _locked(session, Sms.sid == sid) or _locked(session, Sms.id == sms_id)
    if row is not None and _name(session, row, sid, at):
        _advance(session, row, state, at, error)


def of(session: Session, contact_id: int) -> Sequence[Sms]:
    """The texts of a contact, newest first."""
    return session.scalars(select(Sms).where(Sms.contact_id == contact_id).order_by(Sms.id.desc())).all()


def erase(session: Session, at: datetime, keep: timedelta, limit: int) -> int:
    """Forget numbers and words with those of the contact, and owe that the provider forgets them too."""
    forgotten = select(Contact.id).where(Contact.id == Sms.contact_id, Contact.erased_at.is_not(None)).exists()
    alone = (Sms.contact_id.is_(None)) & (Sms.made_at < at - keep)
    reporters = (Sms.purpose == TextPurpose.REPORTER) & (Sms.made_at < at - ANSWERED)
    due = session.scalars(
        select(Sms)
        .where(Sms.erased_at.is_(None), or_(forgotten, alone, reporters))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        _forget(session, row, at)
    return len(due)


def forget(session: Session, keys: Sequence[str], at: datetime) -> None:
    """The same for the texts that are owed under these keys."""
    for row in session.scalars(select(Sms).where(Sms.key.in_(keys)).with_for_update()):
        _forget(session, row, at)


def _forget(session: Session, row: Sms, at: datetime) -> None:
    if row.sid:
        promise(session, "delete_sms", at, sid=row.sid)
    if row.state in (SmsState.OWED, SmsState.SENDING):
        _over(session, row, "erased", at)
    row.number = row.body = row.sid = row.key = None
    row.erased_at = at


def _name(session: Session, row: Sms, sid: str, at: datetime) -> bool:
    """Remember the provider's id. False: this is a second message of the same text, to be removed there in time."""
    if row.sid is None and row.erased_at is None:
        row.sid = sid
    if row.sid == sid:
        return True
    promise(session, "delete_sms", at, due=at + timedelta(days=1), sid=sid)
    return False


def _advance(session: Session, row: Sms, state: SmsState, at: datetime, error: str | None = None) -> None:
    """Forward only: a word that comes late about an earlier state changes nothing."""
    if RANK.get(state, LAST) <= RANK.get(SmsState(row.state), LAST):
        return
    row.state, row.state_at = state, at
    if error:
        row.error = error[:20]
    _ask_otherwise(session, row, at)
    if row.contact_id is not None:
        session.info["queue_changed"] = True  # whoever looks at the person sees it


def _over(session: Session, row: Sms, why: str, at: datetime) -> None:
    if RANK.get(SmsState(row.state), LAST) < LAST:
        row.state, row.state_at, row.error = SmsState.FAILED, at, why[:20]
        _ask_otherwise(session, row, at)


def _ask_otherwise(session: Session, row: Sms, at: datetime) -> None:
    """A team that does not get its text is asked another way at once; nobody waits for its answer in vain."""
    if row.state in (SmsState.FAILED, SmsState.UNDELIVERED) and row.key and row.key.startswith(MISSION):
        promise(session, "ask_team", at, mission=int(row.key.removeprefix(MISSION)))


def _why_not(session: Session, vault: Vault, row: Sms, number: str, at: datetime) -> str | None:
    if at - row.made_at > STALE:
        return "too_late"
    return _unwanted(session, vault, number, row.contact_id, row.purpose)


def _unwanted(session: Session, vault: Vault, number: str, contact_id: int | None, purpose: str) -> str | None:
    """Why this phone must be left alone. What is for a centre or a colleague does not go to the person."""
    person = session.get(Contact, contact_id) if contact_id is not None and purpose not in NOT_THEIRS else None
    if person is not None and not _may_write(person, purpose):
        return "not_safe"
    return "opted_out" if opt_out.stopped(session, vault, number) else None


def _may_write(person: Contact, purpose: str) -> bool:
    """Who writes to us is answered at that phone, unless they say that it is not safe; all else needs a yes."""
    return person.safe_to_text is not False if purpose == TextPurpose.REPLY else consent.may_text(person)


def _locked(session: Session, which: ColumnElement[bool]) -> Sms | None:
    return session.scalar(select(Sms).where(which).with_for_update().execution_options(populate_existing=True))
