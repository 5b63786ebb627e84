"""The whole directory on one page, by kind of service: to look through, to print, to keep for when there is no net."""

from collections import defaultdict
from datetime import datetime

from flask import Response, current_app, render_template
from markupsafe import Markup

from hotline import page
from hotline.core.directory import need_words
from hotline.core.directory.shelf import Shelf
from hotline.db import now
from hotline.site import answer, shelf
from hotline.web import session


@page.site.get("/all")
def everything() -> Response:
    return page.page("site/all.html", body=_body(now(session())))


def _body(at: datetime) -> Markup:
    """All of it as HTML: the same for everyone until the directory or the day changes, so it is made once."""
    known, key = shelf.shelf(at), (page.language(), page.is_kiosk())
    kept = current_app.extensions.setdefault("everything", {})
    if key not in kept or kept[key][0] != known.version:
        kept[key] = known.version, Markup(_made(known, at))  # noqa: S704  # our own template, escaped there
    body: Markup = kept[key][1]
    return body


def _made(known: Shelf, at: datetime) -> str:
    language, by_type = page.language(), defaultdict(list)
    for found in known.services.values():
        by_type[found.service.type].append(shelf.card(found, language, at))
    types = [(one, by_type[one.id]) for one in need_words.known().types if by_type[one.id]]
    answers = [answer.shown(one, language, at) for one in known.answers.values()]
    return render_template("site/all_body.html", **page.frame(language), types=types, answers=answers)
