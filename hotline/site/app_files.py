"""What makes the site an app: its files with their mark, the manifest, the worker that keeps pages for later."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, jsonify, url_for

from hotline import page
from hotline.texts import LANGUAGES, t

STATIC = Path(__file__).parent.parent / "static"
SHELL = ("tokens.css", "site/site.css", "site/site.js", "site/pictograms.svg", "site/icon.svg")

files = Blueprint("files", __name__)


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so that a browser may keep it."""
    return f"/static/{name}?v={mark_of(name)}"


@cache
def mark_of(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]


@page.site.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the home screen of a phone needs to know, in the language of the page."""
    language = page.language()
    answer = jsonify(
        name=t(language, "Help in Brussels"),
        short_name=t(language, "Help in Brussels"),
        description=t(language, "Without a home in Brussels? Call us, free, day and night"),
        lang=language,
        dir=LANGUAGES[language].direction,
        start_url=url_for("site.show"),
        id="/",
        scope="/",
        display="standalone",
        background_color="#ffffff",
        theme_color="#b42318",
        icons=[
            {"src": asset("site/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": asset("site/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": asset("site/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@files.get("/sw.js")
def service_worker() -> Response:
    """The service worker, with the files it keeps: another file, another worker, and the browser takes the new one."""
    shell = [asset(name) for name in SHELL]
    code = (STATIC / "site/sw.js").read_text(encoding="utf-8")
    mark = hashlib.sha256("".join(shell).encode()).hexdigest()[:8]
    head = f"const MARK = {mark!r};\nconst SHELL = {shell!r};\nconst LANGUAGES = {list(LANGUAGES)!r};\n"
    answer = Response(head + code, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(hashlib.sha256((head + code).encode()).hexdigest()[:20])
    return answer
