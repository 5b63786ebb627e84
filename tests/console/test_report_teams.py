"""A report is taken from the line, given to a team by hand or by the rules, and leaves the line when it is decided."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import phonebook
from hotline.core.outbox import Promise
from hotline.core.report import Report, given, in_line
from hotline.core.report.team import mission, teams
from hotline.core.report.team.team_reach import TeamReach
from tests.console.conftest import Hire
from tests.console.pages import Browser
from tests.console.test_report_pages import again, kinds, sent
from tests.core.report import conftest as reports

PHONEBOOK = Path(__file__).parents[2] / "knowledge_base" / "phonebook.yaml"

pytestmark = pytest.mark.usefixtures("book")
GUARDS = "\n- {id: guards, kind: station_security, capacity: 9, answer_within: 5, needs_consent: true,"
GUARDS += " name: {fr: Gardiens, nl: Bewakers}, source: test}\nrules:"


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> teams.Book:
    """The teams of the tests of routing, and one that needs consent."""
    text = reports.TEAMS.replace("\nrules:", GUARDS)
    (tmp_path / "teams.yaml").write_text(text, encoding="utf-8")
    made = teams.read(tmp_path)
    monkeypatch.setattr(teams, "book", lambda: made)
    return made


def line(browser: Browser) -> list[tuple[str, str]]:
    entries = browser.get("/api/queue").json["entries"]  # type: ignore[index]
    return [(entry["channel"], entry["state"]) for entry in entries]


def in_line_as(session: Session, of: Report) -> tuple[int, int]:
    """Its entry in the line, and the contact of that."""
    entry = in_line.entry_of(session, of.id)
    assert entry
    found = entry.id, entry.contact_id
    session.commit()
    return found


def take(browser: Browser, session: Session, of: Report) -> str:
    """Where taking it leads."""
    entry, _contact = in_line_as(session, of)
    return browser.send(f"/queue/{entry}/accept").headers["Location"]


def with_team(session: Session, of: Report) -> str | None:
    session.rollback()
    now = mission.open_of(session, of.id)
    return now.team if now else None


def test_a_report_is_taken_given_to_a_team_and_leaves_the_desk_by_itself(
    amina: Browser, session: Session, house: web.House
) -> None:
    one = sent(session, house, place="près d'un arbre")
    reports.reachable(session, house, "first", "second")
    page = f"/reports/{one.id}"
    assert take(amina, session, one) == page
    html = amina.get(page).text
    assert "You have this report" in html
    assert 'id="done"' not in html
    assert f'href="{page}"' in amina.get("/").text
    amina.send(f"{page}/facts", page=page, dangers="un chien")
    assert line(amina) == [("report", "bridged")]
    amina.send(f"{page}/give", page=page, team="second")
    assert with_team(session, one) == "second"
    assert line(amina) == []
    assert amina.get("/api/me").json["activity"] == "available"  # type: ignore[index]
    html = amina.get(page).text
    assert "amina chose the team: Deux" in html
    assert "chosen by a dispatcher" in html
    assert [row.kind for row in session.scalars(select(Promise))] == ["ask_team"]


def test_danger_stays_on_the_desk_until_112_is_answered_too(amina: Browser, session: Session, house: web.House) -> None:
    reports.reachable(session, house, "first")
    one = sent(session, house, condition="not_responding")
    page = f"/reports/{one.id}"
    take(amina, session, one)
    amina.send(f"{page}/give", page=page, team="first")
    assert line(amina) == [("report", "bridged")]
    amina.send(f"{page}/112", page=page, who="reporter")
    assert line(amina) == []


def test_what_a_colleague_has_is_not_taken_off_their_desk(
    app: Flask, amina: Browser, hire: Hire, session: Session, house: web.House
) -> None:
    one = sent(session, house, place="près d'un arbre")
    take(amina, session, one)
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    page = f"/reports/{one.id}"
    assert "with amina" in tom.get(page).text
    tom.send(f"{page}/close", page=page, why="gone")
    assert again(session, one).status == "closed"
    assert line(amina) == [("report", "bridged")]
    _entry, contact = in_line_as(session, one)
    amina.send(f"/contacts/{contact}/finish")
    assert line(amina) == []


def test_the_next_team_by_the_rules_is_asked_and_after_the_last_a_person_looks(
    amina: Browser, session: Session, house: web.House
) -> None:
    reports.reachable(session, house, "first", "second")
    one = sent(session, house, lat=50.8277, lon=4.3722, accuracy_m=50)
    page = f"/reports/{one.id}"
    asked = with_team(session, one)
    amina.send(f"{page}/give", page=page)
    assert {asked, with_team(session, one)} == {"first", "second"}
    assert line(amina) == []
    amina.send(f"{page}/give", page=page)
    assert with_team(session, one) is None
    assert line(amina) == [("report", "waiting")]
    assert "was asked before" in amina.get(page).text
    assert "given to another team" in amina.get(page).text


def test_a_team_that_has_the_report_keeps_it_when_it_is_chosen_again(
    amina: Browser, session: Session, house: web.House
) -> None:
    reports.reachable(session, house, "first")
    one = sent(session, house, lat=50.8277, lon=4.3722, accuracy_m=50)
    page = f"/reports/{one.id}"
    amina.send(f"{page}/give", page=page, team="first")
    session.rollback()
    assert len(mission.of(session, one.id)) == 1


def test_a_team_that_cannot_be_reached_or_needs_consent_is_not_asked(
    amina: Browser, session: Session, house: web.House
) -> None:
    reports.reachable(session, house, "guards")
    one = sent(session, house, place="près d'un arbre")
    page = f"/reports/{one.id}"
    for team in ("first", "guards", "ghosts"):
        amina.send(f"{page}/give", page=page, team=team)
        assert with_team(session, one) is None, team
    assert "only if the person themself agrees" in amina.get(page).text
    amina.send(f"{page}/security", page=page)
    amina.send(f"{page}/give", page=page, team="guards")
    assert with_team(session, one) == "guards"
    assert "amina noted: the person agreed that security comes" in amina.get(page).text


def test_a_team_that_has_it_keeps_it_and_a_closed_report_goes_to_nobody(
    amina: Browser, session: Session, house: web.House
) -> None:
    reports.reachable(session, house, "first")
    one = sent(session, house, place="près d'un arbre")
    page = f"/reports/{one.id}"
    for _ in range(2):
        amina.send(f"{page}/give", page=page, team="first")
    assert kinds(session, one).count("team_asked") == 1
    amina.send(f"{page}/close", page=page, why="helped")
    assert with_team(session, one) is None
    amina.send(f"{page}/give", page="/reports/new", team="first")
    assert with_team(session, one) is None
    assert "This report is over." in amina.get("/reports").text


def test_a_team_that_the_rules_would_not_ask_says_why(amina: Browser, session: Session, house: web.House) -> None:
    reports.reachable(session, house, "first", "nurses")
    one, other = sent(session, house, place="près d'un arbre"), sent(session, house, place="près d'un banc")
    amina.send(f"/reports/{other.id}/give", page=f"/reports/{other.id}", team="nurses")
    against = {option.team.id: option.against for option in given.options(session, house.vault, one, one.made_at)}
    assert against == {"first": None, "nurses": "full", "second": "no_reach", "guards": "no_reach"}
    assert "Infirmiers · has enough already" in amina.get(f"/reports/{one.id}").text


def test_supervisors_keep_how_a_team_is_reached_and_see_it_masked(
    amina: Browser, sam: Browser, session: Session, house: web.House
) -> None:
    assert amina.get("/teams").status_code == 403
    assert sam.send("/teams/first", page="/teams", phone="0470 12 34 56", language="nl").status_code == 303
    page = sam.get("/teams").text
    assert "+3247" in page
    assert "0470" not in page
    assert "123456" not in page
    assert sam.send("/teams/second", page="/teams", phone="+32470123456").status_code == 409
    for no_text_reaches in ("112", "02 555 12 34"):
        assert sam.send("/teams/second", page="/teams", phone=no_text_reaches).status_code == 400
    assert sam.send("/teams/second", page="/teams", mail="nobody").status_code == 400
    assert sam.send("/teams/ghosts", page="/teams", mail="a@b.be").status_code == 404
    sam.send("/teams/first", page="/teams", mail="maraude@example.org", language="nl")
    session.expire_all()
    first = session.get_one(TeamReach, "first")
    assert house.vault.open(first.phone or b"") == "+32470123456"
    assert "ma•••@example.org" in sam.get("/teams").text
    sam.send("/teams/first", page="/teams", remove="1", language="fr")
    session.expire_all()
    assert (first.phone, first.mail, first.language) == (None, None, "fr")


def test_whom_a_dispatcher_can_call_about_a_report_stands_there_with_name_and_number(
    amina: Browser, session: Session, house: web.House
) -> None:
    phonebook.seed(session, house.vault, PHONEBOOK)
    one = sent(session, house, condition_words="il la frappe, violence")
    session.commit()
    page = amina.get(f"/reports/{one.id}").text
    assert '<a href="tel:1712"><bdi dir="ltr">1712</bdi></a>' in page
    assert "whom you can call: 1712 – geweld, misbruik, kindermishandeling" in page
    amina.send(f"/reports/{one.id}/112", page=f"/reports/{one.id}", who="reporter")
    amina.send(f"/reports/{one.id}/close", page=f"/reports/{one.id}", why="gone")
    assert "tel:1712" not in amina.get(f"/reports/{one.id}").text
