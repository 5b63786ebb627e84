"""Who may do what: a supervisor all that a dispatcher may, an admin all."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hotline import apps
from hotline.console import guard
from hotline.core.dispatcher import Dispatcher
from hotline.core.words import ROLES
from hotline.settings import Settings
from tests.console.conftest import Hire
from tests.console.pages import Browser

# Parts of the console that are for everyone who is logged in, as a whole: a view in them may still need more.
FOR_ALL = {
    "checks",
    "directory",
    "api",
    "corrections",
    "desk",
    "entrance",
    "messages",
    "open_work",
    "opening",
    "crises",
    "own",
    "places",
    "report_acts",
    "report_load",
    "report_typed",
    "reports",
    "rota",
    "rounds",
    "safety",
    "second_factor",
    "phonebook",
    "stream",
    "street_map",
    "talk",
    "twins",
    "visitors",
    "waits",
    "writing",
}
NEED = {"/api/only-supervisors": "supervisor", "/only-supervisors": "supervisor", "/only-admins": "admin"}


@pytest.fixture
def guarded(app: Flask, settings: Settings) -> Iterator[Flask]:
    """A console with three more pages."""
    other = apps.create_app("console", settings)
    for path, role in NEED.items():
        view = guard.needs(role)(lambda: "in")
        other.add_url_rule(path, endpoint=path, view_func=view)
    yield other
    other.extensions["hotline"].sessions.kw["bind"].dispose()
    other.extensions["hotline"].redis.close()


def test_every_route_says_whom_it_is_for(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        role = getattr(app.view_functions[rule.endpoint], "needs", None)
        assert role in ROLES or rule.endpoint in guard.OPEN or rule.endpoint.split(".")[0] in FOR_ALL, (
            f"{rule.endpoint}: who may use it? @needs(…), or its blueprint in FOR_ALL"
        )


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_it_may_and_reads_why_not_elsewhere(guarded: Flask, hire: Hire, role: str) -> None:
    hire("someone", role=role)
    browser = Browser(guarded)
    browser.log_in("someone")
    for path, needed in NEED.items():
        answer = browser.client.get(path)
        if ROLES.index(role) >= ROLES.index(needed):
            assert answer.status_code == 200, path
        elif path.startswith("/api/"):
            assert (answer.status_code, answer.json) == (403, {"error": "forbidden"})
        else:
            assert answer.status_code == 403
            assert "This is for supervisors or administrators." in browser.get(path).get_data(as_text=True)


def test_a_stranger_is_sent_to_the_door_before_anything_is_said_about_rights(guarded: Flask) -> None:
    client: FlaskClient = guarded.test_client()
    assert client.get("/only-admins").headers["Location"] == "/login"
    assert client.get("/api/only-supervisors").status_code == 401


def test_a_right_holds_for_whatever_way_a_page_is_asked(guarded: Flask, hire: Hire) -> None:
    hire("someone")
    browser = Browser(guarded)
    browser.log_in("someone")
    for method in ("GET", "HEAD", "OPTIONS"):
        assert browser.client.open("/only-admins", method=method).status_code == 403, method


def test_a_word_that_is_no_role_may_nothing() -> None:
    assert not Dispatcher(role="nobody").may("dispatcher")
    assert Dispatcher(role="admin").may("supervisor")
    assert not Dispatcher(role="supervisor").may("admin")
