"""The public home page: what somebody in need, or somebody who sees them, must find at once."""

from collections.abc import Iterator

import pytest
from flask import Flask

from hotline import apps
from hotline.texts import LANGUAGES
from tests.console.pages import Browser
from tests.parts import settings_for


@pytest.fixture(scope="module")
def public(redis_url: str) -> Iterator[Flask]:
    """The public app while its database is away: the home page must not need it."""
    app = apps.create_app("public", settings_for("postgresql://nobody@127.0.0.1:1/nothing", redis_url))
    yield app
    app.extensions["hotline"].redis.close()


def test_the_number_and_112_are_one_touch_away(public: Flask) -> None:
    html = Browser(public).get("/en/").get_data(as_text=True)
    assert 'href="tel:112"' in html
    assert 'href="tel:+3280012345"' in html
    assert "0800 12 345" in html


def test_every_language_is_there_by_its_own_name_in_its_own_script(public: Flask) -> None:
    html = Browser(public).get("/fr/").get_data(as_text=True)
    for language in LANGUAGES.values():
        assert f'lang="{language.code}"' in html
        assert language.name in html


def test_twelve_pictures_lead_to_what_people_need(public: Flask) -> None:
    html = Browser(public).get("/en/").get_data(as_text=True)
    tiles = html.split('<ul class="tiles"')[1].split("</ul>")[0]
    assert tiles.count("<li>") == 12
    assert 'href="/en/need/shelter_tonight"' in tiles  # one need: straight to it
    assert 'href="/en/tile/doctor"' in tiles  # several: which one?


def test_the_site_speaks_the_language_of_the_browser(public: Flask) -> None:
    for asked, shown in (("nl-BE,nl;q=0.9", "nl"), ("ar", "ar"), ("ja,uk;q=0.5", "uk"), ("ja", "fr"), ("", "fr")):
        answer = Browser(public).get("/", headers={"Accept-Language": asked})
        assert answer.headers["Location"] == f"/{shown}/"
        assert "Accept-Language" in answer.headers["Vary"]


def test_links_of_before_still_lead_to_their_language(public: Flask) -> None:
    assert Browser(public).get("/?lang=nl").headers["Location"] == "/nl/"
    assert Browser(public).get("/?lang=xx").headers["Location"] == "/en/"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda one: one.code)
def test_the_home_page_is_whole_in_every_language(public: Flask, language: object) -> None:
    code, direction = language.code, language.direction  # type: ignore[attr-defined]
    answer = Browser(public).get(f"/{code}/")
    assert f'<html lang="{code}" dir="{direction}">' in answer.get_data(as_text=True)
    assert answer.headers["Content-Language"] == code


def test_the_public_app_has_no_page_of_the_staff(public: Flask) -> None:
    for path in ("/login", "/settings", "/waits", "/api/me", "/api/queue", "/stream"):
        assert Browser(public).client.get(path).status_code == 404


def test_without_a_database_the_person_reads_so_in_their_language(public: Flask) -> None:
    for path in ("/nl/need/shower", "/nl/search?q=douche", "/nl/all", "/nl/service/nss.hotline", "/nl/communes"):
        answer = Browser(public).get(path)
        assert answer.status_code == 503
        html = answer.get_data(as_text=True)
        assert "We kunnen dit nu niet tonen." in html
        assert "0800 12 345" in html


def test_a_page_that_is_nowhere_says_so_in_the_persons_language(public: Flask) -> None:
    for path in ("/ar/nothing", "/ar/need/nothing", "/ar/tile/nothing"):
        answer = Browser(public).get(path)
        assert answer.status_code == 404
        assert "هذه الصفحة غير موجودة" in answer.get_data(as_text=True)
    assert Browser(public).client.get("/xx/").status_code == 404
