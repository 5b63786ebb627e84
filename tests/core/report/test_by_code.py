"""Somebody guesses codes of reports, from one phone or from everywhere; who has a code is never locked out."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.report import by_code
from hotline.core.report.by_code import FROM_ALL, THEN, WRONG, TooMany
from hotline.core.report.stored import Report
from tests.core.report.missions import a_report

NONE = "AE2222"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(session: Session) -> datetime:
    return db.now(session)


@pytest.fixture
def known(session: Session, house: web.House, at: datetime) -> str:
    """The code of a report that is no other's."""
    made = a_report(session, house.vault, at)
    made.code = "XU9876"
    session.flush()
    return made.code


class Asks:
    """Whether a report was found; "too many": no code is looked at any more."""

    def __init__(self, session: Session, house: web.House, at: datetime) -> None:
        self.session, self.vault, self.at = session, house.vault, at

    def __call__(self, code: str, who: str = "+32470000001", minutes: float = 0, *, costs: bool = True) -> bool | str:
        try:
            found = by_code.find(self.session, self.vault, [code], who, self.at + minutes * MINUTE, costs=costs)
        except TooMany:
            return "too many"
        return isinstance(found, Report)


@pytest.fixture
def asks(session: Session, house: web.House, at: datetime) -> Asks:
    return Asks(session, house, at)


def test_who_guesses_learns_nothing_any_more_and_a_quarter_of_an_hour_later_asks_again(asks: Asks, known: str) -> None:
    assert [asks(NONE) for _ in range(WRONG)] == [False] * WRONG
    assert asks(known) == "too many"
    assert asks(known, who="somebody else") is True
    assert asks(known, minutes=16) is True


def test_a_code_of_ones_own_makes_no_room_for_more_guesses(asks: Asks, known: str) -> None:
    said = []
    for _ in range(WRONG + 1):
        said += [asks(NONE), asks(known)]
    assert said.count(False) == WRONG
    assert said[-1] == "too many"


def test_whoever_has_a_code_is_told_however_many_guess_from_everywhere(asks: Asks, known: str) -> None:
    for nth in range(3 * FROM_ALL):
        asks(NONE, who=f"connection {nth}")
    assert asks(known, who="who reported") is True
    assert [asks(NONE, who="who mistypes") for _ in range(THEN)] == [False] * THEN
    assert asks(known, who="who mistypes") == "too many"


def test_meanwhile_a_talk_that_costs_nothing_is_no_way_to_guess(asks: Asks, known: str) -> None:
    assert asks(known, who="talk 1", costs=False) is True
    for nth in range(FROM_ALL):
        asks(NONE, who=f"talk {nth}", costs=False)
    assert asks(known, who="talk 1000", costs=False) == "too many"


def test_a_code_that_nobody_was_told_leads_to_nothing(session: Session, asks: Asks, known: str) -> None:
    """Who hung up before they agreed never heard it."""
    session.query(Report).update({"share_consent": False})
    assert asks(known) is False
