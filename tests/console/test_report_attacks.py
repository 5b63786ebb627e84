"""Whatever somebody writes into a report, on every page that shows it, it is words and no page."""

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.report import Report
from hotline.core.report.facts import SPOT
from hotline.core.report.strip import FREE
from hotline.core.report.team import outcome
from tests.console.pages import Browser, check
from tests.console.test_report_pages import sent
from tests.console.test_rounds import given, make

SCRIPT = "<script>boo()</script>\" onfocus=boo() '{{ 7*7 }}"


@pytest.fixture
def hostile(session: Session, house: web.House) -> Report:
    """A report whose every text is a page of its own; a team added one too."""
    told = dict.fromkeys((*FREE, *SPOT), SCRIPT) | {"animals": True, "lat": 50.8277, "lon": 4.3722, "people_count": 1}
    one = sent(session, house, **told)
    first = given(session, house, one)
    outcome.answer(session, house.vault, first, "moved", db.now(session), SCRIPT)
    session.commit()
    return one


def harmless(page: str) -> bool:
    return "boo()" in page and not any(bad in page for bad in ("<script>boo", '" onfocus', "'49", "; 49"))


def test_words_of_a_report_are_words_at_the_desk_and_on_the_round_sheet(
    amina: Browser, session: Session, house: web.House, hostile: Report
) -> None:
    for path in (f"/reports/{hostile.id}", make(amina, given(session, house, hostile))):
        answer = amina.get(path)
        check(answer)
        assert harmless(answer.text), path


def test_words_that_are_typed_come_back_as_words(amina: Browser) -> None:
    answer = amina.send("/reports/new", page="/reports/new", **dict.fromkeys(("place", "clothing", "reach"), SCRIPT))
    check(answer)
    assert harmless(answer.text)


def test_no_word_of_a_report_is_in_a_list_a_title_or_an_address(amina: Browser, hostile: Report) -> None:
    for path in ("/reports", "/reports?show=all", "/reports/load", "/rounds?team=nss_maraude"):
        assert "boo()" not in amina.get(path).text, path
    title = amina.get(f"/reports/{hostile.id}").text.partition("<title>")[2].partition("</title>")[0]
    assert "boo" not in title
