"""Telephones in the browser, for the demo: the page /local/phone, and the dispatcher's softphone in the console."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template, request

from hotline.local import carrier_proxy
from hotline.settings import Settings
from hotline.texts import LANGUAGES, t

PAGES = ("fr", "nl", "en")
KNOWN = "+32470123456"  # the number that the demo's person calls from


def register(app: Flask, which: str) -> None:
    """The phone page in the public app, the softphone in the console. Only where the phone network is simulated."""
    if which == "public":
        app.register_blueprint(phone())
    else:
        from hotline.console.guard import me

        app.register_blueprint(softphone(lambda: me().username))


def phone() -> Blueprint:
    """/local/phone: anybody's telephone."""
    page = Blueprint("phone", __name__, url_prefix="/local/phone")

    @page.get("")
    def show() -> str:
        locale = request.args.get("lang") or request.accept_languages.best_match(PAGES) or "en"
        locale = locale if locale in PAGES else "en"
        return render_template(
            "phone/phone.html",
            _=lambda msgid, **values: t(locale, msgid, **values),
            locale=locale,
            dir="ltr",
            number=_settings().number,
            known=KNOWN,
            offered=[LANGUAGES[code] for code in PAGES],
        )

    @page.route("/api/<path:path>", methods=["GET", "POST"])
    def api(path: str) -> Response:
        return carrier_proxy.forward(_carrier(), path)

    return page


def softphone(identity: Callable[[], str]) -> Blueprint:
    """/local/softphone: the telephone client:<identity> of whoever is logged in; it reaches no other telephone."""
    line = Blueprint("softphone", __name__, url_prefix="/local/softphone")

    def own() -> str:
        return f"phones/client:{identity()}"

    @line.get("")
    def state() -> Response:
        return carrier_proxy.forward(_carrier(), own())

    @line.get("/events")
    def events() -> Response:
        return carrier_proxy.forward(_carrier(), f"{own()}/events")

    @line.post("/calls/<sid>/<action>")
    def act(sid: str, action: str) -> Response:
        calls = carrier_proxy.get(_carrier(), own()).get("calls", [])
        if sid not in [call["sid"] for call in calls]:
            response = jsonify(error="gone")
            response.status_code = 404
            return response
        return carrier_proxy.forward(_carrier(), f"calls/{sid}/{action}")

    return line


def _settings() -> Settings:
    settings: Settings = current_app.extensions["hotline"].settings
    return settings


def _carrier() -> str:
    url = _settings().carrier_url
    if url is None:
        raise RuntimeError("a telephone page without a simulated phone network")
    return url
