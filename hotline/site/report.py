"""Somebody tells us of a person in the street: danger first, then where, what they see, and a code to ask with.

Short pages that need no script. What was typed goes along in the form, never in an address, and is kept when it is
wrong or the database is away. Sent twice it is one report.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog
from flask import request
from flask.typing import ResponseReturnValue

from hotline import often, page, sender, street_map
from hotline.core import gazetteer
from hotline.core.assistant.words import CHOICES as SAID
from hotline.core.report import Report, arrival, removal, spelled
from hotline.core.report.told import NEXT, next_step
from hotline.db import now
from hotline.site import report_form, report_place, report_words
from hotline.site.report_form import STEPS, Typed
from hotline.site.report_place import Coached
from hotline.texts import KNOWN, mark, t
from hotline.web import DOWN, close_session, commit, house, session

log = structlog.get_logger()

TOO_OLD = mark("This page was open for too long. Please send it once more.")
TOO_MANY = mark("We have many reports from here just now. Please call us instead.")
AWAY = mark(
    "We cannot take it just now. Nothing is lost: leave this page open and send it again in a few minutes, or call us."
)
SEND_MOST, SEND_WINDOW_S = 20, 600  # reports from one connection: a day centre has one
T = TypeVar("T")
ORDER = ("danger", "where", "seen", "you", "send")


@dataclass(frozen=True)
class Sent:
    """The form as it came: which page, which page is wanted next, and the form's own name."""

    typed: Typed
    step: str
    go: str
    name: str | None


@dataclass(frozen=True)
class Taken:
    """What who sent it is told: the code, and what happens now."""

    code: str
    next: str


@page.site.get("/report")
def tell_us() -> ResponseReturnValue:
    return _page(Typed({}), "danger")


@page.site.post("/report")
def told_us() -> ResponseReturnValue:
    """One page of the form. A field that no person sees is filled in by machines: those are thanked."""
    if request.form.get("website"):
        return page.page("site/report_sent.html", keep=False, code="")
    sent = _sent()
    if sent.name is None:
        return _page(sent.typed, sent.step, problem=("", TOO_OLD), status=400)
    forward = ORDER.index(sent.go) > ORDER.index(sent.step if sent.step in ORDER else "danger")
    wrong = report_form.problem(sent.typed, sent.step) if forward else None
    if wrong is not None and not _danger_first(sent):
        return _page(sent.typed, sent.step, problem=wrong, status=400)
    if _danger_first(sent):
        return _page(sent.typed.also(told_112="yes"), "112", after=sent.go if wrong is None else sent.step)
    if sent.step == "where" and forward:
        return _placed(sent)
    return _go_on(sent)


def _go_on(sent: Sent, found: Coached | None = None) -> ResponseReturnValue:
    """The page that is wanted next."""
    return _send(sent) if sent.go == "send" else _page(sent.typed, sent.go, found=found)


def _sent() -> Sent:
    step, go = request.form.get("step", ""), request.form.get("go", "")
    name = sender.form_id(request.form.get("form", ""), "report")
    step = step if step in STEPS else "danger"
    return Sent(report_form.read(request.form), step, go if go in ORDER else _next(step), name)


def _next(step: str) -> str:
    return ORDER[ORDER.index(step) + 1] if step in ORDER else "where"


def _danger_first(sent: Sent) -> bool:
    """Whether 112 must be told of now, before whatever was wanted."""
    return not sent.typed["told_112"] and report_form.is_urgent(sent.typed, page.language())


def _placed(sent: Sent) -> ResponseReturnValue:
    """Where it is: what is not clear is asked about once, then they go on all the same."""
    found = _with_database(lambda: report_place.coached(gazetteer.current(session()), sent.typed, page.language()))
    if found is None or found.question is None or sent.typed.is_asked:
        return _go_on(sent, found)
    asked = sent.typed.also(asked_about=sent.typed.asked_about)
    return _page(asked, "where", found=found, asks=True)


def _send(sent: Sent) -> ResponseReturnValue:
    for step in ("where", "seen", "you"):
        if (wrong := report_form.problem(sent.typed, step)) is not None:
            return _page(sent.typed, step, problem=wrong, status=400)
    taken = _with_database(lambda: _store(sent))
    if taken is None:
        return _page(sent.typed, "you", problem=("", AWAY), status=503)
    if isinstance(taken, int):
        return _page(sent.typed, "you", problem=("", TOO_MANY), status=429)
    return page.page("site/report_sent.html", keep=False, code=taken.code, next=taken.next, typed=sent.typed, told=NEXT)


def _store(sent: Sent) -> Taken | int:
    """The report of this form: stored now, or when it came before. A number: too many, so many seconds to wait."""
    key = hashlib.sha256(f"site {sent.name}".encode()).digest()
    if (before := arrival.sent_before(session(), key)) is not None:
        return _taken(before)
    if (wait := often.wait_s(f"report:{_connection()}", SEND_MOST, SEND_WINDOW_S)) is not None:
        return wait
    at, typed, language = now(session()), sent.typed, page.language()
    found = report_place.coached(gazetteer.current(session()), typed, language)
    facts = report_form.facts(typed, found.found, found.place.id if found.place else None, at)
    bleeding = typed["danger"] == "bleeding"
    if bleeding:
        _, words = report_words.DANGER["bleeding"]
        said = filter(None, (t(language, words), facts.condition_words))
        facts = replace(facts, condition_words=". ".join(said))
    made = arrival.send(
        session(), house().vault, None, facts, at, agreed=True, channel=arrival.WEB, language=language, sent_key=key,
        danger="bleeding" if bleeding else None,
    )  # fmt: skip
    commit()
    return _taken(made)


def _taken(report: Report) -> Taken:
    return Taken(spelled(report.code or ""), next_step(session(), report))


def _connection() -> str:
    return house().vault.hash(sender.connection()).hex()[:32]


def _with_database(ask: Callable[[], T]) -> T | None:
    """What the database makes of it; None while it is away."""
    try:
        return ask()
    except DOWN as error:
        log.error("database down", error=type(error).__name__)
        close_session()
        return None


def _no_removal(typed: Typed) -> str:
    """What we do and do not do, for who asks to have somebody removed; the report is taken all the same."""
    language = page.language()
    said = " ".join((typed.where, typed["words"], typed["dangers"]))
    return removal.answer(language) if removal.wants_removal(said, language) else ""


def _page(
    typed: Typed, step: str, *, problem: tuple[str, str] | None = None, status: int = 200, after: str = "where",
    found: Coached | None = None, asks: bool = False,
) -> ResponseReturnValue:  # fmt: skip
    """The page of a step. A form that is too old gets a new name."""
    token = request.form.get("form", "")
    fresh = sender.form_id(token, "report") is not None
    values: dict[str, Any] = {"labels": report_words, "said": SAID, "spoken": KNOWN.values()}
    return page.page(
        "site/report.html",
        status=status,
        keep=False,
        step=step,
        typed=typed,
        hidden=typed.hidden(step),
        form=token if fresh else sender.form_token("report"),
        problem=problem,
        after=after,
        found=found,
        asks=asks,
        urgent=bool(typed["told_112"]),
        removal=_no_removal(typed) if step == "you" else "",
        keep_days=house().settings.keep_numbers_days,
        most=report_form.LONGEST,
        tiles=street_map.tiles("site") if step == "where" else None,
        **values,
    )
