"""A console on a real database, with people who wait and dispatchers who can log in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hotline import apps, db, web
from hotline.core import login, models, queue
from hotline.core.centre import Centre
from hotline.core.contact import Contact
from hotline.core.directory.facts import Organization
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.settings import Settings
from tests.console.pages import Browser
from tests.core.conftest import centre_with
from tests.core.directory.house import put
from tests.parts import empty

PASSWORD = "correct horse battery"
assert models

Enter = Callable[..., QueueEntry]
Hire = Callable[..., Dispatcher]


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str) -> Settings:
    """A database of its own on the common server."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = 'console'").fetchone():
            connection.execute("create database console")  # a file of browser tests may have made it before
        connection.execute("alter database console set synchronous_commit to off")
    database_url = urlsplit(database_url)._replace(path="/console").geturl()
    return Settings(
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


@pytest.fixture(scope="session")
def _app(settings: Settings) -> Iterator[Flask]:
    app = apps.create_app("console", settings)
    house: web.House = app.extensions["hotline"]
    engine = house.sessions.kw["bind"]
    db.Base.metadata.create_all(engine)
    yield app
    engine.dispose()
    house.redis.close()


@pytest.fixture
def app(_app: Flask) -> Flask:
    """The console, with nobody in it."""
    house: web.House = _app.extensions["hotline"]
    empty(house.sessions.kw["bind"])
    return _app


@pytest.fixture
def house(app: Flask) -> web.House:
    parts: web.House = app.extensions["hotline"]
    return parts


@pytest.fixture
def session(house: web.House) -> Iterator[Session]:
    with house.sessions() as opened:
        yield opened


@pytest.fixture(scope="session")
def password_hash() -> str:
    return login.hash_password(PASSWORD)


@pytest.fixture
def hire(session: Session, password_hash: str) -> Hire:
    """A dispatcher who can log in."""

    def new(username: str, **more: Any) -> Dispatcher:
        more.setdefault("console_language", "en")
        person = Dispatcher(username=username, password_hash=password_hash, created_at=db.now(session), **more)
        session.add(person)
        session.commit()
        return person

    return new


@pytest.fixture
def enter(session: Session) -> Enter:
    """Someone who asks for a person and waits."""

    def new(language: str | None = "fr", topic: str = "place", waited_s: int = 0, **more: Any) -> QueueEntry:
        at = db.now(session) - timedelta(seconds=waited_s)
        person = Contact(channel="voice", language=language, opened_at=at, **more)
        person.priority = person.priority or "normal"
        session.add(person)
        session.flush()
        entry = queue.enter(session, person, topic, at)
        session.commit()
        return entry

    return new


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def colleague(app: Flask, hire: Hire, name: str, **more: object) -> Browser:
    """Somebody else who works here, logged in."""
    hire(name, **more)
    browser = Browser(app)
    assert browser.log_in(name).status_code == 303
    return browser


@pytest.fixture
def amina(app: Flask, hire: Hire) -> Browser:
    """Amina, logged in and available."""
    return colleague(app, hire, "amina")


Opens = Callable[..., Centre]


@pytest.fixture
def opens(session: Session) -> Opens:
    """A centre on the board."""

    def new(name: str = "Les Hirondelles", **more: Any) -> Centre:
        centre = centre_with(session, name, **more)
        session.commit()
        return centre

    return new


@pytest.fixture
def house_day(session: Session) -> Organization:
    return put(session, at=db.now(session) - timedelta(days=1))


@pytest.fixture
def sam(app: Flask, hire: Hire) -> Browser:
    """Sam, a supervisor."""
    hire("sam", role="supervisor")
    browser = Browser(app)
    browser.log_in("sam")
    return browser
