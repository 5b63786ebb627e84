"""`hotline places`: an official file arrives, a sentence is tried out, a broken file is refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import gazetteer
from hotline.places_command import command

HEAD = "stop_id,stop_name,stop_lat,stop_lon\n"


pytestmark = pytest.mark.usefixtures("parts_environment")


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args)


@pytest.fixture
def stops(tmp_path: Path) -> Path:
    file = tmp_path / "stops.txt"
    rows = [f"{n},ARRÊT {n},50.85,4.3{n:02}" for n in range(40)]
    file.write_text(HEAD + "\n".join([*rows, "x,SANS POINT,,", "y,LOIN,48.8,2.3", "z,AZALÉES,50.8620,4.3810"]) + "\n")
    return file


def test_an_official_file_arrives_and_is_found(stops: Path) -> None:
    first = run("import", str(stops))
    assert first.exit_code == 0, first.output
    assert first.stdout == "GTFS: 41 added, 0 changed, 0 unchanged, 0 removed; 1 rows elsewhere, 1 bad rows\n"
    assert first.stderr == "stops.txt line 42: no point\n"
    again = run("import", str(stops))
    assert again.stdout == "GTFS: 0 added, 0 changed, 41 unchanged, 0 removed; 1 rows elsewhere, 1 bad rows\n"
    found = run("find", "halte azalees", "--language", "nl").stdout.split("\t")
    assert found[1:3] == ["gtfs-z", "Azalées / Azalées"]


def test_a_sentence_can_be_tried(session: Session) -> None:
    gazetteer.fill(session, gazetteer.read(), db.now(session))
    session.commit()
    result = run("find", "behind gare du midi")
    assert result.stdout.split("\t")[:3] == ["1.00", "rail-bruxelles-midi", "Bruxelles-Midi / Brussel-Zuid"]
    nothing = run("find", "nowhere")
    assert (nothing.exit_code, nothing.stdout) == (0, "")


def test_a_broken_file_is_bad_input_and_nothing_is_kept(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "stops.txt"
    file.write_text(HEAD + "1,A,there,here\n2,B,50.85,4.35\n")
    result = run("import", str(file))
    assert result.exit_code == 2
    assert "stops.txt line 2: no point" in result.stderr
    assert len(gazetteer.current(session)) == 0
