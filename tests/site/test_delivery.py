"""How pages reach a cracked phone on a bad line, a terminal in a day centre, a phone that somebody else looks at."""

import gzip
import json
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import db
from hotline.core.directory import write
from hotline.site import app_files
from hotline.texts import LANGUAGES
from tests import trust_rules
from tests.console.pages import Browser
from tests.parts import Twilio
from tests.site.test_pages import made


def fetch(site: Browser, path: str, **headers: str) -> TestResponse:
    """What a browser gets, as it travels."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.client.get(path, headers=asked, buffered=True)


def marked(site: Browser, path: str) -> str:
    return fetch(site, path).headers["ETag"]


def test_loading_a_page_again_costs_almost_nothing(site: Browser) -> None:
    for path in ("/fr/", "/fr/need/shower", "/fr/all", "/fr/service/nss.hotline"):
        again = fetch(site, path, If_None_Match=marked(site, path))
        assert again.status_code == 304, path
        assert again.get_data() == b"", path


def test_a_change_and_another_language_are_loaded_anew(site: Browser, session: Session) -> None:
    before, other = marked(site, "/fr/all"), marked(site, "/nl/all")
    assert before != other
    write.write(session, made(), "editor", db.now(session))
    session.commit()
    assert marked(site, "/fr/all") != before
    assert fetch(site, "/fr/all", If_None_Match=before).status_code == 200


def test_pages_and_their_files_travel_compressed(site: Browser) -> None:
    for path in ("/fr/all", "/fr/", app_files.asset("site/site.css"), app_files.asset("site/pictograms.svg")):
        plain = fetch(site, path).get_data()
        answer = fetch(site, path, Accept_Encoding="gzip, deflate, br")
        assert answer.headers["Content-Encoding"] == "gzip", path
        assert "Accept-Encoding" in answer.headers["Vary"], path
        assert len(answer.get_data()) < len(plain) / 2, path
        nonce = rb"'?nonce[^ ]*"
        assert re.sub(nonce, b"", gzip.decompress(answer.get_data())) == re.sub(nonce, b"", plain), path
    head = site.client.head("/fr/all", headers={"Accept-Encoding": "gzip"})
    assert head.get_data() == b""


def test_the_phone_network_and_the_centres_get_what_they_always_got(public_app: Flask, twilio: Twilio) -> None:
    answer = twilio.send("/voice/incoming", twilio.about("CA" + "b" * 32), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.get_data().startswith(b"<?xml")
    gone = Browser(public_app).client.get("/free/nothing", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in gone.headers


def test_what_may_betray_somebody_is_kept_on_no_phone(site: Browser) -> None:
    for path in ("/fr/need/domestic_violence", "/fr/search?q=violence", "/fr/service/sosviol"):
        assert fetch(site, path).headers["Cache-Control"] == "no-store", path
    assert fetch(site, "/fr/need/shower").headers["Cache-Control"] == "no-cache"


def test_somebody_can_leave_every_page_at_once(site: Browser) -> None:
    for path in ("/fr/", "/fr/need/domestic_violence", "/fr/service/nss.hotline", "/fr/nothing"):
        html = site.get(path).get_data(as_text=True)
        assert 'href="https://www.meteo.be" rel="noreferrer nofollow" data-leave' in html, path


@pytest.fixture
def terminal(site: Browser) -> Browser:
    """A public terminal: its keeper has opened /kiosk once."""
    answer = fetch(site, "/kiosk")
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert "kiosk=1" in cookie
    assert "HttpOnly" in cookie
    return site


def test_a_terminal_dials_nothing_and_leads_nowhere_else(terminal: Browser) -> None:
    for path in ("/fr/", "/fr/need/shower", "/fr/service/nss.hotline", "/fr/service/doucheflux", "/fr/all"):
        answer = fetch(terminal, path)
        tree = trust_rules.parse(answer.get_data(as_text=True))
        assert [one for one in tree.xpath("//a/@href") if not one.startswith(("/", "#"))] == [], path
        assert answer.headers["Cache-Control"] == "no-store", path
        assert tree.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["90;url=/"], path
    assert fetch(terminal, "/kiosk/off").status_code == 302
    assert 'href="tel:' in terminal.get("/fr/").get_data(as_text=True)


def test_a_link_may_make_a_terminal_too(site: Browser) -> None:
    cookie = fetch(site, "/fr/?kiosk=1").headers["Set-Cookie"]
    assert "kiosk=1" in cookie
    assert "Max-Age" not in cookie  # somebody's own phone is itself again when the browser is closed
    assert 'href="tel:' not in site.get("/fr/").get_data(as_text=True)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda one: one.code)
def test_the_site_can_be_put_on_the_home_screen(site: Browser, language: object) -> None:
    code = language.code  # type: ignore[attr-defined]
    manifest = json.loads(fetch(site, f"/{code}/manifest.webmanifest").get_data())
    assert (manifest["lang"], manifest["dir"]) == (code, language.direction)  # type: ignore[attr-defined]
    assert fetch(site, manifest["start_url"]).status_code == 200
    assert all(fetch(site, icon["src"]).status_code == 200 for icon in manifest["icons"])


def test_the_worker_keeps_files_that_are_there_and_is_asked_for_again_each_time(site: Browser) -> None:
    answer = fetch(site, "/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    shell = json.loads(re.search(r"const SHELL = (\[.*\]);", answer.get_data(as_text=True))[1].replace("'", '"'))  # type: ignore[index]
    assert len(shell) == len(app_files.SHELL)
    assert all(fetch(site, one).status_code == 200 for one in shell)
    used = trust_rules.parse(site.get("/fr/").get_data(as_text=True)).xpath("//link[@rel='stylesheet']/@href")
    assert set(used) <= set(shell)


def test_a_file_with_its_mark_is_kept_for_a_year(site: Browser) -> None:
    marked_file = fetch(site, app_files.asset("site/site.css"))
    assert marked_file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in fetch(site, "/static/site/site.css").headers["Cache-Control"]
