"""One script tag on somebody's page: a button, and the chat in a frame. No cookie, nothing of the page is read."""

import json
from pathlib import Path

from flask import Blueprint, Response, request

from hotline.texts import LANGUAGES, mark, t
from hotline.web import house

widget = Blueprint("chat_widget", __name__, url_prefix="/chat")

OPEN, CLOSE = mark("Write to us"), mark("Close the chat")
NEW_PAGE = mark("Open the chat on a page of its own")
KEEP_S = 3600
CODE = Path(__file__).parents[1] / "static/chat/widget.js"


@widget.get("/widget.js")
def script() -> Response:
    """The script with the words of its buttons in every language; the page's own language decides which are shown."""
    words = {code: [t(code, one) for one in (OPEN, CLOSE, NEW_PAGE)] for code in LANGUAGES}
    rtl = [code for code, language in LANGUAGES.items() if language.direction == "rtl"]
    code = CODE.read_text(encoding="utf-8")
    base = house().settings.public_url
    head = f"const WORDS = {json.dumps(words)}, RTL = {json.dumps(rtl)}, BASE = {json.dumps(base)};\n"
    answer = Response(f"(() => {{\n{head}{code}}})();\n", mimetype="text/javascript")
    answer.headers["Cache-Control"] = f"public, max-age={KEEP_S}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
