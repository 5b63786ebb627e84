"""The public home page: what somebody in need, or somebody who sees them, must find at once."""

from collections.abc import Iterator

import pytest
from flask import Flask

from hotline import apps
from hotline.settings import Settings
from tests.console.pages import Browser


@pytest.fixture(scope="module")
def public(database_url: str, redis_url: str) -> Iterator[Flask]:
    settings = Settings(
        public_url="http://127.0.0.1:8000",
        secret_key=("k" * 40,),
        database_url=database_url,
        redis_url=redis_url,
        account_sid="AC" + "0" * 32,
        auth_token=("t" * 32,),
        api_key_sid="SK" + "0" * 32,
        api_key_secret="s" * 32,
        number="+3280012345",
        caller_id="+3222000000",
        sms_number="+32460000000",
        duty_phone="+32470000112",
    )
    app = apps.create_app("public", settings)
    yield app
    app.extensions["hotline"].sessions.kw["bind"].dispose()
    app.extensions["hotline"].redis.close()


def test_the_number_and_112_are_one_touch_away(public: Flask) -> None:
    html = Browser(public).get("/?lang=en").get_data(as_text=True)
    assert 'href="tel:112"' in html
    assert 'href="tel:+3280012345"' in html
    assert "0800 12 345" in html
    assert "العربية" in html


def test_the_page_speaks_the_languages_of_the_browser(public: Flask) -> None:
    for asked, shown in (("nl-BE,nl;q=0.9", "nl"), ("en", "en"), ("ja", "fr"), ("", "fr")):
        html = Browser(public).get("/", headers={"Accept-Language": asked}).get_data(as_text=True)
        assert f'<html lang="{shown}"' in html
    assert '<html lang="nl"' in Browser(public).get("/?lang=nl").get_data(as_text=True)


def test_the_public_app_has_no_page_of_the_staff(public: Flask) -> None:
    for path in ("/login", "/settings", "/waits", "/api/me", "/api/queue", "/stream"):
        assert Browser(public).client.get(path).status_code == 404
