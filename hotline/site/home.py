"""The home page: 112 first, then the free number, then what people need. It needs no database."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.site.tiles import tiles

home = Blueprint("home", __name__)


@home.get("/")
def start() -> ResponseReturnValue:
    """To the home page in the language of the browser."""
    answer = redirect(url_for("site.show", lang=page.preferred()))
    answer.headers["Vary"] = "Accept-Language"
    return answer


@page.site.get("/")
def show() -> Response:
    return page.page("site/home.html", tiles=tiles())
