"""Every second, from the database alone: reservations that lapsed, promises not kept, calls gone silent, old data."""

import signal
import time
from datetime import datetime, timedelta
from types import FrameType

import click
import structlog
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hotline import db, jobs, turns
from hotline.core import (
    beat,
    call,
    contact,
    conversation,
    dispatcher,
    escalation,
    hold,
    open_work,
    outbox,
    reservation,
    retention,
    silence,
    talk,
)
from hotline.core.contact import CallLeg
from hotline.core.outbox import Promise
from hotline.core.report import onward
from hotline.core.sheet import stored
from hotline.core.words import LegState, ReservationEnd
from hotline.gateways import live
from hotline.logs import configure
from hotline.web import House

log = structlog.get_logger()

TICK_S = 1.0
GRACE = timedelta(seconds=1)  # a promise younger than this is in a worker's hands
BEAT_EVERY_S = 10
ERASE_EVERY_S = 60
AGES_EVERY_S = 3600
SHEETS = 20  # made anew a minute: text messages are kept by the same worker
LOCK = 7_112  # the advisory lock of the one clock that runs


def run(house: House) -> None:
    """Tick until told to stop. A second clock stands by until the first is gone."""
    stop = _Stop()
    while not stop.asked:
        try:
            with house.sessions.kw["bind"].connect().execution_options(isolation_level="AUTOCOMMIT") as lock:
                lock.detach()  # not the pool's: closed at the end, and the lock is gone with it
                if is_first(lock):
                    _tick_while_first(house, lock, stop)
        except DBAPIError as error:
            log.error("clock without database", error=type(error).__name__)
        time.sleep(TICK_S)


def is_first(lock: Connection) -> bool:
    """Whether this connection holds the lock of the one clock that runs. Raises DBAPIError when it is lost."""
    return bool(lock.scalar(text("select pg_try_advisory_lock(:key)"), {"key": LOCK}))


def _tick_while_first(house: House, lock: Connection, stop: "_Stop") -> None:
    last_beat = last_erase = last_ages = 0.0
    with house.sessions() as session:
        ask_all_after_outage(session, db.now(session), house.settings.silent / 3)
    while not stop.asked and is_first(lock):
        with house.sessions() as session:
            at = db.now(session)
            tick(house, session, at)
            if time.monotonic() - last_beat >= BEAT_EVERY_S:
                last_beat = time.monotonic()
                show_life(house, session, at)
            if time.monotonic() - last_erase >= ERASE_EVERY_S:
                last_erase = time.monotonic()
                erase(house, session, at)
                open_work.leave_behind(session, house.plan.left, at)
                stored.ask_for_outdated(session, at, SHEETS)
                session.commit()
                live.tell(house.redis, session)
            if time.monotonic() - last_ages >= AGES_EVERY_S:
                last_ages = time.monotonic()
                look_for_age(house, session, at)
        time.sleep(TICK_S)


def tick(house: House, session: Session, at: datetime) -> None:
    """One look at everything that time alone brings about."""
    for held in reservation.lapsed(session, at):
        if contact.lock(session, held.contact_id) and reservation.has_lapsed(session, held, at):
            lapse(session, held, at)
        session.commit()
    for centre_id in hold.due_centres(session, at):
        hold.expire_at(session, centre_id, at)
        session.commit()
    for held in talk.on_hold_for_long(session, at):
        talk.remind(session, held, at)
    for leg in silent_legs(session, at - house.settings.silent):
        outbox.promise(session, "ask", at, leg=leg.id)
        leg.seen_at = at
    session.commit()
    escalation.escalate(session, house.plan, at)
    dispatcher.end_wrap_ups(session, house.plan.wrap_up, at)
    session.commit()
    silence.look(session, house.vault, house.plan, house.settings.duty_phone, at)
    onward.look(session, house.vault, at)
    live.tell(house.redis, session)
    for talk_id in conversation.due(session, at - GRACE):
        session.commit()
        have_answered(house, talk_id)
    for owed in outbox.due(session, at - GRACE):
        session.commit()
        deliver(house, owed)


def lapse(session: Session, held: reservation.Reservation, at: datetime) -> None:
    """The dispatcher did not answer in time, or the two did not come together: find out or give back."""
    if held.answered_at is None:
        call.give_back(session, held, ReservationEnd.LAPSED, at)
    else:
        held.entry.reserved_until = at + reservation.JOINING
        outbox.promise(session, "check_talk", at, reservation=held.id)


def silent_legs(session: Session, since: datetime) -> list[CallLeg]:
    """Phone connections without a sign of life since then, locked: the longest silent first."""
    return list(
        session.scalars(
            select(CallLeg)
            .where(CallLeg.state != LegState.ENDED, CallLeg.seen_at < since)
            .order_by(CallLeg.seen_at)
            .limit(50)
            .with_for_update(skip_locked=True, key_share=True)
        )
    )


def ask_all_after_outage(session: Session, at: datetime, outage: timedelta) -> None:
    """Nobody watched for so long: what happened to every call meanwhile? The provider knows."""
    last = session.get(beat.Beat, "clock")
    if last is not None and last.at > at - outage:
        return
    for leg in session.scalars(select(CallLeg).where(CallLeg.state != LegState.ENDED)):
        outbox.promise(session, "ask", at, leg=leg.id)
    session.commit()


def deliver(house: House, owed: Promise) -> None:
    """Hand a promise that is late to a worker; without Redis, keep it here, unless the clock would stand still."""
    try:
        live.nudge(house.redis, owed)
    except RedisError:
        if owed.kind not in outbox.SLOW:
            jobs.keep(owed.id)


def have_answered(house: House, conversation_id: int) -> None:
    """Nobody answers what a person wrote: the process that should have died. A worker does; without Redis, here."""
    try:
        live.nudge_talk(house.redis, conversation_id)
    except RedisError:
        turns.answer(house, conversation_id)


def show_life(house: House, session: Session, at: datetime) -> None:
    """The clock works; the workers are asked to show that they do."""
    beat.strike(session, "clock", at)
    session.commit()
    try:
        for part, queue in (("rings", live.RINGS), ("worker", live.WORK)):
            Queue(queue, connection=house.redis).enqueue("hotline.jobs.show_life", part, result_ttl=0, ttl=20)
    except RedisError:
        log.warning("redis is silent")


def erase(house: House, session: Session, at: datetime) -> None:
    conf = house.settings
    erased = retention.erase(session, at, timedelta(days=conf.keep_numbers_days), timedelta(days=conf.keep_notes_days))
    session.commit()
    if erased:
        log.info("erased", contacts=erased)


def look_for_age(house: House, session: Session, at: datetime) -> None:
    """A worker reads through the directory for what grows old; it has the time for that, the clock has not."""
    outbox.promise(session, "open_checks", at)
    session.commit()
    live.tell(house.redis, session)


class _Stop:
    """Set by SIGTERM or SIGINT."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True


@click.command()
def command() -> None:
    """Look after those who wait, every second. One works, any others stand by."""
    configure("clock")
    run(jobs.house())
