"""Whatever teams say, twice, late and out of order, while the clock and dispatchers go on: nobody is forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.queue import QueueEntry
from hotline.core.report import ask_back, stored
from hotline.core.report.stored import Report, ReportEvent, Status
from hotline.core.report.team import mission, outcome
from hotline.core.report.team.mission import FOUND, Mission, MissionEnd, MissionState
from hotline.core.report.team.outcome import ANSWERS, Heard
from tests.core.report.missions import a_report, in_hand
from tests.parts import empty

TEAMS = ("maraude", "street_work", "station")


class Team(RuleBasedStateMachine):
    """One report, and missions of three teams one after the other."""

    house: ClassVar[web.House]

    @initialize()
    def begins(self) -> None:
        empty(self.house.sessions.kw["bind"])
        with self.house.sessions() as session:
            self.at: datetime = db.now(session)
            safe = {"reach": self.house.vault.lock("+32470123456"), "contact_consent": True, "text_safe": True}
            self.report = a_report(session, self.house.vault, self.at, **safe).id
            self.missions = [in_hand(session, self.house.vault, session.get_one(Report, self.report)).id]
            session.commit()
        self.ended: dict[int, str] = {}

    def does(self, act: Callable[[Session], object]) -> None:
        self.at += timedelta(seconds=30)
        with self.house.sessions() as session:
            act(session)
            session.commit()

    @rule(which=st.integers(0, 3), what=st.sampled_from(ANSWERS), copies=st.sampled_from([1, 1, 2]))
    def says(self, which: int, what: str, copies: int) -> None:
        """The second time it is heard it is the same, or as over or put right as before."""
        heard: list[Heard] = []

        def act(session: Session) -> None:
            given = session.get_one(Mission, self.missions[which % len(self.missions)])
            heard.append(outcome.answer(session, self.house.vault, given, what, self.at))

        for _ in range(copies):
            self.does(act)
        assert heard[1:] in ([], [heard[0] if heard[0] in (Heard.OVER, Heard.RIGHT) else Heard.SAME])

    @rule()
    def who_reported_is_asked(self) -> None:
        self.does(lambda session: ask_back.ask(session, self.house.vault, self.report, self.at))

    @rule(words=st.sampled_from(["1", "oui", "devant l'église", "il ne respire plus"]))
    def who_reported_answers(self, words: str) -> None:
        """Also where nobody asked: the door that brings it knows no better."""
        self.does(lambda session: ask_back.heard(session, self.house.vault, self.report, words, "fr", self.at))

    @rule()
    def another_team_is_asked(self) -> None:
        def act(session: Session) -> None:
            report = stored.lock(session, self.report)
            if report is not None and report.status != Status.CLOSED and len(self.missions) < len(TEAMS):
                team = TEAMS[len(self.missions)]
                self.missions.append(in_hand(session, self.house.vault, report, team, self.at).id)

        self.does(act)

    @rule()
    def nobody_answered(self) -> None:
        """As the clock does it: with nobody left to ask, a person looks."""

        def act(session: Session) -> None:
            report = stored.lock(session, self.report)
            given = mission.open_of(session, self.report)
            if report is not None and given is not None and given.state == MissionState.ASKED:
                mission.end(session, given, MissionEnd.NO_ANSWER, self.at)
                outcome.onward.to_a_person(session, report, "no_answer", self.at)

        self.does(act)

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """Closed because somebody found them, or with one team, or before a person."""
        with self.house.sessions() as session:
            report = session.get_one(Report, self.report)
            missions = mission.of(session, self.report)
            open_ones = [one for one in missions if one.state != MissionState.ENDED]
            waiting = session.scalar(select(func.count()).where(QueueEntry.state != "ended")) or 0
            assert waiting <= 1
            assert len(open_ones) <= 1
            assert report.status == Status.CLOSED or open_ones or waiting
            assert report.status != Status.CLOSED or any(one.outcome in FOUND for one in missions)
            assert report.status != Status.CLOSED or (not open_ones and report.clothing is None)
            self.what_ended_stays(missions)
            self.each_thing_is_told_once(session)

    def what_ended_stays(self, missions: list[Mission]) -> None:
        now = {one.id: str(one.outcome) for one in missions if one.state == MissionState.ENDED}
        assert {key: now.get(key) for key in self.ended} == self.ended
        self.ended = now

    def each_thing_is_told_once(self, session: Session) -> None:
        of = (ReportEvent.kind, ReportEvent.detail["mission"].astext, ReportEvent.detail["outcome"].astext)
        once = ReportEvent.kind.in_(("on_the_way", "mission_ended", "answered_late", "put_right", "team_asked"))
        counts = session.execute(select(func.count(), *of).where(once).group_by(*of)).all()
        assert {count for count, *_ in counts} == {1}
        kinds = [line.kind for line in stored.timeline(session, self.report)]
        assert max(kinds.count(ask_back.ASKED), kinds.count(ask_back.ANSWERED)) <= 1


@pytest.mark.timeout(600)
def test_whatever_teams_say_in_whatever_order(house: web.House) -> None:
    Team.house = house
    run_state_machine_as_test(
        Team,
        settings=settings(
            max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
