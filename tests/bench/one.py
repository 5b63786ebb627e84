"""For one comparison only: voice and live streams in a single process, which the hotline does not do."""

from flask import Flask

from hotline import apps, settings
from hotline.console.stream import stream
from hotline.gateways.listen import Listener


def create_app() -> Flask:
    conf = settings.load()
    app = apps.create_app("public", conf)
    app.extensions["listener"] = Listener(conf.redis_url)
    app.register_blueprint(stream)
    return app
