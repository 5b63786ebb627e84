"""Nobody took a person: whose phone rings now (pure), the rings owed for it, and who answers takes the person.

The clock asks every second. What rang already stands in the database: after a restart nobody is rung twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.core import call, callout, legs, login, reservation, rota, see_to
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core.callout import Callout
from hotline.core.dispatcher import DUTY_PHONE, HAS_SOMEONE, Dispatcher
from hotline.core.outbox import promise
from hotline.core.plan import Plan, Step
from hotline.core.queue import QueueEntry, serving_order
from hotline.core.reservation import Reservation
from hotline.core.words import Activity, CalloutEnd, EntryState, LegRole, LegState, ReservationEnd

MOST = 200  # of those who wait, the longest waiting: they decide whose phone rings
NO_WORD = timedelta(seconds=45)  # after the ring itself: then the provider's word about its end is lost


@dataclass(frozen=True)
class Waits:
    """What the decision needs to know of somebody who waits.

    `channel`: as the plan calls it; `rung`: (step, person) who were rung for them.
    """

    entry: int
    channel: str
    language: str | None
    waited_s: float
    rung: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Ring:
    """A phone that is to ring now."""

    entry: int
    step: str
    person: int


Groups = Mapping[str, Callable[[str | None], Sequence[int]]]  # who is in a group, those with that language first


def due(plan: Plan, waits: Waits, nobody: bool) -> list[Step]:
    """The steps whose time has come for this person, in their order. `nobody`: no dispatcher is on duty."""
    return [
        step
        for step in plan.steps.get(waits.channel, ())
        if waits.waited_s >= step.after_s or (nobody and step.at_once)
    ]


def next_rings(
    plan: Plan, waiting: Iterable[Waits], groups: Groups, unavailable: Iterable[int], nobody: bool
) -> list[Ring]:
    """The rings to start now, at most what the account may start in a second.

    Those who wait are asked in the order given; for each the steps in their order; a step rings each person once and
    at most `most` of them. Nobody in `unavailable` is rung, and nobody twice at once. Pure.
    """
    rings: list[Ring] = []
    taken = set(unavailable)
    for waits in waiting:
        rung = set(waits.rung)
        for step in due(plan, waits, nobody):
            already = {person for name, person in rung if name == step.name}
            for person in groups[step.ring](waits.language):
                if len(rings) >= plan.calls_a_second:
                    return rings
                if len(already) >= step.most:
                    break
                if person not in taken and person not in already:
                    rings.append(Ring(waits.entry, step.name, person))
                    already.add(person)
                    taken.add(person)
    return rings


def escalate(session: Session, plan: Plan, at: datetime) -> None:
    """Owe the rings that are due for everyone whom nobody has taken yet."""
    _end_unheard(session, plan, at)
    entries = _waiting(session, plan, at)
    if not entries:
        return
    by_id = {entry.id: entry for entry in entries}
    stays = _stays(session, by_id)
    waiting = _as_waits(session, entries, stays, at)
    nobody = dispatchers.count_at_work(session, at)[0] == 0
    if not any(due(plan, waits, nobody) for waits in waiting):
        return
    people = _People(session, at)
    for ring in next_rings(plan, waiting, people.groups, people.unavailable(plan), nobody):
        _owe(session, by_id[ring.entry], ring, stays.get(ring.entry, 0), at)


def _owe(session: Session, entry: QueueEntry, ring: Ring, stay: int, at: datetime) -> None:
    made = session.scalar(
        insert(Callout)
        .values(entry_id=entry.id, contact_id=entry.contact_id, dispatcher_id=ring.person, step=ring.step)
        .values(stay=stay, made_at=at)
        .on_conflict_do_nothing()
        .returning(Callout.id)
    )
    if made is None:
        return
    promise(session, "call_out", at, callout=made)
    others = select(func.count()).where(Callout.entry_id == entry.id, Callout.step == ring.step, Callout.stay == stay)
    if session.scalar(others) == 1:
        contacts.record(session, entry.contact_id, "called_out", at, step=ring.step)


def answered(session: Session, found: Callout, call_sid: str, at: datetime) -> bool:
    """A phone was answered. False: the person no longer waits."""
    callout.lock(session, found.id)
    if found.ended_at is not None:
        return False
    found.call_sid = call_sid
    found.answered_at = found.answered_at or at
    return True


def take(session: Session, found: Callout, call_sid: str, at: datetime) -> Reservation | None:
    """Whoever answered pressed 1: the person is theirs, unless somebody was quicker. The other rings stop.

    Pressed twice, or said twice by the network: the same.
    """
    if contacts.lock(session, found.contact_id) is None:
        return None
    held = _taken(session, found, call_sid)
    callout.lock(session, found.id)
    if held is not None or found.ended_at is not None:
        return held
    try:
        with session.begin_nested():
            dispatchers.takes_by_phone(session, found.dispatcher, at)
            callout.end(session, found, CalloutEnd.TAKEN, at)
            held = reservation.reserve(session, found.entry_id, found.dispatcher, at, rings=False)
    except (reservation.AlreadyTaken, reservation.Busy, reservation.NotAvailable, reservation.Gone):
        session.refresh(found)
        callout.end(session, found, CalloutEnd.STOPPED, at)
        return None
    leg = legs.of_ours(session, held, call_sid, LegRole.DISPATCHER, at)
    leg.state, leg.seen_at = LegState.TALKING, at
    call.accepted(session, held, at)
    return held


def _taken(session: Session, found: Callout, call_sid: str) -> Reservation | None:
    """The pick-up that this very ring has become already."""
    leg = contacts.leg_by_sid(session, call_sid)
    if leg is None or leg.reservation_id is None or leg.state == LegState.ENDED:
        return None
    held = session.get(Reservation, leg.reservation_id)
    return held if held is not None and held.entry_id == found.entry_id and held.ended_at is None else None


def _end_unheard(session: Session, plan: Plan, at: datetime) -> None:
    """Rings of which the provider never said that they ended."""
    long_ago = at - timedelta(seconds=plan.ring_s) - NO_WORD
    for found in callout.live(session):
        if found.made_at < long_ago:
            callout.end(session, found, CalloutEnd.FAILED, at)
            promise(session, "stop_callout", at, callout=found.id)


def _waiting(session: Session, plan: Plan, at: datetime) -> list[QueueEntry]:
    found = session.scalars(
        select(QueueEntry)
        .where(
            QueueEntry.state == EntryState.WAITING,
            or_(QueueEntry.channel.in_(tuple(plan.steps)), see_to.in_danger()),
            see_to.nobody_comes(at),
            or_(QueueEntry.not_before.is_(None), QueueEntry.not_before <= at),
        )
        .order_by(QueueEntry.front.desc(), QueueEntry.entered_at)
        .limit(MOST)
    ).all()
    return serving_order(found, at)


def _stays(session: Session, entries: Iterable[int]) -> dict[int, int]:
    """How often the talk of each was cut off: each time they wait anew, and all phones may ring again."""
    rows = session.execute(
        select(Reservation.entry_id, func.count())
        .where(Reservation.entry_id.in_(entries), Reservation.end == ReservationEnd.LINE_LOST)
        .group_by(Reservation.entry_id)
    )
    return dict(rows.all())


def _as_waits(session: Session, entries: Sequence[QueueEntry], stays: Mapping[int, int], at: datetime) -> list[Waits]:
    rung: dict[int, set[tuple[str, int]]] = {entry.id: set() for entry in entries}
    for one in session.scalars(select(Callout).where(Callout.entry_id.in_(rung))):
        if one.stay == stays.get(one.entry_id, 0):
            rung[one.entry_id].add((one.step, one.dispatcher_id))
    return [
        Waits(
            entry.id,
            see_to.steps_of(entry),
            entry.language,
            (at - (entry.wanted_until or entry.entered_at)).total_seconds(),
            frozenset(rung[entry.id]),
        )
        for entry in entries
    ]


class _People:
    """Everyone whose phone may ring, and in which group they are; read once."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session, self.at = session, at
        rows = session.execute(
            select(Dispatcher, HAS_SOMEONE).where(
                or_(Dispatcher.password_hash != login.NEVER, Dispatcher.username == DUTY_PHONE)
            )
        ).all()
        self.all = {person.id: person for person, _ in rows}
        self.busy = {person.id for person, has_someone in rows if has_someone}
        self.shift = {shift.dispatcher_id for shift in rota.on_now(session, at)}
        self.groups: Groups = {
            "available": lambda language: self._ordered("available", self._available, language),
            "on_shift": lambda language: self._ordered("on_shift", self._on_shift, language),
            "duty_phone": lambda _language: [self._duty_phone()],
        }
        self._kept: dict[tuple[str, str | None], list[int]] = {}

    def unavailable(self, plan: Plan) -> set[int]:
        """Who has someone, whose phone rings already, and who did not answer a moment ago."""
        rest = self.at - timedelta(seconds=plan.rest_s)
        rung = select(Callout.dispatcher_id).where(
            or_(
                Callout.ended_at.is_(None),
                (Callout.ended_at > rest) & Callout.end.in_((CalloutEnd.MISSED, CalloutEnd.REFUSED)),
            )
        )
        return self.busy | set(self.session.scalars(rung))

    def _duty_phone(self) -> int:
        known = [person.id for person in self.all.values() if person.username == DUTY_PHONE]
        if known:
            return known[0]
        made = _duty_phone(self.session, self.at)
        self.all[made.id] = made
        return made.id

    def _ordered(self, group: str, fits: Callable[[Dispatcher], bool], language: str | None) -> list[int]:
        """Read once for all who wait with that language."""
        if (group, language) not in self._kept:
            self._kept[group, language] = self._sorted(fits, language)
        return self._kept[group, language]

    def _sorted(self, fits: Callable[[Dispatcher], bool], language: str | None) -> list[int]:
        able = [person for person in self.all.values() if person.username != DUTY_PHONE and fits(person)]
        return [
            person.id
            for person in sorted(
                able, key=lambda one: (not one.speaks(language), one.activity_at or one.created_at, one.id)
            )
        ]

    def _available(self, person: Dispatcher) -> bool:
        return person.activity == Activity.AVAILABLE and person.has_console(self.at)

    def _on_shift(self, person: Dispatcher) -> bool:
        """On shift with a phone or a console, or simply here and not away."""
        if person.id in self.shift:
            return person.phone is not None or person.has_console(self.at)
        return person.activity != Activity.AWAY and person.has_console(self.at)


def _duty_phone(session: Session, at: datetime) -> Dispatcher:
    """The one who answers the duty phone, whoever that is tonight: on record from the first ring on."""
    session.execute(
        insert(Dispatcher)
        .values(username=DUTY_PHONE, password_hash=login.NEVER, created_at=at, role="dispatcher")
        .values(activity=Activity.AWAY, answers_on="phone", console_language="fr")
        .on_conflict_do_nothing(index_elements=[Dispatcher.username])
    )
    return session.scalars(select(Dispatcher).where(Dispatcher.username == DUTY_PHONE)).one()
