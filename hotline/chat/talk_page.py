"""The page on which people write to us. With scripts it is live; without, each message loads it anew."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from hotline import page, sender
from hotline.chat import afterwards, api, entrance, greeting, problem, shown
from hotline.chat.problem import Problem
from hotline.core import conversation
from hotline.core.conversation import Conversation, State
from hotline.db import now
from hotline.web import commit, house, policy, session

door = Blueprint("chat", __name__, url_prefix="/chat")
LOOK_AGAIN_S = 20  # a page without scripts, while a person answers


@door.get("")
def start() -> BaseResponse:
    """To the page in the language of the browser."""
    topic, frame = request.args.get("topic"), request.args.get("widget")
    answer = redirect(url_for("site.chat", lang=page.preferred(), topic=topic, widget=frame))
    answer.headers["Vary"] = "Accept-Language"
    return answer


@page.site.get("/chat")
def chat() -> Response:
    answer = _page("begin")
    if _in_widget():
        answer.headers["Content-Security-Policy"] = policy(" ".join(("'self'", *house().settings.widget_origins)))
    return answer


@page.site.post("/chat")
def begin() -> ResponseReturnValue:
    """The first message of a browser without scripts. Sent twice it begins one conversation too many, and no harm."""
    text = _written()
    if sender.form_id(request.form.get("form", ""), "begin") is None or not text:
        return _page("begin", problem=problem.EMPTY if not text else problem.NOT_OURS, status=400)
    try:
        talk, token = api.opened(page.language())
    except Problem as error:
        return _page("begin", problem=error.sentence, status=error.status)
    conversation.receive(session(), house().vault, talk, "first", text, talk.heard_at)
    commit()
    afterwards.answer_now(house(), talk.id)
    answer = redirect(url_for("chat.talk", public_id=talk.public_id, _anchor="last"), 303)
    entrance.remember(answer, talk.public_id, token)
    return answer


@door.get("/conversations/<public_id>")
def talk(public_id: str) -> Response:
    """A conversation as a page: for browsers without scripts."""
    return _talk(entrance.theirs(public_id))


@door.post("/conversations/<public_id>")
def go_on(public_id: str) -> ResponseReturnValue:
    """One more message. The form's own name is the message's id: sent twice it is kept once."""
    mine = entrance.theirs(public_id, form=True)
    name = sender.form_id(request.form.get("form", ""), f"talk {public_id}")
    text = _written()
    if name is None or not text:
        return _talk(mine, problem=problem.NOT_OURS if text else problem.EMPTY, status=400)
    try:
        kept = api.store(public_id, entrance.token(form=True), name, text)
    except Problem as error:
        return _talk(mine, problem=error.sentence, status=error.status)
    commit()
    afterwards.answer_now(house(), kept.conversation_id, kept.turn)
    return redirect(url_for("chat.talk", public_id=public_id, _anchor="last"), 303)


@door.get("/conversations/<public_id>/leave")
def leave(public_id: str) -> BaseResponse:
    """The quick exit: nothing in this browser leads back here."""
    answer = redirect("/" if page.is_kiosk() else house().settings.exit_url, 303)
    entrance.forget(answer, public_id)
    return answer


@door.errorhandler(Problem)
def not_here(error: Problem) -> Response:
    return page.page("site/problem.html", status=error.status, sentence=error.sentence)


def _talk(mine: Conversation, *, problem: str = "", status: int = 200) -> Response:
    page.speak(mine.language)
    told, at = shown.told(session(), house().vault, mine), now(session())
    conversation.seen(session(), mine, at)
    state = shown.state(session(), mine, at)
    commit()
    waits = mine.state in (State.WAITING, State.DISPATCHER)
    return _page(
        "talk",
        mine.public_id,
        problem=problem,
        status=status,
        messages=told,
        state=state,
        look_again_s=LOOK_AGAIN_S if waits and not request.args.get("writing") else None,
        exit_url=url_for("chat.leave", public_id=mine.public_id),
    )


def _page(what: str, public_id: str = "", *, status: int = 200, **more: object) -> Response:
    report = request.args.get("topic") == "report"
    more.setdefault("problem", "")
    return page.page(
        f"chat/{what}.html",
        status=status,
        keep=False,
        hello=greeting.HELLO,
        ask=greeting.ASK_REPORT if report else greeting.ASK,
        read_about="report" if report else "talk",
        openings=(greeting.PERSON,) if report else greeting.OPENINGS,
        person=greeting.PERSON,
        pictograms=greeting.pictograms(),
        most=conversation.LENGTH,
        written=request.form.get("text", "")[: conversation.LENGTH],
        form=sender.form_token(f"talk {public_id}" if public_id else "begin"),
        public_id=public_id,
        widget=_in_widget(),
        keep_days=house().settings.keep_numbers_days,
        **more,
    )


def _written() -> str:
    return api.clean(request.form.get("choice") or request.form.get("text", ""))


def _in_widget() -> bool:
    return request.args.get("widget") == "1"
