"""A team's own page behind the link of its mission: where, what was seen, and how it went. Reading changes nothing."""

from functools import partial
from typing import Any

import structlog
from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hotline import often, sender, street_map
from hotline.core.number import spaced
from hotline.core.report import stored
from hotline.core.report.facts import CALLED
from hotline.core.report.team import mission, outcome, team_words
from hotline.core.report.team.mission import Mission, MissionEnd, MissionState
from hotline.core.report.team.outcome import Heard
from hotline.core.report.team.team_reach import TeamReach
from hotline.core.report.twin import merging
from hotline.db import now
from hotline.site import team_facts
from hotline.site.app_files import STATIC, asset
from hotline.texts import LANGUAGES, mark, t
from hotline.web import DOWN, commit, house, session

log = structlog.get_logger()

team = Blueprint("team", __name__, url_prefix="/r")

NO_LINK = mark("This link does not lead anywhere.")
AWAY = mark("We cannot note it just now. Please try again in a few minutes, or call us.")
TOO_OFTEN = mark("That was too often. Please wait a minute and try again.")
CLOSED = mark("This mission is closed.")
ELSEWHERE = mark("This mission is closed: somebody else looks after it now.")
TOO_LATE = mark("This mission was closed already: your answer came too late to change it.")
MOST, WINDOW_S = 90, 60  # pages and answers of one connection: a whole team behind one address
LOCKED_OUT, LOCK_S = 20, 600  # links that lead nowhere, of one connection
TO_ANOTHER = (MissionEnd.NO_ANSWER, MissionEnd.REASSIGNED)
FILES = ("tokens.css", "site/site.css", "site/team.css", "map/page.js", "site/team.js")


class TooOften(Exception):
    """Somebody asks more than a team does."""


@team.before_request
def not_too_often() -> None:
    if often.wait_s(f"team:{_where()}", MOST, WINDOW_S) is not None:
        raise TooOften


@team.after_request
def for_nobody_else(answer: Response) -> Response:
    """No search engine, no proxy, no page that is led to from here may keep or learn of it."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers.setdefault("Cache-Control", "private, no-store")
    return answer


@team.errorhandler(404)
def nowhere(_error: Exception) -> ResponseReturnValue:
    return _sorry(NO_LINK), 404


@team.errorhandler(TooOften)
def too_often(_error: Exception) -> ResponseReturnValue:
    return _sorry(TOO_OFTEN), 429


def database_down(error: Exception) -> ResponseReturnValue:
    log.error("database down", error=type(error).__name__)
    return _sorry(AWAY), 503


@team.errorhandler(Exception)
def unforeseen(error: Exception) -> ResponseReturnValue:
    """The link in the address must not come into a log."""
    if isinstance(error, HTTPException):
        return error
    log.error("unforeseen", path="r", error=type(error).__name__)
    return _sorry(AWAY), 500


for down in DOWN:
    team.register_error_handler(down, database_down)


@team.get("/sw.js")
def service_worker() -> Response:
    """Keeps the page of an open mission on the phone, for the shift at most."""
    head = (
        f"const SHELL = {[asset(name) for name in FILES]!r};\nconst SHIFT_MS = {outcome.SHIFT.total_seconds():.0f}e3;\n"
    )
    answer = Response(head + (STATIC / "site/team-sw.js").read_text(encoding="utf-8"), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@team.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    given = mission.by_token(session(), token)
    if given is None:
        return _wrong_link()
    if outcome.is_over(given, given.report):
        return _closed(given, late=request.args.get("late") == "yes"), 410
    return _page(given, token)


@team.post("/<token>")
def answer(token: str) -> ResponseReturnValue:
    """One answer. Whoever holds the link may give it: the token in the address is the proof, so no other is asked."""
    given = mission.by_token(session(), token)
    if given is None:
        return _wrong_link()
    what, called = request.form.get("do", ""), request.form.get("called_112", "")
    if what not in outcome.ANSWERS:
        return redirect(url_for("team.show", token=token), 303)
    heard = outcome.answer(
        session(), house().vault, given, what, now(session()), request.form.get("words"),
        called_112=called if called in CALLED else None,
    )  # fmt: skip
    commit()
    if "application/json" in request.headers.get("Accept", ""):
        return jsonify(heard=heard, id=request.form.get("id", "")[:40])
    if heard == Heard.OVER:
        return _closed(given, late=True), 409
    return redirect(url_for("team.show", token=token, lang=request.args.get("lang"), noted="yes"), 303)


def _wrong_link() -> ResponseReturnValue:
    """The same for every link that is none; who tries many must wait."""
    if often.wait_s(f"team:wrong:{_where()}", LOCKED_OUT, LOCK_S) is not None:
        raise TooOften
    return nowhere(Exception())


def _where() -> str:
    return house().vault.hash(sender.connection()).hex()[:32]


def _language(given: Mission) -> str:
    """What was chosen on the page, else the team's own."""
    chosen, reach = request.args.get("lang", ""), session().get(TeamReach, given.team)
    own = reach.language if reach is not None else "fr"
    return chosen if chosen in LANGUAGES else own if own in LANGUAGES else "fr"


def _frame(language: str, **values: Any) -> dict[str, Any]:
    number = house().settings.number
    return {
        "_": partial(t, language),
        "locale": language,
        "dir": LANGUAGES[language].direction,
        "line": number,
        "shown": spaced(number),
        "languages": LANGUAGES.values(),
        **values,
    }


def _page(given: Mission, token: str) -> str:
    at, report, language = now(session()), given.report, _language(given)
    refused = outcome.refused_near(session(), report, at)
    return render_template(
        "site/team.html",
        **_frame(language),
        token=token,
        mission=given,
        noted=request.args.get("noted") == "yes",
        on_the_way=given.state == MissionState.ON_THE_WAY,
        urgent=report.danger is not None,
        also=merging.same_round(session(), house().vault, given),
        refused=[team_facts.hour(one.ended_at) for one in refused if one.ended_at],
        where=team_facts.where(stored.facts_of(house().vault, report), language),
        seen=team_facts.seen(stored.facts_of(house().vault, report), report.made_at, language),
        point=team_facts.point(report),
        tiles=street_map.tiles("team"),
        answers={name: t(language, text) for name, text in team_words.ANSWERS.items()},
        longest=outcome.WORDS,
    )


def _closed(given: Mission, *, late: bool = False) -> str:
    """Nothing of the place any more, whoever opens the link."""
    said = team_words.ANSWERS.get(given.outcome or "")
    sentence = TOO_LATE if late else ELSEWHERE if given.outcome in TO_ANOTHER else CLOSED
    return render_template(
        "site/team_closed.html",
        **_frame(_language(given)),
        number=given.id,
        sentence=sentence,
        said=said,
        may_put_right=outcome.may_put_right(given, now(session())),
    )


def _sorry(sentence: str) -> Response:
    """One sentence in the browser's language: behind a link that leads nowhere, the team's own is not known."""
    asked = request.args.get("lang", "")
    locale = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "fr"
    words = partial(t, locale)
    direction = LANGUAGES[locale].direction
    return make_response(
        render_template("site/sorry.html", _=words, locale=locale, dir=direction, sentence=words(sentence))
    )
