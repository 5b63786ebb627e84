"""`hotline reports locate`: what is understood of places in words, one line a row, as partners rely on it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from hotline.reports_command import command

pytestmark = pytest.mark.usefixtures("parts_environment")


def located(tmp_path: Path, content: str) -> Result:
    file = tmp_path / "places.csv"
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(command, ["locate", str(file), "--json"])


def test_each_row_gets_a_line_with_a_point_or_a_question(directory: Session, tmp_path: Path) -> None:
    assert directory
    rows = 'a,fr,"place Flagey, devant la friterie"\nb,nl,in Molenbeek\nc,fr,à Zaventem\nd,,???\n'
    answer = located(tmp_path, f"id,language,text\n{rows}")
    assert answer.exit_code == 0, answer.output
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [set(line) for line in lines] == [{"id", "lat", "lon", "commune", "matched", "score", "ask"}] * 4
    assert [(line["id"], line["commune"], line["ask"]) for line in lines] == [
        ("a", "Ixelles", None),
        ("b", "Molenbeek-Saint-Jean", "street_or_landmark"),
        ("c", "outside", None),
        ("d", None, "where"),
    ]
    assert (lines[0]["lat"], lines[1]["lat"]) == (pytest.approx(50.8277, abs=0.003), None)


def test_a_file_without_the_columns_is_refused_in_one_line(tmp_path: Path) -> None:
    answer = located(tmp_path, "id,words\n1,Flagey\n")
    assert answer.exit_code == 2
    assert "no column language, text" in answer.output
