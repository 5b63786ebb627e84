"""Thirty-two people at one bed board, any of whom drops dead: run by test_places.py as a process of its own.

Each process keeps, gives back, extends, arrives and tells at random, and writes what was confirmed to it after the
commit. The parent kills -9 one after the other and puts a new one in its place.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import hold, place
from hotline.core.centre import Centre, lock
from hotline.core.contact import Contact
from hotline.core.hold import Full, Hold, Over
from hotline.core.place import TooMany

PROCESSES = 32
KILL_EVERY_S = 0.08
WORDS, ENOUGH = ("held", "released", "arrived", "longer", "full"), 10  # each is to happen so often at least
MOST_S = 120  # after the given time: on a machine that is busy with other things


class Worker:
    """One process: its session, its luck, and where it writes down what was confirmed to it."""

    def __init__(self, url: str, notes: int) -> None:
        self.engine = db.connect(url, pool_size=1)
        self.sessions, self.random, self.notes = db.sessions(self.engine), random.Random(0), notes
        with self.sessions() as session:
            self.people = session.scalars(select(Contact.id)).all()
            self.kept_only = session.scalars(select(Centre.id).where(Centre.name.like("Kept%"))).all()
            self.all = session.scalars(select(Centre.id)).all()

    def begin(self, seed: int) -> int:
        """Fork one that goes on until it is killed; what went wrong goes to stderr."""
        pid = os.fork()
        if pid:
            return pid
        try:
            self.random = random.Random(seed)
            while True:
                self.act()
        except BaseException:  # the parent sees the exit code; the test shows the words
            traceback.print_exc()
        os._exit(1)

    def act(self) -> None:
        acts: list[Callable[[Session], str]] = [self.keep] * 5 + [self.end] * 4 + [self.tell, self.sweep]
        with self.sessions() as session:
            said = self.random.choice(acts)(session)
            self.dawdle()  # many die here, in the middle of it
            session.commit()
        if said:
            os.write(self.notes, f"{said}\n".encode())

    def rehearse(self) -> None:
        """Every statement once, so that those who begin later need not prepare them; no connection is handed on."""
        for _ in range(60):
            self.act()
        self.engine.dispose()

    def locked(self, session: Session, centre_id: int) -> datetime:
        lock(session, centre_id)
        self.dawdle()
        return db.now(session)

    def dawdle(self) -> None:
        if self.random.random() < 0.3:
            time.sleep(self.random.random() * 0.01)

    def keep(self, session: Session) -> str:
        where, who, places = self.random.choice(self.all), self.random.choice(self.people), self.random.randint(1, 3)
        at = self.locked(session, where)
        try:
            kept = hold.keep(session, where, who, None, at, places)
        except Full:
            session.rollback()
            return f"full {where} {places} {at.isoformat()}"
        if kept.made_at == at:
            kept.kept_until = at + timedelta(seconds=self.random.uniform(0.1, 2))
        return f"held {kept.id}"

    def end(self, session: Session) -> str:
        found = session.scalars(select(Hold).where(Hold.state == "held").order_by(Hold.id.desc()).limit(60)).all()
        if not found:
            return ""
        one = self.random.choice(found)
        at = self.locked(session, one.centre_id)
        how = self.random.choice(["released", "released", "longer", "arrived"])
        if how == "arrived" and one.centre_id in self.kept_only:
            how = "released"
        try:
            if how == "longer":
                hold.extend(session, one.id, None, at)
                one.kept_until = at + timedelta(seconds=2)
            else:
                {"released": hold.release, "arrived": hold.arrive}[how](session, one.id, None, at)
        except Over:
            return ""
        return f"{how} {one.id}"

    def tell(self, session: Session) -> str:
        """Only in the centres where people also arrive: there a telling frees what is slept in."""
        where = self.random.choice([one for one in self.all if one not in self.kept_only])
        at, centre = self.locked(session, where), session.get_one(Centre, where)
        try:
            place.tell_free(session, centre, self.random.randint(0, 8), "phone", at, kept=self.random.choice([None, 1]))
        except TooMany:
            session.rollback()
        return ""

    def sweep(self, session: Session) -> str:
        """What the clock does."""
        for where in hold.due_centres(session, db.now(session)):
            hold.expire_at(session, where, db.now(session))
            session.commit()
        return ""


def is_enough(notes_file: str) -> bool:
    said = [line.split()[0] for line in Path(notes_file).read_text().splitlines()]
    return all(said.count(word) >= ENOUGH for word in WORDS)


def main(url: str, seconds: float, notes_file: str) -> None:
    notes = os.open(notes_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    chance, killed, broken = random.Random(1), 0, 0
    worker = Worker(url, notes)
    worker.rehearse()
    crew = [worker.begin(seed) for seed in range(PROCESSES)]
    end = time.monotonic() + seconds
    while time.monotonic() < end or (time.monotonic() < end + MOST_S and not is_enough(notes_file)):
        time.sleep(KILL_EVERY_S)
        nth = chance.randrange(PROCESSES)
        os.kill(crew[nth], signal.SIGKILL)
        _, status = os.waitpid(crew[nth], 0)
        killed, broken = killed + 1, broken + (not os.WIFSIGNALED(status))
        crew[nth] = worker.begin(PROCESSES + killed)
    for pid in crew:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        broken += not os.WIFSIGNALED(status)
    print(json.dumps({"killed": killed, "broken": broken}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3])
