"""The list of reports at four in the morning: what comes first and why, and the one that a caller asks about."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import report
from hotline.core.report import Report, in_line, listed, stored
from tests.console.pages import Browser
from tests.console.test_report_pages import FLAGEY, MIDI, places, sent
from tests.console.test_rounds import given

assert places  # a fixture


def before_a_person(
    session: Session, house: web.House, minutes: int, why: str = "no_team", priority: str = "normal", **told: Any
) -> Report:
    one, ago = sent(session, house, **told), timedelta(minutes=minutes)
    one.made_at, one.priority = one.made_at - ago, priority
    locked = stored.lock(session, one.id)
    assert locked
    in_line.enter(session, locked, why, db.now(session) - ago)
    session.commit()
    return one


def codes(page: str) -> list[str]:
    """The codes of the list from top to bottom."""
    return [code.replace(" ", "") for code in re.findall(r'<th scope="row"><a[^>]*>([A-Z]{2} \d{4})</a>', page)]


def find(browser: Browser, words: str) -> Any:
    return browser.send("/reports/find", page="/reports", words=words)


def test_first_who_is_in_danger_then_who_waits_longest_and_last_what_a_colleague_or_a_team_has(
    amina: Browser, session: Session, house: web.House
) -> None:
    going = before_a_person(session, house, 200)
    given(session, house, going)
    seen_to = in_line.entry_of(session, going.id)
    assert seen_to is not None
    seen_to.state = "ended"
    fresh, old = before_a_person(session, house, 2), before_a_person(session, house, 90)
    danger = before_a_person(session, house, 1, priority="danger")
    taken = before_a_person(session, house, 120)
    entry = in_line.entry_of(session, taken.id)
    assert entry is not None
    session.commit()
    amina.post_json(f"/api/queue/{entry.id}/accept")
    order = [danger, old, fresh, taken, going]
    assert codes(amina.get("/reports").text) == [one.code for one in order]


def test_the_list_says_why_a_person_is_needed(amina: Browser, session: Session, house: web.House) -> None:
    one = before_a_person(session, house, 30, "no_team")
    in_line.enter(session, stored.lock(session, one.id) or one, "not_found", db.now(session))
    session.commit()
    row = re.findall(r"<td data-now>(.*?)</td>", amina.get("/reports").text, re.DOTALL)[0]
    assert "not found" in row
    assert "no team for it" not in row


@pytest.mark.parametrize("said", ["{0} {1}", "{0}{1}", "c'est le code {0}-{1}"])
def test_who_gives_a_code_is_told_of_the_very_report_also_when_it_is_closed(
    amina: Browser, session: Session, house: web.House, said: str
) -> None:
    one = sent(session, house)
    report.close(session, stored.lock(session, one.id) or one, db.now(session))
    session.commit()
    assert one.code
    answer = find(amina, said.format(one.code[:2], one.code[2:]))
    assert answer.headers["Location"] == f"/reports/{one.id}"


def test_who_has_no_code_any_more_names_the_place_and_the_nearest_come_first(
    amina: Browser, session: Session, house: web.House, places: None
) -> None:
    beside = sent(session, house, lat=FLAGEY.lat + 0.003, lon=FLAGEY.lon)
    at_it = sent(session, house, lat=FLAGEY.lat, lon=FLAGEY.lon)
    sent(session, house, lat=MIDI.lat, lon=MIDI.lon)
    before = sent(session, house, lat=FLAGEY.lat, lon=FLAGEY.lon)
    before.made_at -= timedelta(days=2)
    session.commit()
    page = find(amina, "j'ai appelé pour quelqu'un place Flagey").text
    assert codes(page) == [at_it.code, beside.code]
    assert "within 1 km of: Place Flagey (Ixelles)" in page


def test_a_code_and_a_place_that_nobody_knows_are_said_to_be_unknown(
    amina: Browser, session: Session, house: web.House, places: None
) -> None:
    sent(session, house)
    for words in ("AA 2222", "chez mon oncle"):
        page = find(amina, words).text
        assert "No report has this code, and this place is not known." in page
        assert codes(page) == []


def test_the_list_of_a_cold_night_asks_the_database_no_more_often_than_that_of_a_calm_one(
    session: Session, house: web.House
) -> None:
    def asked() -> int:
        statements: list[str] = []
        engine = house.sessions.kw["bind"]

        def note(*args: Any) -> None:
            statements.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        listed.reports(session, db.now(session))
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    before_a_person(session, house, 5)
    calm = asked()
    for nth in range(12):
        given(session, house, before_a_person(session, house, nth))
    session.expire_all()
    assert asked() == calm
