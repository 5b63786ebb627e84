"""A house of its own whose database tells the time of the night."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from hotline import apps, db, jobs, release, web
from hotline.settings import Settings
from tests.nights.world import World
from tests.parts import Twilio, empty, settings_for

Begin = Callable[[datetime], World]

# Everything reads clock_timestamp() without a schema: where pg_catalog comes last, ours is found first.
SHIFTED = """
create schema shifted;
create table shifted.moment (at timestamptz);
insert into shifted.moment values (now());
create function shifted.clock_timestamp() returns timestamptz language sql volatile
  as 'select at from shifted.moment';
alter database nights set search_path to shifted, public, pg_catalog;
alter database nights set synchronous_commit to off;
"""


@pytest.fixture(scope="session")
def _night_app(database_url: str, redis_url: str) -> Iterator[Flask]:
    engine = db.connect(database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create database nights"))
    engine.dispose()
    url = database_url.rsplit("/", 1)[0] + "/nights"
    release.upgrade(url)
    own = db.connect(url)
    with own.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in SHIFTED.split(";"):
            if statement.strip():
                connection.execute(text(statement))
    own.dispose()
    settings: Settings = settings_for(url, redis_url.rsplit("/", 1)[0] + "/5")
    app = apps.create_app("public", settings)
    house: web.House = app.extensions["hotline"]
    yield app
    house.sessions.kw["bind"].dispose()
    house.redis.close()


@pytest.fixture
def begin(_night_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """A night that begins at this moment, with nobody anywhere yet."""
    house: web.House = _night_app.extensions["hotline"]

    def new(start: datetime) -> World:
        empty(house.sessions.kw["bind"])
        world = World(house, Twilio(_night_app), start)
        monkeypatch.setattr(jobs, "house", lambda: house)
        monkeypatch.setattr(jobs, "telephony", lambda: world)
        return world

    return new
