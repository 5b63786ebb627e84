"""At night no team is out: a person looks at once, with the lines that help, and in the morning a team is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import crisis, report, reservation
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.report import Facts, Report, given, in_line, onward
from hotline.core.report.team import mission, out_again, teams
from hotline.core.report.team.mission import Mission
from tests.core.conftest import Hire
from tests.core.report.conftest import FLAGEY, reachable

TEAMS = """
teams:
- {id: station, kind: station, at: [metro], hours: "Mo-Su 06:00-24:00", capacity: 2, answer_within: 10,
   name: {fr: Gare, nl: Station}, source: test}
- {id: rounds, kind: maraude, hours: "Mo-Su 08:00-24:00", capacity: 2, answer_within: 10,
   name: {fr: Tour, nl: Ronde}, source: test}
- {id: street, kind: street_work, hours: "Mo-Fr 09:00-17:00", capacity: 2, answer_within: 60,
   name: {fr: Rue, nl: Straat}, source: test}
rules:
- {name: danger, any: [danger], ask: [maraude], lines: ["112"]}
- {name: usual, ask: [maraude, street_work], lines: [new-samusocial]}
"""
NIGHT = datetime(2026, 11, 24, 2, tzinfo=UTC)  # Tuesday, 3 in Brussels
SIX, EIGHT, NINE = (NIGHT + timedelta(hours=hours) for hours in (3, 5, 6))

Told = Callable[..., Report]


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: Session, house: web.House) -> None:
    (tmp_path / "teams.yaml").write_text(TEAMS, encoding="utf-8")
    made = teams.read(tmp_path)
    monkeypatch.setattr(teams, "book", lambda: made)
    reachable(session, house, "station", "rounds", "street")


@pytest.fixture
def told(session: Session, house: web.House) -> Told:
    """Somebody reports, in the night where no other time is said."""

    def new(facts: Facts = FLAGEY, at: datetime = NIGHT) -> Report:
        sent = report.send(session, house.vault, None, facts, at, agreed=True, channel="web", language="fr")
        session.commit()
        return sent

    return new


def look(session: Session, house: web.House, at: datetime) -> None:
    onward.look(session, house.vault, at)


def asked(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(Mission).order_by(Mission.id).execution_options(populate_existing=True))
    return [(one.team, one.state) for one in rows]


def whys(session: Session, sent: Report) -> list[tuple[str, list[str]]]:
    lines = [line.detail or {} for line in report.timeline(session, sent.id) if line.kind == in_line.TO_A_PERSON]
    return [(line["why"], line.get("reasons", [])) for line in lines]


def test_at_three_in_the_night_a_person_looks_at_once_and_knows_whom_to_call(
    session: Session, house: web.House, told: Told
) -> None:
    sent = told()
    assert whys(session, sent) == [("no_team", ["closed", "new-samusocial"])]
    assert given.to_call(session, house.vault, sent, NIGHT) == ("new-samusocial",)
    urgent = told(replace(FLAGEY, condition="not_responding"))
    assert given.to_call(session, house.vault, urgent, NIGHT) == ("112",)


def test_in_the_morning_the_team_is_asked_once_and_the_person_goes_on_looking(
    session: Session, house: web.House, told: Told
) -> None:
    sent = told()
    look(session, house, SIX - timedelta(minutes=1))
    assert whys(session, sent) == [("no_team", ["closed", "new-samusocial"])]
    look(session, house, EIGHT - timedelta(seconds=1))
    assert asked(session) == []
    for _ in range(3):
        look(session, house, EIGHT)
    assert asked(session) == [("rounds", "asked")]
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None
    assert entry.state == "waiting"


@pytest.mark.parametrize(
    ("told_at", "out"),
    [
        ("2026-03-29T00:30+00:00", "2026-03-29T06:00+00:00"),  # the night that lacks an hour
        ("2026-10-25T00:30+00:00", "2026-10-25T07:00+00:00"),  # half past two for the first time
        ("2026-10-25T01:30+00:00", "2026-10-25T07:00+00:00"),  # and for the second
        ("2026-12-31T23:30+00:00", "2027-01-01T07:00+00:00"),
    ],
)
def test_eight_is_eight_on_a_wall_in_brussels_also_when_the_clocks_change(
    session: Session, house: web.House, told: Told, told_at: str, out: str
) -> None:
    eight = datetime.fromisoformat(out)
    told(at=datetime.fromisoformat(told_at))
    look(session, house, eight - timedelta(seconds=1))
    assert asked(session) == []
    look(session, house, eight)
    assert asked(session) == [("rounds", "asked")]


def test_a_clock_that_slept_through_the_morning_asks_when_it_wakes(
    session: Session, house: web.House, told: Told
) -> None:
    told()
    look(session, house, EIGHT + timedelta(hours=5))
    assert asked(session) == [("rounds", "asked")]


def test_a_team_that_has_enough_in_the_morning_leaves_it_to_the_next_that_goes_out_or_to_a_person(
    session: Session, house: web.House, told: Told
) -> None:
    sent = [told() for _ in range(5)]
    look(session, house, EIGHT)
    assert asked(session) == [("rounds", "asked")] * 2
    assert whys(session, sent[4])[-1] == ("no_team", ["closed", "full", "new-samusocial"])
    look(session, house, NINE)
    assert [team for team, _ in asked(session)].count("street") == 2
    before = whys(session, sent[4])
    look(session, house, NINE + timedelta(seconds=1))
    assert whys(session, sent[4]) == before


def test_the_one_in_danger_is_offered_before_all_others(session: Session, house: web.House, told: Told) -> None:
    told()
    told()
    urgent = told(replace(FLAGEY, condition="not_responding"))
    look(session, house, EIGHT)
    first = session.scalars(select(Mission).order_by(Mission.id)).first()
    assert first is not None
    assert first.report_id == urgent.id


def test_what_a_dispatcher_has_in_hand_is_theirs_to_decide_and_offered_once_they_give_it_back(
    session: Session, house: web.House, told: Told, hire: Hire
) -> None:
    told()
    amina: Dispatcher = hire("amina")
    held = reservation.reserve_next(session, amina, NIGHT)
    session.commit()
    assert held is not None
    look(session, house, EIGHT)
    assert asked(session) == []
    session.scalars(select(QueueEntry)).one().state = "waiting"
    session.commit()
    look(session, house, EIGHT)
    assert asked(session) == [("rounds", "asked")]


def test_a_team_that_was_there_at_eight_and_found_nobody_does_not_lead_to_another_by_itself(
    session: Session, house: web.House, told: Told
) -> None:
    sent = told()
    look(session, house, EIGHT)
    mission.end_open(session, sent, mission.MissionEnd.NOT_FOUND, EIGHT)
    onward.to_a_person(session, sent, "not_found", EIGHT)
    session.commit()
    look(session, house, NINE)
    assert len(asked(session)) == 1


def test_a_cold_plan_that_begins_at_night_does_not_make_the_morning_forgotten(
    session: Session, house: web.House, told: Told, hire: Hire
) -> None:
    sent = told()
    crisis.start(session, "cold", "forecast", hire("sam", role="supervisor"), NIGHT + timedelta(hours=1))
    session.commit()
    look(session, house, NIGHT + timedelta(hours=1))
    assert [why for why, _ in whys(session, sent)] == ["no_team", "crisis"]
    look(session, house, EIGHT)
    assert asked(session) == [("rounds", "asked")]


@pytest.mark.parametrize("over", ["closed", "erased", "unclear"])
def test_what_is_over_or_at_no_clear_place_is_offered_to_nobody(
    session: Session, house: web.House, told: Told, over: str
) -> None:
    sent = told(replace(FLAGEY, lat=None, lon=None, place="?") if over == "unclear" else FLAGEY)
    if over == "closed":
        report.close(session, sent, NIGHT)
    if over == "erased":
        sent.erased_at = NIGHT
    session.commit()
    look(session, house, EIGHT)
    assert asked(session) == []


def test_nothing_is_offered_twice_when_two_clocks_look(session: Session, house: web.House, told: Told) -> None:
    sent = told()
    assert out_again.due(session, EIGHT) == [sent.id]
    look(session, house, EIGHT)
    assert out_again.due(session, EIGHT, sent.id) == []
