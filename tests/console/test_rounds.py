"""A round sheet: a team's open reports on paper, in the order of a walk; no health, nothing of who reported."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import report
from hotline.core.report import Report
from hotline.core.report.team import mission, round_sheet
from hotline.core.report.team.mission import Mission, MissionEnd
from hotline.core.report.team.round_sheet import RoundSheet
from tests.console.conftest import Hire, colleague
from tests.console.pages import Browser
from tests.console.test_report_pages import kinds, sent

TEAM = "nss_maraude"
PAGE = f"/rounds?team={TEAM}"


def given(session: Session, house: web.House, of: Report, team: str = TEAM) -> Mission:
    """This report is in the hands of a team."""
    locked, at = report.lock(session, of.id), db.now(session)
    assert locked
    made = mission.ask(session, house.vault, locked, team, {"rule": "aid"}, at, at + timedelta(hours=1))
    session.commit()
    return made


def make(browser: Browser, *missions: Mission, team: str = TEAM) -> str:
    answer = browser.send("/rounds", page=PAGE, team=team, mission=[str(one.id) for one in missions])
    return answer.headers["Location"]


def test_a_sheet_leads_to_people_and_tells_neither_of_health_nor_of_who_reported(
    amina: Browser, session: Session, house: web.House
) -> None:
    one = sent(
        session, house, condition="injured", condition_words="une plaie au pied", clothing="bonnet vert",
        stop="Flagey", dangers="un grand chien", contact="+32470000063", contact_consent=True, minors=True,
    )  # fmt: skip
    there = make(amina, given(session, house, one))
    page = amina.get(there).text
    for shown in ("sous l&#39;abribus place Flagey", "Flagey", "un grand chien", report.spelled(one.code or "")):
        assert shown in page
    for hidden in ("plaie", "hurt", "bonnet", "470", "children"):
        assert hidden not in page
    assert "on_a_sheet" in kinds(session, one)
    assert "opened" in kinds(session, one)


def test_from_paper_a_team_can_answer_by_text_and_call_and_reads_communes_in_the_language_of_the_sheet(
    app: Flask, hire: Hire, session: Session, house: web.House
) -> None:
    jan = colleague(app, hire, "jan", console_language="nl")
    one = given(session, house, sent(session, house, commune="Ixelles"))
    assert "Elsene" in jan.get(PAGE).text
    page = jan.get(make(jan, one)).text
    for shown in (f"Opdracht {one.id}", "Elsene", "112", "0800 12 345"):
        assert shown in page


def test_the_walk_goes_from_the_oldest_always_on_to_the_nearest_and_ends_where_no_point_is_known(
    amina: Browser, session: Session, house: web.House
) -> None:
    spots = [(50.83, 4.35), (None, None), (50.90, 4.35), (50.84, 4.35), (50.85, 4.35)]
    missions = [given(session, house, sent(session, house, lat=lat, lon=lon)) for lat, lon in spots]
    there = make(amina, *missions)
    sheet = session.get_one(RoundSheet, int(there.rsplit("/", 1)[1]))
    assert [[one.id for one in missions].index(id) for id in sheet.missions] == [0, 3, 4, 2, 1]


def test_what_is_over_meanwhile_has_no_place_on_the_sheet_any_more(
    amina: Browser, session: Session, house: web.House
) -> None:
    one = given(session, house, sent(session, house))
    there = make(amina, one)
    mission.end(session, one, MissionEnd.NOT_FOUND, db.now(session))
    session.commit()
    page = amina.get(there).text
    assert "This one is over." in page
    assert "Flagey" not in page


def test_a_sheet_that_has_expired_is_gone_and_the_clock_takes_it_away(
    amina: Browser, session: Session, house: web.House
) -> None:
    there = make(amina, given(session, house, sent(session, house)))
    sheet = session.scalars(select(RoundSheet)).one()
    at = sheet.until
    assert sheet.until == sheet.made_at + round_sheet.LASTS
    report.forget(session, at, timedelta(days=30))
    assert session.scalar(select(func.count(RoundSheet.id))) == 1
    sheet.until = db.now(session)
    session.commit()
    assert amina.client.get(there).status_code == 404
    report.forget(session, db.now(session), timedelta(days=30))
    assert session.scalar(select(func.count(RoundSheet.id))) == 0


def test_only_open_missions_of_this_team_are_put_on_it(amina: Browser, session: Session, house: web.House) -> None:
    mine, theirs = given(session, house, sent(session, house)), given(session, house, sent(session, house), "diogenes")
    assert make(amina, theirs) == PAGE
    make(amina, mine, theirs)
    assert session.scalars(select(RoundSheet)).one().missions == [mine.id]
    for wrong in ("0", "x", "9" * 25):
        assert amina.client.get(f"/rounds/{wrong}").status_code == 404
