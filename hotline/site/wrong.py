"""Somebody stood before a closed door, or a number is wrong: they say so in two touches, without a name."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline import page, sender
from hotline.core.directory import checking
from hotline.core.directory.checking import Report, TooMany
from hotline.core.directory.in_words import words
from hotline.core.directory.read import Found
from hotline.core.note_check import without_numbers
from hotline.db import now
from hotline.site import shelf
from hotline.texts import mark
from hotline.web import commit, house, session

CHOICES = {
    "closed_door": mark("The door was closed"),
    "wrong_hours": mark("The hours are wrong"),
    "wrong_number": mark("The phone number is wrong"),
    "wrong_address": mark("The address is wrong"),
    "full": mark("It was full"),
    "moved": mark("It has moved"),
    "other": mark("Something else is wrong"),
}
CHOOSE = mark("Please choose what is wrong.")
TOO_OLD = mark("This page was open for too long. Please send it once more.")
TOO_MANY = mark("We have many reports from here just now. Please call us instead.")


@page.site.get("/service/<id>/wrong")
def wrong(id: str) -> ResponseReturnValue:
    return _page(_known(id), noted=request.args.get("noted") == "yes")


@page.site.post("/service/<id>/wrong")
def report(id: str) -> ResponseReturnValue:
    """What they found. A field that no person sees is filled in by machines: those are thanked, and nothing is kept."""
    found, what = _known(id), request.form.get("found", "")
    if request.form.get("website"):
        return _noted(id)
    name = sender.form_id(request.form.get("form", ""), f"wrong {id}")
    if name is None or what not in CHOICES:
        return _page(found, problem=CHOOSE if name else TOO_OLD, status=400)
    told = Report(id, what, "public", who=sender.connection(), words=_words(), key=f"site:{name}")
    try:
        checking.report(session(), house().vault, told, now(session()))
    except TooMany:
        session().rollback()
        return _page(found, problem=TOO_MANY, status=429)
    commit()
    return _noted(id)


def _known(id: str) -> Found:
    """Only what everyone may know has such a page."""
    found = shelf.shelf(now(session())).services.get(id)
    if found is None:
        abort(404)
    return found


def _words() -> str:
    """What they wrote, without numbers that may lead to somebody."""
    written = " ".join(request.form.get("words", "").replace("\0", " ").split())
    return without_numbers(written[: checking.WORDS])


def _noted(id: str) -> ResponseReturnValue:
    return redirect(url_for("site.wrong", id=id, noted="yes"), 303)


def _page(found: Found, *, noted: bool = False, problem: str = "", status: int = 200) -> ResponseReturnValue:
    return page.page(
        "site/wrong.html",
        status=status,
        keep=False,
        service=found.service,
        name=words(found.service.name, page.language()),
        noted=noted,
        problem=problem,
        choices=CHOICES,
        chosen=request.form.get("found", "closed_door"),
        written=request.form.get("words", "")[: checking.WORDS],
        most=checking.WORDS,
        keep_days=house().settings.keep_numbers_days,
        form=sender.form_token(f"wrong {found.service.id}"),
    )
