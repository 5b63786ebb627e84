"""The dispatchers' console: pages, a small JSON API, and a live stream."""

from flask import Flask

from hotline.console import api, desk, entrance, guard, language, messages, own, shown, stream, waits
from hotline.gateways.listen import Listener
from hotline.web import House, csp_nonce


def register(app: Flask) -> None:
    """Everything the console app serves. Every route but the door itself needs a login."""
    house: House = app.extensions["hotline"]
    app.extensions["listener"] = Listener(house.settings.redis_url)
    guard.register(app)
    app.context_processor(_words)
    app.jinja_env.filters.update(
        clock=shown.clock,
        brussels=shown.brussels,
        percent=shown.percent,
        fill=shown.fill,
        mood=shown.mood,
        iso=api.iso,
    )
    for part in (entrance.entrance, api.api, desk.desk, messages.messages, own.own, waits.waits, stream.stream):
        app.register_blueprint(part)


def _words() -> dict[str, object]:
    """What every template may use."""
    return {"_": language._, "locale": language.locale(), "dir": "ltr", "nonce": csp_nonce}
