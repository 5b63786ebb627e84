"""The directory as the public may read it, kept in memory until it changes or the day does."""

from datetime import datetime

from flask import current_app, g

from hotline.core.directory import shelf as directory
from hotline.core.directory.card import Card
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Shelf
from hotline.core.measure import BRUSSELS
from hotline.web import session


def shelf(at: datetime) -> Shelf:
    """What is known today. Read anew when anything was changed: one question to the database a request tells."""
    if "shelf" not in g:
        today = at.astimezone(BRUSSELS).date()
        version = directory.version(session(), today)
        kept: Shelf | None = current_app.extensions.get("shelf")
        if kept is None or kept.version != version:
            kept = current_app.extensions["shelf"] = directory.read(session(), today, version)
        g.shelf = kept
    found: Shelf = g.shelf
    return found


def card(found: Found, language: str, at: datetime) -> Card:
    """A service as pages show it."""
    return Card(found, language, at, shelf(at).communes)
