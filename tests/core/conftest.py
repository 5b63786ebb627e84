"""People for the tests of the core, on a real database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import queue
from hotline.core.centre import AUDIENCES, Centre
from hotline.core.contact import CallLeg, Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry

Hire = Callable[..., Dispatcher]
Waits = Callable[..., QueueEntry]


def hired(session: Session, name: str, **more: object) -> Dispatcher:
    values = {"activity": "available", "console_language": "fr", "answers_on": "browser", "role": "dispatcher", **more}
    person = Dispatcher(username=name, password_hash="-", created_at=db.now(session), seen_at=db.now(session), **values)
    session.add(person)
    session.flush()
    return person


def someone_waits(session: Session, waited_s: float = 0, topic: str = "place", **more: object) -> QueueEntry:
    """A caller who asked for a person so long ago, with a live phone connection."""
    at = db.now(session) - timedelta(seconds=waited_s)
    values = {"channel": "voice", "language": "fr", "priority": "normal", **more}
    person = Contact(opened_at=at, **values)
    session.add(person)
    session.flush()
    leg = CallLeg(contact_id=person.id, call_sid=f"CA{person.id}", started_at=at, seen_at=at)
    leg.role, leg.state = "caller", "talking"
    session.add(leg)
    entry = queue.enter(session, person, topic, at)
    session.flush()
    return entry


@pytest.fixture
def hire(session: Session) -> Hire:
    def new(name: str = "amina", **more: object) -> Dispatcher:
        person = hired(session, name, **more)
        session.commit()
        return person

    return new


@pytest.fixture
def waits(session: Session) -> Waits:
    def new(waited_s: float = 0, **more: object) -> QueueEntry:
        entry = someone_waits(session, waited_s, **more)
        session.commit()
        return entry

    return new


Opens = Callable[..., Centre]


def centre_with(session: Session, name: str = "Les Hirondelles", free: int | None = 10, **more: object) -> Centre:
    """A centre for everyone, open day and night; its free count told this moment, or never (None)."""
    at = db.now(session)
    values = {"audience": list(AUDIENCES), "capacity": 10, "buffer": 0, "extra": 0, "held": 0, "keep_minutes": 120}
    values |= {"hours": "", "language": "fr", "address_hidden": False, **more}
    centre = Centre(name=name, created_at=at, **values)
    centre.occupied = centre.capacity - (free or 0)
    centre.told_at, centre.told_by = (at, "board") if free is not None else (None, None)
    session.add(centre)
    session.flush()
    return centre


@pytest.fixture
def opens(session: Session) -> Opens:
    def new(name: str = "Les Hirondelles", **more: object) -> Centre:
        centre = centre_with(session, name, **more)
        session.commit()
        return centre

    return new
