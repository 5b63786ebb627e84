"""Sheets of paper: the newest PDF at once. Missing or out of date, a worker is asked for another, once.

An address that was hidden since must not be told by an old sheet.
"""

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.core.sheet import need, stored
from hotline.db import now
from hotline.site import shelf
from hotline.web import commit, session

LOOK_AGAIN_S = 3
MOST_LOOKS = 10
# A browser's own PDF viewer counts as an object, and brings styles of its own.
CSP = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@page.site.get("/print/<any(need, commune, region):kind>/<key>.pdf")
def sheet(kind: str, key: str) -> ResponseReturnValue:
    """The sheet, if need be of another day: the day it was made stands on it. Never of an older directory."""
    at = now(session())
    if not stored.exists(session(), kind, key):
        abort(404)
    which = (kind, key, page.language())
    known = stored.basis(session(), at)
    kept = stored.find(session(), which)
    if not stored.is_current(kept, known, at) and stored.ask(session(), which, at):
        commit()
    if kept is None or not stored.may_be_shown(session(), kept, known):
        return _being_made(kind, key)
    secret = kind == "need" and need.is_secret(shelf.shelf(at), key)
    return _pdf(kept, f"{key}-{page.language()}.pdf", secret=secret)


def _pdf(kept: stored.StoredSheet, name: str, *, secret: bool) -> Response:
    answer = Response(mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Language"] = kept.language
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["Cache-Control"] = "no-store" if secret or page.is_kiosk() else "no-cache"
    answer.last_modified = kept.made_at
    answer.set_etag(f"{kept.mark}-{kept.made_at:%Y%m%d}")
    answer.make_conditional(request)
    if answer.status_code == 200:
        answer.set_data(kept.pdf or b"")
    return answer


def _being_made(kind: str, key: str) -> Response:
    """A page that looks again by itself, without a script, for half a minute; beside it the page to print instead."""
    looks = request.args.get("looks", 0, type=int)
    again = url_for("site.sheet", kind=kind, key=key, looks=looks + 1)
    late = looks >= MOST_LOOKS
    answer = page.page("site/sheet.html", status=202, late=late, again=again, instead=_instead(kind, key))
    if not late:
        answer.headers["Refresh"] = f"{LOOK_AGAIN_S}; url={again}"
    return answer


def _instead(kind: str, key: str) -> str:
    """The page that says the same."""
    if kind == "need":
        return url_for("site.need", id=key)
    return url_for("site.commune", slug=key) if kind == "commune" else url_for("site.everything")
