"""The hotline: two web apps over one core. The public one has no staff page at all; that separation is the security."""

from typing import Literal

from flask import Flask


def create_app(which: Literal["public", "console"]) -> Flask:
    """The public app (webhooks, site, chat) or the console (dispatchers' pages), with real gateways."""
    from hotline import apps, settings

    app = apps.create_app(which, settings.load())
    apps.warm_up(app.extensions["hotline"])
    return app
