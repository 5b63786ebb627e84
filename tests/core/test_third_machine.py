"""Whatever happens in a talk of three, in whatever order, twice or late: nobody is left alone on the line."""

from collections.abc import Callable
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, contact, flow, queue, reservation, talk, third
from hotline.core.contact import CallLeg, Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Busy, Gone, NotAvailable, Reservation
from hotline.core.third import Enough, NotTalking, ThirdPerson, Wanted
from hotline.core.words import LegRole, LegState, ReservationEnd
from tests.core.conftest import hired, someone_waits
from tests.parts import empty

COPIES, WHO, GUESTS = st.sampled_from([1, 1, 2]), st.integers(0, 1), st.integers(0, 2)


class Talk(RuleBasedStateMachine):
    """One caller, two dispatchers, up to three third persons, and every event of a talk."""

    house: ClassVar[web.House]

    @initialize()
    def a_talk(self) -> None:
        empty(self.house.sessions.kw["bind"])
        with self.house.sessions() as session:
            self.staff = [hired(session, name).id for name in ("amina", "jan")]
            self.person = someone_waits(session).contact_id
            leg = session.scalars(select(CallLeg)).one()
            visit = flow.begin(self.house.flows["line"], True)
            leg.visit = flow.visit_to_json(visit)
            session.commit()
        self.takes(0)

    def does(self, act: Callable[[Session], object], copies: int = 1) -> None:
        for _ in range(copies):
            with self.house.sessions() as session:
                try:
                    act(session)
                    session.commit()
                except (NotTalking, Enough, Busy, Gone, NotAvailable, reservation.AlreadyTaken):
                    session.rollback()

    @rule(by=WHO)
    def takes(self, by: int) -> None:
        def act(session: Session) -> None:
            entry = queue.live_entry(session, self.person)
            if entry is None:
                return
            me, at = session.get_one(Dispatcher, self.staff[by]), db.now(session)
            me.activity = "available"
            session.flush()
            held = reservation.reserve(session, entry.id, me, at)
            desk = call.ring_answered(session, held, f"CAdesk{held.id}", at)
            caller = contact.leg_by_sid(session, f"CA{self.person}")
            if desk is None or caller is None or caller.state == LegState.ENDED:
                return
            call.accepted(session, held, at)
            for leg in (desk, caller, *self._live(session, LegRole.THIRD)):
                call.joined(session, held, leg, at)

        self.does(act)

    @rule(n=GUESTS, copies=COPIES)
    def asks_somebody(self, n: int, copies: int) -> None:
        def act(session: Session) -> None:
            held = self._held(session)
            wanted = Wanted("interpreter", f"+3247500000{n}")
            third.ask(session, self.house.vault, held, wanted, db.now(session))

        self.does(act, copies)

    @rule(copies=COPIES)
    def asks_a_colleague(self, copies: int) -> None:
        def act(session: Session) -> None:
            held = self._held(session)
            other = next(one for one in self.staff if one != held.dispatcher_id)
            colleague, at = session.get_one(Dispatcher, other), db.now(session)
            colleague.activity = "available"
            session.flush()
            talk.ask_colleague(session, self.house.vault, held, colleague, at)

        self.does(act, copies)

    @rule(n=GUESTS, rings=st.integers(1, 2), copies=COPIES)
    def somebody_joins(self, n: int, rings: int, copies: int) -> None:
        def act(session: Session) -> None:
            one = self._guest(session, n)
            leg = third.answered(session, one, f"CAguest{one.id}-{rings}", db.now(session)) if one else None
            room = third.room(session, one) if one else None
            if leg and room:
                call.joined(session, room, leg, db.now(session))

        self.does(act, copies)

    @rule(n=GUESTS, copies=COPIES)
    def a_guests_line_ends(self, n: int, copies: int) -> None:
        self._ends(LegRole.THIRD, n, copies)

    @rule(copies=COPIES)
    def a_dispatchers_line_ends(self, copies: int) -> None:
        self._ends(LegRole.DISPATCHER, 0, copies)

    @rule(copies=COPIES)
    def the_caller_hangs_up(self, copies: int) -> None:
        self._ends(LegRole.CALLER, 0, copies)

    @rule(copies=COPIES)
    def leaves(self, copies: int) -> None:
        self.does(lambda session: talk.leave(session, self._held(session), db.now(session)), copies)

    @rule(n=GUESTS)
    def is_with_somebody(self, n: int) -> None:
        """The ordinary way, so that what follows it is tried often."""
        self.takes(0)
        self.asks_somebody(n, 1)
        self.somebody_joins(n, 1, 1)

    @rule(n=GUESTS)
    def is_left_to_somebody(self, n: int) -> None:
        self.is_with_somebody(n)
        self.leaves(1)

    @rule(n=GUESTS, copies=COPIES)
    def lets_go(self, n: int, copies: int) -> None:
        def act(session: Session) -> None:
            one = self._guest(session, n)
            if one:
                talk.let_third_go(session, one, db.now(session))

        self.does(act, copies)

    @rule(on=st.booleans(), copies=COPIES)
    def holds(self, on: bool, copies: int) -> None:
        act = talk.hold if on else talk.resume
        self.does(lambda session: act(session, self._held(session), db.now(session)), copies)

    @rule()
    def gives_back(self) -> None:
        self.does(
            lambda session: call.give_back(session, self._held(session), ReservationEnd.GIVEN_BACK, db.now(session))
        )

    @rule(copies=COPIES)
    def the_caller_is_let_go_by_the_conference(self, copies: int) -> None:
        def act(session: Session) -> None:
            leg = contact.leg_by_sid(session, f"CA{self.person}")
            if leg and leg.visit and leg.reservation_id:
                line, at = self.house.flows["line"], db.now(session)
                call.talk_over(session, line, leg, leg.visit["turn"], at, leg.reservation_id)
                talk.come_back(session, line, leg, leg.visit["turn"], at)

        self.does(act, copies)

    # What must always hold

    @invariant()
    def nobody_is_alone_on_the_line(self) -> None:
        """Whoever is in a conference by our record is with somebody, or owed to be moved out of it."""
        with self.house.sessions() as session:
            person = session.get_one(Contact, self.person)
            guests = third.here(session, self.person)
            [caller] = session.scalars(select(CallLeg).where(CallLeg.call_sid == f"CA{self.person}"))
            desks = self._live(session, LegRole.DISPATCHER)
            owed = session.scalars(select(Promise)).all()
            moved = {one.args["leg"] for one in owed if one.kind == "move"}
            freed = {one.args["reservation"] for one in owed if one.kind == "free"}
            talking = caller.state == LegState.TALKING
            if guests and not talking:
                assert desks
            held = reservation.reservation_of(session, self.person)
            entry = queue.live_entry(session, self.person)
            if talking and held is None and entry is None and person.ended_at is None:
                assert guests or caller.reservation_id in freed or caller.reservation_id is None
            for leg in self._live(session, LegRole.THIRD):
                one = session.get_one(ThirdPerson, leg.third_id)
                assert one.left_at is None or leg.id in moved

    @invariant()
    def each_talk_has_one_dispatcher_and_hold_ends_with_it(self) -> None:
        with self.house.sessions() as session:
            held = session.scalars(select(Reservation).where(Reservation.ended_at.is_(None))).all()
            assert len(held) <= 1
            for entry in session.scalars(select(QueueEntry)):
                has_one = entry.state in ("reserved", "bridged")
                assert has_one == bool(held and held[0].entry_id == entry.id)
                assert not has_one or entry.dispatcher_id == held[0].dispatcher_id
            over = session.scalars(select(Reservation).where(Reservation.ended_at.is_not(None)))
            assert not [one for one in over if one.on_hold_at]

    @invariant()
    def who_is_gone_waits_no_more(self) -> None:
        with self.house.sessions() as session:
            person = session.get_one(Contact, self.person)
            if person.ended_at is not None:
                assert queue.live_entry(session, self.person) is None
            if person.bridged_at is not None:
                assert person.outcome in (None, "helped")

    def _ends(self, role: LegRole, n: int, copies: int) -> None:
        def act(session: Session) -> None:
            live = self._live(session, role)
            if live:
                leg = contact.leg_by_sid(session, live[n % len(live)].call_sid)
                assert leg
                call.leg_changed(session, leg, LegState.ENDED, db.now(session))

        self.does(act, copies)

    def _live(self, session: Session, role: LegRole) -> list[CallLeg]:
        found = select(CallLeg).where(CallLeg.role == role, CallLeg.state != LegState.ENDED).order_by(CallLeg.id)
        return list(session.scalars(found))

    def _held(self, session: Session) -> Reservation:
        contact.lock(session, self.person)
        held = reservation.reservation_of(session, self.person)
        if held is None:
            raise NotTalking
        return held

    def _guest(self, session: Session, n: int) -> ThirdPerson | None:
        contact.lock(session, self.person)
        found = third.open_ones(session, self.person)
        return found[n % len(found)] if found else None


def test_any_order_of_events_leaves_nobody_alone(house: web.House) -> None:
    Talk.house = house
    run_state_machine_as_test(
        Talk,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
