"""A promise is kept once, again after a failure, and somebody is told when it never will be."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline import db, jobs, web
from hotline.core import call, outbox, reservation
from hotline.core.contact import CallLeg
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.gateways.telephony import CannotDo
from tests.core.conftest import Hire, Waits

BASE = "https://hotline.example/voice"


class Provider:
    """Stands in for Telephony: notes what was asked, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.did: list[tuple[str, ...]] = []
        self.fails: list[CannotDo] = []

    def ring(self, to: str, url: str, status_url: str, timeout_s: int) -> str:
        self._do("ring", to)
        return f"CAring{len(self.did)}"

    def move(self, sid: str, url: str, fallback_url: str | None = None) -> None:
        self._do("move", sid)

    def hang_up(self, sid: str) -> None:
        self._do("hang_up", sid)

    def delete_call(self, sid: str) -> None:
        self._do("delete_call", sid)

    def state(self, sid: str) -> None:
        self._do("state", sid)

    def _do(self, *what: str) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.did.append(what)


@pytest.fixture
def provider(house: web.House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    stand_in = Provider()
    monkeypatch.setattr(jobs, "house", lambda: house)
    monkeypatch.setattr(jobs, "telephony", lambda: stand_in)
    yield stand_in
    house.redis.flushdb()


def held_by(session: Session, hire: Hire, waits: Waits) -> Reservation:
    held = reservation.reserve(session, waits(300).id, hire(), db.now(session))
    session.commit()
    return held


def owed(session: Session, kind: str) -> Promise:
    session.expire_all()
    return session.scalars(select(Promise).where(Promise.kind == kind)).one()


def again(session: Session, promise: Promise) -> None:
    """The time for another attempt has come."""
    promise.due_at = db.now(session) - timedelta(seconds=1)
    session.commit()


def test_a_ring_that_twenty_workers_are_told_of_rings_once(
    session: Session, hire: Hire, waits: Waits, provider: Provider
) -> None:
    held_by(session, hire, waits)
    ring, start = owed(session, "ring").id, Barrier(10)

    def work(_: int) -> None:
        start.wait(10)
        jobs.keep(ring)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(10)))
    jobs.keep(ring)
    assert provider.did == [("ring", "client:amina")]
    assert owed(session, "ring").state == "sent"


def test_a_ring_that_fails_is_tried_again_later_each_time(
    session: Session, hire: Hire, waits: Waits, provider: Provider
) -> None:
    held_by(session, hire, waits)
    provider.fails = [CannotDo("away"), CannotDo("away")]
    ring, pauses = owed(session, "ring"), []
    for _ in range(2):
        jobs.keep(ring.id)
        ring = owed(session, "ring")
        assert ring.state == "pending"
        pauses.append(ring.due_at - db.now(session))
        jobs.keep(ring.id)  # too early: nothing happens
        again(session, ring)
    jobs.keep(ring.id)
    assert pauses[0] < pauses[1]
    assert provider.did == [("ring", "client:amina")]
    assert (owed(session, "ring").state, owed(session, "ring").attempts) == ("sent", 3)


def test_a_promise_in_the_hands_of_a_dead_worker_is_taken_up_after_its_lease(session: Session) -> None:
    at = db.now(session)
    promise = outbox.promise(session, "ring", at, reservation=0)
    session.commit()
    assert outbox.claim(session, promise.id, at)
    session.commit()
    assert outbox.claim(session, promise.id, at + outbox.LEASE - timedelta(seconds=1)) is None
    assert outbox.due(session, at + outbox.LEASE - timedelta(seconds=1)) == []
    assert [one.id for one in outbox.due(session, at + outbox.LEASE)] == [promise.id]
    assert outbox.claim(session, promise.id, at + outbox.LEASE)


@pytest.mark.parametrize("failures", [[CannotDo("no", final=True)], [CannotDo("away")] * outbox.ATTEMPTS])
def test_a_dispatcher_who_cannot_be_rung_at_all_gives_the_person_back(
    session: Session, hire: Hire, waits: Waits, provider: Provider, failures: list[CannotDo]
) -> None:
    held_by(session, hire, waits)
    came = session.scalars(select(QueueEntry.entered_at)).one()
    provider.fails = list(failures)
    for _ in failures:
        ring = owed(session, "ring")
        again(session, ring)
        jobs.keep(ring.id)
    assert owed(session, "ring").state == "failed"
    entry = session.scalars(select(QueueEntry)).one()
    assert (entry.state, entry.entered_at) == ("waiting", came)
    assert provider.did == []


def test_nobody_is_rung_for_a_person_who_has_left(
    session: Session, hire: Hire, waits: Waits, provider: Provider
) -> None:
    held = held_by(session, hire, waits)
    reservation.finish(session, held.entry, db.now(session))
    session.commit()
    jobs.keep(owed(session, "ring").id)
    assert provider.did == []
    assert owed(session, "ring").state == "sent"


def test_of_two_rings_after_a_crash_the_second_answered_is_let_go(
    session: Session, hire: Hire, waits: Waits, provider: Provider
) -> None:
    held = held_by(session, hire, waits)
    ring = owed(session, "ring")
    jobs.keep(ring.id)
    ring = owed(session, "ring")
    ring.state = "sending"  # the worker died before it could say that it had rung
    session.execute(delete(CallLeg).where(CallLeg.call_sid == "CAring1"))
    again(session, ring)
    jobs.keep(ring.id)
    assert [what for what, *_ in provider.did] == ["ring", "ring"]

    first = call.ring_answered(session, held, "CAring2", db.now(session))
    session.commit()
    assert first
    second = call.ring_answered(session, held, "CAring1", db.now(session))
    assert second is None
    session.rollback()
    again_first = call.ring_answered(session, held, "CAring2", db.now(session))
    assert again_first, "the webhook of the first answer, repeated"


def test_a_ring_that_ends_beside_another_that_was_answered_takes_nobody_back(
    session: Session, hire: Hire, waits: Waits, provider: Provider
) -> None:
    held = held_by(session, hire, waits)
    for sid in ("CAring1", "CAring2"):
        call.ringing(session, held, sid, call.LegRole.DISPATCHER, db.now(session))
    assert call.ring_answered(session, held, "CAring2", db.now(session))
    call.accepted(session, held, db.now(session))
    session.commit()
    older = session.scalars(select(CallLeg).where(CallLeg.call_sid == "CAring1")).one()
    call.leg_changed(session, older, call.LegState.ENDED, db.now(session))
    session.commit()
    session.expire_all()
    assert held.ended_at is None
    assert held.entry.state == "reserved"


def test_a_provider_who_knows_no_such_call_has_nothing_to_delete(session: Session, provider: Provider) -> None:
    for sid in ("CA1", "CA2"):
        outbox.promise(session, "delete_call", db.now(session), sid=sid)
    session.commit()
    provider.fails = [CannotDo("twilio 404", gone=True), CannotDo("twilio 401")]
    for promise in session.scalars(select(Promise).order_by(Promise.id)).all():
        jobs.keep(promise.id)
    session.expire_all()
    assert list(session.scalars(select(Promise.state).order_by(Promise.id))) == ["sent", "pending"]
