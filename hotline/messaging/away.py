"""When something of ours is away: answered at once, heard again when the database is back."""

import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException

from hotline import late
from hotline.in_time import note_mistake
from hotline.messaging import texts

log = structlog.get_logger()


def database_away(error: Exception) -> Response:
    """Nobody waits for this answer, and it does not come a second time: a STOP must not be lost."""
    log.error("database away", error=type(error).__name__)
    late.hear(texts.ROUTES[request.path.removeprefix("/messaging")])
    return _quiet()


def our_mistake(error: Exception) -> Response:
    """Something we did not foresee: no apology of the provider's goes to anybody's phone."""
    if isinstance(error, HTTPException):
        return Response(status=error.code)
    note_mistake(error)
    return _quiet()


def _quiet() -> Response:
    return texts.nothing_to_say() if request.path.endswith("/incoming") else Response(status=204)
