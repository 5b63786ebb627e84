"""The hotline's parts on real servers without processes: a session, the public app, Twilio's signed webhooks."""

import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, got_request_exception
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from hotline import apps, db, release, web
from hotline.core import gazetteer, models
from hotline.core.directory.tables import AnswerRow, Change, Entry, OrganizationRow, Word
from hotline.core.gazetteer import StoredPlace
from hotline.settings import Settings

ACCOUNT, TOKEN, OLD_TOKEN = "AC" + "0" * 32, "t" * 32, "o" * 32
BASE = "https://hotline.example"
NUMBER, CALLER_ID, DUTY_PHONE = "+3280012345", "+3222000000", "+32470000112"
CALLER = "+32470123456"
assert models


def settings_for(database_url: str, redis_url: str, **more: object) -> Settings:
    """Settings of a hotline on these two servers, with a second token as during a rotation."""
    values: dict[str, object] = {
        "public_url": BASE,
        "secret_key": ("k" * 40,),
        "database_url": database_url,
        "redis_url": redis_url,
        "account_sid": ACCOUNT,
        "auth_token": (TOKEN, OLD_TOKEN),
        "api_key_sid": "SK" + "0" * 32,
        "api_key_secret": "s" * 32,
        "number": NUMBER,
        "caller_id": CALLER_ID,
        "sms_number": "+32460000000",
        "whatsapp_number": "+32460000001",
        "duty_phone": DUTY_PHONE,
    }
    return Settings(**(values | more))


def empty(engine: Engine) -> None:
    """Nobody has called yet and nobody works here."""
    tables = reversed(db.Base.metadata.sorted_tables)
    with engine.begin() as connection:  # one question for all of them: it is asked before every test
        connection.exec_driver_sql("; ".join(f'delete from "{table.name}"' for table in tables))


@pytest.fixture(scope="session")
def migrated_url(database_url: str) -> str:
    """A database of its own, made by the migrations."""
    engine = db.connect(database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create database parts"))
        connection.execute(text("alter database parts set synchronous_commit to off"))  # thousands of webhooks
    engine.dispose()
    url = database_url.rsplit("/", 1)[0] + "/parts"
    release.upgrade(url)
    return url


@pytest.fixture(scope="session")
def parts_settings(migrated_url: str, redis_url: str) -> Settings:
    return settings_for(migrated_url, redis_url.rsplit("/", 1)[0] + "/1")


@pytest.fixture
def parts_environment(session: Session, parts_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a command: the settings as it finds them on a server, and an empty database."""
    for name, field in Settings.model_fields.items():
        value = getattr(parts_settings, name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), text)


@pytest.fixture(scope="session")
def _public_app(parts_settings: Settings) -> Iterator[Flask]:
    app = apps.create_app("public", parts_settings)
    house: web.House = app.extensions["hotline"]
    yield app
    house.sessions.kw["bind"].dispose()
    house.redis.close()


@pytest.fixture
def public_app(_public_app: Flask) -> Flask:
    """The public web app, on an empty database."""
    parts: web.House = _public_app.extensions["hotline"]
    empty(parts.sessions.kw["bind"])
    return _public_app


@pytest.fixture
def house(public_app: Flask) -> web.House:
    parts: web.House = public_app.extensions["hotline"]
    return parts


@pytest.fixture
def session(house: web.House) -> Iterator[Session]:
    with house.sessions() as opened:
        yield opened


class Twilio:
    """Sends the hotline webhooks as Twilio does: form-encoded, and signed over the public URL."""

    def __init__(self, app: Flask, token: str = TOKEN) -> None:
        self.app, self.token = app, token

    def post(self, path: str, call: str = "CA" + "a" * 32, **params: str) -> TestResponse:
        """One webhook about a call. `path` as in our TwiML, with its query."""
        return self.send(path, self.about(call, **params))

    @staticmethod
    def about(call: str, **params: str) -> dict[str, str]:
        usual = {"CallSid": call, "AccountSid": ACCOUNT, "From": CALLER, "To": NUMBER, "Direction": "inbound"}
        return {**usual, "CallStatus": "in-progress", "ApiVersion": "2010-04-01", **params}

    def send(self, path: str, params: dict[str, str], *, signed_for: str = "", **how: object) -> TestResponse:
        """Any form; `signed_for`: sign another URL than the one that is asked."""
        signature = RequestValidator(self.token).compute_signature(signed_for or BASE + path, params)
        headers = {"X-Twilio-Signature": signature, **dict(how.pop("headers", {}))}  # type: ignore[call-overload]
        return self.raw(path, urlencode(params).encode(), headers=headers, **how)

    def raw(self, path: str, body: bytes, **how: object) -> TestResponse:
        how.setdefault("content_type", "application/x-www-form-urlencoded")
        return self.app.test_client().post(path, data=body, **how)  # type: ignore[arg-type]


@pytest.fixture
def twilio(public_app: Flask) -> Iterator[Twilio]:
    """Twilio's side. A mistake of ours that the caller did not notice is still a failure."""
    mistakes: list[str] = []

    def note(_: Flask, exception: Exception) -> None:
        mistakes.append("".join(traceback.format_exception(exception)))

    with got_request_exception.connected_to(note):
        yield Twilio(public_app)
    assert mistakes == []


_filled: dict[str, list[dict[str, Any]]] = {}  # the directory's rows, read from its files once for all tests


@pytest.fixture
def directory(session: Session) -> Session:
    """The directory and the gazetteer as they come with the software, in this test's database."""
    tables = [OrganizationRow, AnswerRow, Entry, Word, Change, StoredPlace, gazetteer.Change]
    if not _filled:
        release.fill_directory(session, db.now(session))
        gazetteer.fill(session, gazetteer.read(), db.now(session))
        session.commit()
        for table in tables:
            rows = session.execute(select(table.__table__)).mappings()
            _filled[table.__tablename__] = [dict(row) for row in rows]
        return session
    for table in tables:
        if _filled[table.__tablename__]:
            session.execute(insert(table), _filled[table.__tablename__])
    session.commit()
    return session
