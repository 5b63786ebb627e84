"""Two dispatchers and a team with one report at the same time: nobody overrules what they have not seen."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.report import Report, stored
from hotline.core.report.team import mission, outcome, team_reach
from tests.console.conftest import Hire, colleague
from tests.console.pages import Browser
from tests.console.test_report_pages import again, places, sent
from tests.console.test_rounds import given

assert places  # a fixture


def fields(browser: Browser, one: Report, form: str) -> dict[str, str]:
    """What a form of the report's page sends where nobody touched it."""
    page = browser.get(f"/reports/{one.id}").text
    found = re.search(rf'<form[^>]*action="/reports/{one.id}/{form}".*?</form>', page, re.DOTALL)
    assert found
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', found[0]))
    hidden.pop("csrf_token")
    return hidden | {name[4:]: value for name, value in hidden.items() if name.startswith("was_")}


def send(browser: Browser, one: Report, act: str, **form: Any) -> str:
    browser.send(f"/reports/{one.id}/{act}", page=f"/reports/{one.id}", **form)
    return browser.get(f"/reports/{one.id}").text


@pytest.fixture
def tom(app: Flask, hire: Hire) -> Browser:
    return colleague(app, hire, "tom")


def test_two_who_put_different_facts_right_keep_both(
    amina: Browser, tom: Browser, session: Session, house: web.House
) -> None:
    one = sent(session, house)
    hers, his = fields(amina, one, "facts"), fields(tom, one, "facts")
    send(amina, one, "facts", **hers | {"people_count": "3"})
    send(tom, one, "facts", **his | {"condition": "cold", "animals": "yes"})
    right = again(session, one)
    assert (right.people_count, right.condition, right.animals) == (3, "cold", True)


def test_where_a_team_saw_them_go_outlives_facts_that_are_put_right_on_an_older_page(
    amina: Browser, session: Session, house: web.House, places: None
) -> None:
    one = sent(session, house)
    his = given(session, house, one)
    form = fields(amina, one, "facts")
    outcome.answer(session, house.vault, his, "moved", db.now(session), "Gare du Midi")
    session.commit()
    send(amina, one, "facts", **form | {"people_count": "2"})
    right = again(session, one)
    assert (right.people_count, right.lat) == (2, 50.8357)
    assert stored.facts_of(house.vault, right).now_at == "Gare du Midi"


@pytest.mark.parametrize(("act", "form"), [("give", {"team": ""}), ("close", {"why": "gone"})])
def test_a_team_that_said_it_is_on_its_way_is_not_called_off_by_who_has_not_seen_it(
    amina: Browser, session: Session, house: web.House, act: str, form: dict[str, str]
) -> None:
    one = sent(session, house)
    going = given(session, house, one)
    seen = fields(amina, one, act)["seen"]
    outcome.answer(session, house.vault, going, "on_the_way", db.now(session))
    session.commit()
    assert "Meanwhile something happened to this report." in send(amina, one, act, seen=seen, **form)
    session.expire_all()
    kept = mission.open_of(session, one.id)
    assert kept is not None
    assert kept.id == going.id
    send(amina, one, act, **fields(amina, one, act), **form)
    session.expire_all()
    assert mission.open_of(session, one.id) is None


def test_of_two_who_choose_a_team_at_once_the_second_is_told(
    amina: Browser, tom: Browser, session: Session, house: web.House
) -> None:
    for team, phone in (("nss_maraude", "+32470200002"), ("diogenes", "+32470200001")):
        team_reach.set_reach(session, house.vault, team, db.now(session), phone=phone, mail=None, language="fr")
    one = sent(session, house)
    hers, his = fields(amina, one, "give"), fields(tom, one, "give")
    send(amina, one, "give", **hers, team="nss_maraude")
    assert "Meanwhile something happened to this report." in send(tom, one, "give", **his, team="diogenes")
    session.expire_all()
    kept = mission.open_of(session, one.id)
    assert kept is not None
    assert kept.team == "nss_maraude"
