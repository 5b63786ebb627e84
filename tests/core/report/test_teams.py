"""The teams' files: mistakes stop the start, and what comes with the software keeps to the rules of trust."""

from pathlib import Path

import pytest
import yaml

from hotline.core.report.team import teams

PHONEBOOK = teams.FOLDER.parent / "phonebook.yaml"
TEAM = {"id": "a", "kind": "maraude", "capacity": 1, "answer_within": 5, "name": {"fr": "A", "nl": "A"}, "source": "x"}
LAST = {"name": "usual", "ask": ["maraude"]}


def read(folder: Path, team: dict[str, object] | None = None, rules: list[dict[str, object]] | None = None) -> object:
    content = {"teams": [TEAM | (team or {})], "rules": [LAST] if rules is None else rules}
    (folder / "some.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return teams.read(folder)


@pytest.mark.parametrize(
    ("team", "says"),
    [
        ({"kind": "police"}, "police only with needs_consent: true"),
        ({"kind": "station_security"}, "station_security only with needs_consent: true"),
        ({"kind": "army"}, "'army' is none of"),
        ({"hours": "always"}, "hours: always cannot be read"),
        ({"communes": ["Paris"]}, "'Paris' is not known"),
        ({"capacity": 0}, "capacity: expected a whole number from 1"),
        ({"never": ["rain"]}, "'rain' is not known"),
        ({"name": {"fr": "A"}}, "in French and in Dutch"),
        ({"phone": "+32470000000"}, "unknown field phone"),
        ({"verified_on": "yesterday"}, "verified_on: expected a day"),
    ],
)
def test_a_mistake_in_a_team_is_told_in_one_line(tmp_path: Path, team: dict[str, object], says: str) -> None:
    with pytest.raises(teams.BrokenTeams) as told:
        read(tmp_path, team)
    assert str(told.value).startswith("some.yaml: team ")
    assert says in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("rules", [[], [{"name": "aid", "any": ["aid"], "ask": ["maraude"]}], [LAST, LAST]])
def test_rules_that_leave_a_report_out_are_refused(tmp_path: Path, rules: list[dict[str, object]]) -> None:
    with pytest.raises(teams.BrokenTeams):
        read(tmp_path, rules=rules)


def test_police_can_be_written_down_only_where_consent_is_asked(tmp_path: Path) -> None:
    made = read(tmp_path, {"kind": "police", "needs_consent": True})
    assert isinstance(made, teams.Book)
    assert made.teams[0].needs_consent


def test_what_comes_with_the_software_names_no_police_no_phone_and_a_source_for_each_team() -> None:
    made = teams.read(teams.FOLDER)
    assert {team.id for team in made.teams} >= {"diogenes", "nss_maraude", "stib_includo"}
    for team in made.teams:
        assert team.kind in teams.KINDS
        assert team.source.startswith("https://")
        assert team.verified_on is not None
        assert {"capacity", "answer_within"} <= set(team.assumed)
    lines = {row["key"] for row in yaml.safe_load(PHONEBOOK.read_text(encoding="utf-8"))}
    assert {line for rule in made.rules for line in rule.lines} <= lines
