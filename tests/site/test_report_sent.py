"""Who has sent a report on the site reads what happens now, and no more than we can keep."""

import pytest
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.report.code import CODE
from hotline.core.report.team import teams
from hotline.core.report.told import NEXT, Next
from hotline.texts import t
from tests.core.report.conftest import reachable, team
from tests.site.reporter import FLAGEY, Reporter

SPEAK = "If you are near and feel safe, speak with the person: say that you asked for help, and ask what they need."


@pytest.fixture
def at_any_hour(session: Session, house: web.House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A team goes out now."""
    made = teams.Book((team("first"),), teams.book().rules)
    monkeypatch.setattr(teams, "book", lambda: made)
    reachable(session, house, "first")


@pytest.mark.parametrize(("called", "offered"), [("nobody", True), ("reporter", False), ("other", False)])
def test_who_has_not_called_112_yet_can_touch_it_beside_their_code(
    reporter: Reporter, called: str, offered: bool
) -> None:
    reporter.fill(danger="not_responding")
    reporter.fill(called_112=called)
    reporter.fill("you", place=FLAGEY)
    said = reporter.fill("send", agreed="yes")
    assert CODE.search(reporter.code)
    assert t("fr", NEXT[Next.DANGER]) in said
    assert ('class="number" href="tel:112"' in said) == offered
    assert t("fr", SPEAK) not in said  # 112 says what to do


def test_a_team_that_is_asked_is_told_of_without_an_hour(reporter: Reporter, at_any_hour: None) -> None:
    said = reporter.tell()
    assert t("fr", NEXT[Next.ASKED]) in said
    assert t("fr", SPEAK) in said


def test_where_no_team_is_asked_none_is_told_of(reporter: Reporter) -> None:
    said = reporter.tell()
    assert t("fr", NEXT[Next.LOOKED_AT]) in said
    assert t("fr", NEXT[Next.ASKED]) not in said


def test_who_tells_of_themselves_is_not_told_to_speak_with_the_person(reporter: Reporter) -> None:
    reporter.fill(danger="none")
    reporter.fill("you", place=FLAGEY)
    said = reporter.fill("send", agreed="yes", role="themself")
    assert CODE.search(reporter.code)
    assert t("fr", SPEAK) not in said


def test_before_it_is_sent_all_that_was_typed_is_read_again_and_who_will_read_it(reporter: Reporter) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY)
    said = reporter.fill("you", count="3", when="today", condition="cold", clothing="bonnet vert", dangers="un chien")
    summary = said.split('<ul class="sum">')[1].split("</ul>")[0]
    for typed in (FLAGEY, ">3<", t("fr", "Today"), t("fr", "Cold"), "bonnet vert", "un chien"):
        assert typed in summary, typed
    assert "Nous n'envoyons pas la police." in said
