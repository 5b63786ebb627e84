"""Whom a dispatcher finds in the phonebook, in which order, and what comes with the software."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import phonebook
from hotline.core.phonebook import Entry, NotUsable, Written
from hotline.release import KNOWLEDGE

PHONEBOOK = KNOWLEDGE / "phonebook.yaml"
NOON, NIGHT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC), datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def interpreter(name: str, *languages: str, hours: str = "") -> Entry:
    return Entry(name=name, kind="interpreter", languages=list(languages) or None, hours=hours or None)


def test_who_speaks_the_language_and_is_open_now_comes_first() -> None:
    everyone = [
        interpreter("any language"),
        interpreter("day", "ar", hours="Mo-Fr 08:00-18:00"),
        interpreter("night", "ar", hours="18:00-08:00"),
        interpreter("polish", "pl"),
        Entry(name="112", kind="emergency"),
    ]
    names = {at: [one.name for one in phonebook.interpreters(everyone, "ar", at)] for at in (NOON, NIGHT)}
    assert names == {NOON: ["day", "any language", "night"], NIGHT: ["night", "any language", "day"]}


def test_for_someone_whose_language_nobody_knows_those_with_most_languages_come_first() -> None:
    everyone = [interpreter("one", "ar"), interpreter("three", "ar", "ro", "pl"), interpreter("two", "ar", "ro")]
    assert [one.name for one in phonebook.interpreters(everyone, None, NOON)] == ["three", "two", "one"]


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),  # 02:30 for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),  # 02:30 for the second time
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), False),  # 03:30
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), False),  # 01:30
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), False),  # 03:30: the hour from two to three is not there
    ],
)
def test_an_interpreter_open_from_two_to_three_is_so_by_the_clock_on_the_wall(utc: datetime, is_open: bool) -> None:
    assert interpreter("short night", "ar", hours="02:00-03:00").is_open(utc) is is_open


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("112", "112"), ("1 1 2", "112"), ("116 000", "116000"), ("1722", "1722"), ("0800 99 340", "+3280099340"),
        ("02 880 86 89", "+3228808689"), ("0475/11.11.11", "+32475111111"), ("911", None), ("12345", None),
        ("0900 12 345", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_of_the_list_is_one_that_we_may_ring(typed: str, number: str | None) -> None:
    assert phonebook.dialable(typed) == number


def test_112_and_lines_with_menus_need_no_key_and_mobiles_do() -> None:
    presses = {kind: phonebook.check(Written(kind, "x", "02 880 86 89"))["must_accept"] for kind in phonebook.KINDS}
    assert presses == {"emergency": False, "medical": False, "interpreter": True, "centre": True, "service": False}


@pytest.mark.parametrize("field", ["kind", "name", "number", "hours", "note"])
def test_what_cannot_be_used_is_named(field: str) -> None:
    good = {"kind": "centre", "name": "Centre", "number": "02 880 86 89"}
    bad = {"kind": "friend", "name": " ", "number": "12", "hours": "sometimes", "note": "x" * 201}
    with pytest.raises(NotUsable, match=field):
        phonebook.check(Written(**good | {field: bad[field]}))


def test_what_comes_with_the_software_comes_once_and_a_removal_stays(session: Session, house: web.House) -> None:
    rows = yaml.safe_load(PHONEBOOK.read_text(encoding="utf-8"))
    assert phonebook.seed(session, house.vault, PHONEBOOK) == len(rows)
    session.commit()
    gone = phonebook.by_number(session, house.vault, "1813")
    changed = phonebook.by_number(session, house.vault, "112")
    assert gone
    assert changed
    phonebook.remove(session, gone, db.now(session))
    changed.name = "Ambulance"
    session.commit()
    assert phonebook.seed(session, house.vault, PHONEBOOK) == 0
    names = [entry.name for entry in phonebook.everyone(session)]
    assert len(names) == len(rows) - 1
    assert names[0] == "Ambulance"
    assert session.scalars(select(Entry.number).where(Entry.removed_at.is_not(None))).one() == b""


def test_every_number_that_comes_with_the_software_names_its_source() -> None:
    rows = yaml.safe_load(Path(PHONEBOOK).read_text(encoding="utf-8"))
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys))
    assert all(row["source"] and phonebook.dialable(row["number"]) for row in rows)
    assert not [row for row in rows if row["kind"] == "interpreter"]  # people's numbers are never ours to publish
