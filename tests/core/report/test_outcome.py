"""What a team says ends a mission once, and what it means for the report."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.queue import QueueEntry
from hotline.core.report import stored
from hotline.core.report.stored import Status
from hotline.core.report.team import mission, outcome
from hotline.core.report.team.mission import FOUND, Mission, MissionEnd, MissionState
from hotline.core.report.team.outcome import ANSWERS, ARRIVES, PUT_RIGHT, Heard
from hotline.site import team_facts
from tests.core.report.missions import MIDI, a_report, in_hand, reached_by

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def given(session: Session, house: web.House) -> Mission:
    return in_hand(session, house.vault)


def says(session: Session, house: web.House, given: Mission, what: str, **more: str | None) -> Heard:
    return outcome.answer(session, house.vault, given, what, db.now(session), **more)


def puts_right(session: Session, house: web.House, given: Mission, what: str, **more: str | None) -> Heard:
    """By another digit from the team's own phone."""
    return outcome.answer(session, house.vault, given, what, db.now(session), puts_right=True, **more)


def kinds(session: Session, given: Mission) -> list[str]:
    session.flush()
    return [one.kind for one in stored.timeline(session, given.report_id)]


def entries(session: Session) -> list[QueueEntry]:
    return list(session.scalars(select(QueueEntry).where(QueueEntry.state != "ended")))


def test_a_team_on_its_way_has_longer_to_say_how_it_went(session: Session, house: web.House, given: Mission) -> None:
    at = db.now(session)
    assert outcome.answer(session, house.vault, given, "on_the_way", at) == Heard.NOTED
    assert (given.state, given.on_the_way_at, given.answer_by) == (MissionState.ON_THE_WAY, at, at + ARRIVES)
    assert given.report.status == Status.IN_HAND
    assert says(session, house, given, "on_the_way") == Heard.SAME
    assert given.on_the_way_at == at


@pytest.mark.parametrize("what", [str(one) for one in FOUND])
def test_who_was_found_needs_no_more_looking_for(session: Session, house: web.House, given: Mission, what: str) -> None:
    assert says(session, house, given, what) == Heard.NOTED
    assert (given.state, given.outcome, given.report.status) == ("ended", what, "closed")
    assert given.report.clothing is None
    assert entries(session) == []


@pytest.mark.parametrize("what", ["not_found", "wrong_place", "moved", "duplicate"])
def test_who_was_not_found_is_looked_for_by_a_person(
    session: Session, house: web.House, given: Mission, what: str
) -> None:
    assert says(session, house, given, what) == Heard.NOTED
    assert (given.outcome, given.report.status) == (what, Status.IN_HAND)
    [entry] = entries(session)
    assert (entry.channel, entry.priority) == ("report", "normal")


def test_where_they_went_is_kept_encrypted_and_nowhere_else(session: Session, house: web.House, given: Mission) -> None:
    says(session, house, given, "moved", words="  to the park, her number is 0470 12 34 56  ")
    kept = house.vault.open(given.words or b"") or ""
    assert kept.startswith("to the park")
    assert "0470" not in kept
    lines = str([one.detail for one in stored.timeline(session, given.report_id)])
    assert "park" not in lines


@pytest.mark.parametrize(("called", "known"), [("other", "other"), ("nobody", None), (None, None)])
def test_an_emergency_goes_before_everybody_and_asks_who_called_112(
    session: Session, house: web.House, called: str | None, known: str | None
) -> None:
    given = in_hand(session, house.vault, a_report(session, house.vault, called_112="reporter"))
    assert says(session, house, given, "emergency", called_112=called) == Heard.NOTED
    assert [entry.priority for entry in entries(session)] == ["danger"]
    assert (given.report.priority, given.report.called_112) == ("danger", known)
    assert given.report.danger


@pytest.mark.parametrize("what", ANSWERS)
def test_the_same_said_twice_changes_nothing(session: Session, house: web.House, given: Mission, what: str) -> None:
    says(session, house, given, what)
    before, ended, until = kinds(session, given), given.ended_at, given.answer_by
    assert says(session, house, given, what) == Heard.SAME
    assert (kinds(session, given), given.ended_at, given.answer_by) == (before, ended, until)
    assert len(entries(session)) <= 1


def test_after_the_end_nothing_else_can_be_said(session: Session, house: web.House, given: Mission) -> None:
    says(session, house, given, "helped")
    before = kinds(session, given)
    for what in set(ANSWERS) - {"helped"}:
        assert says(session, house, given, what) == Heard.OVER
    assert (given.outcome, given.report.status, kinds(session, given)) == ("helped", "closed", before)
    assert entries(session) == []


def test_a_dispatcher_who_closed_the_report_is_not_overruled(
    session: Session, house: web.House, given: Mission
) -> None:
    stored.close(session, given.report, db.now(session))
    assert says(session, house, given, "not_found") == Heard.OVER
    assert entries(session) == []


@pytest.mark.parametrize(("what", "priority"), [("helped", "normal"), ("emergency", "danger")])
def test_a_team_that_was_too_slow_for_the_clock_is_still_heard_by_a_person(
    session: Session, house: web.House, given: Mission, what: str, priority: str
) -> None:
    mission.end(session, given, MissionEnd.NO_ANSWER, db.now(session))
    other = in_hand(session, house.vault, given.report, team="street_work")
    for _ in range(2):
        assert says(session, house, given, what) == Heard.OVER
    assert (given.outcome, other.state) == ("no_answer", "asked")
    assert [entry.priority for entry in entries(session)] == [priority]
    assert kinds(session, given).count("answered_late") == 1


def test_a_team_that_was_too_slow_and_found_nobody_disturbs_nobody(
    session: Session, house: web.House, given: Mission
) -> None:
    mission.end(session, given, MissionEnd.REASSIGNED, db.now(session))
    in_hand(session, house.vault, given.report, team="street_work")
    assert says(session, house, given, "not_found") == Heard.OVER
    assert entries(session) == []
    assert "answered_late" in kinds(session, given)


def test_only_what_a_team_can_say_is_taken(session: Session, house: web.House, given: Mission) -> None:
    for word in ("no_answer", "withdrawn", "asked", "", "HELPED"):
        with pytest.raises(ValueError, match=f"^{word}$"):
            says(session, house, given, word)


# A refusal belongs to a place and a night


def brussels(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def refused(session: Session, house: web.House, at: datetime, **where: object) -> Mission:
    given = in_hand(session, house.vault, a_report(session, house.vault, at, **where), at=at)
    outcome.answer(session, house.vault, given, "refused", at)
    return given


EVENING = brussels("2026-01-14 22:00")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2026-01-14 22:30", True),
        ("2026-01-15 03:00", True),
        ("2026-01-15 06:59", True),
        ("2026-01-15 07:00", False),
        ("2026-01-15 22:30", False),
        ("2026-01-14 21:59", False),
    ],
)
def test_a_refusal_is_shown_until_the_night_is_over(
    session: Session, house: web.House, asked: str, *, shown: bool
) -> None:
    given, later = refused(session, house, EVENING), a_report(session, house.vault)
    found = outcome.refused_near(session, later, brussels(asked))
    assert [one.id for one in found] == ([given.id] if shown else [])


@pytest.mark.parametrize(("metres", "shown"), [(0, True), (140, True), (160, False)])
def test_a_refusal_is_shown_at_its_place_only(session: Session, house: web.House, metres: int, *, shown: bool) -> None:
    refused(session, house, EVENING)
    later = a_report(session, house.vault, lat=MIDI[0] + metres / 111_195)
    assert bool(outcome.refused_near(session, later, EVENING + timedelta(hours=1))) is shown


def test_without_a_point_the_same_place_of_the_gazetteer_counts(session: Session, house: web.House) -> None:
    nowhere = {"lat": None, "lon": None}
    refused(session, house, EVENING, place_id="sta.midi", **nowhere)
    at = EVENING + timedelta(hours=1)
    assert outcome.refused_near(session, a_report(session, house.vault, place_id="sta.midi", **nowhere), at)
    assert not outcome.refused_near(session, a_report(session, house.vault, place_id="sta.nord", **nowhere), at)
    assert not outcome.refused_near(session, a_report(session, house.vault, **nowhere), at)


def test_a_refusal_closes_no_other_report(session: Session, house: web.House) -> None:
    later = in_hand(session, house.vault, a_report(session, house.vault, EVENING), at=EVENING)
    refused(session, house, EVENING)
    session.refresh(later)
    assert (later.state, later.report.status) == ("asked", "in_hand")


@pytest.mark.parametrize(
    ("at", "began"),
    [
        ("2026-03-29 03:30", "2026-03-28 18:00"),  # the clocks went forward in that night
        ("2026-10-25 06:30", "2026-10-24 18:00"),  # and back in that one
        ("2026-06-01 12:00", "2026-06-01 07:00"),
        ("2026-06-01 18:00", "2026-06-01 18:00"),
    ],
)
def test_a_night_lasts_from_evening_to_morning_whatever_the_clocks_do(at: str, began: str) -> None:
    assert outcome.part_of_the_day(brussels(at)) == brussels(began)


def test_where_they_went_stands_first_with_the_report_and_goes_with_the_next_team(
    directory: Session, session: Session, house: web.House, given: Mission
) -> None:
    assert directory
    says(session, house, given, "moved", words="place Flagey, devant la friterie")
    told = stored.facts_of(house.vault, given.report)
    assert (told.now_at, told.place) == ("place Flagey, devant la friterie", "behind the kiosk")
    assert told.commune == "Ixelles"
    assert told.lat == pytest.approx(50.8277, abs=0.003)
    other = in_hand(session, house.vault, given.report, team="street_work")
    where = team_facts.where(stored.facts_of(house.vault, other.report), "en")
    assert (where[0].label, where[0].text) == ("Where they are now", "place Flagey, devant la friterie")


def test_words_that_lead_to_no_place_leave_the_point_and_are_kept(
    session: Session, house: web.House, given: Mission
) -> None:
    says(session, house, given, "wrong_place", words="un peu plus loin, sous l'arbre")
    told = stored.facts_of(house.vault, given.report)
    assert (told.now_at, (told.lat, told.lon)) == ("un peu plus loin, sous l'arbre", MIDI)


def test_a_team_that_cannot_go_makes_way_for_the_next_at_once(
    session: Session, house: web.House, given: Mission
) -> None:
    reached_by(session, house.vault, team="nss_maraude")
    assert says(session, house, given, "cannot_go") == Heard.NOTED
    assert given.outcome == "cannot_go"
    asked = mission.open_of(session, given.report_id)
    in_line = [one.channel for one in entries(session)]
    assert (asked is not None and asked.team != given.team) or in_line == ["report"]


def test_where_no_other_team_can_go_a_person_looks(session: Session, house: web.House, given: Mission) -> None:
    says(session, house, given, "cannot_go")
    [entry] = entries(session)
    assert (entry.channel, given.report.status) == ("report", Status.IN_HAND)


@pytest.mark.parametrize("right", ["not_found", "wrong_place", "cannot_go"])
def test_who_was_said_to_be_found_by_a_wrong_button_is_looked_for_again_by_a_person(
    session: Session, house: web.House, given: Mission, right: str
) -> None:
    says(session, house, given, "helped")
    assert puts_right(session, house, given, right) == Heard.RIGHT
    assert puts_right(session, house, given, right) == Heard.RIGHT
    assert (given.outcome, given.report.status, given.report.closed_at) == ("helped", Status.IN_HAND, None)
    assert len(entries(session)) == 1
    assert kinds(session, given).count("put_right") == 1


def test_helped_or_refused_by_a_wrong_button_keeps_the_report_closed(
    session: Session, house: web.House, given: Mission
) -> None:
    says(session, house, given, "helped")
    assert puts_right(session, house, given, "refused") == Heard.RIGHT
    assert given.report.status == Status.CLOSED
    assert entries(session) == []
    assert "put_right" in kinds(session, given)


def test_a_wrong_button_does_not_open_what_a_dispatcher_closed_meanwhile(
    session: Session, house: web.House, given: Mission
) -> None:
    says(session, house, given, "not_found")
    stored.close(session, given.report, db.now(session))
    assert puts_right(session, house, given, "wrong_place") == Heard.RIGHT
    assert given.report.status == Status.CLOSED


def test_a_team_puts_right_what_it_said_for_ten_minutes_and_only_its_own_words(
    session: Session, house: web.House, given: Mission
) -> None:
    says(session, house, given, "helped")
    later = db.now(session) + PUT_RIGHT
    assert outcome.answer(session, house.vault, given, "not_found", later, puts_right=True) == Heard.OVER
    assert given.report.status == Status.CLOSED
    other = in_hand(session, house.vault)
    mission.end(session, other, MissionEnd.REASSIGNED, db.now(session))
    assert puts_right(session, house, other, "not_found") == Heard.OVER


def test_an_emergency_behind_a_wrong_button_goes_before_everybody(
    session: Session, house: web.House, given: Mission
) -> None:
    says(session, house, given, "helped")
    assert puts_right(session, house, given, "emergency", called_112="nobody") == Heard.RIGHT
    [entry] = entries(session)
    assert (entry.priority, given.report.called_112) == ("danger", None)
