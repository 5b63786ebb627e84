"""A person who writes to us through the API, as the page and partners do, and an assistant that answers at once."""

import secrets
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import turns, web
from hotline.core import conversation
from hotline.core.conversation import Conversation, Reply, Turn
from hotline.core.meaning import Meaning, Silent
from hotline.core.secret import Vault


class Person:
    """Somebody who writes. Each has a phone, so cookies, of their own."""

    def __init__(self, app: Flask, language: str | None = "fr", address: str | None = None) -> None:
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self.client.environ_base["REMOTE_ADDR"] = (
            address or f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
        )
        self.began = self.client.post("/chat/conversations", json={"language": language} if language else {})
        assert self.began.status_code == 201, self.began.json
        self.id, self.token = self.began.json["id"], self.began.json["token"]  # type: ignore[index]
        self.path = f"/chat/conversations/{self.id}"
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def write(self, text: Any, client_id: str | None = None, **how: Any) -> TestResponse:
        body = {"client_message_id": client_id or uuid4().hex, "text": text}
        return self.client.post(f"{self.path}/messages", json=body, headers=self.headers, buffered=True, **how)

    def get(self, what: str, **how: Any) -> TestResponse:
        return self.client.get(f"{self.path}/{what}", headers=self.headers, **how)

    def read(self, after: str = "") -> list[dict[str, Any]]:
        answer = self.get(f"messages?after={after}")
        assert answer.status_code == 200
        return answer.json["messages"]  # type: ignore[index, no-any-return]

    def state(self) -> dict[str, Any]:
        return self.get("messages").json["state"]  # type: ignore[index, no-any-return]


@pytest.fixture
def person(public_app: Flask) -> Person:
    return Person(public_app)


class Echo:
    """An assistant that understands everything, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.silent = False

    def parse(self, text: str, language: str | None) -> Meaning:
        self.asked.append(text)
        if self.silent:
            raise Silent
        return Meaning("greet", 0.9)


@pytest.fixture
def echo(public_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Echo:
    """From now on everything is answered with the same words."""
    said = Echo()
    house: web.House = public_app.extensions["hotline"]

    def take(
        session: Session, vault: Vault, talk: Conversation, turn: Turn, _meaning: Meaning | None, at: Any, *_: Any
    ) -> None:
        conversation.say(session, vault, talk, Reply("echo", f"You said: {turn.text}"), at)

    monkeypatch.setattr(turns.turn, "take", take)
    monkeypatch.setattr(turns.quick, "take", lambda *_: None)
    monkeypatch.setitem(public_app.extensions, "hotline", replace(house, assistant=said))
    return said
