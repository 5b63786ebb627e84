"""Whose conversation it is: a token in a header, or a cookie of this conversation alone. Never in an address."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

from hotline.chat.problem import not_yours
from hotline.core import conversation
from hotline.core.conversation import Conversation
from hotline.web import house, session

COOKIE = "chat"
SAFE = ("GET", "HEAD")


def theirs(public_id: str, *, form: bool = False) -> Conversation:
    """The conversation that this request may read and write. Raises Problem: 401, whatever is wrong.

    `form`: a form of ours, which carries a proof of its own that it was asked for here.
    """
    talk = conversation.of_token(session(), public_id, token(form=form))
    if talk is None:
        raise not_yours()
    return talk


def token(*, form: bool = False) -> str:
    """What this request opens a conversation with. Raises Problem when it has nothing."""
    told = request.cookies.get(COOKIE) if form else _token()
    if not told:
        raise not_yours()
    return told


def remember(answer: Response, public_id: str, opens: str) -> None:
    """For a browser without scripts: a cookie that goes to this conversation and nowhere else."""
    secure = house().settings.public_url.startswith("https:")
    answer.set_cookie(COOKIE, opens, path=_path(public_id), httponly=True, samesite="Strict", secure=secure)


def forget(answer: Response, public_id: str) -> None:
    answer.delete_cookie(COOKIE, path=_path(public_id))


def from_here() -> bool:
    """Whether one of our own pages sends this, as far as the browser says; a cookie alone proves nothing."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == urlsplit(house().settings.public_url).netloc


def _token() -> str | None:
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return bearer.strip()
    if request.method in SAFE or from_here():
        return request.cookies.get(COOKIE)
    return None


def _path(public_id: str) -> str:
    return f"/chat/conversations/{public_id}"
