"""`hotline reports route`: which team an example would go to, and why; nothing is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.contact import Contact
from hotline.core.report import Report
from hotline.core.report.team.mission import Mission
from hotline.reports_command import command

pytestmark = pytest.mark.usefixtures("parts_environment")

MONDAY = "2026-11-23"


def routed(tmp_path: Path, content: str, name: str = "reports.csv") -> Result:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(command, ["route", str(file), "--json"])


def lines(answer: Result) -> list[dict[str, Any]]:
    assert answer.exit_code == 0, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_each_row_gets_a_team_or_a_person_and_why(directory: Session, tmp_path: Path) -> None:
    rows = [
        f'a,fr,"place Flagey, devant la friterie",awake,,support,11:00,{MONDAY},',
        f"b,nl,in Molenbeek,asleep,,aid,11:00,{MONDAY},",
        f'c,fr,"place Flagey, il ne respire plus",not_responding,,,23:30,{MONDAY},',
        f"d,fr,place Flagey,asleep,yes,,12,{MONDAY},",
        f"e,fr,place Flagey,cold,,,03:00,{MONDAY},cold",
        f"f,fr,place Flagey,asleep,,,13:00,{MONDAY},heat",
    ]
    head = "id,language,place,condition,minors,help,hour,day,crisis"
    found = lines(routed(tmp_path, "\n".join([head, *rows]) + "\n"))
    told = [(one["id"], one["team"], one["rule"], one["person"], one["priority"]) for one in found]
    assert told == [
        ("a", "diogenes", "support", None, "normal"),
        ("b", None, "aid", "place_unclear", "normal"),
        ("c", "nss_maraude", "danger", "danger", "danger"),
        ("d", None, "minor_alone", "danger", "danger"),
        ("e", None, "night", "crisis", "normal"),
        ("f", "nss_maraude", "usual", "crisis", "normal"),
    ]
    assert found[0]["commune"] == "Ixelles"
    assert found[3]["lines"] == ["116000", "103", "102"]
    assert found[4]["passed"] == {"nss_maraude": "closed"}
    for table in (Report, Mission, Contact):
        assert directory.scalars(select(table.id)).all() == []


def test_json_lines_and_a_state_in_words_are_understood_too(directory: Session, tmp_path: Path) -> None:
    row = {"text": "place Flagey", "condition": "elle a froid", "people": 2, "at": "2026-11-23T11:00", "colour": "red"}
    answer = routed(tmp_path, json.dumps(row) + "\n", "reports.jsonl")
    (found,) = lines(answer)
    assert (found["id"], found["rule"], found["team"]) == ("1", "aid", "nss_maraude")
    assert "left out: colour" in answer.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("place,help\nFlagey,money\n", "row 1, help: none of support"),
        ("place,minors\nFlagey,perhaps\n", "row 1, minors: 'perhaps' cannot be read"),
        ("place,hour\nFlagey,late\n", "row 1: hour or day cannot be read"),
        ("place,lat\nFlagey,north\n", "row 1, lat: 'north' cannot be read"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, content: str, says: str) -> None:
    answer = routed(tmp_path, content)
    assert answer.exit_code == 2
    assert says in answer.output


def test_the_files_of_the_teams_are_shown_with_what_is_to_be_agreed() -> None:
    answer = CliRunner().invoke(command, ["check"])
    assert answer.exit_code == 0
    assert "team diogenes\tstreet_work" in answer.output
    assert "to be agreed: " in answer.output
    assert "rule usual\teverything" in answer.output
