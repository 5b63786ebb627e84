"""A report that a person must look at stands in the line of the console, and is worked on like a visitor."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import measure, open_work, report, take_over
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.report import Facts, Report, in_line, stored
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser

UNCLEAR = Facts("près d'un arbre", condition="asleep")
DANGER = replace(UNCLEAR, condition="not_responding")


@pytest.fixture
def told(session: Session, house: web.House) -> Report:
    return tell(session, house, UNCLEAR)


def tell(session: Session, house: web.House, facts: Facts) -> Report:
    at = db.now(session)
    sent = report.send(session, house.vault, None, facts, at, agreed=True, channel="web", language="fr")
    session.commit()
    return sent


def line(browser: Browser) -> list[tuple[str, str, str]]:
    entries = browser.get("/api/queue").json["entries"]  # type: ignore[index]
    return [(entry["channel"], entry["priority"], entry["state"]) for entry in entries]


def entry_id(session: Session, sent: Report) -> int:
    found = in_line.entry_of(session, sent.id)
    assert found is not None
    session.commit()
    return found.id


def close(session: Session, sent: Report) -> None:
    locked = stored.lock(session, sent.id)
    assert locked is not None
    report.close(session, locked, db.now(session))
    session.commit()


def test_whoever_takes_a_report_has_it_at_once_and_no_phone_rings(
    amina: Browser, session: Session, told: Report
) -> None:
    assert line(amina) == [("report", "normal", "waiting")]
    accepted = amina.post_json(f"/api/queue/{entry_id(session, told)}/accept")
    assert accepted.status_code == 200
    assert line(amina) == [("report", "normal", "bridged")]
    assert session.scalars(select(Promise)).all() == []
    assert amina.get("/").status_code == 200


def test_a_report_is_not_left_to_nobody(amina: Browser, session: Session, told: Report) -> None:
    contact = amina.post_json("/api/queue/next/accept").json["contact"]  # type: ignore[index]
    refused = amina.post_json(f"/api/contacts/{contact}/finish")
    assert (refused.status_code, refused.json) == (409, {"error": "report_open"})
    assert line(amina) == [("report", "normal", "bridged")]
    close(session, told)
    assert amina.post_json(f"/api/contacts/{contact}/finish").status_code == 200
    assert line(amina) == []
    assert amina.get("/api/me").json["activity"] == "available"  # type: ignore[index]


def test_danger_stays_until_it_is_said_who_called_112(amina: Browser, session: Session, house: web.House) -> None:
    sent = tell(session, house, DANGER)
    contact = amina.post_json("/api/queue/next/accept").json["contact"]  # type: ignore[index]
    close(session, sent)
    for path in (f"/api/contacts/{contact}/finish", f"/contacts/{contact}/close"):
        amina.post_json(path) if path.startswith("/api") else amina.send(path, disposition="report")
        assert line(amina) == [("report", "danger", "bridged")]
    assert amina.post_json(f"/api/contacts/{contact}/finish").json == {"error": "ask_112"}
    locked = stored.lock(session, sent.id)
    assert locked is not None
    in_line.answer_112(session, locked, "reporter", "amina", db.now(session))
    session.commit()
    assert amina.post_json(f"/api/contacts/{contact}/finish").status_code == 200
    assert line(amina) == []


def test_a_report_that_is_given_back_waits_again_and_passes_nobody(
    amina: Browser, enter: Enter, session: Session, told: Report
) -> None:
    enter(waited_s=60)
    here = f"/api/queue/{entry_id(session, told)}"
    amina.post_json(f"{here}/accept")
    assert amina.post_json(f"{here}/give-back").status_code == 200
    assert line(amina) == [("voice", "normal", "waiting"), ("report", "normal", "waiting")]


def test_who_waits_for_a_person_goes_before_a_report_and_danger_before_them(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    tell(session, house, UNCLEAR)
    caller = enter()
    urgent = tell(session, house, DANGER)
    first = amina.post_json("/api/queue/next/accept")
    assert first.json["id"] == str(entry_id(session, urgent))  # type: ignore[index]
    amina.post_json(f"/api/queue/{first.json['id']}/give-back")  # type: ignore[index]
    close(session, urgent)
    amina.post_json(f"/api/queue/{caller.id}/accept")
    assert ("voice", "normal", "reserved") in line(amina)


def test_danger_of_this_minute_goes_before_reports_that_wait_since_midnight(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    for hours in (4, 3, 2):
        waited(session, tell(session, house, UNCLEAR), timedelta(hours=hours))
    enter(waited_s=120)
    urgent = tell(session, house, DANGER)
    assert line(amina)[:2] == [("report", "danger", "waiting"), ("voice", "normal", "waiting")]
    assert amina.post_json("/api/queue/next/accept").json["id"] == str(entry_id(session, urgent))  # type: ignore[index]


def test_on_a_night_of_many_reports_who_had_one_takes_a_caller_next_then_a_report_again(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    old = [tell(session, house, UNCLEAR) for _ in range(3)]
    for sent in old:
        waited(session, sent, timedelta(hours=3))
    caller = enter(waited_s=120)
    first = amina.post_json("/api/queue/next/accept").json["contact"]  # type: ignore[index]
    assert in_line.report_of(session, int(first)) == old[0]
    close(session, old[0])
    amina.post_json(f"/api/contacts/{first}/finish")
    assert f'data-entry="{caller.id}"' == re.findall(r'data-entry="\d+"', amina.get("/").text)[0]
    assert amina.post_json("/api/queue/next/accept").json["id"] == str(caller.id)  # type: ignore[index]


def waited(session: Session, sent: Report, long: timedelta) -> None:
    """It is before a person since then."""
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None
    entry.entered_at -= long
    session.commit()


def test_a_supervisor_takes_a_report_over(
    app: Flask, amina: Browser, hire: Hire, session: Session, told: Report
) -> None:
    contact = int(amina.post_json("/api/queue/next/accept").json["contact"])  # type: ignore[index]
    sam = hire("sam", role="supervisor")
    mine = take_over.take_over(session, contact, sam, db.now(session))
    session.commit()
    assert (mine.dispatcher_id, mine.entry.state, mine.bridged_at is not None) == (sam.id, "bridged", True)
    assert amina.get("/api/me").json["activity"] == "available"  # type: ignore[index]


def test_a_report_that_nobody_took_is_open_work_and_can_be_handed_over(
    amina: Browser, hire: Hire, session: Session, told: Report
) -> None:
    at = db.now(session)
    (item,) = open_work.everything(session, at)
    assert (item.kinds, item.holder) == (["report"], None)
    by = session.scalars(select(Dispatcher)).one()
    tom = hire("tom")
    assert open_work.hand_over(session, [item], by, tom, None, at) == 1
    session.commit()
    assert [one.kinds for one in open_work.of(session, tom.id, at)] == [["report"]]
    assert amina.get("/open-work").status_code == 200


def test_reports_are_no_callers_in_the_figures(amina: Browser, enter: Enter, session: Session, told: Report) -> None:
    enter(waited_s=5)
    amina.post_json(f"/api/queue/{entry_id(session, told)}/accept")
    at, hour = db.now(session), timedelta(hours=1)
    assert [wait.channel for wait in measure.between(session, at - hour, at + hour)] == ["voice"]
    page = amina.get("/").get_data(as_text=True)
    assert 'data-waiting="1"' in page
