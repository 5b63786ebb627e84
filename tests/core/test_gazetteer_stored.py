"""The gazetteer of a deployment: what comes with the software and what official files bring, kept once."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, release, web
from hotline.core import gazetteer
from hotline.core.gazetteer import Change, Counts, Named, Place, StoredPlace

PLACES = gazetteer.read()
SOURCES = "sources: {communes: a, rail: b, stib: c, general: d}\n"
ONE = Named(Place("x", "stop", "Arrêt Untel", "Halte Untel", 50.85, 4.35, "Evere", 50, "official"))


def fill(session: Session, places: list[Named] = PLACES) -> Counts:
    return gazetteer.fill(session, places, db.now(session))


def test_nothing_is_found_before_a_release_has_filled_it(session: Session) -> None:
    assert gazetteer.current(session).find("gare du midi") == []


def test_it_comes_once_and_a_second_release_changes_nothing(session: Session) -> None:
    assert fill(session) == Counts(len(PLACES), 0, 0, 0)
    assert fill(session) == Counts(0, 0, len(PLACES), 0)
    assert len(session.scalars(select(Change)).all()) == 1
    assert gazetteer.current(session).find("gare du midi") == gazetteer.Gazetteer(PLACES).find("gare du midi")


def test_a_changed_file_changes_what_is_found_in_every_process_that_has_read_it(session: Session) -> None:
    fill(session)
    before = gazetteer.current(session)
    assert gazetteer.current(session) is before
    changed = [named for named in PLACES if named.place.id != "atomium"]
    changed[-1] = replace(changed[-1], also=("Untel les Bains",))
    assert fill(session, changed) == Counts(0, 1, len(PLACES) - 2, 1)
    assert gazetteer.current(session).find("atomium") == []
    assert gazetteer.current(session).find("untel les bains")


def test_what_an_official_file_brought_stays_when_ours_comes_again(session: Session) -> None:
    fill(session)
    at = db.now(session)
    midi = next(named for named in PLACES if named.place.id == "rail-bruxelles-midi")
    official = replace(midi, place=replace(midi.place, lat=50.8359, source="official"))
    assert gazetteer.put(session, "official", [official, ONE], at, ["official"]) == Counts(1, 1, 0, 0)
    assert fill(session) == Counts(0, 0, len(PLACES), 0)
    assert session.get_one(StoredPlace, "rail-bruxelles-midi").lat == 50.8359
    assert gazetteer.current(session).find("untel")


def test_a_rollback_leaves_no_trace_in_memory(session: Session) -> None:
    fill(session)
    session.commit()
    gazetteer.put(session, "official", [ONE], db.now(session))
    assert gazetteer.current(session).find("arrêt untel")
    session.rollback()
    assert gazetteer.current(session).find("arrêt untel") == []


def test_a_release_fills_it(session: Session, house: web.House) -> None:
    release.fill(house.settings)
    assert gazetteer.current(session).find("gare du midi")


@pytest.mark.parametrize(
    "content",
    [
        "", "- x", "sources: {}\ngroups: []", "groups: [", f"{SOURCES}groups: 3",
        f"{SOURCES}groups:\n- {{source: rail, kind: pub, places: [{{id: a}}]}}",
    ],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "places.yaml"
    file.write_text(content)
    with pytest.raises(gazetteer.WrongFile, match=r"places\.yaml"):
        gazetteer.read(file)
