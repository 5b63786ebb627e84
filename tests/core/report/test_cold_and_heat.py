"""A cold or heat plan begins: somebody looks at the reports from before too. It ends: they leave the line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import crisis, report, reservation
from hotline.core.queue import QueueEntry
from hotline.core.report import Report, cold_and_heat, in_line, onward
from hotline.core.report.team import mission
from hotline.core.report.team.mission import MissionEnd
from hotline.core.report.twin import merging
from tests.core.conftest import Hire
from tests.core.report.conftest import FLAGEY, Sends, reachable

Turns = Callable[..., None]


@pytest.fixture
def begins(session: Session, hire: Hire) -> Turns:
    """A plan begins; without a kind the one that goes on ends."""
    sam = hire("sam", role="supervisor")

    def change(kind: str | None = None) -> None:
        if kind is not None:
            crisis.start(session, kind, "forecast", sam, db.now(session))
        else:
            crisis.end(session, crisis.going_on(session)[0].id, sam, db.now(session))
        session.commit()

    return change


def look(session: Session, house: web.House) -> None:
    onward.look(session, house.vault, db.now(session))


def in_sight(session: Session) -> list[str]:
    rows = session.scalars(select(QueueEntry).order_by(QueueEntry.id).execution_options(populate_existing=True))
    return [entry.state for entry in rows]


def whys(session: Session, sent: Report) -> list[str]:
    lines = report.timeline(session, sent.id)
    return [(line.detail or {})["why"] for line in lines if line.kind == in_line.TO_A_PERSON]


@pytest.mark.parametrize("kind", ["cold", "heat"])
def test_whoever_was_reported_before_the_plan_began_is_looked_at_too_once(
    session: Session, house: web.House, sends: Sends, begins: Turns, kind: str
) -> None:
    reachable(session, house, "first")
    sent = sends()
    look(session, house)
    assert in_sight(session) == []
    begins(kind)
    look(session, house)
    look(session, house)
    assert in_sight(session) == ["waiting"]
    assert whys(session, sent) == ["crisis"]
    assert mission.open_of(session, sent.id) is not None


def test_a_storm_troubles_nobody_for_reports(session: Session, house: web.House, sends: Sends, begins: Turns) -> None:
    reachable(session, house, "first")
    sends()
    begins("storm")
    look(session, house)
    assert in_sight(session) == []


def test_what_is_closed_or_the_same_as_another_is_left_in_peace(
    session: Session, house: web.House, sends: Sends, begins: Turns
) -> None:
    reachable(session, house, "first", "second")
    done, one, other, gone = sends(), sends(), sends(), sends()
    report.close(session, done, db.now(session))
    merging.merge(session, one.id, other.id, "amina", db.now(session))
    gone.erased_at = db.now(session)
    session.commit()
    begins("cold")
    look(session, house)
    assert [whys(session, sent) for sent in (done, one, other, gone)] == [[], ["crisis"], [], []]


def test_whoever_is_before_a_person_already_keeps_their_place_and_does_not_come_back_afterwards(
    session: Session, house: web.House, sends: Sends, begins: Turns
) -> None:
    sent = sends()
    before = in_line.entry_of(session, sent.id)
    begins("cold")
    look(session, house)
    assert whys(session, sent) == ["no_team", "crisis"]
    after = in_line.entry_of(session, sent.id)
    assert before is not None
    assert after is not None
    assert (after.id, after.entered_at) == (before.id, before.entered_at)


def test_somebody_confused_is_in_danger_once_it_is_cold(
    session: Session, house: web.House, sends: Sends, begins: Turns
) -> None:
    reachable(session, house, "first")
    sent = sends(replace(FLAGEY, condition="confused"))
    assert sent.danger is None
    begins("cold")
    look(session, house)
    session.refresh(sent)
    assert (sent.danger, in_line.asks_112(sent)) == ("confused_in_crisis", True)
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None
    assert entry.priority == "danger"


def test_hundreds_of_reports_come_before_a_person_in_batches(
    session: Session, house: web.House, sends: Sends, begins: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cold_and_heat, "BATCH", 2)
    reachable(session, house, "first", "second")
    for _ in range(4):
        sends()
    begins("cold")
    look(session, house)
    assert in_sight(session) == ["waiting"] * 2
    look(session, house)
    look(session, house)
    assert in_sight(session) == ["waiting"] * 4


def test_a_clock_that_died_in_the_middle_goes_on_where_it_was(
    session: Session, house: web.House, sends: Sends, begins: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable(session, house, "first", "second")
    sent = [sends() for _ in range(3)]
    begins("cold")
    shown = cold_and_heat.show

    def dies(session: Session, one: Report, at: object) -> None:
        shown(session, one, at)  # type: ignore[arg-type]
        if one.id == sent[1].id:
            raise KeyboardInterrupt

    monkeypatch.setattr(cold_and_heat, "show", dies)
    with pytest.raises(KeyboardInterrupt):
        look(session, house)
    session.rollback()
    monkeypatch.setattr(cold_and_heat, "show", shown)
    assert in_sight(session) == ["waiting"]
    look(session, house)
    assert [whys(session, one) for one in sent] == [["crisis"]] * 3


def test_a_clock_that_was_put_back_shows_nobody_twice(
    session: Session, house: web.House, sends: Sends, begins: Turns
) -> None:
    reachable(session, house, "first")
    sent = sends()
    begins("cold")
    for _ in range(2):
        onward.look(session, house.vault, db.now(session) - timedelta(hours=1))
    assert whys(session, sent) == ["crisis"]


def test_when_it_is_over_nobody_need_look_at_what_a_team_has(
    session: Session, house: web.House, sends: Sends, begins: Turns
) -> None:
    reachable(session, house, "first")
    before = sends()
    begins("cold")
    sends()
    look(session, house)
    assert in_sight(session) == ["waiting"] * 2
    begins(None)
    look(session, house)
    look(session, house)
    assert in_sight(session) == ["ended"] * 2
    assert mission.open_of(session, before.id) is not None
    begins("cold")
    look(session, house)
    assert whys(session, before) == ["crisis", "crisis"]


def test_what_needs_a_person_otherwise_stays_when_it_is_over(
    session: Session, house: web.House, sends: Sends, begins: Turns
) -> None:
    begins("cold")
    no_team = sends()
    reachable(session, house, "first", "second")
    danger = sends(replace(FLAGEY, condition="not_responding"))
    not_found = sends()
    given = mission.open_of(session, not_found.id)
    assert given is not None
    mission.end(session, given, MissionEnd.NOT_FOUND, db.now(session))
    onward.to_a_person(session, not_found, "not_found", db.now(session))
    session.commit()
    begins(None)
    look(session, house)
    assert in_sight(session) == ["waiting"] * 3
    assert [whys(session, sent)[0] for sent in (no_team, danger, not_found)] == ["crisis", "danger", "crisis"]


def test_what_a_dispatcher_has_is_not_taken_from_them_when_it_is_over(
    session: Session, house: web.House, sends: Sends, begins: Turns, hire: Hire
) -> None:
    reachable(session, house, "first")
    sent = sends()
    begins("cold")
    look(session, house)
    reservation.reserve_next(session, hire("amina"), db.now(session))
    session.commit()
    begins(None)
    look(session, house)
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None
    assert entry.state == "reserved"
