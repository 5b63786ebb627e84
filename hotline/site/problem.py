"""A page that is not there, and a house that has trouble: said in the person's language, with what still works."""

import traceback

import structlog
from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hotline import page
from hotline.texts import mark
from hotline.web import DOWN

log = structlog.get_logger()

NOWHERE = mark("There is no such page, or it is no longer there.")
AWAY = mark("We cannot show this just now. Please try again in a few minutes, or call us.")


@page.site.get("/<path:rest>")
def nowhere(rest: str) -> ResponseReturnValue:
    """Whatever no other page answers: the sorry page speaks the language of the address."""
    return nowhere_to_be_found()


@page.site.errorhandler(404)
def nowhere_to_be_found(_error: Exception | None = None) -> Response:
    return _sorry(NOWHERE, 404)


def database_down(error: Exception) -> Response:
    log.error("database down", error=type(error).__name__)
    return _sorry(AWAY, 503)


@page.site.errorhandler(Exception)
def unforeseen(error: Exception) -> ResponseReturnValue:
    """What somebody looked for must not come into a log."""
    if isinstance(error, HTTPException):
        return error
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error("unforeseen", path="site", error=type(error).__name__, file=where.filename, line=where.lineno)
    return _sorry(AWAY, 500)


for down in DOWN:
    page.site.register_error_handler(down, database_down)


def _sorry(sentence: str, status: int) -> Response:
    return page.page("site/problem.html", status=status, sentence=sentence)
