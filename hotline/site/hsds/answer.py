"""How the API answers: JSON for everyone's pages, an ETag by what is said, errors with a word and a sentence."""

import hashlib
from collections.abc import Mapping
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.exceptions import HTTPException

from hotline.core.hsds import catalogue
from hotline.core.hsds.catalogue import Catalogue
from hotline.db import now
from hotline.web import DOWN, session

log = structlog.get_logger()

hsds = Blueprint("hsds", __name__, url_prefix="/hsds")

FRESH_S = 60  # how long a copy on the way may be older than the directory


class Wrong(Exception):
    """The question cannot be answered as it was asked."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def known() -> Catalogue:
    """The directory as it is; read anew when it was changed."""
    if "hsds" not in g:
        kept = current_app.extensions.get("hsds")
        g.hsds = current_app.extensions["hsds"] = catalogue.current(session(), now(session()), kept)
    found: Catalogue = g.hsds
    return found


def say(content: Mapping[str, Any]) -> Response:
    """An answer that is kept for a minute, and asked for again by its ETag."""
    answer = jsonify(content)
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_S}"
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


@hsds.after_request
def _for_everyone(answer: Response) -> Response:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def sorry(name: str, message: str, status: int) -> tuple[Response, int]:
    return jsonify(error=name, message=message), status


@hsds.errorhandler(Wrong)
def _wrong(wrong: Wrong) -> tuple[Response, int]:
    return sorry(wrong.name, wrong.message, 400)


@hsds.errorhandler(HTTPException)
def _refused(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    return sorry(error.name.lower().replace(" ", "_"), error.description or "", status)


def _database_down(error: Exception) -> tuple[Response, int]:
    log.error("database down", error=type(error).__name__)
    return sorry("unavailable", "The directory cannot be read just now. Please try again in a few minutes.", 503)


for down in DOWN:
    hsds.register_error_handler(down, _database_down)
