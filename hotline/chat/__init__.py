"""The web chat: its API, its stream, its page and the widget. It translates and commits; it decides nothing."""

from flask import Flask

from hotline.chat import api, events, talk_page, widget
from hotline.gateways.listen import Listener
from hotline.gateways.live import TALKS
from hotline.web import House


def register(app: Flask) -> None:
    house: House = app.extensions["hotline"]
    app.extensions["talks"] = Listener(house.settings.redis_url, TALKS)
    for part in (api.api, events.events, talk_page.door, widget.widget):
        app.register_blueprint(part)
