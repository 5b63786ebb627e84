"""Whatever dispatchers, centres, the clock and a crisis do in whatever order: never over, none lost, expiry exact."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import crisis, hold, place
from hotline.core.centre import Centre
from hotline.core.dispatcher import Dispatcher
from hotline.core.hold import Full, Hold, Over
from hotline.core.place import TooMany
from tests.core.conftest import centre_with, hired, someone_waits
from tests.parts import empty

CENTRES, PEOPLE, HOLDS = st.integers(0, 1), st.integers(0, 5), st.integers(0, 8)
COPIES = st.sampled_from([1, 1, 2])


class Board(RuleBasedStateMachine):
    """Two centres (one with buffer places), six people, and a clock that is moved by hand."""

    house: ClassVar[web.House]

    @initialize()
    def begins(self) -> None:
        empty(self.house.sessions.kw["bind"])
        with self.house.sessions() as session:
            self.amina = hired(session, "amina").id
            self.people = [someone_waits(session).contact_id for _ in range(6)]
            self.centres = [
                centre_with(session, "Two", capacity=2, free=2, keep_minutes=30).id,
                centre_with(session, "Three and two", capacity=3, free=1, buffer=2, keep_minutes=60).id,
            ]
            self.at: datetime = db.now(session)
            session.commit()

    def does(self, act: Callable[[Session], object], copies: int = 1) -> None:
        """One event, perhaps twice; a refusal undoes all of it."""
        for _ in range(copies):
            with self.house.sessions() as session:
                try:
                    act(session)
                except (Full, Over, TooMany):
                    session.rollback()
                session.commit()

    @rule(minutes=st.sampled_from([1, 10, 29, 30, 31, 60, 200]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(where=CENTRES, who=PEOPLE, places=st.integers(1, 3), copies=COPIES)
    def keeps(self, where: int, who: int, places: int, copies: int) -> None:
        self.does(
            lambda session: hold.keep(session, self.centres[where], self.people[who], None, self.at, places), copies
        )

    @rule(which=HOLDS, how=st.sampled_from([hold.arrive, hold.release, hold.extend]), copies=COPIES)
    def ends_or_lasts(self, which: int, how: Callable[..., Hold], copies: int) -> None:
        def act(session: Session) -> None:
            ids = session.scalars(select(Hold.id).order_by(Hold.id.desc())).all()
            if which < len(ids):
                how(session, ids[which], None, self.at)

        self.does(act, copies)

    @rule(where=CENTRES, count=st.integers(0, 6), kept=st.none() | st.integers(0, 3), copies=COPIES)
    def tells(self, where: int, count: int, kept: int | None, copies: int) -> None:
        def act(session: Session) -> None:
            centre = session.get_one(Centre, self.centres[where])
            shown = place.tell_free(session, centre, count, "phone", self.at, kept=kept)
            assert shown <= count

        self.does(act, copies)

    @rule(kind=st.sampled_from(["cold", "heat"]))
    def a_crisis_begins(self, kind: str) -> None:
        self.does(lambda s: crisis.start(s, kind, "forecast", s.get_one(Dispatcher, self.amina), self.at))

    @rule()
    def a_crisis_ends(self) -> None:
        def act(session: Session) -> None:
            for one in crisis.going_on(session)[:1]:
                crisis.end(session, one.id, session.get_one(Dispatcher, self.amina), self.at)

        self.does(act)

    @rule()
    def the_clock_comes_by(self) -> None:
        def act(session: Session) -> None:
            for centre in hold.due_centres(session, self.at):
                hold.expire_at(session, centre, self.at)
            assert hold.lapsed_places(session, self.at) == {}

        self.does(act)

    # What is always true

    @invariant()
    def never_over_and_none_lost(self) -> None:
        with self.house.sessions() as session:
            on = crisis.is_on(session)
            for centre in session.scalars(select(Centre)):
                kept = session.scalars(select(Hold).where(Hold.centre_id == centre.id, Hold.state == "held")).all()
                assert centre.held == sum(one.places for one in kept)
                assert 0 <= centre.occupied + centre.held <= centre.capacity + centre.extra
                if on:
                    assert centre.extra >= centre.buffer
                else:
                    assert centre.extra <= max(0, centre.occupied + centre.held - centre.capacity)

    @invariant()
    def an_ending_is_exact(self) -> None:
        with self.house.sessions() as session:
            for one in session.scalars(select(Hold)):
                assert (one.ended_at is None) == (one.state == "held")
                if one.ended_at is not None:
                    assert (one.ended_at == one.kept_until) == (one.state == "expired")
                    assert one.ended_at <= one.kept_until

    def teardown(self) -> None:
        """Long after: nothing is kept, and every place that nobody sleeps in is free."""
        if not hasattr(self, "at"):
            return
        self.at += timedelta(days=2)
        self.the_clock_comes_by()
        with self.house.sessions() as session:
            assert session.scalars(select(Hold).where(Hold.state == "held")).all() == []
            assert {centre.held for centre in session.scalars(select(Centre))} == {0}


def test_never_over_none_lost_and_every_expiry_at_its_deadline(house: web.House) -> None:
    Board.house = house
    run_state_machine_as_test(
        Board,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
