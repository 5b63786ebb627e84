"""The night of −12 °C: 417 reports in a day, most of them in the dark, a third of them told twice. On simulated time.

How many there are, and when, is what the mission expects of such a night.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import crisis, gazetteer, report
from hotline.core.gazetteer import AREAS
from hotline.core.measure import BRUSSELS
from hotline.core.report import Facts, Report, in_line, onward, stored
from hotline.core.report.stored import ReportEvent, Status
from hotline.core.report.team import outcome, teams
from hotline.core.report.team.mission import Mission, MissionState
from hotline.core.report.team.team_reach import set_reach
from hotline.core.report.twin import merging
from tests.core.conftest import hired

REPORTS, TWICE, DARK = 417, 0.30, 0.80
MORNING, DUSK = time(7), time(19, 15)
TICK, IN_TIME = timedelta(minutes=1), timedelta(minutes=2)
LOOKS_EVERY = timedelta(minutes=2)  # two dispatchers have a report each four minutes
LOOKS = ("bonnet rouge", "manteau noir", "sac bleu", "couverture grise", "tente verte", "fauteuil roulant", "valise")
STATES = ("cold", "asleep", "awake", "asleep", "cold", "confused", "not_responding")
ANSWERS = ("helped", "helped", "refused", "known", "not_found", "not_found", "moved", "wrong_place", "emergency")

Act = Callable[[datetime], None]


@dataclass(order=True)
class Due:
    at: datetime
    nth: int
    act: Act = field(compare=False)


class Night:
    """People report; teams answer, late or never; dispatchers look at what stands before them; the clock ticks."""

    def __init__(self, session: Session, house: web.House, seed: int) -> None:
        self.session, self.vault, self.chance = session, house.vault, random.Random(seed)
        self.start = datetime.combine(date(2026, 1, 14), MORNING, BRUSSELS).astimezone(UTC)
        self.end = self.start + timedelta(hours=24)
        self.coming: list[Due] = []
        self.nth = 0
        self.dusk = datetime.combine(date(2026, 1, 14), DUSK, BRUSSELS).astimezone(UTC)
        self.asked: set[int] = set()
        self.most: Counter[str] = Counter()  # missions that each team had at once
        spots = [one.place for one in gazetteer.read() if one.place.kind not in AREAS]
        self.spots = self.chance.sample(spots, 150)

    def at(self, when: datetime, act: Act) -> None:
        self.nth += 1
        heapq.heappush(self.coming, Due(when, self.nth, act))

    def plan(self) -> None:
        """Everybody who will report, and those who report the same person again."""
        first = round(REPORTS * (1 - TWICE))
        seen = [(self._moment(), self._somebody()) for _ in range(first)]
        again = [self.chance.choice(seen) for _ in range(REPORTS - first)]
        later = [(at + timedelta(minutes=self.chance.uniform(2, 90)), self._seen_again(one)) for at, one in again]
        for at, facts in seen + later:
            self.at(at, lambda now, facts=facts: self._report(facts, now))  # type: ignore[misc]

    def pass_by(self) -> None:
        """The whole day and the night, and two hours more."""
        now, looked = self.start, self.start
        while now < self.end + timedelta(hours=2):
            while self.coming and self.coming[0].at <= now:
                heapq.heappop(self.coming).act(now)
                self.session.commit()
            onward.look(self.session, self.vault, now)
            self.most |= Counter(onward.load(self.session))
            self._teams_hear(now)
            if now - looked >= LOOKS_EVERY:
                looked = now
                self._dispatcher_looks(now)
            self.session.commit()
            now += TICK

    def _moment(self) -> datetime:
        begin, end = (self.dusk, self.end) if self.chance.random() < DARK else (self.start, self.dusk)
        return begin + (end - begin) * self.chance.random()

    def _somebody(self) -> Facts:
        spot = self.chance.choice(self.spots)
        clear = self.chance.random() < 0.9
        return Facts(
            place=f"près de {spot.fr}" if clear else "dans la rue, là-bas",
            commune=spot.commune if clear else None,
            place_id=spot.id if clear else None,
            lat=spot.lat if clear else None,
            lon=spot.lon if clear else None,
            accuracy_m=spot.accuracy_m if clear else None,
            people_count=self.chance.choice((1, 1, 1, 2, 3)),
            condition=self.chance.choice(STATES),
            clothing=", ".join(self.chance.sample(LOOKS, 2)),
            animals=self.chance.choice((True, False, None)),
            help=self.chance.choice(("aid", "support", None)),
        )

    def _seen_again(self, facts: Facts) -> Facts:
        """Another passer-by sees less, and something else."""
        gone = {name: None for name in ("clothing", "animals", "people_count", "help") if self.chance.random() < 0.3}
        return replace(facts, condition=self.chance.choice(STATES), **gone)  # type: ignore[arg-type]

    def _report(self, facts: Facts, now: datetime) -> None:
        report.send(self.session, self.vault, None, facts, now, agreed=True, channel="web", language="fr")

    def _teams_hear(self, now: datetime) -> None:
        """A team that is asked goes after some minutes and says how it went; one in five never answers."""
        fresh = select(Mission.id).where(Mission.state == MissionState.ASKED, Mission.id.not_in(self.asked or {0}))
        for given_id in self.session.scalars(fresh).all():
            self.asked.add(given_id)
            if self.chance.random() < 0.2:
                continue
            goes = now + timedelta(minutes=self.chance.uniform(1, 10))
            done = goes + timedelta(minutes=self.chance.uniform(10, 50))
            how = self.chance.choice(ANSWERS)
            self.at(goes, lambda at, given=given_id: self._say(given, outcome.ON_THE_WAY, at))  # type: ignore[misc]
            self.at(done, lambda at, given=given_id, how=how: self._say(given, how, at))  # type: ignore[misc]

    def _say(self, given_id: int, what: str, at: datetime) -> None:
        given = self.session.get(Mission, given_id)
        assert given is not None
        outcome.answer(self.session, self.vault, given, what, at)

    def _dispatcher_looks(self, now: datetime) -> None:
        """The most urgent report that waits for a person: the same as another, or gone to by somebody they ring."""
        waiting = sorted(self.session.execute(in_line.waiting()), key=lambda row: row[1].entered_at)
        if not waiting:
            return
        found = stored.lock(self.session, int(waiting[0][0]))
        assert found is not None
        if in_line.asks_112(found):
            in_line.answer_112(self.session, found, "dispatcher", "amina", now)
        likely = merging.proposals(self.session, self.vault, found)
        if likely:
            merging.merge(self.session, likely[0].report.id, found.id, "amina", now)
        elif not in_line.is_cared_for(self.session, found):
            stored.close(self.session, found, now)
        found.danger, found.priority = None, "normal"
        waiting[0][1].priority = "normal"


@pytest.fixture
def night(session: Session, house: web.House) -> Night:
    made = Night(session, house, seed=12)
    for nth, team in enumerate(teams.book().teams):
        set_reach(session, house.vault, team.id, made.start, phone=f"+324700002{nth:02}", mail=None, language="fr")
    gazetteer.fill(session, gazetteer.read(), made.start)
    session.commit()
    return made


def first_care(session: Session) -> dict[int, datetime]:
    """When each report was first given to a team or put before a person."""
    lines = session.execute(
        select(ReportEvent.report_id, ReportEvent.at)
        .where(ReportEvent.kind.in_(("team_asked", in_line.TO_A_PERSON)))
        .order_by(ReportEvent.at.desc())
    )
    return {report_id: at for report_id, at in lines}  # noqa: C416  # rows, not pairs


def test_every_report_of_the_coldest_night_is_with_a_team_or_a_person_in_two_minutes(
    session: Session, night: Night
) -> None:
    """The cold plan begins at dusk: from then on a person looks at every report."""
    amina = hired(session, "amina")
    night.at(night.dusk, lambda now: crisis.start(session, "cold", "−12 °C", amina, now))
    night.plan()
    night.pass_by()
    reports = session.scalars(select(Report).order_by(Report.id)).all()
    assert len(reports) == REPORTS
    cared = first_care(session)
    assert [one.id for one in reports if one.id not in cared or cared[one.id] - one.made_at > IN_TIME] == []
    waiting = {int(row[0]) for row in session.execute(in_line.waiting())}
    assert [one.id for one in reports if one.id not in waiting and not in_line.is_cared_for(session, one)] == []
    merged = [one.merged_into_id for one in reports if one.merged_into_id is not None]
    assert merged
    assert all(session.get_one(Report, one).merged_into_id is None for one in merged)
    assert all(night.most[team.id] <= team.capacity for team in teams.book().teams)
    asked = session.execute(select(Mission.report_id, Mission.team)).all()
    assert len(asked) == len(set(asked)), "a team was asked twice for one report"
    assert [one.id for one in reports if one.status == Status.CLOSED and one.clothing is not None] == []
