"""Two reports of one person: proposed, made one, taken apart again; nobody's code or danger is lost on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.contact import Contact
from hotline.core.report import Facts, Report, arrival, stored
from hotline.core.report.stored import Status
from hotline.core.report.team import mission
from hotline.core.report.team.mission import MissionEnd, MissionState
from hotline.core.report.twin import merging
from hotline.core.report.twin.merging import CannotMerge

MIDI = {
    "place": "gare du Midi", "commune": "Saint-Gilles", "place_id": "rail-bruxelles-midi", "lat": 50.8357,
    "lon": 4.3365, "accuracy_m": 250,
}  # fmt: skip
Tell = Callable[..., Report]


@pytest.fixture
def at(session: Session) -> datetime:
    return db.now(session)


@pytest.fixture
def tell(session: Session, house: web.House, at: datetime) -> Tell:
    def send(later: timedelta = timedelta(), **facts: object) -> Report:
        told = Facts(**{**MIDI, "people_count": 1, "animals": True, **facts})  # type: ignore[arg-type]
        return arrival.send(session, house.vault, None, told, at + later, agreed=True, channel="web", language="fr")

    return send


def asked(session: Session, house: web.House, report: Report, at: datetime) -> mission.Mission:
    return mission.ask(session, house.vault, report, "maraude", {}, at, at + timedelta(minutes=20))


def test_a_second_report_of_the_same_man_is_proposed_with_the_reason(
    session: Session, house: web.House, tell: Tell
) -> None:
    first = tell(clothing="homme, bonnet rouge")
    second = tell(timedelta(minutes=10), clothing="man met een rode muts")
    found = merging.proposals(session, house.vault, second)
    assert [one.report.id for one in found] == [first.id]
    assert {"same_who", "same_animals"} <= set(found[0].likely.reasons)


def test_somebody_far_away_or_of_another_night_or_closed_is_not_proposed(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    tell(place_id="square-flagey", lat=50.8277, lon=4.3722, commune="Ixelles")
    tell(timedelta(hours=-20))
    stored.close(session, tell(), at)
    assert merging.proposals(session, house.vault, tell()) == []


def test_made_one_the_highest_danger_and_the_latest_state_count(session: Session, tell: Tell, at: datetime) -> None:
    first, second = tell(condition="awake"), tell(timedelta(minutes=30), condition="injured")
    second.priority, second.danger = "danger", "fr.bleeding"
    kept = merging.merge(session, first.id, second.id, "amina", at)
    assert (kept.id, kept.priority, kept.danger, kept.condition) == (first.id, "danger", "fr.bleeding", "injured")
    assert second.merged_into_id == first.id
    assert second.code != first.code


def test_the_report_that_has_a_team_goes_on(session: Session, house: web.House, tell: Tell, at: datetime) -> None:
    first, second = tell(), tell()
    given = asked(session, house, second, at)
    assert merging.merge(session, first.id, second.id, "amina", at).id == second.id
    assert given.state == MissionState.ASKED


def test_of_two_teams_the_second_need_not_go(session: Session, house: web.House, tell: Tell, at: datetime) -> None:
    first, second = tell(), tell()
    stays, stops = asked(session, house, first, at), asked(session, house, second, at)
    merging.merge(session, first.id, second.id, "amina", at)
    assert (stays.state, stops.state) == (MissionState.ASKED, MissionState.ENDED)


@pytest.mark.parametrize("chosen_first", [True, False])
def test_what_nobody_agreed_to_pass_on_goes_on_in_what_somebody_did(
    session: Session, house: web.House, tell: Tell, at: datetime, chosen_first: bool
) -> None:
    caller = Contact(channel="voice", language="fr", opened_at=at)
    session.add(caller)
    session.flush()
    told = Facts(**MIDI, condition="not_responding")  # type: ignore[arg-type]
    half = arrival.keep(session, house.vault, caller, told, at, danger="not_responding", sent_key=b"half")
    agreed = tell(condition="asleep")
    pair = (half.id, agreed.id) if chosen_first else (agreed.id, half.id)
    assert merging.merge(session, *pair, "amina", at) is agreed
    assert (agreed.share_consent, agreed.danger, agreed.priority) == (True, "not_responding", "danger")
    assert merging.take_apart(session, half.id, "amina", at).share_consent is False


def test_a_team_that_goes_already_is_not_called_back_for_an_agreement(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    half, agreed = tell(), tell()
    half.share_consent = False
    asked(session, house, half, at)
    assert merging.merge(session, agreed.id, half.id, "amina", at) is half
    assert mission.open_of(session, half.id) is not None


def test_made_one_twice_happens_once(session: Session, tell: Tell, at: datetime) -> None:
    first, second = tell(), tell()
    for _ in range(2):
        merging.merge(session, first.id, second.id, "amina", at)
    session.flush()
    assert [line.kind for line in stored.timeline(session, second.id)].count("merged") == 1


def test_a_third_report_goes_to_the_one_that_goes_on(session: Session, tell: Tell, at: datetime) -> None:
    first, second, third = tell(), tell(), tell()
    merging.merge(session, first.id, second.id, "amina", at)
    merging.merge(session, second.id, third.id, "amina", at)
    assert third.merged_into_id == first.id
    assert [one.id for one in stored.merged_into(session, first.id)] == [second.id, third.id]


def test_taken_apart_all_is_as_before_and_it_is_not_proposed_again(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    first, second, third = tell(condition="awake"), tell(timedelta(minutes=5), condition="cold"), tell()
    second.priority, second.danger, second.called_112 = "danger", "cold", "reporter"
    merging.merge(session, second.id, third.id, "amina", at)
    merging.merge(session, first.id, second.id, "amina", at)
    for _ in range(2):
        merging.take_apart(session, second.id, "jan", at)
    session.expire_all()
    assert (first.priority, first.danger, first.called_112, first.condition) == ("normal", None, None, "awake")
    assert (second.merged_into_id, third.merged_into_id) == (None, second.id)
    assert second.status == Status.RECEIVED
    assert first.id not in [one.report.id for one in merging.proposals(session, house.vault, second)]


def test_what_is_closed_or_gone_is_not_made_one(session: Session, tell: Tell, at: datetime) -> None:
    first, second = tell(), tell()
    stored.close(session, second, at)
    with pytest.raises(CannotMerge):
        merging.merge(session, first.id, second.id, "amina", at)
    with pytest.raises(CannotMerge):
        merging.merge(session, first.id, 0, "amina", at)


LOOK = "homme âgé, manteau rouge, barbu, un chien, fauteuil roulant"


def test_who_is_almost_surely_the_same_is_found_by_the_mission_to_them(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    first, second = tell(clothing=LOOK), tell(clothing=LOOK)
    assert merging.sure_twin(session, house.vault, second) is None  # nobody goes there yet
    given = asked(session, house, first, at)
    assert merging.sure_twin(session, house.vault, second) is given


def test_the_same_bench_and_the_same_sleep_do_not_make_it_sure(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    told = {"animals": None, "landmark": "sur le banc", "inside": "dans le hall", "condition": "asleep"}
    asked(session, house, tell(**told), at)
    second = tell(**told)
    assert merging.proposals(session, house.vault, second)[0].likely.score > 0.95
    assert merging.sure_twin(session, house.vault, second) is None


def test_who_is_said_to_be_somebody_else_is_not_sure_any_more(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    first, second = tell(clothing=LOOK), tell(clothing=LOOK)
    asked(session, house, first, at)
    merging.not_the_same(session, first.id, second.id, "amina", at)
    assert merging.sure_twin(session, house.vault, second) is None


def test_a_team_hears_which_of_its_missions_may_be_to_the_same_person(
    session: Session, house: web.House, tell: Tell, at: datetime
) -> None:
    one, other, woman = tell(clothing=LOOK), tell(clothing=LOOK), tell(clothing="jeune femme, veste bleue")
    first, second, third = (asked(session, house, report, at) for report in (one, other, woman))
    assert merging.same_round(session, house.vault, second) == [first.id]
    assert merging.same_round(session, house.vault, third) == []
    mission.end(session, first, MissionEnd.NOT_FOUND, at)
    assert merging.same_round(session, house.vault, second) == []
