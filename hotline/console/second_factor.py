"""My second factor: put on with a QR code, new recovery codes, taken off again; each with a code of now."""

import segno
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console.guard import at, me, token
from hotline.console.language import _
from hotline.core import login, staff_log
from hotline.core import second_factor as factors
from hotline.web import commit, house, session

second_factor = Blueprint("second_factor", __name__, url_prefix="/settings/second-factor")


@second_factor.get("")
def show() -> ResponseReturnValue:
    return _page()


@second_factor.post("")
def confirm() -> ResponseReturnValue:
    """The first code from the app. The recovery codes are on the answer, and nowhere else, ever."""
    if me().second_factor_at is not None:
        return redirect(url_for("second_factor.show"), 303)
    if _throttled():
        return _too_many()
    codes = factors.confirm(session(), house().vault, me(), _typed(), at())
    if codes is None:
        return _page(_("This code is not right. Is the clock of your phone right?"), 400)
    login.end_all(session(), me().id, but=token())
    _done("second_factor_on")
    return _page(codes=codes)


@second_factor.post("/codes")
def codes() -> ResponseReturnValue:
    """New recovery codes instead of the old ones."""
    problem = _wrong()
    if problem:
        return problem
    fresh = factors.fresh_codes(session(), me())
    _done("recovery_codes")
    return _page(codes=fresh)


@second_factor.post("/off")
def off() -> ResponseReturnValue:
    """Another phone, or none: the present one no longer counts."""
    problem = _wrong()
    if problem:
        return problem
    factors.end(session(), me())
    _done("second_factor_off")
    flash(_("No code is asked for any more."))
    return redirect(url_for("second_factor.show"), 303)


def _wrong() -> ResponseReturnValue | None:
    if me().second_factor_at is None:
        abort(404)
    if _throttled():
        return _too_many()
    if factors.fits(session(), house().vault, me(), _typed(), at()) is None:
        return _page(_("This code is not right, or was used before. Wait for the next one."), 400)
    return None


def _throttled() -> bool:
    """Guessing is braked together with the passwords of this name."""
    try:
        login.attempt(session(), house().vault.hash(me().username), at())
    except login.Throttled:
        return True
    session().commit()
    return False


def _too_many() -> ResponseReturnValue:
    return _page(_("Too many attempts. Please wait a quarter of an hour, or ask a colleague."), 429)


def _done(kind: str) -> None:
    login.forget_attempts(session(), house().vault.hashes(me().username))
    staff_log.record(session(), kind, me(), me(), at())
    commit()


def _typed() -> str:
    return request.form.get("otp", "")[:60]


def _page(problem: str | None = None, code: int = 200, codes: list[str] | None = None) -> ResponseReturnValue:
    key = None
    if me().second_factor_at is None:
        key = factors.start(house().vault, me())
        commit()
    return render_template(
        "console/second_factor.html",
        problem=problem,
        codes=codes,
        key=key,
        drawing=_drawing(key) if key else None,
        left=factors.codes_left(session(), me()),
    ), code


def _drawing(key: str) -> str:
    """The QR code as the address of a picture; always dark on light, for the phone's camera."""
    address = factors.address(key, me().username, _("Help line"))
    picture: str = segno.make(address, micro=False, error="m").svg_data_uri(omitsize=True, dark="#000", light="#fff")
    return picture
