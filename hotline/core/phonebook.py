"""Whom a dispatcher can bring into a talk with one click: 112, doctors, interpreters, centres, services."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import ARRAY, BigInteger, Date, Identity, LargeBinary, String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import hours
from hotline.core.number import callable_number
from hotline.core.secret import Vault
from hotline.db import Base

KINDS = ("emergency", "medical", "interpreter", "centre", "service")  # in the order of the list
MUST_ACCEPT = frozenset(
    {"interpreter", "centre"}
)  # a mobile's voicemail must not get a caller; 112 must not press keys
SHORT = re.compile(r"1\d{2,3}|116\d{3}")  # 112, 1722, 116 000: only as an entry, never typed
NAME_LENGTH, NOTE_LENGTH, HOURS_LENGTH = 80, 200, 120


class Entry(Base):
    """One number to add to a talk. `hours` None: day and night. `must_accept`: whoever answers presses 1 first.

    `key`: it came with the software, and comes only once; `removed_at`: a supervisor took it off the list.
    """

    __tablename__ = "phonebook"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    number: Mapped[bytes] = mapped_column(LargeBinary)
    languages: Mapped[list[str] | None] = mapped_column(ARRAY(String(5)))
    hours: Mapped[str | None] = mapped_column(String(HOURS_LENGTH))
    note: Mapped[str | None] = mapped_column(String(NOTE_LENGTH))
    must_accept: Mapped[bool]
    verified_on: Mapped[date | None] = mapped_column(Date)
    removed_at: Mapped[datetime | None]

    def is_open(self, at: datetime) -> bool:
        return hours.closes(hours.parse(self.hours or ""), hours.Season(), at) is not None

    def speaks(self, language: str | None) -> bool:
        """Whether this interpreter is known to speak that language."""
        return language is not None and language in (self.languages or ())


@dataclass(frozen=True)
class Written:
    """What somebody wrote into the book; checked by `check`."""

    kind: str
    name: str
    number: str
    languages: tuple[str, ...] = ()
    hours: str = ""
    note: str = ""
    must_accept: bool | None = None  # None: as usual for the kind


class NotUsable(ValueError):
    """One field of an entry cannot be used: kind, name, number, hours or note."""


def dialable(raw: str) -> str | None:
    """The number of an entry: any that we may ring, or a short national one."""
    digits = re.sub(r"[\s./-]", "", raw)
    return digits if SHORT.fullmatch(digits) else callable_number(raw)


def check(written: Written) -> dict[str, Any]:
    """The columns of an entry, without its number. Raises NotUsable with the name of the first bad field."""
    name, note, opening = written.name.strip(), written.note.strip(), " ".join(written.hours.split())
    if written.kind not in KINDS:
        raise NotUsable("kind")
    if not name or len(name) > NAME_LENGTH:
        raise NotUsable("name")
    if dialable(written.number) is None:
        raise NotUsable("number")
    try:
        hours.parse(opening)
    except hours.WrongHours:
        raise NotUsable("hours") from None
    if len(opening) > HOURS_LENGTH or len(note) > NOTE_LENGTH:
        raise NotUsable("hours" if len(opening) > HOURS_LENGTH else "note")
    accepts = written.kind in MUST_ACCEPT if written.must_accept is None else written.must_accept
    languages = list(written.languages) or None
    return {
        "kind": written.kind,
        "name": name,
        "languages": languages,
        "hours": opening or None,
        "note": note or None,
        "must_accept": accepts,
    }


def write(session: Session, vault: Vault, written: Written, at: datetime, entry: Entry | None = None) -> Entry:
    """Add an entry, or change one. Raises NotUsable. Whoever writes has verified it: today's date is kept."""
    columns = check(written)
    entry = entry or Entry()
    for name, value in columns.items():
        setattr(entry, name, value)
    entry.number, entry.verified_on = vault.lock(dialable(written.number) or ""), at.date()
    session.add(entry)
    return entry


def remove(session: Session, entry: Entry, at: datetime) -> None:
    """Off the list, with its number; an entry that came with the software does not come back."""
    if entry.key is None:
        session.delete(entry)
        return
    entry.removed_at, entry.number = at, b""


def get(session: Session, entry_id: int) -> Entry | None:
    """An entry that is on the list."""
    entry = session.get(Entry, entry_id)
    return entry if entry is not None and entry.removed_at is None else None


def everyone(session: Session) -> Sequence[Entry]:
    """The list: emergencies first, of these 112, then by name."""
    found = session.scalars(select(Entry).where(Entry.removed_at.is_(None)).order_by(Entry.name)).all()
    return sorted(found, key=lambda entry: (KINDS.index(entry.kind), entry.key != "112"))


def by_keys(session: Session, keys: Sequence[str]) -> Sequence[Entry]:
    """The entries that came with the software under these keys and are on the list, in this order."""
    found = {entry.key: entry for entry in everyone(session)}
    return [found[key] for key in keys if key in found]


def names(session: Session) -> Mapping[str, str]:
    """What each entry that came with the software is called, by its key; also of those that were taken off."""
    rows = session.execute(select(Entry.key, Entry.name).where(Entry.key.is_not(None)))
    return {key: name for key, name in rows if key is not None}


def interpreters(entries: Sequence[Entry], language: str | None, at: datetime) -> list[Entry]:
    """Interpreters for someone who speaks `language`: theirs first, and of these who is open now.

    Nobody knows what they speak: all, with those who interpret most languages first.
    """
    found = [entry for entry in entries if entry.kind == "interpreter"]
    if language is not None:
        found = [entry for entry in found if entry.speaks(language) or not entry.languages]
    return sorted(found, key=lambda e: (not e.is_open(at), not e.speaks(language), -len(e.languages or ())))


def by_number(session: Session, vault: Vault, typed: str) -> Entry | None:
    """The entry with this number: so that a typed 112 is the 112 of the list."""
    wanted = dialable(typed)
    return next((e for e in everyone(session) if wanted is not None and vault.open(e.number) == wanted), None)


def seed(session: Session, vault: Vault, path: Path) -> int:
    """Put what comes with the software on the list, each once: a supervisor's change or removal stays."""
    added = 0
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        key, verified = row.pop("key"), row.pop("verified_on", None)
        row.pop("source")
        row["languages"] = tuple(row.get("languages", ()))
        written = Written(**row)
        columns = check(written) | {"number": vault.lock(dialable(written.number) or ""), "verified_on": verified}
        new = insert(Entry).values(key=key, **columns).on_conflict_do_nothing(index_elements=[Entry.key])
        added += len(session.execute(new.returning(Entry.id)).all())
    return added
