"""A mistake in the plan for when nobody answers is named before the first caller meets it."""

import copy
from pathlib import Path

import pytest
import yaml

from hotline.core.plan import BrokenPlan, parse, read

FILE = Path(__file__).parents[2] / "duty" / "escalation.yaml"
CONTENT = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_the_plan_of_the_house_is_what_the_team_decided() -> None:
    steps = {step.name: (step.after_s, step.ring) for step in read(FILE).steps["voice"]}
    assert steps["available"] == (20, "available")
    assert steps["everyone"] == (60, "on_shift")
    assert steps["duty"] == (120, "duty_phone")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((), [], "the file: expected names"),
        (("ring_s",), "long", "ring_s: expected a whole number"),
        (("ring_s",), True, "ring_s: expected a whole number"),
        (("colour",), "blue", "the file: unknown field colour"),
        (("steps", "chat"), [], "steps: unknown field chat"),
        (("steps", "voice"), {}, "steps, voice: expected a list"),
        (("steps", "voice", 0, "ring"), "everybody", "steps, voice, 1, ring: 'everybody' is none of"),
        (("steps", "voice", 0, "name"), "", "steps, voice, 1, name: expected a short word"),
        (("steps", "voice", 0, "name"), "everyone", "steps, voice: a name is used twice"),
        (("steps", "voice", 0, "after_s"), 61, "steps, voice: not in the order of their time"),
        (("steps", "voice", 2, "at_once"), False, "steps, voice: with nobody on duty the duty phone must ring at once"),
    ],
)
def test_a_mistake_is_named_with_its_place(path: tuple[str | int, ...], value: object, message: str) -> None:
    content = copy.deepcopy(CONTENT)
    place = content
    for step in path[:-1]:
        place = place[step]
    if path:
        place[path[-1]] = value
    else:
        content = value
    with pytest.raises(BrokenPlan, match=message):
        parse(content)


def test_a_file_that_is_no_yaml_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "escalation.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BrokenPlan, match=r"^escalation\.yaml: [^\n]*$"):
        read(tmp_path / "escalation.yaml")
