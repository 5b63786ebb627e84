"""Where a report goes: to a team, before a person, and never to nobody."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import contact as contacts
from hotline.core import crisis, report
from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.report import Report, in_line, onward, stored
from hotline.core.report.team import mission
from hotline.core.report.team.mission import Mission, MissionEnd
from hotline.core.report.team.team_reach import set_reach
from hotline.core.report.twin import merging
from hotline.core.words import EntryState
from tests.core.conftest import Hire
from tests.core.report.conftest import FLAGEY, Sends, reachable

MINUTE = timedelta(minutes=1)


def asked(session: Session) -> list[tuple[str, str, str | None]]:
    rows = session.scalars(select(Mission).order_by(Mission.id).execution_options(populate_existing=True))
    return [(one.team, one.state, one.outcome) for one in rows]


def in_sight(session: Session) -> list[tuple[str, str, str]]:
    rows = session.scalars(select(QueueEntry).order_by(QueueEntry.id).execution_options(populate_existing=True))
    return [(entry.channel, entry.priority, entry.state) for entry in rows]


def whys(session: Session, sent: Report) -> list[str]:
    return [(line.detail or {})["why"] for line in report.timeline(session, sent.id) if line.kind == "to_a_person"]


def look(session: Session, house: web.House, minutes: float) -> None:
    onward.look(session, house.vault, db.now(session) + minutes * MINUTE)


def test_somebody_at_a_clear_place_gets_a_team_and_no_dispatcher_is_troubled(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    sent = sends()
    assert asked(session) == [("first", "asked", None)]
    assert in_sight(session) == []
    assert sent.status == "in_hand"
    given = mission.open_of(session, sent.id)
    assert given is not None
    assert given.answer_by == given.asked_at + 10 * MINUTE
    assert (given.why["rule"], given.why["passed"]) == ("usual", {"second": "later"})
    owed = session.scalars(select(Promise).where(Promise.kind == "ask_team")).one()
    assert owed.args == {"mission": given.id}


def test_what_nobody_agreed_to_pass_on_goes_to_no_second_team_by_itself(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    sent = sends()
    sent.share_consent = False  # they hung up before they agreed; a dispatcher gave it to a team
    session.commit()
    look(session, house, 11)
    assert asked(session) == [("first", "ended", "no_answer")]
    assert whys(session, sent) == ["no_answer"]


def test_somebody_whose_place_is_not_clear_is_before_a_person(session: Session, house: web.House, sends: Sends) -> None:
    reachable(session, house, "first")
    sent = sends(replace(FLAGEY, lat=None, lon=None, place="près d'un arbre"))
    assert asked(session) == []
    assert in_sight(session) == [("report", "normal", "waiting")]
    assert whys(session, sent) == ["place_unclear"]


def test_a_place_that_was_only_written_down_is_found_in_the_gazetteer(
    directory: Session, session: Session, house: web.House, sends: Sends
) -> None:
    assert directory
    reachable(session, house, "first")
    sent = sends(replace(FLAGEY, place="place Flagey, devant la friterie", lat=None, lon=None, commune=None))
    assert asked(session) == [("first", "asked", None)]
    assert sent.commune == "Ixelles"
    assert sent.lat == pytest.approx(50.8277, abs=0.003)


def test_without_a_team_that_can_be_reached_a_person_looks(session: Session, sends: Sends) -> None:
    sent = sends()
    assert in_sight(session) == [("report", "normal", "waiting")]
    assert whys(session, sent) == ["no_team"]


def test_a_team_whose_phone_and_mail_were_taken_away_makes_way_for_one_that_can_be_reached(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    set_reach(session, house.vault, "first", db.now(session), phone=None, mail=None, language="fr")
    session.commit()
    sends()
    assert asked(session) == [("second", "asked", None)]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"condition": "not_responding"}, "not_responding"),
        ({"condition_words": "il saigne beaucoup de la tête"}, "fr.bleeding"),
        ({"dangers": "un homme avec un couteau"}, "fr.weapon"),
        ({"minors": True}, "minor_alone"),
        ({"landmark": "hij ademt niet"}, "nl.not_breathing"),
    ],
)
def test_danger_goes_before_a_person_at_once_and_to_a_team_beside(
    session: Session, house: web.House, sends: Sends, told: dict[str, object], rule: str
) -> None:
    reachable(session, house, "first")
    sent = sends(replace(FLAGEY, **told))  # type: ignore[arg-type]
    assert (sent.danger, sent.priority) == (rule, "danger")
    assert in_sight(session) == [("report", "danger", "waiting")]
    assert in_line.asks_112(sent)
    assert [team for team, _, _ in asked(session)] == ["first"]


def test_whoever_says_that_nobody_called_112_leaves_the_question_open(session: Session, sends: Sends) -> None:
    sent = sends(replace(FLAGEY, condition="not_responding", called_112="nobody"))
    assert in_line.asks_112(sent)
    told = sends(replace(FLAGEY, condition="not_responding", called_112="reporter"))
    assert (told.called_112, in_line.asks_112(told)) == ("reporter", False)


@pytest.mark.parametrize(("kind", "who"), [("cold", 1), ("heat", 1), ("epidemic", 0)])
def test_in_cold_and_heat_a_person_looks_at_every_report(
    session: Session, house: web.House, sends: Sends, hire: Hire, kind: str, who: int
) -> None:
    reachable(session, house, "first")
    crisis.start(session, kind, "forecast", hire("sam", role="supervisor"), db.now(session))
    session.commit()
    sends()
    assert [team for team, _, _ in asked(session)] == ["first"]
    assert len(in_sight(session)) == who


def test_a_team_that_does_not_answer_in_time_makes_way_for_the_next_and_then_for_a_person(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    sent = sends()
    look(session, house, 9)
    assert asked(session) == [("first", "asked", None)]
    look(session, house, 11)
    assert asked(session) == [("first", "ended", "no_answer"), ("second", "asked", None)]
    look(session, house, 30)
    assert len(asked(session)) == 2
    look(session, house, 32)
    assert asked(session)[1] == ("second", "ended", "no_answer")
    assert in_sight(session) == [("report", "normal", "waiting")]
    assert whys(session, sent) == ["no_answer"]
    look(session, house, 100)
    assert len(asked(session)) == 2


def test_the_clock_looks_after_reports(session: Session, house: web.House, sends: Sends) -> None:
    reachable(session, house, "first", "second")
    sends(ago=11)
    clock.tick(house, session, db.now(session))
    assert [team for team, _, _ in asked(session)] == ["first", "second"]


def test_a_team_on_its_way_is_left_in_peace(session: Session, house: web.House, sends: Sends) -> None:
    reachable(session, house, "first", "second")
    sent = sends()
    given = mission.open_of(session, sent.id)
    assert given is not None
    given.state = mission.MissionState.ON_THE_WAY
    session.commit()
    look(session, house, 300)
    assert asked(session) == [("first", "on_the_way", None)]


def test_a_team_never_has_more_reports_than_it_can_take(session: Session, house: web.House, sends: Sends) -> None:
    reachable(session, house, "first", "second")
    for _ in range(5):
        sends()
    teams = [team for team, _, _ in asked(session)]
    assert (teams.count("first"), teams.count("second")) == (2, 2)
    assert in_sight(session) == [("report", "normal", "waiting")]


MAN = replace(FLAGEY, clothing="homme âgé, manteau rouge, barbu, un chien", condition="asleep")


def test_who_is_reported_again_gets_the_same_team_though_it_is_full_and_it_counts_once(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    sends(MAN)
    for _ in range(2):
        sends()
    again = sends(MAN)
    given = mission.open_of(session, again.id)
    assert given is not None
    assert (given.team, given.why["reasons"]) == ("first", ["whole_region", "open", "same_person"])
    assert given.why["passed"] == {"second": "later"}
    assert onward.load(session) == {"first": 2, "second": 1}  # the two others, and him once
    assert in_sight(session) == []


def test_who_was_reported_twice_counts_again_once_the_first_mission_is_over(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first")
    one = sends(MAN)
    sends(MAN)
    given = mission.open_of(session, one.id)
    assert given is not None
    assert onward.load(session) == {"first": 1}
    mission.end(session, given, MissionEnd.NOT_FOUND, db.now(session))
    assert onward.load(session) == {"first": 1}


def test_a_flood_of_reports_of_one_person_does_not_all_go_to_one_team(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    for _ in range(8):
        sends(MAN)
    teams = Counter(team for team, _, _ in asked(session))
    assert all(taken <= 4 for taken in teams.values())  # its places, and as many for whom it goes to already


def test_the_team_that_did_not_answer_for_them_is_not_asked_again_because_of_a_second_report(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    sends(MAN)
    sends(MAN)
    look(session, house, 15)
    still = [team for team, state, _ in asked(session) if state == "asked"]
    assert still == ["second", "second"]
    assert onward.load(session) == {"second": 1}


def test_an_emergency_that_a_team_finds_is_danger_and_112_is_asked_about_anew(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first")
    sent = sends()
    report.close(session, sent, db.now(session))
    entry = onward.to_a_person(session, sent, "emergency", db.now(session))
    session.commit()
    assert (sent.status, sent.danger, entry.priority) == ("in_hand", "emergency", "danger")
    assert in_line.asks_112(sent)


def test_a_report_in_line_that_becomes_urgent_keeps_its_place_and_goes_sooner(session: Session, sends: Sends) -> None:
    sent = sends()
    before = in_line.entry_of(session, sent.id)
    after = onward.to_a_person(session, sent, "emergency", db.now(session))
    session.commit()
    assert before is not None
    assert (after.id, after.priority, after.entered_at) == (before.id, "danger", before.entered_at)


def test_a_report_that_fell_between_all_chairs_is_before_a_person_at_the_next_look(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first")
    sent = sends()
    given = mission.open_of(session, sent.id)
    assert given is not None
    mission.end(session, given, MissionEnd.NOT_FOUND, db.now(session))  # and a process died
    session.commit()
    look(session, house, 0)
    assert whys(session, sent) == ["left_alone"]
    look(session, house, 1)
    assert len(in_sight(session)) == 1


def test_a_report_that_is_taken_back_leaves_the_line_and_the_team(
    session: Session, house: web.House, sends: Sends
) -> None:
    unclear = sends()
    reachable(session, house, "first")
    clear = sends()
    for sent in (unclear, clear):
        report.close(session, sent, db.now(session))
    session.commit()
    look(session, house, 0)
    assert in_sight(session) == [("report", "normal", "ended")]
    assert asked(session) == [("first", "ended", "withdrawn")]
    entry = session.scalars(select(QueueEntry)).one()
    contact = session.get_one(Contact, entry.contact_id)
    assert (contact.outcome, contact.closed_at is not None) == (None, True)
    assert contacts.timeline(session, contact.id)[-1].kind == "report_done"


def test_danger_stays_before_a_person_even_when_the_report_is_closed(
    session: Session, house: web.House, sends: Sends
) -> None:
    sent = sends(replace(FLAGEY, condition="not_responding"))
    report.close(session, sent, db.now(session))
    session.commit()
    look(session, house, 5)
    assert in_sight(session) == [("report", "danger", EntryState.WAITING)]


def test_the_contact_of_the_line_leads_to_its_report_and_holds_nothing_of_who_reported(
    session: Session, sends: Sends
) -> None:
    sent = sends()
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None
    contact = session.get_one(Contact, entry.contact_id)
    assert (contact.channel, contact.topic, contact.number) == ("report", "report", None)
    assert in_line.report_of(session, contact.id) is stored.lock(session, sent.id)


def test_of_two_reports_of_one_person_one_stays_in_line_with_the_danger_of_both(
    session: Session, house: web.House, sends: Sends
) -> None:
    calm, urgent = sends(), sends(replace(FLAGEY, condition="not_responding"))
    kept = merging.merge(session, calm.id, urgent.id, "amina", db.now(session))
    session.commit()
    look(session, house, 0)
    assert sorted(state for _, _, state in in_sight(session)) == ["ended", "waiting"]
    entry = in_line.entry_of(session, kept.id)
    assert entry is not None
    assert (entry.priority, in_line.asks_112(kept)) == ("danger", True)
    assert in_line.report_of(session, entry.contact_id) is kept
    look(session, house, 1)
    assert len(in_sight(session)) == 2


def test_danger_that_comes_by_merging_to_a_report_with_a_team_is_before_a_person(
    session: Session, house: web.House, sends: Sends
) -> None:
    urgent = sends(replace(FLAGEY, condition="not_responding"))
    reachable(session, house, "first")
    calm = sends()
    kept = merging.merge(session, calm.id, urgent.id, "amina", db.now(session))
    session.commit()
    look(session, house, 0)
    assert kept.id == calm.id
    entry = in_line.entry_of(session, kept.id)
    assert entry is not None
    contact = contacts.lock(session, entry.contact_id)
    assert contact is not None
    assert in_line.kept_open(session, contact) == "ask_112"


def test_two_reports_that_were_of_two_people_after_all_are_both_looked_after(
    session: Session, house: web.House, sends: Sends
) -> None:
    one, other = sends(), sends()
    merging.merge(session, one.id, other.id, "amina", db.now(session))
    session.commit()
    look(session, house, 0)
    merging.take_apart(session, other.id, "amina", db.now(session))
    session.commit()
    look(session, house, 1)
    assert all(in_line.entry_of(session, sent.id) is not None for sent in (one, other))
    assert [state for _, _, state in in_sight(session)].count("waiting") == 2
