"""The public pages. For now one: what the line is, how to reach it, in which languages."""

from flask import Flask

from hotline.site import home
from hotline.web import csp_nonce


def register(app: Flask) -> None:
    app.context_processor(lambda: {"nonce": csp_nonce})
    app.register_blueprint(home.home)
