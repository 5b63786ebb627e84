"""Who was reported in the street, for dispatchers: a list without words, a page with them, and who looked."""

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import contact as contacts
from hotline.core import conversation, report
from hotline.core.report import Facts, Report
from hotline.core.words import Channel
from tests.console.pages import Browser


@pytest.fixture
def reported(session: Session, house: web.House) -> Report:
    at = db.now(session)
    talk = conversation.begin(session, Channel.CHAT, "fr", at)
    facts = Facts(
        "sous l'abribus place Flagey", "Ixelles", 50.8277, 4.3722, 80, "ce matin", at, 2, "asleep",
        "ils dorment <b>profondément</b>", False, True, True, None, "+32470000063", True, None,
    )  # fmt: skip
    sent = report.send(session, house.vault, talk.contact, facts, at, agreed=True)
    session.commit()
    return sent


def test_the_list_tells_where_roughly_and_how_they_are_and_no_words(amina: Browser, reported: Report) -> None:
    page = amina.get("/reports").get_data(as_text=True)
    for shown in (report.spelled(reported.code or ""), "Ixelles", "asleep", "needs a person"):
        assert shown in page
    for hidden in ("Flagey", "profond", "470"):
        assert hidden not in page


def test_the_page_of_a_report_has_what_was_said_and_looking_is_on_record(
    amina: Browser, session: Session, reported: Report
) -> None:
    page = amina.get(f"/reports/{reported.id}").get_data(as_text=True)
    assert "sous l&#39;abribus place Flagey" in page
    assert "&lt;b&gt;profond" in page
    assert "+32470000063" in page
    assert reported.contact_id
    kinds = [line.kind for line in contacts.timeline(session, reported.contact_id)]
    assert kinds.count("opened") == 2  # the chat itself, and this look


@pytest.mark.parametrize("path", ["/reports/0", "/reports/x", "/reports/99999999999999999999"])
def test_a_report_that_is_not_there_is_not_found(amina: Browser, path: str) -> None:
    assert amina.client.get(path).status_code == 404


def test_nobody_reads_reports_without_a_login(app: object, amina: Browser, reported: Report) -> None:
    amina.client.delete_cookie("console")
    assert amina.client.get("/reports").status_code in (302, 303, 401)
    assert amina.client.get(f"/reports/{reported.id}").status_code in (302, 303, 401)


def test_an_erased_report_leaves_its_commune_and_no_word(
    amina: Browser, session: Session, house: web.House, reported: Report
) -> None:
    report.forget_of(session, reported.contact_id or 0, db.now(session))
    session.commit()
    page = amina.get(f"/reports/{reported.id}").get_data(as_text=True)
    assert "Ixelles" in page
    assert "Flagey" not in page
    assert "470" not in page
