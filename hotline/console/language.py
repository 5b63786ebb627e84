"""The language a console speaks: the dispatcher's own choice; at the door, what the browser prefers."""

from typing import Any

from flask import g, has_request_context, request

from hotline.texts import t

CONSOLE_LANGUAGES = {"fr": "Français", "nl": "Nederlands", "en": "English"}


def locale() -> str:
    """fr, nl or en."""
    if not has_request_context():
        return "en"
    asking = g.get("me")
    if asking is not None:
        chosen: str = asking.console_language
        return chosen if chosen in CONSOLE_LANGUAGES else "en"
    asked = request.args.get("lang", "")
    if asked in CONSOLE_LANGUAGES:
        return asked
    return request.accept_languages.best_match(list(CONSOLE_LANGUAGES)) or "fr"


def _(msgid: str, **values: Any) -> str:
    """A text in the language of this request."""
    return t(locale(), msgid, **values)
