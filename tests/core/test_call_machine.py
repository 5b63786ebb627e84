"""Whatever happens in whatever order, twice or late: each person has one place or one dispatcher."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import asked, call, contact, dispatcher, flow, instead, queue, reservation, take_over
from hotline.core.contact import CallLeg, Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.reservation import AlreadyTaken, Busy, Gone, NotAvailable, Reservation
from hotline.core.words import Activity, LegRole, LegState, ReservationEnd
from tests.core.conftest import hired, someone_waits
from tests.parts import empty

PEOPLE, STAFF = st.integers(0, 3), st.integers(0, 2)
COPIES = st.sampled_from([1, 1, 2])


class Line(RuleBasedStateMachine):
    """Up to four callers and three dispatchers, and every event that core/call.py knows."""

    house: ClassVar[web.House]

    @initialize()
    def nobody(self) -> None:
        empty(self.house.sessions.kw["bind"])
        self.later = timedelta()
        self.first: dict[int, tuple[object, ...]] = {}
        with self.house.sessions() as session:
            self.staff = [hired(session, f"d{n}").id for n in range(3)]
            self.people = [someone_waits(session).contact_id for _ in range(2)]
            session.commit()

    def does(self, act: Callable[[Session], object], copies: int = 1) -> None:
        """One event, perhaps delivered twice; each in a transaction of its own, as a webhook."""
        for _ in range(copies):
            with self.house.sessions() as session:
                act(session)
                session.commit()

    def at(self, session: Session) -> object:
        return db.now(session) + self.later

    # What people do

    @rule()
    def rings(self) -> None:
        if len(self.people) < 4:
            self.does(lambda session: self.people.append(someone_waits(session).contact_id))

    @rule(who=PEOPLE, by=STAFF, copies=COPIES)
    def takes(self, who: int, by: int, copies: int) -> None:
        def act(session: Session) -> None:
            entry = self._entry(session, who)
            if entry is None:
                return
            try:
                reservation.reserve(session, entry.id, session.get_one(Dispatcher, self.staff[by]), self.at(session))
            except (AlreadyTaken, Busy, Gone, NotAvailable):
                session.rollback()

        self.does(act, copies)

    @rule(who=PEOPLE, by=STAFF, copies=COPIES)
    def takes_over(self, who: int, by: int, copies: int) -> None:
        """A supervisor, from whoever has them."""

        def act(session: Session) -> None:
            try:
                supervisor = session.get_one(Dispatcher, self.staff[by])
                take_over.take_over(session, self._person(who), supervisor, self.at(session))
            except (Busy, Gone):
                session.rollback()

        self.does(act, copies)

    @rule(by=STAFF)
    def takes_the_next(self, by: int) -> None:
        def act(session: Session) -> None:
            try:
                reservation.reserve_next(session, session.get_one(Dispatcher, self.staff[by]), self.at(session))
            except (Busy, NotAvailable):
                session.rollback()

        self.does(act)

    @rule(by=STAFF, ring=st.integers(1, 2), copies=COPIES)
    def answers_the_ring(self, by: int, ring: int, copies: int) -> None:
        def act(session: Session) -> None:
            held = self._held(session, by)
            if held and call.ring_answered(session, held, f"CAring{held.id}-{ring}", self.at(session)):
                call.accepted(session, held, self.at(session))

        self.does(act, copies)

    @rule(by=STAFF, person=st.booleans(), copies=COPIES)
    def is_in_the_conference(self, by: int, person: bool, copies: int) -> None:
        def act(session: Session) -> None:
            held = self._held(session, by)
            leg = self._leg(session, held, person) if held else None
            if held and leg:
                call.joined(session, held, leg, self.at(session))

        self.does(act, copies)

    @rule(who=PEOPLE, by=STAFF)
    def talks(self, who: int, by: int) -> None:
        """The ordinary way, so that what follows it is tried often."""
        self.takes(who, by, 1)
        self.answers_the_ring(by, 1, 1)
        self.is_in_the_conference(by, True, 1)
        self.is_in_the_conference(by, False, 1)

    @rule(who=PEOPLE, copies=COPIES)
    def hangs_up(self, who: int, copies: int) -> None:
        def act(session: Session) -> None:
            leg = contact.leg_by_sid(session, f"CA{self._person(who)}")
            if leg:
                call.leg_changed(session, leg, LegState.ENDED, self.at(session))

        self.does(act, copies)

    @rule(by=STAFF, copies=COPIES)
    def loses_the_line(self, by: int, copies: int) -> None:
        def act(session: Session) -> None:
            held = self._held(session, by)
            leg = self._leg(session, held, person=False) if held else None
            if leg:
                call.leg_changed(session, leg, LegState.ENDED, self.at(session))

        self.does(act, copies)

    @rule(who=PEOPLE, copies=COPIES)
    def is_let_go_by_the_conference(self, who: int, copies: int) -> None:
        line = self.house.flows["line"]

        def act(session: Session) -> None:
            leg = contact.leg_by_sid(session, f"CA{self._person(who)}")
            if leg:
                visit = flow.begin(line, True)
                leg.visit = leg.visit or flow.visit_to_json(visit)
                call.talk_over(session, line, leg, leg.visit["turn"], self.at(session))

        self.does(act, copies)

    @rule(who=PEOPLE)
    def leaves_a_callback(self, who: int) -> None:
        def act(session: Session) -> None:
            person = contact.lock(session, self._person(who))
            entry = self._entry(session, who)
            if person and person.ended_at is None and entry and entry.state == "waiting":
                person.number = self.house.vault.lock("+32470123456")
                instead.leave_callback(session, self.house.vault, person, flow.Key("1"), self.at(session))

        self.does(act)

    @rule(who=PEOPLE, copies=COPIES)
    def is_finished_with(self, who: int, copies: int) -> None:
        def act(session: Session) -> None:
            person = contact.lock(session, self._person(who))
            if person:
                call.finish(session, person, self.at(session))

        self.does(act, copies)

    @rule(by=STAFF)
    def gives_back(self, by: int) -> None:
        def act(session: Session) -> None:
            held = self._held(session, by)
            if held:
                call.give_back(session, held, ReservationEnd.GIVEN_BACK, self.at(session))

        self.does(act)

    @rule(by=STAFF, activity=st.sampled_from([Activity.AVAILABLE, Activity.AVAILABLE, Activity.AWAY]))
    def says_what_they_do(self, by: int, activity: Activity) -> None:
        self.does(lambda session: dispatcher.set_activity(session, self.staff[by], activity, self.at(session)))

    @rule(seconds=st.sampled_from([5, 30, 400]))
    def time_passes(self, seconds: int) -> None:
        self.later += timedelta(seconds=seconds)

        def act(session: Session) -> None:
            for held in reservation.lapsed(session, self.at(session)):
                clock.lapse(session, held, self.at(session))

        self.does(act)

    @rule(by=STAFF, present=st.sampled_from(["nobody", "one", "both"]))
    def the_provider_says_who_is_there(self, by: int, present: str) -> None:
        def act(session: Session) -> None:
            held = self._held(session, by)
            if held is None:
                return
            sides = {"nobody": (), "one": (True,), "both": (True, False)}[present]
            legs = [leg for side in sides if (leg := self._leg(session, held, side))]
            asked.settle(session, held, {leg.call_sid: self.at(session) for leg in legs}, self.at(session))

        self.does(act)

    # What must always hold

    @invariant()
    def each_has_one_place_or_one_dispatcher(self) -> None:
        with self.house.sessions() as session:
            open_ones = session.scalars(select(Reservation).where(Reservation.ended_at.is_(None))).all()
            by_entry = {held.entry_id: held for held in open_ones}
            assert len(by_entry) == len(open_ones) == len({held.dispatcher_id for held in open_ones})
            for entry in session.scalars(select(QueueEntry)):
                held = by_entry.get(entry.id)
                assert (held is not None) == (entry.state in ("reserved", "bridged")), entry.state
                if held is not None:
                    assert entry.dispatcher_id == held.dispatcher_id
                    assert (held.bridged_at is not None) == (entry.state == "bridged")
                if entry.state == "waiting":
                    assert (entry.dispatcher_id, entry.reserved_until) == (None, None)
                if entry.state == "reserved":
                    assert entry.reserved_until
                assert (entry.ended_at is not None) == (entry.state == "ended")

    @invariant()
    def who_is_gone_waits_no_more_and_who_waits_is_not_gone(self) -> None:
        with self.house.sessions() as session:
            for person in session.scalars(select(Contact)):
                live = queue.live_entry(session, person.id)
                if person.ended_at is not None:
                    assert live is None
                caller = session.scalars(select(CallLeg).where(CallLeg.call_sid == f"CA{person.id}")).one()
                if caller.state == "ended" and live is not None:
                    assert live.channel == "callback"

    @invariant()
    def the_record_of_a_wait_is_never_rewritten(self) -> None:
        with self.house.sessions() as session:
            for person in session.scalars(select(Contact)):
                entered = [e.entered_at for e in session.scalars(select(QueueEntry).filter_by(contact_id=person.id))]
                now = (person.opened_at, person.asked_at, entered[:1], person.bridged_at, person.ended_at)
                for before, after in zip(self.first.get(person.id, now), now, strict=True):
                    assert before in (None, after)
                self.first[person.id] = now
                assert len(entered) == 1
                if person.bridged_at:
                    assert person.outcome in ("helped", "callback")

    def _entry(self, session: Session, who: int) -> QueueEntry | None:
        return queue.live_entry(session, self._person(who))

    def _person(self, who: int) -> int:
        return self.people[who % len(self.people)]

    def _held(self, session: Session, by: int) -> Reservation | None:
        """Any open pick-up."""
        held = session.scalars(select(Reservation).where(Reservation.ended_at.is_(None)).order_by(Reservation.id)).all()
        return held[by % len(held)] if held else None

    def _leg(self, session: Session, held: Reservation, person: bool) -> CallLeg | None:
        role = LegRole.CALLER if person else LegRole.DISPATCHER
        wanted = CallLeg.contact_id == held.contact_id, CallLeg.role == role, CallLeg.state != LegState.ENDED
        sid = session.scalar(select(CallLeg.call_sid).where(*wanted).order_by(CallLeg.id.desc()).limit(1))
        return contact.leg_by_sid(session, sid) if sid else None


def test_any_order_of_events_leaves_everyone_where_they_belong(house: web.House) -> None:
    Line.house = house
    run_state_machine_as_test(
        Line,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
