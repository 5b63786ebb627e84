"""A flow that would leave a caller alone is reported, with the path that breaks it; the real one is proved."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from hotline import texts
from hotline.core.flow_check import Problem, prove
from hotline.core.flow_file import parse
from hotline.core.flow_ways import ways
from hotline.flows_command import command

FOLDER = Path(__file__).parents[2] / "ivr_flows"
CONTENT = yaml.safe_load((FOLDER / "line.yaml").read_text(encoding="utf-8"))
ASIDE = ("code", "partner", "free_places", "free_places_kept", "wishes", "call_window", "safe_word", "wish_kept")
ASIDE += ("eat_or_wash", "children")


def short() -> dict[str, Any]:
    """The same flow with less beside the way to a person: what is broken is found sooner."""
    content = copy.deepcopy(CONTENT)
    content["limits"] = {"in_a_row": 3, "in_call": 4}
    content["person_words"] = {"fr": ["quelqu'un"]}
    for name in ASIDE:
        del content["nodes"][name]
    for one in content["nodes"].values():
        one.get("exits", {}).pop("wishes", None)
        if "options" in one:
            one["options"] = [option for option in one["options"] if option["to"] not in (*ASIDE, "more_languages")]
    for option in content["nodes"]["main"]["options"]:
        option["words"] = {"fr": option["words"]["fr"][:1]}
    for option in [*content["nodes"]["information"]["options"], *content["nodes"]["information_more"]["options"]]:
        option.pop("words", None)
    del content["nodes"]["more_languages"]
    return content


SHORT = short()
Change = Callable[[dict[str, Any]], None]


def problems_of(change: Change, has: Callable[[str, str], bool] = lambda language, msgid: True) -> list[Problem]:
    content = copy.deepcopy(SHORT)
    change(content)
    return list(prove(parse("broken", content), has).problems)


def node(name: str, **fields: Any) -> Change:
    return lambda content: content["nodes"][name].update(fields)


def exit_of(name: str, exit: str, target: str) -> Change:
    return lambda content: content["nodes"][name].setdefault("exits", {}).update({exit: target})


def test_no_caller_of_the_real_flow_is_left_alone():
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 0, result.output
    states, events = re.findall(r"(\d+) (?:states|events)", result.stdout)
    assert int(states) > 500
    assert int(events) > 20_000
    assert "fr: " in result.stdout
    assert "no caller is left alone" in result.stdout


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        pytest.param("unhelpful", lambda c: c["limits"].update(in_a_row=4), id="four wrong keys before a person"),
        pytest.param("unhelpful", lambda c: c["limits"].update(in_call=13), id="thirteen wrong keys in a call"),
        pytest.param("unhelpful", exit_of("main", "limit", "language"), id="the limit leads to another menu"),
        pytest.param("unhelpful", exit_of("language", "limit", "main"), id="silence never leaves the menus"),
        pytest.param("unhelpful", exit_of("callback", "none", "main"), id="no callback leads to the menu"),
        pytest.param("silence", exit_of("main", "limit", "main"), id="a menu that only leads to itself"),
        pytest.param("silence", exit_of("duty", "failed", "duty"), id="the duty phone rings for ever"),
        pytest.param("silence", lambda c: c["nodes"]["message"].pop("exits"), id="silence goes round for ever"),
        pytest.param("silence", exit_of("duty", "failed", "queue"), id="from the duty phone back to the queue"),
        pytest.param("zero", exit_of("main", "person", "goodbye"), id="0 hangs up"),
        pytest.param("zero", exit_of("callback", "person", "message"), id="0 leads to a machine"),
        pytest.param("waiting", exit_of("queue", "too_long", "main"), id="half an hour, then the menu"),
        pytest.param("waiting", exit_of("queue", "nobody", "goodbye"), id="nobody on duty: the call is ended"),
        pytest.param("waiting", exit_of("queue", "failed", "queue"), id="a full queue is tried for ever"),
        pytest.param("waiting", exit_of("queue", "leave", "language"), id="a callback asked for, a menu given"),
        pytest.param("silence", exit_of("message", "limit", "goodbye"), id="who says nothing is sent away"),
        pytest.param("nobody", lambda c: c["nodes"]["queue"].pop("text_nobody"), id="an empty room, and not a word"),
        pytest.param("nobody", node("queue", nobody_after_s=180), id="three minutes of music in an empty room"),
        pytest.param("nobody", exit_of("queue", "nobody", "callback"), id="no message when nobody is on duty"),
        pytest.param("112", node("welcome", text=["Hello, Brussels homeless helpline."]), id="no 112 in the greeting"),
        pytest.param("112", node("goodbye", text=["Thank you for calling. Goodbye."]), id="an ending without 112"),
        pytest.param("directory", exit_of("directory", "nothing", "main"), id="nothing found: the menu again"),
        pytest.param("directory", exit_of("directory", "failed", "goodbye"), id="a search that fails ends the call"),
        pytest.param("zero", exit_of("directory", "person", "information"), id="0 asks for another need"),
        pytest.param("unhelpful", exit_of("directory", "limit", "text_safe"), id="three wrong keys, then another menu"),
        pytest.param("reach", lambda c: c["nodes"].update(spare={"kind": "hangup", "text": "x"}), id="a lost node"),
    ],
)
def test_a_flow_that_leaves_a_caller_alone_is_reported(rule, change):
    assert rule in {problem.rule for problem in problems_of(change)}


def test_a_broken_flow_comes_with_the_shortest_path_that_breaks_it():
    found = problems_of(exit_of("queue", "nobody", "goodbye"))
    path = next(problem for problem in found if problem.rule == "waiting" and "nobody" in problem.says)
    assert str(path).endswith("[ring → called before → nobody is on duty → nobody on duty for 60 s]")


def test_a_path_says_when_it_needs_a_withheld_number():
    found = problems_of(exit_of("callback", "none", "main"))
    assert any(problem.path[:1] == ("number withheld",) for problem in found)


def test_a_text_that_is_missing_in_one_language_is_named():
    found = problems_of(lambda content: None, has=lambda language, msgid: (language, msgid[:3]) != ("uk", "You"))
    assert all(problem.rule == "texts" and "missing in uk" in problem.says for problem in found)
    assert any("You are next in line." in problem.says for problem in found)


def test_first_four_languages_need_two_keys_and_45_seconds_to_the_human_queue():
    found = {way.language: way for way in ways(parse("line", CONTENT), texts.words)}
    assert list(found) == CONTENT["languages"]
    for language in ("fr", "nl", "en", "de"):
        assert found[language].keys == 2
        assert found[language].seconds <= 45
    assert all(way.keys <= 3 for way in found.values())


def test_the_command_fails_with_the_path_for_a_broken_flow(tmp_path):
    content = copy.deepcopy(SHORT)
    exit_of("duty", "failed", "duty")(content)
    (tmp_path / "line.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    result = CliRunner().invoke(command, ["check", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "broken: silence" in result.stdout
    assert "[ring → " in result.stdout


def test_the_command_says_bad_input_for_a_file_it_cannot_read(tmp_path):
    (tmp_path / "line.yaml").write_text("nodes: {a: {kind: sing}}", encoding="utf-8")
    result = CliRunner().invoke(command, ["check", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "line.yaml: node a, kind: 'sing'" in result.stderr


def test_a_walk_in_the_terminal_reads_keys_silence_words_and_what_the_network_says():
    lines = (
        "1\nun lit\n:wait 0 2 3 10\n?\n:queue queue-full\n:done failed\n\n\n\n:wait 0 0\n:wait 13500 0\n:done failed\n"
    )
    result = CliRunner().invoke(command, ["walk"], input=lines)
    assert result.exit_code == 0
    for words in ("Bonjour", "numéro 3", "moins de 10 minutes", ":done RESULT", "duty (transfer)", "goodbye (hangup)"):
        assert words in result.stdout


def test_a_walk_through_an_unknown_flow_is_bad_input():
    result = CliRunner().invoke(command, ["walk", "nowhere"])
    assert result.exit_code == 2
    assert "there are: line" in result.stderr
