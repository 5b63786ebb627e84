"""How far a report is, for whoever has its code: in general terms only, and no code is ever in an address."""

from flask import request
from flask.typing import ResponseReturnValue

from hotline import page, sender
from hotline.core.report import by_code, code_in, told
from hotline.db import now
from hotline.texts import mark
from hotline.web import DOWN, commit, house, session

UNKNOWN = mark("We do not know this code. Check it, or call us.")
AWAY = mark("We cannot show this just now. Please try again in a few minutes, or call us.")
LONGEST = 20


@page.site.get("/report/status")
def report_status() -> ResponseReturnValue:
    return _page()


@page.site.post("/report/status")
def ask_status() -> ResponseReturnValue:
    """The code comes in the form. Somebody who tries many learns nothing any more."""
    typed = request.form.get("code", "")[:LONGEST]
    code = code_in(typed)
    if code is None:
        return _page(typed, problem=UNKNOWN, status=404)
    try:
        report = by_code.find(session(), house().vault, [code], f"connection {sender.connection()}", now(session()))
        reached = told.stage(session(), report) if report is not None else None
        commit()
    except by_code.TooMany:
        return _page(typed, problem=told.TOO_MANY, status=429)
    except DOWN:
        return _page(typed, problem=AWAY, status=503)
    if reached is None:
        return _page(typed, problem=UNKNOWN, status=404)
    return _page(typed, said=told.sentence(reached, code, page.language()))


def _page(code: str = "", *, said: str = "", problem: str = "", status: int = 200) -> ResponseReturnValue:
    return page.page("site/report_status.html", status=status, keep=False, code=code, told=said, problem=problem)
