"""A dispatcher sees that two reports may be of one person, says so, and takes it back."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.console.twins import SPEAKS
from hotline.core.report import Facts, Report, arrival, spelled
from hotline.core.report.twin.weights import WEIGHTS
from tests.console.pages import Browser


@pytest.fixture
def pair(session: Session, house: web.House) -> tuple[Report, Report]:
    at = db.now(session)
    facts = Facts(
        place="gare du Midi", commune="Saint-Gilles", place_id="rail-bruxelles-midi", lat=50.8357, lon=4.3365,
        accuracy_m=250, people_count=1, animals=True, clothing="bonnet rouge",
    )  # fmt: skip
    first, second = (
        arrival.send(session, house.vault, None, facts, at + later, agreed=True, channel="web", language="fr")
        for later in (timedelta(minutes=-10), timedelta())
    )
    session.commit()
    return first, second


def test_the_page_proposes_the_other_report_and_says_why(amina: Browser, pair: tuple[Report, Report]) -> None:
    first, second = pair
    page = amina.get(f"/reports/{second.id}").get_data(as_text=True)
    assert "Perhaps the same person" in page
    assert spelled(first.code or "") in page
    assert "animals with them" in page


def test_all_that_speaks_for_one_person_can_be_said() -> None:
    assert {name for name, weight in WEIGHTS.items() if weight > 0} <= set(SPEAKS)


def test_made_one_and_taken_apart_again(amina: Browser, session: Session, pair: tuple[Report, Report]) -> None:
    first, second = pair
    amina.send(f"/reports/{second.id}/same/{first.id}")
    session.expire_all()
    assert first.merged_into_id == second.id
    assert "goes on in this report" in amina.get(f"/reports/{second.id}").get_data(as_text=True)
    amina.send(f"/reports/{first.id}/apart")
    session.expire_all()
    assert first.merged_into_id is None
    assert "Perhaps the same person" not in amina.get(f"/reports/{first.id}").get_data(as_text=True)


def test_said_to_be_somebody_else_it_is_not_proposed_again(amina: Browser, pair: tuple[Report, Report]) -> None:
    first, second = pair
    amina.send(f"/reports/{second.id}/same/{first.id}", **{"not": "1"})
    assert "Perhaps the same person" not in amina.get(f"/reports/{second.id}").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/reports/x/same/1", "/reports/1/same/x", "/reports/0/apart"])
def test_what_is_not_there_changes_nothing(amina: Browser, path: str) -> None:
    assert amina.send(path).status_code == 404
