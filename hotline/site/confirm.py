"""A service's own page behind its link: what we tell of it, and whether that is right. Reading changes nothing."""

from functools import partial

import structlog
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hotline.core import hours_words
from hotline.core.directory import checking, confirm, correction, edit, link, proposal, read, told, trust, why
from hotline.core.directory.facts import Fact, facts, in_language
from hotline.core.directory.link import CONFIRMED, PROPOSED, Link
from hotline.core.directory.read import Found
from hotline.core.measure import BRUSSELS
from hotline.core.number import spaced
from hotline.db import now
from hotline.texts import LANGUAGES, mark, t
from hotline.web import DOWN, commit, house, session

log = structlog.get_logger()

confirmation = Blueprint("confirm", __name__, url_prefix="/confirm")

TOO_OLD = mark("This link no longer works. Please ask us for a new one.")
AWAY = mark("We cannot note it just now. Please try again in a few minutes, or call us.")
NOTHING = mark("Nothing is changed yet. Write what is not right, or say that all is right.")
LABELS = {
    "hours": mark("Opening hours, for instance: %(example)s"),
    "phone": mark("Phone number for people who look for help"),
    "address": mark("Address"),
    "access": mark("How people get in: by appointment, at what hour, with what papers"),
}
EXAMPLE = "Mo-Fr 09:00-12:00; Mo-Fr 13:00-17:00"
MORE = 500  # characters of what else they want to say


@confirmation.errorhandler(404)
def too_old(_error: Exception) -> ResponseReturnValue:
    return _sorry(TOO_OLD), 404


def database_down(error: Exception) -> ResponseReturnValue:
    log.error("database down", error=type(error).__name__)
    return _sorry(AWAY), 503


@confirmation.errorhandler(Exception)
def unforeseen(error: Exception) -> ResponseReturnValue:
    """The link in the address must not come into a log."""
    if isinstance(error, HTTPException):
        return error
    log.error("unforeseen", path="confirm", error=type(error).__name__)
    return _sorry(AWAY), 500


for down in DOWN:
    confirmation.register_error_handler(down, database_down)


@confirmation.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    asked = _asked(token)
    return _page(asked, _service(asked), token)


@confirmation.post("/<token>")
def answer(token: str) -> ResponseReturnValue:
    """One answer. Whoever holds the link may give it: the token in the address is the proof, so no other is asked."""
    asked = _asked(token, lock=True)
    found = _service(asked)
    if asked.answer is None:
        if request.form.get("do") == "confirm":
            _confirm(asked, found)
        elif not _correct(asked):
            session().rollback()
            return _page(_asked(token), found, token, problem=NOTHING), 400
        commit()
    return redirect(url_for("confirm.show", token=token, lang=_language(asked)), 303)


def _asked(token: str, *, lock: bool = False) -> Link:
    asked = link.by_token(session(), token, now(session()), lock=lock)
    if asked is None:
        abort(404)
    return asked


def _service(asked: Link) -> Found:
    """As everyone may know it: a link that gets lost tells nothing else."""
    found = read.service(session(), asked.service_id, now(session()).astimezone(BRUSSELS).date())
    if found is None:
        abort(404)
    return found


def _confirm(asked: Link, found: Found) -> None:
    """What they had before their eyes is right, as far as it is still what we tell."""
    at, keys = now(session()), set(request.form.getlist("key")) & set(confirm.keys(found.service))
    edit.at_once(
        session(), asked.service_id, "partner", None, at,
        lambda it, day: confirm.confirmed(it, asked.service_id, keys, "partner", day),
    )  # fmt: skip
    checking.close(session(), asked.service_id, "confirmed", None, at)
    link.answered(asked, CONFIRMED, at)


def _correct(asked: Link) -> bool:
    """What they write waits for a dispatcher. False: they wrote nothing new."""
    at, form = now(session()), request.form
    known = edit.of_service(session(), asked.service_id)
    if known is None:
        abort(404)
    day, closed = at.astimezone(BRUSSELS).date(), form.get("closed") == "yes"
    written = correction.read(known, asked.service_id, form, _language(asked), day, closed=closed)
    words = [*written.words, more] if (more := form.get("more", "").strip()[:MORE]) else written.words
    if written.wanted == known and not words:
        return False
    locked = house().vault.lock("\n".join(words)[: proposal.WORDS]) if words else None
    proposal.propose(session(), known, written.wanted, at, service_id=asked.service_id, words=locked)
    link.answered(asked, PROPOSED, at)
    return True


def _language(asked: Link) -> str:
    chosen = request.args.get("lang", "")
    return chosen if chosen in LANGUAGES else asked.language if asked.language in LANGUAGES else "fr"


def _page(asked: Link, found: Found, token: str, *, problem: str = "") -> str:
    language = _language(asked)
    words = partial(t, language)
    service = found.service
    return render_template(
        "site/confirm.html",
        _=words,
        locale=language,
        dir=LANGUAGES[language].direction,
        answered=asked.answer,
        token=token,
        problem=problem,
        name=in_language(service.name, language),
        summary=in_language(service.summary, language),
        facts=[_told(one, found, language) for one in facts(service)],
        lines=correction.lines(service, language),
        labels={
            kind: words(text, example=hours_words.shown(EXAMPLE, language)) if kind == "hours" else words(text)
            for kind, text in LABELS.items()
        },
        typed=request.form,
        line=house().settings.number,
        shown=spaced(house().settings.number),
        languages=LANGUAGES.values(),
        longest=correction.LONGEST,
        more=MORE,
    )


def _told(fact: Fact, found: Found, language: str) -> tuple[str, str, str, str]:
    """Its key, what it is about, what it says, what makes it unsure."""
    doubt = why.doubt(trust.of(fact, found.service), language, now(session()))
    return confirm.key(fact), told.kind(fact, language), told.told(fact, language), doubt


def _sorry(sentence: str) -> str:
    """One sentence in the browser's language: behind a link that leads nowhere, the service's own is not known."""
    asked = request.args.get("lang", "")
    locale = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "fr"
    words = partial(t, locale)
    direction = LANGUAGES[locale].direction
    return render_template("site/sorry.html", _=words, locale=locale, dir=direction, sentence=words(sentence))
