"""Whatever reporters, teams, dispatchers, a crisis, time and a process that dies do: no report is left to nobody."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, crisis, handoff, queue, report, reservation
from hotline.core import contact as contacts
from hotline.core.dispatcher import Dispatcher
from hotline.core.report import Report, Status, in_line, onward, stored
from hotline.core.report.team import mission, routing, teams
from hotline.core.report.team.mission import Mission, MissionEnd, MissionState
from hotline.core.report.twin import merging
from hotline.core.words import EntryState, Priority, ReservationEnd
from tests.core.conftest import hired
from tests.core.report.conftest import FLAGEY, reachable
from tests.parts import empty

WHICH = st.integers(0, 5)
TOLD = st.sampled_from(
    [
        FLAGEY,
        replace(FLAGEY, condition="injured"),
        replace(FLAGEY, condition="not_responding"),
        replace(FLAGEY, lat=None, lon=None, place="?"),
        replace(FLAGEY, condition_words="hij heeft een mes", called_112="reporter"),
    ]
)


class Night(RuleBasedStateMachine):
    """Three teams, one dispatcher, and a clock that is moved by hand."""

    house: ClassVar[web.House]

    @initialize()
    def begins(self) -> None:
        empty(self.house.sessions.kw["bind"])
        self.died: set[int] = set()
        with self.house.sessions() as session:
            self.amina = hired(session, "amina").id
            self.at: datetime = db.now(session)
            reachable(session, self.house, "nurses", "first", "second")

    def does(self, act: Callable[[Session], object]) -> None:
        with self.house.sessions() as session:
            act(session)
            session.commit()

    def of_one(self, which: int, act: Callable[[Session, Report], object]) -> None:
        """An act about one of the reports, which is locked."""

        def found(session: Session) -> None:
            ids = session.scalars(select(Report.id).order_by(Report.id.desc())).all()
            locked = stored.lock(session, ids[which]) if which < len(ids) else None
            if locked is not None:
                act(session, locked)

        self.does(found)

    @rule(facts=TOLD)
    def somebody_reports(self, facts: report.Facts) -> None:
        self.does(
            lambda session: report.send(
                session, self.house.vault, None, facts, self.at, agreed=True, channel="web", language="fr"
            )
        )

    @rule(minutes=st.sampled_from([1, 9, 11, 30, 90]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(which=WHICH, how=st.sampled_from(["helped", "not_found", "emergency", "on_the_way", "passes", "dies"]))
    def a_team_answers(self, which: int, how: str) -> None:
        def act(session: Session, one: Report) -> None:
            given = mission.open_of(session, one.id)
            if given is None:
                return
            if how == "on_the_way":
                given.state, given.answer_by = MissionState.ON_THE_WAY, self.at + timedelta(hours=1)
                return
            end = {"passes": MissionEnd.NO_ANSWER, "dies": MissionEnd.NOT_FOUND}.get(how)
            mission.end(session, given, end or MissionEnd(how), self.at)
            if how == "passes":
                onward.go_on(session, self.house.vault, one, "no_answer", self.at)
            elif how == "helped":
                report.close(session, one, self.at)
            elif how == "dies":
                self.died.add(one.id)
            else:
                onward.to_a_person(session, one, how, self.at)

        self.of_one(which, act)

    @rule(which=WHICH)
    def it_is_taken_back(self, which: int) -> None:
        self.of_one(which, lambda session, one: report.close(session, one, self.at))

    @rule(which=WHICH, name=st.sampled_from(["nurses", "first", "second"]))
    def a_dispatcher_asks_a_team(self, which: int, name: str) -> None:
        def act(session: Session, one: Report) -> None:
            team = teams.book().team(name)
            assert team
            seen = onward.seen_of(session, self.house.vault, one, ())
            if one.status != Status.CLOSED and routing.refusal(team, seen, self.at, onward.load(session)) is None:
                onward.ask(session, self.house.vault, one, team, {"rule": "by_hand"}, self.at)

        self.of_one(which, act)

    @rule(which=WHICH, other=WHICH, apart=st.booleans())
    def two_are_one_or_are_not(self, which: int, other: int, apart: bool) -> None:
        """The clock puts the line right afterwards."""

        def act(session: Session) -> None:
            ids = session.scalars(select(Report.id).order_by(Report.id.desc())).all()
            if max(which, other) >= len(ids):
                return
            one, two = ids[which], ids[other]
            if apart:
                kept = session.get_one(Report, one).merged_into_id
                merging.take_apart(session, one, "amina", self.at)
                self.died |= {one, kept} - {None}
            else:
                merging.merge(session, one, two, "amina", self.at)
                self.died |= {one, two}

        try:
            self.does(act)
        except merging.CannotMerge:
            return

    @rule(which=WHICH, who=st.sampled_from(["dispatcher", "nobody"]))
    def a_dispatcher_says_who_called_112(self, which: int, who: str) -> None:
        self.of_one(which, lambda session, one: in_line.answer_112(session, one, who, "amina", self.at))

    @rule()
    def a_dispatcher_takes_the_next(self) -> None:
        def act(session: Session) -> None:
            try:
                held = reservation.reserve_next(session, session.get_one(Dispatcher, self.amina), self.at)
            except reservation.Busy:
                return
            if held is not None:
                handoff.met(session, held, self.at)

        self.does(act)

    @rule(how=st.sampled_from(["finish", "give_back"]))
    def a_dispatcher_is_done(self, how: str) -> None:
        def act(session: Session) -> None:
            held = reservation.open_reservation(session, self.amina)
            contact = contacts.lock(session, held.contact_id) if held is not None else None
            if held is None or contact is None:
                return
            if how == "give_back":
                call.give_back(session, held, ReservationEnd.GIVEN_BACK, self.at)
            elif in_line.kept_open(session, contact) is None:
                call.finish(session, contact, self.at)

        self.does(act)

    @rule(on=st.booleans())
    def a_crisis_begins_or_ends(self, on: bool) -> None:
        def act(session: Session) -> None:
            amina = session.get_one(Dispatcher, self.amina)
            if on:
                crisis.start(session, "cold", "forecast", amina, self.at)
            for one in [] if on else crisis.going_on(session):
                crisis.end(session, one.id, amina, self.at)

        self.does(act)

    @rule()
    def the_clock_comes_by(self) -> None:
        with self.house.sessions() as session:
            onward.look(session, self.house.vault, self.at)
            self.in_cold_a_person_saw_every_open_report(session)
        self.died.clear()

    def in_cold_a_person_saw_every_open_report(self, session: Session) -> None:
        since = min((one.started_at for one in crisis.going_on(session)), default=None)
        for one in session.scalars(select(Report).where(Report.merged_into_id.is_(None))):
            lines = [line for line in report.timeline(session, one.id) if line.kind == in_line.TO_A_PERSON]
            assert one.status == Status.CLOSED or since is None or any(line.at >= since for line in lines)

    # What is always true

    @invariant()
    def no_report_is_left_to_nobody(self) -> None:
        with self.house.sessions() as session:
            for one in session.scalars(select(Report)):
                entry = in_line.entry_of(session, one.id)
                assert one.id in self.died or entry is not None or in_line.is_cared_for(session, one)
                if in_line.asks_112(one) and one.merged_into_id is None and one.id not in self.died:
                    assert entry is not None
                    assert entry.priority == Priority.DANGER

    @invariant()
    def no_team_has_too_much_and_none_is_asked_twice_by_the_rules(self) -> None:
        with self.house.sessions() as session:
            load = onward.load(session)
            assert all(load.get(team.id, 0) <= team.capacity for team in teams.book().teams)
            by_rule = session.scalars(select(Mission).where(Mission.why["rule"].astext != "by_hand"))
            assert max(Counter((one.report_id, one.team) for one in by_rule).values(), default=1) == 1

    def teardown(self) -> None:
        """Long after, with everyone asleep: what is open is before a person."""
        if not hasattr(self, "at"):
            return
        for hours in (2, 4, 6, 8):
            self.at += timedelta(hours=hours)
            self.the_clock_comes_by()
        with self.house.sessions() as session:
            goes_on = (Report.status != Status.CLOSED, Report.merged_into_id.is_(None))
            for one in session.scalars(select(Report).where(*goes_on)):
                assert in_line.entry_of(session, one.id) is not None
            for held in session.scalars(select(queue.QueueEntry).where(queue.QueueEntry.state == EntryState.WAITING)):
                one_report = in_line.report_of(session, held.contact_id)
                assert one_report is not None
                assert one_report.status != Status.CLOSED or held.priority == Priority.DANGER


def test_every_report_ends_with_a_team_before_a_person_or_closed(house: web.House, book: teams.Book) -> None:
    assert book
    Night.house = house
    run_state_machine_as_test(
        Night,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
