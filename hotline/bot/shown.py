"""Tells both web apps what the assistant's process does, through the database, every few seconds."""

import threading
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from hotline import db
from hotline.core import beat

EVERY_S = 5.0


class Shown:
    """`says` is quick; a thread of its own writes it down, as soon as the database is there."""

    def __init__(self, database_url: str) -> None:
        self._part: str | None = None
        self._changed = threading.Event()
        self._sessions = db.sessions(db.connect(database_url, pool_size=1))
        threading.Thread(target=self._run, name="shown", daemon=True).start()

    def says(self, part: str | None) -> None:
        """`beat.TRAINING`, `beat.OFF`, or None: Rasa itself can be asked."""
        self._part = part
        self._changed.set()

    def _run(self) -> None:
        while True:
            self._changed.clear()
            with suppress(SQLAlchemyError), self._sessions() as session:
                beat.assistant_is(session, self._part, db.now(session))
                session.commit()
            self._changed.wait(EVERY_S)
