"""The rota's page: everyone reads it, supervisors plan."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import rota
from hotline.core.rota import Shift
from tests.console.conftest import Hire, colleague
from tests.console.pages import Browser

WEEK = date(2026, 10, 19)  # the week in which summer time ends
PAGE = f"/rota?week={WEEK}"
NIGHT = {"who": "amina", "day": "2026-10-24", "start": "22:00", "end": "06:00"}


@pytest.fixture
def sam(app: Flask, hire: Hire, amina: Browser) -> Browser:
    """Sam, a supervisor; Amina works here too."""
    return colleague(app, hire, "sam", role="supervisor")


def planned(session: Session) -> list[Shift]:
    session.rollback()
    return list(session.scalars(select(Shift).order_by(Shift.starts_at)))


def test_a_supervisor_plans_the_longest_night_and_everyone_reads_that_it_has_nine_hours(
    sam: Browser, amina: Browser, session: Session
) -> None:
    assert sam.send(PAGE, page=PAGE, **NIGHT).status_code == 303
    [shift] = planned(session)
    assert shift.ends_at - shift.starts_at == timedelta(hours=9)
    page = amina.get(PAGE).text
    assert "<td>22:00</td><td>06:00</td><td>9</td><td>amina</td>" in page
    assert "Plan a shift" not in page


def test_a_dispatcher_plans_nothing(amina: Browser, session: Session) -> None:
    assert amina.send("/rota", page="/settings", **NIGHT).status_code == 403
    assert planned(session) == []


def test_a_shift_that_meets_another_or_makes_no_sense_is_refused_with_the_reason(
    sam: Browser, session: Session
) -> None:
    sam.send(PAGE, page=PAGE, **NIGHT)
    again = sam.send(PAGE, page=PAGE, **(NIGHT | {"start": "23:00"}))
    assert (again.status_code, "meets another shift" in again.text) == (409, True)
    for wrong in ({"who": "nobody"}, {"day": "tomorrow"}, {"day": "9999-12-31"}, {"start": ""}, {"end": "25:00"}):
        assert sam.send(PAGE, page=PAGE, **(NIGHT | wrong)).status_code == 400, wrong
    assert len(planned(session)) == 1


def test_a_shift_is_removed_and_a_week_is_repeated(sam: Browser, session: Session) -> None:
    sam.send(PAGE, page=PAGE, **NIGHT)
    sam.send("/rota/copy", page=PAGE, week=str(WEEK), weeks="3")
    assert len(planned(session)) == 4
    sam.send(f"/rota/{planned(session)[0].id}/remove", page=PAGE)
    sam.send("/rota/999/remove", page=PAGE)
    assert len(planned(session)) == 3
    assert sam.send("/rota/copy", page=PAGE, week=str(WEEK), weeks="99").status_code == 400


def test_a_file_is_planned_whole_or_not_at_all_and_comes_out_again(sam: Browser, session: Session) -> None:
    text = "username,date,start,end\namina,2026-10-24,22:00,06:00\nsam,2026-10-25,06:00,14:00\n"
    bad = sam.send("/rota/import", page=PAGE, file=(BytesIO(f"{text}ghost,2026-10-25,14:00,22:00\n".encode()), "r.csv"))
    assert (bad.status_code, "nobody by that name" in bad.text, planned(session)) == (400, True, [])
    assert sam.send("/rota/import", page=PAGE, file=(BytesIO(b"\xff\xfe"), "r.csv")).status_code == 400
    assert sam.send("/rota/import", page=PAGE, file=(BytesIO(text.encode()), "r.csv")).status_code == 303
    assert sam.get(f"/rota/shifts.csv?week={WEEK}").text == text


def test_hours_without_anybody_are_marked(sam: Browser, session: Session) -> None:
    coming = rota.week_of(db.now(session)) + rota.WEEK
    page = f"/rota?week={coming}"
    assert "Nobody is planned" in sam.get(page).text
    for day in range(-1, 7):
        for start, end in (("00:00", "12:00"), ("12:00", "00:00")):
            sam.send(page, page=page, who="amina", day=str(coming + timedelta(days=day)), start=start, end=end)
    assert "Nobody is planned" not in sam.get(page).text
