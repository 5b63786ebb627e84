"""The public pages: the directory in ten languages, also for computers; a centre's free places; a team's mission."""

from flask import Flask

from hotline import page, street_map
from hotline.site import (
    answer,
    app_files,
    commune,
    confirm,
    everything,
    free,
    home,
    kiosk,
    need,
    partner_api,
    problem,
    report,
    report_status,
    search,
    service,
    sheet,
    team,
    wrong,
)
from hotline.site.hsds import hsds
from hotline.web import csp_nonce

# Each puts its addresses below a language.
PAGES = (answer, commune, everything, need, problem, report, report_status, search, service, sheet, wrong)


def register(app: Flask) -> None:
    app.context_processor(lambda: {"nonce": csp_nonce})
    app.jinja_env.globals["asset"] = app_files.asset
    files = (home.home, kiosk.kiosk, app_files.files, page.site, free.free, confirm.confirmation, team.team)
    for blueprint in (*files, hsds, partner_api.partner_api, street_map.street_map):
        app.register_blueprint(blueprint)
    app.after_request(page.squeeze)


assert PAGES  # noqa: S101  # loaded for their addresses
