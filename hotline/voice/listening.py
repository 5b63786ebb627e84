"""A caller says a sentence: the assistant is asked before their step is taken, while nothing is locked.

The turn is the lease. Whoever comes second with the same words, or after a process died in the middle, finds the
caller where they were and asks again, or finds them moved on and changes nothing.
"""

import gevent
import structlog
from flask import g, request
from sqlalchemy import update

from hotline.core import flow
from hotline.core.contact import CallLeg
from hotline.core.meaning import Meaning, Silent
from hotline.core.spoken import Sentence
from hotline.core.words import LegState
from hotline.db import now
from hotline.in_time import IN_TIME_S
from hotline.voice.reply import line, turn
from hotline.web import DOWN, close_session, commit, house, session

log = structlog.get_logger()
LONGEST = 1000  # characters of what a speech recogniser may send


def listen() -> None:
    """What the words of this request mean, for the step that follows. Without words, or at another node: nothing."""
    words = said()
    if words is None or not request.path.endswith("/voice/step"):
        return
    visit = _standing()
    if visit is not None and flow.listens(line(), visit, turn()):
        g.understood = Sentence(line(), visit, words).means(_ask)


def understood() -> flow.Answer | None:
    """What the words mean, where the assistant was asked or the safety net spoke."""
    found: flow.Answer | None = g.get("understood")
    return found


def said() -> flow.Speech | None:
    """The words of this request; a key that was pressed goes before them."""
    form = request.form
    if form.get("Digits") or not form.get("SpeechResult"):
        return None
    return flow.Speech(form["SpeechResult"][:LONGEST], form.get("Confidence", type=float))


def _standing() -> flow.Visit | None:
    """Where this caller stands; a sign of life, made known before anybody is asked. None: unknown, or no database."""
    seen = update(CallLeg).where(CallLeg.call_sid == request.form.get("CallSid", ""), CallLeg.state != LegState.ENDED)
    try:
        with gevent.Timeout(IN_TIME_S):
            visit = session().scalar(seen.values(seen_at=now(session())).returning(CallLeg.visit))
            commit()
    except (*DOWN, gevent.Timeout):
        close_session()
        return None
    return flow.visit_from_json(visit) if visit else None


def _ask(words: str, language: str | None) -> Meaning | None:
    try:
        return house().assistant.parse(words, language)
    except Silent:
        log.warning("the assistant is silent", about="call")
        return None
