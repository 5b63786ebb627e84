"""Who is on shift when. Shifts are planned in Brussels time; on the nights when the clocks change they are an hour
shorter or longer, and the next one begins when this one ends.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from hotline.core.dispatcher import Dispatcher
from hotline.core.measure import BRUSSELS
from hotline.db import Base, UtcTime

LONGEST = timedelta(hours=16)  # real hours; longer is a mistake in the file
COLUMNS = ("username", "date", "start", "end")
WEEK = timedelta(days=7)


class BadShift(ValueError):
    """A shift cannot be planned like this. The message is one line for whoever plans."""


class Shift(Base):
    """One person, from one moment to another."""

    __tablename__ = "shift"
    __table_args__ = (Index("uq_shift_start", "dispatcher_id", "starts_at", unique=True),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(UtcTime, index=True)

    dispatcher: Mapped[Dispatcher] = relationship()


@dataclass(frozen=True)
class Planned:
    """A shift as people write it: the day it begins, and two times on the wall. It may end the day after."""

    username: str
    day: date
    start: time
    end: time


def instants(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """The two moments of a shift in Brussels. A time that comes twice that night is the first of the two; one that is
    left out is as long after midnight as it says, so that two shifts that meet on the wall always meet."""
    last = day if end > start else day + timedelta(days=1)
    return _moment(day, start), _moment(last, end)


def _moment(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, BRUSSELS).astimezone(UTC)


def add(session: Session, dispatcher: Dispatcher, day: date, start: time, end: time) -> Shift:
    """Plan one shift. Planned already: the same. Raises BadShift when it is too long or meets another of theirs."""
    starts_at, ends_at = instants(day, start, end)
    if ends_at - starts_at > LONGEST:
        raise BadShift(f"{dispatcher.username}, {day}: longer than {LONGEST // timedelta(hours=1)} hours")
    meets = session.scalars(
        select(Shift).where(Shift.dispatcher_id == dispatcher.id, Shift.starts_at < ends_at, Shift.ends_at > starts_at)
    ).all()
    same = [shift for shift in meets if (shift.starts_at, shift.ends_at) == (starts_at, ends_at)]
    if same:
        return same[0]
    if meets:
        raise BadShift(f"{dispatcher.username}, {day}: meets another shift of theirs")
    shift = Shift(dispatcher_id=dispatcher.id, starts_at=starts_at, ends_at=ends_at)
    session.add(shift)
    session.flush()
    return shift


def between(session: Session, start: datetime, end: datetime) -> Sequence[Shift]:
    """All shifts that touch this time, in the order in which they begin."""
    return session.scalars(
        select(Shift)
        .where(Shift.starts_at < end, Shift.ends_at > start)
        .options(joinedload(Shift.dispatcher))
        .order_by(Shift.starts_at, Shift.id)
    ).all()


def on_now(session: Session, at: datetime) -> Sequence[Shift]:
    """Whose shift it is at this moment."""
    return between(session, at, at + timedelta(microseconds=1))


def coming(session: Session, at: datetime, within: timedelta) -> Sequence[Shift]:
    """The shifts that begin soon."""
    return [shift for shift in between(session, at, at + within) if shift.starts_at > at]


def current(session: Session, dispatcher_id: int, at: datetime) -> Shift | None:
    """The shift this person is in; None when it is not theirs to be here."""
    return session.scalar(
        select(Shift).where(Shift.dispatcher_id == dispatcher_id, Shift.starts_at <= at, Shift.ends_at > at)
    )


def last_ended(session: Session, dispatcher_id: int, at: datetime) -> datetime | None:
    """When their last shift ended, if that was less than half a day ago."""
    return session.scalar(
        select(Shift.ends_at)
        .where(Shift.dispatcher_id == dispatcher_id, Shift.ends_at <= at, Shift.ends_at > at - timedelta(hours=12))
        .order_by(Shift.ends_at.desc())
        .limit(1)
    )


def gaps(shifts: Iterable[Shift], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when nobody is planned. Pure: the shifts in any order."""
    found, covered = [], start
    for shift in sorted(shifts, key=lambda one: one.starts_at):
        if shift.starts_at > covered:
            found.append((covered, min(shift.starts_at, end)))
        covered = max(covered, shift.ends_at)
        if covered >= end:
            return found
    return [*found, (covered, end)]


def week_of(moment: datetime) -> date:
    """The Monday of this moment's week in Brussels."""
    day = moment.astimezone(BRUSSELS).date()
    return day - timedelta(days=day.weekday())


def bounds(monday: date) -> tuple[datetime, datetime]:
    """A week in Brussels: 167, 168 or 169 hours."""
    return _moment(monday, time()), _moment(monday + WEEK, time())


def copy_week(session: Session, monday: date, to: date) -> int:
    """Plan the same again in another week, by the time on the wall. Returns how many shifts were new.

    What someone has there already, and shifts that would meet it, are left alone.
    """
    start, end = bounds(monday)
    planned = [shift for shift in between(session, start, end) if shift.starts_at >= start]
    there = {(shift.dispatcher_id, shift.starts_at) for shift in between(session, *bounds(to))}
    new = 0
    for shift in planned:
        written = as_planned(shift)
        try:
            made = add(session, shift.dispatcher, written.day + (to - monday), written.start, written.end)
        except BadShift:
            continue
        new += (made.dispatcher_id, made.starts_at) not in there
    return new


def as_planned(shift: Shift) -> Planned:
    """A shift as people write it."""
    start, end = (moment.astimezone(BRUSSELS) for moment in (shift.starts_at, shift.ends_at))
    wall = (start.time().replace(fold=0), end.time().replace(fold=0))
    return Planned(shift.dispatcher.username, start.date(), *wall)


def written(shifts: Iterable[Shift]) -> str:
    """The rota as CSV: username, date, start, end, in Brussels time."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in map(as_planned, shifts):
        rows.writerow([one.username, one.day.isoformat(), f"{one.start:%H:%M}", f"{one.end:%H:%M}"])
    return out.getvalue()


def read(text: str) -> list[Planned]:
    """The shifts of a CSV. Raises BadShift that names the line."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise BadShift(f"line 1: expected the columns {','.join(COLUMNS)}")
    return [_row(number, row) for number, row in enumerate(rows, start=2)]


def _row(number: int, row: dict[str, str]) -> Planned:
    try:
        day, start, end = date.fromisoformat(row["date"]), *(time.fromisoformat(row[name]) for name in ("start", "end"))
    except (TypeError, ValueError):
        raise BadShift(f"line {number}: expected a date like 2026-11-26 and times like 22:00") from None
    if start.tzinfo or end.tzinfo:
        raise BadShift(f"line {number}: times are Brussels time, without a zone")
    return Planned((row["username"] or "").strip().lower(), day, start, end)


def plan(session: Session, planned: Iterable[Planned]) -> int:
    """Plan all of these, or none: raises BadShift for the first that cannot be. Returns how many."""
    people = {person.username: person for person in session.scalars(select(Dispatcher))}
    count = 0
    for one in planned:
        if one.username not in people:
            raise BadShift(f"{one.username or 'a line without a name'}, {one.day}: nobody by that name works here")
        add(session, people[one.username], one.day, one.start, one.end)
        count += 1
    return count
