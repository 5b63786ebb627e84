"""The two web apps, put together from their parts."""

from typing import Literal

import gevent
import structlog
from flask import Flask

from hotline import texts, web
from hotline.core import danger, gazetteer, tongue
from hotline.core.directory import group, need_words
from hotline.core.gazetteer import commune_name
from hotline.logs import configure
from hotline.settings import Settings

log = structlog.get_logger()

WARM_UP_S = 10


def create_app(which: Literal["public", "console"], settings: Settings) -> Flask:
    """The public app (webhooks, site, chat) or the console (dispatchers' pages); neither holds the other's pages."""
    configure(which)
    app = web.App(__name__)
    app.session_interface = web.Cookies()
    app.secret_key = settings.secret_key[0]
    app.config.update(
        SECRET_KEY_FALLBACKS=list(settings.secret_key[1:]),
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
    )
    app.extensions["hotline"] = web.build(settings)
    for language in texts.LANGUAGES:
        texts.catalogue(language)  # parsed now, not while a caller waits
    need_words.index()  # these too
    group.groups()
    commune_name("", "nl")
    app.add_url_rule("/healthz", view_func=web.healthz)
    app.after_request(web.add_headers)
    app.teardown_appcontext(web.close_session)
    if which == "public":
        danger.loaded()
        tongue.detector()
        from hotline import chat, messaging, site, voice

        site.register(app)
        voice.register(app)
        messaging.register(app)
        chat.register(app)
    else:
        from hotline import console

        console.register(app)
    if settings.carrier_url:
        from hotline.local import phone

        phone.register(app, which)
    return app


def warm_up(house: web.House) -> None:
    """Read the places of the database now, not while a caller waits; later, if there is no database yet."""
    try:
        with gevent.Timeout(WARM_UP_S), house.sessions() as session:
            gazetteer.current(session)
    except (*web.DOWN, gevent.Timeout) as error:
        log.warning("not warm yet", error=type(error).__name__)
