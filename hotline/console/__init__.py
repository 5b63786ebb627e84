"""The dispatchers' console: pages, a small JSON API, and a live stream."""

from flask import Flask, g

from hotline.console import (
    api,
    asking,
    centres,
    checks,
    corrections,
    crises,
    desk,
    directory,
    editor,
    entrance,
    find,
    guard,
    history,
    language,
    messages,
    open_work,
    opening,
    organizations,
    own,
    partners,
    phonebook,
    places,
    proposals,
    reports,
    rota,
    safety,
    second_factor,
    shown,
    staff,
    stream,
    supervision,
    talk,
    texts,
    twins,
    visitors,
    waits,
    writing,
)
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
        day=shown.day,
        percent=shown.percent,
        fill=shown.fill,
        mood=shown.mood,
        iso=api.iso,
    )
    for part in (
        entrance.entrance,
        api.api,
        asking.asking,
        centres.centres,
        checks.checks,
        crises.crises,
        corrections.corrections,
        desk.desk,
        directory.directory,
        editor.editor,
        find.find,
        history.history,
        organizations.organizations,
        proposals.proposals,
        messages.messages,
        open_work.open_work,
        opening.opening,
        own.own,
        partners.partners,
        phonebook.phonebook,
        places.places,
        reports.reports,
        rota.rota,
        second_factor.second_factor,
        staff.staff,
        safety.safety,
        stream.stream,
        talk.talk,
        texts.texts,
        twins.twins,
        visitors.visitors,
        waits.waits,
        supervision.supervision,
        writing.writing,
    ):
        app.register_blueprint(part)


def _words() -> dict[str, object]:
    """What every template may use. `me`: who asks, None at the door; `me.may("supervisor")` shows a link or not."""
    return {"_": language._, "locale": language.locale(), "dir": "ltr", "nonce": csp_nonce, "me": g.get("me")}
