"""The places are known before the first caller names one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hotline import apps, web
from hotline.core import gazetteer
from hotline.db import now
from tests.parts import settings_for


@pytest.fixture
def asked(house: web.House) -> Iterator[list[str]]:
    """What the database was asked."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = house.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_the_first_caller_who_names_a_place_does_not_wait_for_the_places_to_be_read(
    house: web.House, session: Session, asked: list[str]
) -> None:
    gazetteer.fill(session, gazetteer.read(), now(session))
    session.commit()
    apps.warm_up(house)
    asked.clear()
    assert len(gazetteer.current(session)) > 100
    assert [one for one in asked if "gazetteer_place" in one] == []


def test_a_process_starts_without_a_database(redis_url: str) -> None:
    apps.warm_up(web.build(settings_for("postgresql://nobody@127.0.0.1:1/nothing", redis_url)))
