"""A client that looks at every page it is given: valid HTML5, a title, a language, no id twice, nonces on scripts."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def parse(html: str) -> Element:
    """The page as a tree; a mistake in the HTML is an error."""
    return html5lib.HTMLParser(strict=True).parse(html)


def elements(tree: Element, tag: str) -> list[Element]:
    return list(tree.iter(NAMESPACE + tag))


def check(response: TestResponse) -> None:
    """What is true of every page we serve."""
    tree = parse(response.get_data(as_text=True))
    (root,) = elements(tree, "html")
    assert root.get("lang")
    (title,) = elements(tree, "title")
    assert (title.text or "").strip(" ·")
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "an id twice"
    nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
    assert nonce
    for script in elements(tree, "script"):
        assert script.get("nonce") == nonce[1]
    for element in tree.iter():
        assert not [name for name in element.keys() if name.startswith("on") or name == "style"]  # noqa: SIM118


class Browser:
    """A person at a browser, or a partner's script."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    def get(self, path: str, **more: Any) -> TestResponse:
        response = self.client.get(path, **more)
        if response.mimetype == "text/html" and "part=" not in path:
            check(response)
        return response

    def send(self, path: str, page: str = "/", **fields: Any) -> TestResponse:
        """Fill in a form that stands on `page` and send it."""
        fields.setdefault("csrf_token", self.token() if page == "/" else self.hidden(page))
        response = self.client.post(path, data=fields)
        if response.mimetype == "text/html" and response.status_code not in (302, 303):
            check(response)
        return response

    def post_json(self, path: str, body: Any = None) -> TestResponse:
        return self.client.post(path, json=body, headers={"X-CSRFToken": self.token()})

    def token(self) -> str:
        """The token of any form of the desk, without fetching the whole page."""
        return str(self.client.get("/api/me").json["csrf_token"])  # type: ignore[index]

    def hidden(self, page: str) -> str:
        values = re.findall(r'name="csrf_token" value="([^"]+)"', self.get(page).get_data(as_text=True))
        assert values, "no form on this page"
        return str(values[0])

    def log_in(self, username: str, password: str = "correct horse battery") -> TestResponse:
        return self.send("/login", page="/login", username=username, password=password)
