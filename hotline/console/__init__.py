"""The dispatchers' console: pages, a small JSON API, and a live stream."""

from flask import Flask, g

from hotline import street_map
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
    report_acts,
    report_load,
    report_typed,
    reports,
    rota,
    rounds,
    safety,
    second_factor,
    shown,
    staff,
    stream,
    supervision,
    talk,
    teams,
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
        report_acts.report_acts,
        report_load.report_load,
        report_typed.report_typed,
        reports.reports,
        rota.rota,
        rounds.rounds,
        second_factor.second_factor,
        staff.staff,
        safety.safety,
        stream.stream,
        street_map.street_map,
        talk.talk,
        teams.teams,
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
