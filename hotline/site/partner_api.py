"""Partners' programs tell of somebody in the street. A key writes, and gets a code: it reads nothing, ever."""

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException

from hotline import often
from hotline.core import crisis
from hotline.core.report import Report, arrival, partner_key, tags
from hotline.core.report.partner_key import PartnerKey
from hotline.db import now
from hotline.site import partner_openapi
from hotline.site.partner_report import PartnerReport
from hotline.texts import mark, t
from hotline.web import DOWN, commit, house, session

partner_api = Blueprint("partner_api", __name__, url_prefix="/api/v1")

MOST, WINDOW_S = 60, 60  # reports with one key
KEY_LENGTH = 200
LANGUAGES = ("en", "fr", "nl")

UNKNOWN_KEY = mark("This key is not known here, or it has ended. Please ask the hotline for a new one.")
NO_IDEMPOTENCY = mark("The header Idempotency-Key is missing: the same for a repeat of the same report.")
NOT_JSON = mark("This is no JSON that can be read: an object, each name once, in UTF-8.")
WRONG_FIELDS = mark("Some fields cannot be read. They are named under errors.")
TOO_MANY = mark("Too many reports with this key just now. Please send it again a little later.")
AWAY = mark("The report cannot be stored just now. Please send it again; if a life is in danger, call 112.")
CALL_112 = mark("Call 112 now, if nobody has. A dispatcher looks at this report at once.")
THANKS = mark("Thank you. A team or a dispatcher looks at this report.")
REFUSED = mark("This address does not do that.")


class Problem(Exception):
    """Why a report is not taken: `word` for programs, `sentence` for people, `errors` by field."""

    def __init__(
        self, status: int, word: str, sentence: str, *, errors: list[dict[str, str]] | None = None, wait_s: int = 0
    ) -> None:
        super().__init__(word)
        self.status, self.word, self.sentence, self.errors, self.wait_s = status, word, sentence, errors, wait_s


@partner_api.post("/reports")
def report() -> tuple[Response, int]:
    """Take a report. The same Idempotency-Key gives the same code, whatever comes with it.

    `call_112` is about what was sent now: what became of the report since is nothing that a key may read.
    """
    key = _key()
    if (wait := often.wait_s(f"partner:{key.id}", MOST, WINDOW_S)) is not None:
        raise Problem(429, "too_many", TOO_MANY, wait_s=wait)
    told, sent_key = _told(), _sent_key(key)
    session().execute(select(func.pg_advisory_xact_lock(int.from_bytes(sent_key[:8], signed=True))))
    sent = session().scalar(select(Report).where(Report.sent_key == sent_key)) or _store(told, key, sent_key)
    danger = tags.urgent(told.facts(), told.language, [one.kind for one in crisis.going_on(session())]) is not None
    commit()
    return jsonify(code=sent.code, status="received", call_112=danger, say=_say(CALL_112 if danger else THANKS)), 201


def _store(told: PartnerReport, key: PartnerKey, sent_key: bytes) -> Report:
    """The report as the hotline keeps it; whether it is a matter of life is said at once."""
    at, facts = now(session()), told.facts()
    if not told.is_seen_lately(at):
        raise Problem(422, "wrong_fields", WRONG_FIELDS, errors=[{"field": "seen_at", "problem": "out_of_range"}])
    return arrival.send(
        session(), house().vault, None, facts, at, agreed=told.share_consent, channel=arrival.PARTNER,
        language=told.language, partner_id=key.partner_id, sent_key=sent_key,
    )  # fmt: skip


def _key() -> PartnerKey:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and 0 < len(shown) <= KEY_LENGTH:
        found = partner_key.by_key(session(), shown.strip(), now(session()))
    if found is None:
        raise Problem(401, "unauthorized", UNKNOWN_KEY)
    return found


def _sent_key(key: PartnerKey) -> bytes:
    given = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(given) <= KEY_LENGTH:
        raise Problem(400, "no_idempotency_key", NO_IDEMPOTENCY)
    return hashlib.sha256(f"partner {key.partner_id} {given}".encode()).digest()


def _told() -> PartnerReport:
    """The report in the request. What is wrong is said by the name of its field, never with what stood in it."""
    if request.mimetype != "application/json":
        raise Problem(415, "unsupported_media_type", NOT_JSON)
    try:
        read = json.loads(request.get_data(), object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Problem(400, "not_json", NOT_JSON) from None
    if not isinstance(read, dict):
        raise Problem(400, "not_json", NOT_JSON)
    try:
        return PartnerReport.model_validate_json(request.get_data())
    except ValidationError as wrong:
        raise Problem(422, "wrong_fields", WRONG_FIELDS, errors=list(_errors(wrong))) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_number(_: str) -> float:
    raise ValueError("no number")


PROBLEMS = {"missing": "missing", "extra_forbidden": "unknown", "value_error": "together"}


def _errors(wrong: ValidationError) -> list[dict[str, str]]:
    return [
        {
            "field": str(one["loc"][0])[:40] if one["loc"] else "report",
            "problem": PROBLEMS.get(one["type"], "out_of_range" if "than" in one["type"] else "wrong"),
        }
        for one in wrong.errors(include_input=False, include_url=False, include_context=False)[:20]
    ]


def _say(sentence: str) -> str:
    return t(request.accept_languages.best_match(LANGUAGES) or "en", sentence)


@partner_api.get("/openapi.json")
def described() -> Response:
    """The description for programs: open to all, without a key."""
    answer = jsonify(partner_openapi.described(house().settings.public_url))
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@partner_api.errorhandler(Problem)
def _problem(problem: Problem) -> Response:
    more = {"errors": problem.errors} if problem.errors is not None else {}
    answer = jsonify(title=problem.word, status=problem.status, detail=_say(problem.sentence), **more)
    answer.status_code, answer.mimetype = problem.status, "application/problem+json"
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.wait_s:
        answer.headers["Retry-After"] = str(problem.wait_s)
    return answer


@partner_api.errorhandler(HTTPException)
def _refused(error: HTTPException) -> Response:
    return _problem(Problem(error.code or 500, error.name.lower().replace(" ", "_"), REFUSED))


def _database_down(_: Exception) -> Response:
    return _problem(Problem(503, "away", AWAY, wait_s=5))


for down in DOWN:
    partner_api.register_error_handler(down, _database_down)
