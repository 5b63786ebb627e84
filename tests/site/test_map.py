"""The map is drawn from names that everybody may know, and asks nobody else unless the operator says so."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy.orm import Session

from hotline import apps, db, web
from hotline.core import gazetteer
from hotline.core.gazetteer import Named, Place
from hotline.core.report.team import mission
from hotline.settings import Settings
from tests.console.pages import Browser
from tests.core.report.missions import a_report, in_hand
from tests.parts import settings_for
from tests.site.reporter import Reporter, hidden

TILES = {"map_tiles": "https://tiles.example.org/{z}/{x}/{y}.png", "map_credit": "© Somebody"}
ALLOWED = "img-src 'self' data: https://tiles.example.org;"
STREET = Place("streets-1", "street", "Rue du Test", "Teststraat", 50.84, 4.35, "Ixelles", 200, "streets")


@pytest.fixture
def with_tiles(parts_settings: Settings) -> Iterator[Flask]:
    """A public site whose operator has a server for tiles."""
    other = apps.create_app("public", settings_for(parts_settings.database_url, parts_settings.redis_url, **TILES))
    yield other
    parts: web.House = other.extensions["hotline"]
    parts.sessions.kw["bind"].dispose()
    parts.redis.close()


def drawn(visitor: Browser, which: str, language: str = "fr") -> dict[str, object]:
    found: dict[str, object] = json.loads(visitor.get(f"/map/{which}.json?lang={language}").get_data())
    return found


def test_the_names_are_those_of_the_signs_and_kept_for_a_while(site: Browser) -> None:
    french, dutch = str(drawn(site, "well-known")), str(drawn(site, "well-known", "nl"))
    assert "Place Eugène Flagey" in french or "Place Flagey" in french
    assert "Flageyplein" in dutch
    first = site.get("/map/well-known.json?lang=fr")
    assert "max-age" in first.headers["Cache-Control"]
    assert site.get("/map/well-known.json?lang=fr", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_phone_with_a_bad_line_gets_it_in_a_few_kilobytes(site: Browser) -> None:
    answer = site.get("/map/well-known.json?lang=fr", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.get_data()) < 10_000


def test_streets_of_an_official_file_come_only_when_asked_and_name_their_publisher(
    site: Browser, session: Session
) -> None:
    assert drawn(site, "well-known")["more"] is False
    gazetteer.put(session, "streets", [Named(STREET)], db.now(session))
    session.commit()
    known, every = drawn(site, "well-known"), drawn(site, "all")
    assert "Rue du Test" not in str(known)
    assert (known["more"], known["credit"]) == (True, "")
    assert "Rue du Test" in str(every)
    assert every["credit"] == "UrbIS © Paradigm, BeSt Address"


def test_nothing_of_a_report_is_in_it(site: Browser, session: Session, house: web.House) -> None:
    before = [drawn(site, which) for which in ("well-known", "all")]
    a_report(session, house.vault, lat=50.81234, lon=4.31234, place=house.vault.lock("behind the blue kiosk"))
    session.commit()
    assert [drawn(site, which) for which in ("well-known", "all")] == before


def test_each_line_of_the_metro_passes_stations_that_exist() -> None:
    known = {named.place.id for named in gazetteer.read()}
    stations = [station for line in gazetteer.lines() for station in line]
    assert len(stations) > 70
    assert set(stations) <= known


def test_a_page_loads_pictures_from_nowhere_else_by_default(reporter: Reporter) -> None:
    reporter.fill(danger="none")
    assert "data-map=" in reporter.html
    assert "data-tiles" not in reporter.html


def test_tiles_are_for_the_page_with_the_map_alone(
    with_tiles: Flask, directory: Session, session: Session, house: web.House
) -> None:
    someone = Browser(with_tiles)
    assert directory
    first = someone.get("/fr/report")
    assert "tiles.example.org" not in first.headers["Content-Security-Policy"]
    where = someone.client.post("/fr/report", data={**hidden(first.text), "danger": "none", "go": "where"})
    assert ALLOWED in where.headers["Content-Security-Policy"]
    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png" data-credit="© Somebody"' in where.text
    given = in_hand(session, house.vault, a_report(session, house.vault))
    session.commit()
    team = someone.get(f"/r/{mission.token(house.vault, given)}")
    assert "data-map=" in team.text
    assert "tiles.example.org" not in team.text + team.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"map_tiles": "http://tiles.example.org/{z}/{x}/{y}.png"},
        {"map_tiles": "https://tiles.example.org/{z}/{x}.png"},
        {"map_tiles": "https://{s}.example.org/{z}/{x}/{y}.png"},
        {"map_tiles": "https://tiles.example.org; script-src *;/{z}/{x}/{y}.png"},
        {"map_credit": ""},
        {"map_tiles_on": "site,everywhere"},
    ],
)
def test_tiles_that_cannot_be_right_stop_the_start(parts_settings: Settings, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings_for(parts_settings.database_url, parts_settings.redis_url, **{**TILES, **wrong})
