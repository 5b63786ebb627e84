"""The database that the migrations make is the one the code expects; people in it survive every step."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text

from hotline import db, release
from hotline.core import models
from hotline.core.conversation import Message, choices_of
from hotline.core.secret import Vault
from tests.parts import settings_for

assert models
LEFT_BEHIND = {("message", "choices")}  # no code uses them any more; a migration of the next release drops them


@pytest.fixture
def fresh(database_url: str) -> Iterator[tuple[str, Engine]]:
    """An empty database of its own."""
    engine = db.connect(database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("drop database if exists steps"))
        connection.execute(text("create database steps"))
    engine.dispose()
    url = database_url.rsplit("/", 1)[0] + "/steps"
    own = db.connect(url)
    yield url, own
    own.dispose()


def columns(engine: Engine) -> dict[str, set[str]]:
    seen = inspect(engine)
    return {table: {column["name"] for column in seen.get_columns(table)} for table in seen.get_table_names()}


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return [one for one in compare_metadata(context, db.Base.metadata) if not _left_behind(one)]


def _left_behind(difference: Any) -> bool:
    kind, *rest = difference
    return kind == "remove_column" and (rest[1], rest[2].name) in LEFT_BEHIND


def test_the_migrations_make_what_the_models_say(fresh: tuple[str, Engine]) -> None:
    url, engine = fresh
    release.upgrade(url)
    assert differences(engine) == []


def test_the_partial_indexes_that_keep_pick_ups_apart_are_there(fresh: tuple[str, Engine]) -> None:
    """Autogenerate does not compare the conditions of indexes; two pick-ups of one person depend on them."""
    url, engine = fresh
    release.upgrade(url)
    made = definitions(engine)
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade; create schema public"))
    db.Base.metadata.create_all(engine)
    assert {name: made.get(name) for name in definitions(engine)} == definitions(engine)
    assert {"uq_queue_entry_live", "uq_queue_entry_one_call", "uq_reservation_open"} <= set(made)


def definitions(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("select indexname, indexdef from pg_indexes where schemaname = 'public'"))
        return {name: text_ for name, text_ in rows if name != "alembic_version_pkc"}


def test_a_release_may_be_repeated(fresh: tuple[str, Engine]) -> None:
    url, engine = fresh
    release.upgrade(url)
    before = columns(engine)
    release.upgrade(url)
    assert columns(engine) == before


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(release.config("postgresql://nowhere")).get_heads()) == 1


PEOPLE = """
insert into dispatcher (username, role, answers_on, console_language, password_hash, activity, created_at)
  values ('amina', 'dispatcher', 'browser', 'fr', '-', 'available', now());
insert into contact (channel, priority, language, opened_at, asked_at, number)
  values ('voice', 'normal', 'fr', now(), now(), 'x');
insert into queue_entry
  (contact_id, channel, language, topic, priority, state, front, attempts, entered_at, dispatcher_id)
  select c.id, 'voice', 'fr', 'place', 'normal', 'bridged', false, 0, now(), d.id from contact c, dispatcher d;
insert into reservation (entry_id, contact_id, dispatcher_id, made_at, bridged_at)
  select id, contact_id, dispatcher_id, now(), now() from queue_entry;
insert into call_leg (contact_id, reservation_id, call_sid, role, state, started_at, seen_at)
  select contact_id, id, 'CA1', 'dispatcher', 'talking', now(), now() from reservation;
insert into note (contact_id, dispatcher_id, at, text) select contact_id, dispatcher_id, now(), 'x' from reservation;
insert into contact_event (contact_id, at, kind) select id, now(), 'rang' from contact;
insert into outbox (kind, args, state, attempts, made_at, due_at) values ('ring', '{}', 'pending', 0, now(), now());
"""


TALK = """
insert into contact (channel, priority, language, opened_at, asked_at) values ('chat', 'normal', 'fr', now(), now());
insert into conversation (contact_id, public_id, state, language, language_chosen, heard_at)
  select id, 'x', 'assistant', 'fr', true, now() from contact;
insert into message (conversation_id, sender, body, language, say, at, choices)
  select id, 'assistant', 'x', 'fr', 'ask_where', now(), '[{"text": "gare du Midi", "value": "midi"}]'
  from conversation;
insert into message (conversation_id, sender, body, language, at, choices)
  select id, 'person', 'x', 'fr', now(), 'null' from conversation;
"""


def test_what_could_be_chosen_in_older_talks_is_still_offered_and_stands_nowhere_in_plain(
    fresh: tuple[str, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, engine = fresh
    house = settings_for(url, "redis://nowhere")
    monkeypatch.setattr("hotline.settings.load", lambda: house)
    command.upgrade(release.config(url), "0020")
    with engine.begin() as connection:
        connection.execute(text(TALK))
    release.upgrade(url)
    with db.sessions(engine)() as session:
        asked, said = session.scalars(select(Message).order_by(Message.id)).all()
        assert choices_of(Vault(house.secret_key), asked) == [{"text": "gare du Midi", "value": "midi"}]
        assert said.offered is None
        assert session.scalars(text("select choices from message where choices is not null")).all() == []


def test_people_in_the_database_survive_every_step(fresh: tuple[str, Engine]) -> None:
    """From the first migration on, with rows in place, one step at a time."""
    url, engine = fresh
    steps = list(reversed(list(ScriptDirectory.from_config(release.config(url)).walk_revisions())))
    command.upgrade(release.config(url), steps[0].revision)
    with engine.begin() as connection:
        connection.execute(text(PEOPLE))
    for step in steps[1:]:
        command.upgrade(release.config(url), step.revision)
    with engine.connect() as connection:
        for table in ("contact", "queue_entry", "reservation", "call_leg", "note", "contact_event", "outbox"):
            assert connection.scalar(text(f"select count(*) from {table}")) == 1, table
    assert differences(engine) == []
