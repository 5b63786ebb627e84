"""Whoever has the code of a report hears how far it is, in general terms; who tries codes learns nothing."""

import html
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hotline.core.report import Report, Status, by_code
from tests.console.pages import check
from tests.site.reporter import Reporter, connections

STATUS = "/fr/report/status"


def ask(reporter: Reporter, code: str) -> tuple[int, str]:
    answer = reporter.client.post(STATUS, data={"code": code}, environ_overrides={"REMOTE_ADDR": reporter.sender})
    check(answer)
    return answer.status_code, html.unescape(answer.get_data(as_text=True))


def test_its_code_tells_how_far_it_is_and_nothing_else(reporter: Reporter, session: Session) -> None:
    reporter.tell()
    code = reporter.code
    report = session.scalars(select(Report)).one()
    report.status = Status.CLOSED
    session.commit()
    for typed in (code, f"{code[:2]} {code[2:]}", code.lower(), f" {code[:2]}-{code[2:]} "):
        status, said = ask(reporter, typed)
        assert status == 200
        assert "est clôturé" in said
        assert not any(word in said for word in ("Flagey", "Ixelles", "friterie"))


@pytest.mark.parametrize("code", ["", "x", "AB 1234", "AE2222"])
def test_what_is_no_code_tells_nothing(reporter: Reporter, code: str) -> None:
    status, said = ask(reporter, code)
    assert status == 404
    assert "Nous ne connaissons pas ce code" in said


def test_no_code_is_taken_from_an_address(reporter: Reporter, session: Session) -> None:
    reporter.tell()
    said = reporter.get(f"{STATUS}?code={reporter.code}").get_data(as_text=True)
    assert reporter.code not in said
    assert reporter.code[:2] + " " + reporter.code[2:] not in said


def test_who_tries_many_codes_learns_nothing_any_more(reporter: Reporter) -> None:
    reporter.tell()
    for _ in range(by_code.WRONG):
        assert ask(reporter, "AE2222")[0] == 404
    status, said = ask(reporter, reporter.code)
    assert status == 429
    assert "nous est bien parvenu" not in said
    reporter.sender = next(connections)
    assert ask(reporter, reporter.code)[0] == 200


def test_while_the_database_is_away_the_code_stays_in_its_box(
    reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(by_code, "find", away)
    status, said = ask(reporter, "AE2222")
    assert status == 503
    assert "AE2222" in said
