"""The dispatchers' console: pages, a small JSON API, and a live stream."""

from flask import Flask

from hotline.console import api, desk, entrance, guard, language
from hotline.web import csp_nonce


def register(app: Flask) -> None:
    """Everything the console app serves. Every route but the door itself needs a login."""
    guard.register(app)
    app.context_processor(_words)
    for part in (entrance.entrance, api.api, desk.desk):
        app.register_blueprint(part)


def _words() -> dict[str, object]:
    """What every template may use."""
    return {"_": language._, "locale": language.locale(), "dir": "ltr", "nonce": csp_nonce}
