"""In whatever order the phone network speaks, late or twice: nobody is cut off, and nobody sits alone on the line."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, jobs, web
from hotline.core import call, contact, queue, reservation, talk, third
from hotline.core.contact import CallLeg, Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.take_over import take_over
from hotline.core.third import ThirdPerson, Wanted
from hotline.core.words import ReservationEnd
from hotline.gateways.telephony import Telephony
from tests.core.conftest import hired
from tests.parts import Twilio, empty
from tests.voice.provider import Call, Provider
from tests.voice.steps import Steps

ORDER = st.integers(0, 2**16)  # 0: as things come
N, WHO, COPIES = st.integers(0, 11), st.integers(0, 1), st.sampled_from([1, 1, 1, 2])
MEANWHILE = st.lists(N, max_size=3)
REFUSED = (
    third.NotTalking,
    third.Enough,
    reservation.Busy,
    reservation.Gone,
    reservation.NotAvailable,
    reservation.NotYet,
    reservation.AlreadyTaken,
)
BEGINS = ["waits", "talks with an interpreter", "is left to the interpreter", "the next dispatcher answers"]


class Line(Steps, RuleBasedStateMachine):
    """A caller, two dispatchers and whom they bring into the talk, on a network that takes one step at a time."""

    twilio: ClassVar[Twilio]
    use: ClassVar[Callable[[Telephony], None]]

    @initialize(begins=st.sampled_from(BEGINS), order=ORDER)
    def somebody_calls(self, begins: str, order: int) -> None:
        empty(self.house.sessions.kw["bind"])
        self.net = Provider(self.twilio)
        telephony = Telephony(self.house.settings)
        telephony.__dict__["_client"] = self.net.client()
        type(self).use(telephony)
        self.between: list[int] = []
        self.stay: set[Call] = set()  # third persons who must not lose the caller
        self.net.meanwhile = self.something_happens
        with self.house.sessions() as session:
            vault = self.house.vault
            self.staff = [hired(session, "amina").id]
            self.staff.append(hired(session, "jan", answers_on="phone", phone=vault.lock("+32475000099")).id)
            session.commit()
        self.order = 0
        self._rings()
        self._begins(begins)
        self.order = order

    def _begins(self, begins: str) -> None:
        if begins == "waits":
            return
        self.talks_with_an_interpreter(0)
        if begins == "is left to the interpreter":
            self.leaves()
            self.settles(to_the_end=False)
        elif begins == "the next dispatcher answers":
            desk = next(one for one in self.net.calls.values() if one.to == "client:amina")
            self.net.hangs_up(desk)
            self.settles(to_the_end=False)
            self.takes(1)
            self.settles(to_the_end=False)
            self._pick_up()

    def _rings(self) -> None:
        self.caller = self.net.calls_us()
        while self.caller.line is None and not self.caller.over:
            self.net.goes_on(self.caller)
            if self.caller.question is not None:
                self.net.presses(self.caller, "1")

    # The network

    @rule(n=N, copies=COPIES)
    def a_call_goes_on(self, n: int, copies: int) -> None:
        if one := _pick(self.net.busy(), n):
            self.net.goes_on(one, copies)

    @rule(n=N, copies=COPIES)
    def a_word_arrives(self, n: int, copies: int) -> None:
        if self.net.mail:
            self.net.deliver(n, copies)

    @rule(n=N, meanwhile=MEANWHILE, copies=COPIES)
    def a_promise_is_kept(self, n: int, meanwhile: list[int], copies: int) -> None:
        """Perhaps again, by a worker that took over from one that died."""
        if owed := _pick(self.owed(), n):
            self.keeps(owed, meanwhile, copies)

    @rule(order=ORDER)
    def the_moment_passes(self, order: int) -> None:
        """It settles for the time being, in this order."""
        self.order = order
        self.settles(to_the_end=False)

    @rule()
    def deadlines_pass(self) -> None:
        """Also in the middle of a move: then it is given up, and whoever is between two conferences with it."""
        self.stay.clear()
        self.all_too_late()

    @rule(n=N)
    def the_clock_asks(self, n: int) -> None:
        def act(session: Session) -> None:
            leg = _pick(session.scalars(select(CallLeg).where(CallLeg.state != "ended")).all(), n)
            if leg is not None:
                session.add(Promise(kind="ask", args={"leg": leg.id}, made_at=db.now(session), due_at=db.now(session)))

        self._does(act)

    # People at their phones

    @rule(n=N)
    def somebody_answers(self, n: int) -> None:
        if one := _pick([one for one in self.net.calls.values() if one.status == "ringing"], n):
            self.net.answers(one)

    @rule(n=N, key=st.sampled_from(["1", "1", "1", None]))
    def somebody_presses(self, n: int, key: str | None) -> None:
        if one := _pick([one for one in self.net.calls.values() if one.question is not None], n):
            self.net.presses(one, key)

    @rule(key=st.sampled_from([None, None, None, "1"]))
    def the_caller_waits(self, key: str | None) -> None:
        if self.caller.line is not None:
            self.net.waits(self.caller, key)

    @rule(n=N)
    def somebody_hangs_up(self, n: int) -> None:
        if one := _pick([one for one in self.net.calls.values() if not one.over], n):
            self._has_left(one)
            self.net.hangs_up(one, "completed" if one.status == "in-progress" else "busy")

    @rule()
    def the_caller_calls_again(self) -> None:
        if self.caller.over:
            self._rings()

    # People at their desks

    @rule(by=WHO)
    def takes(self, by: int) -> None:
        def act(session: Session) -> None:
            entry = session.scalar(select(QueueEntry).where(QueueEntry.state == "waiting"))
            if entry is not None:
                reservation.reserve(session, entry.id, self._dispatcher(session, by), db.now(session))

        self._does(act)

    @rule(by=WHO)
    def takes_over(self, by: int) -> None:
        def act(session: Session) -> None:
            take_over(session, self._held(session).contact_id, self._dispatcher(session, by), db.now(session))
            self.stay.clear()

        self._does(act)

    @rule()
    def gives_back(self) -> None:
        def act(session: Session) -> None:
            call.give_back(session, self._held(session), ReservationEnd.GIVEN_BACK, db.now(session))
            self.stay.clear()

        self._does(act)

    @rule()
    def finishes(self) -> None:
        def act(session: Session) -> None:
            held = self._held(session)
            person = contact.lock(session, held.contact_id)
            assert person
            call.finish(session, person, db.now(session))
            if held.finished_at:
                self.stay.clear()

        self._does(act)

    @rule(n=WHO)
    def asks_an_interpreter(self, n: int) -> None:
        def act(session: Session) -> None:
            wanted = Wanted("interpreter", f"+3247500000{n}", must_accept=True)
            third.ask(session, self.house.vault, self._held(session), wanted, db.now(session))

        self._does(act)

    @rule()
    def asks_a_colleague(self) -> None:
        def act(session: Session) -> None:
            held = self._held(session)
            colleague = self._dispatcher(session, 1 - self.staff.index(held.dispatcher_id))
            talk.ask_colleague(session, self.house.vault, held, colleague, db.now(session))

        self._does(act)

    @rule()
    def leaves(self) -> None:
        self._does(lambda session: talk.leave(session, self._held(session), db.now(session)))

    @rule(n=WHO)
    def lets_somebody_go(self, n: int) -> None:
        def act(session: Session) -> None:
            person = session.scalar(select(Contact.id).order_by(Contact.id.desc()).limit(1))
            assert person
            contact.lock(session, person)
            if one := _pick(third.open_ones(session, person), n):
                talk.let_third_go(session, one, db.now(session))
                self.stay.clear()

        self._does(act)

    @rule(on=st.booleans())
    def holds(self, on: bool) -> None:
        act = talk.hold if on else talk.resume
        self._does(lambda session: act(session, self._held(session), db.now(session)))

    # The ordinary way, so that what follows it is tried often

    @rule(by=WHO)
    def talks(self, by: int) -> None:
        self.takes(by)
        self._all_answer()

    @rule(n=WHO)
    def talks_with_an_interpreter(self, n: int) -> None:
        self.talks(0)
        self.asks_an_interpreter(n)
        self._all_answer()
        self._is_to_stay()

    def _all_answer(self) -> None:
        self.settles(to_the_end=False)
        self._pick_up()
        self.settles(to_the_end=False)

    def _pick_up(self) -> None:
        """Whoever is rung answers, and presses 1 where that is asked."""
        for one in [one for one in self.net.calls.values() if one.status == "ringing"]:
            self.net.answers(one)
            self.net.goes_on(one)
            self.net.goes_on(one)
            if one.question is not None:
                self.net.presses(one, "1")
                self.net.goes_on(one)

    # What must always hold

    @invariant()
    def who_is_in_a_talk_of_three_is_to_stay(self) -> None:
        self._is_to_stay()

    def _is_to_stay(self) -> None:
        room = self.caller.room
        if room is not None and not any(room.ends.values()):
            here = (ThirdPerson.left_at.is_(None), ThirdPerson.joined_at.is_not(None))
            with self.house.sessions() as session:
                guests = select(CallLeg.call_sid).join(ThirdPerson, CallLeg.third_id == ThirdPerson.id).where(*here)
                known = set(session.scalars(guests))
            self.stay |= {one for one in room.ends if one.sid in known}

    def teardown(self) -> None:
        if not hasattr(self, "net"):
            return
        self.settles(to_the_end=True)
        self._nobody_is_alone()
        self._the_caller_is_with_somebody_or_in_line()
        assert self.stay <= set(self.caller.room.ends if self.caller.room else ())
        with self.house.sessions() as session:
            believed = set(session.scalars(select(CallLeg.call_sid).where(CallLeg.state != "ended")))
            assert believed == {one.sid for one in self.net.calls.values() if not one.over}

    def _nobody_is_alone(self) -> None:
        for room in self.net.rooms.values():
            assert len(room.ends) > 1, room.name

    def _the_caller_is_with_somebody_or_in_line(self) -> None:
        with self.house.sessions() as session:
            waiting = session.scalars(select(QueueEntry).where(QueueEntry.state != "ended")).all()
            for entry in waiting:
                lines = session.scalars(
                    select(CallLeg.call_sid).where(
                        CallLeg.contact_id == entry.contact_id, CallLeg.role.in_(("caller", "called_back"))
                    )
                ).all()
                alive = [self.net.calls[sid] for sid in lines if not self.net.calls[sid].over]
                assert entry.channel == "callback" or alive, "a place in line without anybody"
                if entry.state == "bridged":
                    held = session.scalars(select(Reservation).where(Reservation.ended_at.is_(None))).one()
                    assert [one for one in alive if one.room and one.room.name == held.conference]
            finished = session.scalars(select(Reservation).where(Reservation.finished_at.is_not(None))).all()
            promised = session.scalars(select(QueueEntry).where(QueueEntry.channel == "callback")).all()
            if self.caller.ended_by == "us":
                assert finished or promised, "cut off"
            if not self.caller.over and self.caller.room is None:
                assert self.caller.line is not None
                [leg] = session.scalars(select(CallLeg).where(CallLeg.call_sid == self.caller.sid))
                entry = queue.live_entry(session, leg.contact_id)
                assert entry is not None
                assert (entry.state, entry.channel) == ("waiting", "voice")

    def _has_left(self, one: Call) -> None:
        """Who hung up stays no longer; nor who was on the way to a dispatcher who left before all were together."""
        here = set(self.caller.room.ends) if self.caller.room and one is not self.caller else set()
        self.stay = (self.stay - {one}) & here if one.inbound or one in here else set()

    def _does(self, act: Callable[[Session], object]) -> None:
        with self.house.sessions() as session:
            try:
                act(session)
                session.commit()
            except REFUSED:
                session.rollback()

    def _dispatcher(self, session: Session, by: int) -> Dispatcher:
        found = session.get_one(Dispatcher, self.staff[by])
        found.activity, found.seen_at = "available", db.now(session)
        session.flush()
        return found

    def _held(self, session: Session) -> Reservation:
        held = session.scalar(select(Reservation).where(Reservation.ended_at.is_(None)))
        if held is None:
            raise reservation.Gone
        contact.lock(session, held.contact_id)
        session.refresh(held)
        return held


def _pick(of: Sequence[Any], n: int) -> Any:
    return of[n % len(of)] if of else None


def test_whatever_the_network_says_first_nobody_is_cut_off_or_left_alone(
    house: web.House, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "house", lambda: house)

    def use(telephony: Telephony) -> None:
        monkeypatch.setattr(jobs, "telephony", lambda: telephony)

    Line.house, Line.twilio, Line.use = house, twilio, use
    run_state_machine_as_test(
        Line,
        settings=settings(
            max_examples=6,
            stateful_step_count=6,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
