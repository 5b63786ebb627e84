"""Thirty-two processes at one bed board, killed in the middle of what they do: never over, none lost, expiry exact.

8 seconds here, or until enough happened; HOTLINE_PLACES_S=120 for the two minutes.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from hotline import db, release
from hotline.core import hold
from hotline.core.centre import Centre
from hotline.core.contact import Contact
from hotline.core.hold import Hold
from tests.core.conftest import centre_with
from tests.faults.holding import ENOUGH, WORDS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("HOTLINE_PLACES_S", "8"))
WRONG = text(
    "select c.name from centre c where c.occupied + c.held > c.capacity + c.extra or least(c.occupied, c.held) < 0"
    " or c.held <> (select coalesce(sum(h.places), 0) from hold h where h.centre_id = c.id and h.state = 'held')"
)


@dataclass
class Told:
    """What the battered processes were told by the hotline, in their own notes."""

    lines: Sequence[Sequence[str]]
    looks: int
    killed: int

    def of(self, word: str) -> list[Sequence[str]]:
        return [line[1:] for line in self.lines if line[0] == word]


@pytest.fixture(scope="module")
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """A database of its own with four small centres and sixty people."""
    engine = db.connect(database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create database beds"))
    engine.dispose()
    url = database_url.rsplit("/", 1)[0] + "/beds"
    release.upgrade(url)
    own = db.connect(url, pool_size=2)
    with db.sessions(own)() as session:
        for name in ("Kept 1", "Kept 2", "Slept in 1", "Slept in 2"):
            centre_with(session, name, capacity=8, free=8)
        at = db.now(session)
        session.add_all([Contact(channel="voice", priority="normal", opened_at=at) for _ in range(60)])
        session.commit()
    yield db.sessions(own)
    own.dispose()


@pytest.fixture(scope="module")
def told(sessions: sessionmaker[Session], tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Let them loose for so long, and look all the while; wrong even once is wrong."""
    notes = tmp_path_factory.mktemp("beds") / "notes"
    url = sessions.kw["bind"].url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.faults.holding", url, str(SECONDS), str(notes)]
    crew = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    looks = 0
    try:
        while crew.poll() is None:
            with sessions() as session:
                assert session.scalars(WRONG).all() == []
            looks += 1
            time.sleep(0.05)
        said, errors = crew.communicate()
    finally:
        crew.kill()
        crew.wait()
    assert errors == ""
    answer = json.loads(said)
    assert answer["broken"] == 0
    lines = [line.split() for line in notes.read_text().splitlines()]
    counts = {word: sum(line[0] == word for line in lines) for word in WORDS}
    sys.stderr.write(f"{SECONDS:.0f} s, {answer['killed']} killed, {looks} looks, {counts}\n")
    return Told(lines, looks, answer["killed"])


def test_it_was_a_real_battering(told: Told) -> None:
    assert told.killed > SECONDS
    assert told.looks > SECONDS
    for word in WORDS:
        assert len(told.of(word)) >= ENOUGH, word


def test_no_place_that_somebody_was_promised_is_lost(told: Told, sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        states = {one.id: one.state for one in session.scalars(select(Hold))}
    for (kept,) in told.of("held"):
        assert int(kept) in states
    for word in ("released", "arrived"):
        assert {states[int(one)] for (one,) in told.of(word)} == {word}


def test_no_moment_had_more_kept_than_there_were(told: Told, sessions: sessionmaker[Session]) -> None:
    """Counted again from the record of all holds alone: when each began and ended."""
    assert told.lines
    with sessions() as session:
        for centre in session.scalars(select(Centre)):
            moments = []
            for one in session.scalars(select(Hold).where(Hold.centre_id == centre.id)):
                moments += [(one.made_at, one.places), (ended(one), -one.places)]
            kept = 0
            for _, change in sorted(moments, key=lambda moment: (moment[0], moment[1])):
                kept += change
                assert kept <= centre.capacity


def test_each_that_ran_out_did_so_at_its_deadline_and_the_place_was_free_at_once(
    told: Told, sessions: sessionmaker[Session]
) -> None:
    """Whoever was told "full" was told the truth: at that moment, deadlines counted to the microsecond."""
    with sessions() as session:
        holds = session.scalars(select(Hold)).all()
        kept_only = {one.id: one.capacity for one in session.scalars(select(Centre).where(Centre.name.like("Kept%")))}
    for one in holds:
        if one.state == "expired":
            assert one.ended_at == one.kept_until
        elif one.ended_at is not None:
            assert one.ended_at < one.kept_until
    checked = 0
    for where, places, moment in told.of("full"):
        if int(where) not in kept_only:
            continue
        at, centre = datetime.fromisoformat(moment), int(where)
        kept = sum(one.places for one in holds if one.centre_id == centre and one.made_at <= at < ended(one))
        assert kept + int(places) > kept_only[centre], f"told full with {kept} kept"
        checked += 1
    assert checked > 1


def test_when_all_is_over_every_place_is_free_again(told: Told, sessions: sessionmaker[Session]) -> None:
    assert told.lines
    with sessions() as session:
        later = max(one.kept_until for one in session.scalars(select(Hold)))
        for centre in hold.due_centres(session, later):
            hold.expire_at(session, centre, later)
        session.commit()
        assert session.scalars(WRONG).all() == []
        assert {one.held for one in session.scalars(select(Centre))} == {0}
        assert [one.free for one in session.scalars(select(Centre).where(Centre.name.like("Kept%")))] == [8, 8]


def ended(one: Hold) -> datetime:
    """When the place was free again: noted, or its deadline where nobody came by yet."""
    return one.ended_at or one.kept_until
