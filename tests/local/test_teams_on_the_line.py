"""The whole hotline: a team of the demo gets its mission on its phone, and answers from there."""

import re

import requests

from hotline import db
from hotline.core import models
from hotline.core.outbox import promise
from hotline.core.report.team import teams
from hotline.core.secret import Vault
from hotline.local.demo import TEAM_PHONES
from tests.core.report.missions import a_report, in_hand
from tests.line import HTTP_S, Line

assert models


def asked(line: Line, team: str) -> int:
    """This team is asked, in the database alone: the clock sees it."""
    vault = Vault((line.settings["HOTLINE_SECRET_KEY"],))
    engine = db.connect(line.settings["DATABASE_URL"], pool_size=1)
    try:
        with db.sessions(engine)() as session:
            given = in_hand(session, vault, a_report(session, vault), team)
            promise(session, "ask_team", db.now(session), mission=given.id)
            session.commit()
            return given.id
    finally:
        engine.dispose()


def test_a_team_gets_its_link_and_answers_with_a_digit(line: Line) -> None:
    phone = line.phone(f"{TEAM_PHONES}01")
    given = asked(line, teams.book().teams[0].id)
    words = phone.wait_for_message()
    [link] = re.findall(r"https?://\S+", words)
    page = requests.get(link, timeout=HTTP_S)
    assert (page.status_code, "kiosk" in page.text, "kiosk" in words) == (200, True, False)
    phone.write(f"{given} 2")
    line.until(lambda: line.rows("select 1 from mission where id = %s and outcome = 'helped'", given))
    assert f"{given}" in phone.wait_for_message()
    assert requests.get(link, timeout=HTTP_S).status_code == 410
    log = line.log.read_text()
    assert link.rpartition("/")[2] not in log
