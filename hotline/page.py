"""What every public page has: its language, the free number, the way out; and it is cheap to load again."""

import gzip
import hashlib
from functools import lru_cache, partial
from typing import Any

import phonenumbers
import segno
from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from hotline.core.directory.in_words import words
from hotline.texts import LANGUAGES, Language, t
from hotline.web import csp_nonce, house

site = Blueprint("site", __name__, url_prefix=f"/<any({','.join(LANGUAGES)}):lang>")

DEFAULT = "fr"
SQUEEZED = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
YEAR_S = 365 * 24 * 3600
ASKED = (
    "q",
    "near",
    "open",
    "for",
    "speaks",
    "wheelchair",
    "noted",
    "kiosk",
    "topic",
    "widget",
)  # what goes along to another language
WORTH_IT = 1000  # bytes; below, compressing gains nothing


@site.url_value_preprocessor
def _note_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang = (values or {}).pop("lang", DEFAULT)


@site.url_defaults
def _same_language(_endpoint: str, values: dict[str, Any]) -> None:
    if "lang" in g:
        values.setdefault("lang", g.lang)


def language() -> str:
    """The language of the page that is asked for; outside of a language the best one for this browser."""
    if "lang" not in g:
        g.lang = preferred()
    code: str = g.lang
    return code


def speak(code: str) -> None:
    """This page is in this language, whatever its address says."""
    g.lang = code


def preferred() -> str:
    """What `?lang=` asks for, else what the browser prefers, else French."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or DEFAULT


def page(template: str, *, status: int = 200, keep: bool = True, **values: Any) -> Response:
    """A whole page. `keep` False: what it says is nobody else's business on a phone that people share."""
    code = language()
    answer = make_response(render_template(template, **{**frame(code), **values}), status)
    answer.headers["Content-Language"] = code
    if request.args.get("kiosk") == "1":
        become_kiosk(answer, age_s=None)
    if status != 200 or not keep or is_kiosk():
        answer.headers["Cache-Control"] = "no-store"
        return answer
    answer.headers["Cache-Control"] = "no-cache"  # kept, and asked for again each time: "open now" must be true
    answer.headers["Vary"] = "Cookie"
    answer.set_etag(_print(answer), weak=True)
    answer.make_conditional(request)
    answer.headers.pop("Date", None)  # the server adds its own
    return answer


def is_kiosk() -> bool:
    """Whether this is a public terminal: nothing of a visitor may stay, and nothing leads away."""
    return request.cookies.get("kiosk") == "1" or request.args.get("kiosk") == "1"


def become_kiosk(answer: BaseResponse, age_s: int | None) -> None:
    """This browser is a terminal from now on: the only cookie of the site, the same for every terminal.

    `age_s` None: until it is closed, as a link that somebody sends must not change a person's own phone for long.
    """
    secure = house().settings.public_url.startswith("https:")
    answer.set_cookie("kiosk", "1", max_age=age_s, httponly=True, samesite="Lax", secure=secure)


def frame(code: str) -> dict[str, Any]:
    """What every page may use."""
    number = house().settings.number
    return {
        "_": partial(t, code),
        "locale": code,
        "dir": LANGUAGES[code].direction,
        "locale_name": LANGUAGES[code].name,
        "words": words,
        "number": number,
        "shown": shown(number),
        "languages": [(one, _in(one)) for one in LANGUAGES.values()],
        "kiosk": is_kiosk(),
        "exit_url": "/" if is_kiosk() else house().settings.exit_url,
        "qr": qr,
        "address": address(),
    }


def _in(other: Language) -> str:
    """This page in another language; a page that is nowhere leads to the home page."""
    if request.endpoint is None or not request.endpoint.startswith("site.") or request.endpoint == "site.nowhere":
        return url_for("site.show", lang=other.code)
    kept = {name: request.args.getlist(name) for name in ASKED if name in request.args}
    return url_for(request.endpoint, **{**(request.view_args or {}), **kept, "lang": other.code})


def shown(number: str) -> str:
    """The number as people dial it: 0800 12 345."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def address() -> str:
    """Where this page is, for a picture that another phone reads, and for a text message."""
    return f"{house().settings.public_url}{request.path}"


def qr() -> Markup:
    """The address of this page as a picture for another phone."""
    return _picture(address())


@lru_cache(maxsize=5000)
def _picture(text: str) -> Markup:
    picture = segno.make(text, micro=False, error="m").svg_inline(omitsize=True, border=2, svgclass="qr")
    return Markup(picture)  # noqa: S704  # made of black and white squares by segno


def _print(answer: Response) -> str:
    """The same page gives the same mark, whatever the nonce."""
    return hashlib.sha256(answer.get_data().replace(csp_nonce().encode(), b"")).hexdigest()[:20]


def squeeze(answer: Response) -> Response:
    """Compress what is text and public: a page must come through a bad line. Streams and webhooks stay as they are."""
    if request.path.startswith("/static/") and "v" in request.args:
        answer.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    if not _may_squeeze(answer):
        return answer
    answer.direct_passthrough = False
    answer.set_data(gzip.compress(answer.get_data(), 6, mtime=0))
    answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    mark, weak = answer.get_etag()
    if mark and not weak:
        answer.set_etag(mark, weak=True)
    return answer


def _may_squeeze(answer: Response) -> bool:
    ours = request.blueprint in ("site", "files", "hsds", "street_map") or request.path.startswith("/static/")
    text = (answer.mimetype or "").startswith(SQUEEZED)
    plain = answer.status_code == 200 and "Content-Encoding" not in answer.headers
    long = (answer.content_length or 0) >= WORTH_IT
    return ours and text and plain and long and request.accept_encodings.quality("gzip") > 0
