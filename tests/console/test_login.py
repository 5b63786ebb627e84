"""Who gets in, who does not, and how a login ends."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import apps
from hotline.core.dispatcher import Dispatcher
from hotline.core.login import LoginFailure, LoginSession
from hotline.settings import Settings
from tests.console.conftest import Hire
from tests.console.pages import Browser


def test_the_right_password_leads_to_the_desk_and_makes_available(browser: Browser, hire: Hire) -> None:
    hire("amina")
    response = browser.log_in("amina")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert browser.get("/").status_code == 200
    me = browser.get("/api/me").json
    assert me["username"] == "amina"
    assert me["activity"] == "available"
    assert me["csrf_token"]


def test_a_wrong_password_and_an_unknown_name_say_the_same(browser: Browser, hire: Hire) -> None:
    hire("amina")
    wrong = browser.log_in("amina", "not this one")
    unknown = browser.log_in("nobody", "not this one")
    assert wrong.status_code == unknown.status_code == 401
    for page, name in ((wrong, "amina"), (unknown, "nobody")):
        assert "The name, the password or the code is not right." in page.get_data(as_text=True), name


def test_after_five_failures_a_name_must_wait_even_with_the_right_password(browser: Browser, hire: Hire) -> None:
    hire("amina")
    hire("tom")
    for _ in range(5):
        assert browser.log_in("amina", "guess").status_code == 401
    assert browser.log_in("amina").status_code == 429
    assert browser.log_in("tom").status_code == 303


def test_a_login_forgets_the_failures_before_it(browser: Browser, hire: Hire, session: Session) -> None:
    hire("amina")
    browser.log_in("amina", "guess")
    browser.log_in("amina")
    assert session.scalar(select(func.count()).select_from(LoginFailure)) == 0


def test_a_form_without_its_token_is_refused(browser: Browser, hire: Hire) -> None:
    hire("amina")
    response = browser.send("/login", page="/login", username="amina", password="x", csrf_token="forged")
    assert response.status_code == 400


def test_logging_out_ends_the_login_on_the_server(amina: Browser, session: Session) -> None:
    cookie = amina.client.get_cookie("console")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert amina.send("/logout").headers["Location"] == "/login"
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 0
    amina.client.set_cookie("console", cookie.value)
    assert amina.client.get("/api/me").status_code == 401


@pytest.mark.parametrize("carrier_url", [None, "http://127.0.0.1:9"])
def test_every_route_but_the_door_needs_a_login(app: Flask, settings: Settings, carrier_url: str | None) -> None:
    app = apps.create_app("console", settings.model_copy(update={"carrier_url": carrier_url}))
    client = app.test_client()
    doors = {"static", "healthz", "entrance.page", "entrance.enter"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in doors:
            continue
        values = {**dict.fromkeys(rule.arguments, 1), **({"which": "all"} if "which" in rule.arguments else {})}
        path = app.url_map.bind("x").build(rule.endpoint, values)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            response = client.open(path, method=method)
            if path.startswith(("/api/", "/stream", "/local/")):
                assert (response.status_code, response.json) == (401, {"error": "login"}), rule
            else:
                assert (response.status_code, response.headers["Location"]) == (303, "/login"), rule
    assert client.get("/api/nothing").status_code == 401
    app.extensions["hotline"].sessions.kw["bind"].dispose()
    app.extensions["hotline"].redis.close()


def test_the_cookie_is_only_sent_encrypted_where_the_line_is_public(
    app: Flask, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire("amina")
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    for host, proxy, secure in (
        ("console.hotline.example", {}, True),
        ("127.0.0.1:8001", {}, False),
        ("127.0.0.1:8001", {"X-Forwarded-Proto": "https"}, True),
    ):
        client = app.test_client()
        answer = client.get("/login", base_url=f"http://{host}", headers=proxy)
        assert ("Secure" in answer.headers["Set-Cookie"]) is secure, (host, proxy)


def test_login_makes_available_and_logout_away(amina: Browser, hire: Hire, session: Session) -> None:
    amina.post_json("/api/activity", {"activity": "away"})
    amina.log_in("amina")
    assert amina.get("/api/me").json["activity"] == "available"
    amina.send("/logout")
    assert session.scalars(select(Dispatcher.activity)).all() == ["away"]


def test_a_name_that_no_database_can_hold_is_just_a_wrong_name(browser: Browser) -> None:
    assert browser.log_in("am\0ina").status_code == 401
