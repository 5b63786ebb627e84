"""What goes wrong, told to a program in a word and to the person in a sentence of their language."""

import traceback

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from hotline import page
from hotline.texts import LANGUAGES, mark, t
from hotline.web import DOWN, house

log = structlog.get_logger()

NOT_YOURS = mark("This conversation is not open here. Please start a new one.")
EMPTY = mark("There is nothing in this message. Please write something.")
NOT_OURS = mark("We cannot read this message. Please send it once more.")
TOO_LONG = mark("This message is too long. Please send a shorter one.")
TOO_MANY = mark("You write faster than we can answer. Please wait a moment.")
TOO_MANY_HERE = mark("Many people write to us from here just now. Please wait a few minutes, or call us.")
AWAY = mark("We cannot answer here just now. Please try again in a moment.")
CALL = mark("Is a life in danger? Call 112. To talk to us, call %(number)s, free, day and night.")


class Problem(Exception):
    """A request that cannot be served. `word`: for programs; `sentence`: for the person."""

    def __init__(self, status: int, word: str, sentence: str, *, wait_s: int | None = None) -> None:
        super().__init__(word)
        self.status, self.word, self.sentence, self.wait_s = status, word, sentence, wait_s


def not_yours() -> Problem:
    """Wrong token, no token, no such conversation: all the same, so that nobody learns which."""
    return Problem(401, "unauthorized", NOT_YOURS)


def language() -> str:
    """The language of a sentence to somebody whose conversation we do not know."""
    asked = request.accept_languages.best_match(LANGUAGES)
    return asked or page.DEFAULT


def told(problem: Problem) -> Response:
    """Every problem says how to reach a person all the same."""
    code = language()
    number = page.shown(house().settings.number)
    answer = jsonify(error=problem.word, message=t(code, problem.sentence), call=t(code, CALL, number=number))
    answer.status_code = problem.status
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.wait_s is not None:
        answer.headers["Retry-After"] = str(problem.wait_s)
    return answer


def database_down(error: Exception) -> Response:
    log.error("database down", error=type(error).__name__)
    return told(Problem(503, "away", AWAY, wait_s=5))


def unforeseen(error: Exception) -> Response:
    """What somebody wrote must not come into a log: no message of the error, no address of the request."""
    if isinstance(error, HTTPException):
        sentence = TOO_LONG if error.code == 413 else NOT_OURS
        return told(Problem(error.code or 400, "too_long" if error.code == 413 else "bad_request", sentence))
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error("unforeseen", path="chat", error=type(error).__name__, file=where.filename, line=where.lineno)
    return told(Problem(500, "away", AWAY, wait_s=5))


def look_after(blueprint: Blueprint) -> None:
    """Everything that goes wrong in these addresses is told like this."""
    blueprint.register_error_handler(Problem, told)
    blueprint.register_error_handler(Exception, unforeseen)
    for down in DOWN:
        blueprint.register_error_handler(down, database_down)
