"""A mistake in a flow's file is named: which file, which node, which field."""

import copy
from pathlib import Path

import pytest
import yaml

from hotline.core.flow import BrokenFlow, Key, Said, Silence, Speech, advance, begin, load, spoken
from hotline.core.flow_file import parse, read

LINE = Path(__file__).parents[2] / "ivr_flows" / "line.yaml"
CONTENT = yaml.safe_load(LINE.read_text(encoding="utf-8"))


def changed(*path: str | int, to: object) -> dict[str, object]:
    content = copy.deepcopy(CONTENT)
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "the file: expected names"),
        (changed("start", to="nowhere"), "start: there is no node nowhere"),
        (changed("colour", to="blue"), "the file: unknown field colour"),
        (changed("person", to=None), "the file, person: expected a text"),
        (changed("nodes", "main", "kind", to="sing"), "node main, kind: 'sing' is none of say, menu"),
        (changed("nodes", "main", "texts", to="x"), "node main: unknown field texts"),
        (changed("nodes", "queue", "max_wait_s", to="long"), "node queue, max_wait_s: expected a whole number"),
        (changed("nodes", "queue", "exits", to={}), "node queue, exits: failed is missing"),
        (changed("nodes", "queue", "exits", "leave", to="x"), "node queue, exits: there is no node x"),
        (changed("nodes", "duty", "exits", "maybe", to="end"), "node duty, exits: maybe does not exist"),
        (changed("nodes", "welcome", "next", to="welcome"), "node welcome, next: goes round in a circle"),
        (changed("nodes", "main", "options", to=[]), "node main, options: a menu has options"),
        (changed("nodes", "main", "options", 0, "key", to=9), "node main, options, key: 9 is not one of"),
        (changed("nodes", "main", "options", 0, "key", to=2), "node main, options: a key is used twice"),
        (changed("nodes", "main", "options", 0, "to", to="x"), "there is no node x"),
        (changed("nodes", "language", "options", 0, "language", to="la"), "languages: la is used but not in the list"),
        (changed("voices", "fr", to={"say": "fr-BE"}), "voices, fr, name: expected a text"),
        (changed("limits", "in_a_row", to=0), "limits, in_a_row: expected a whole number"),
        (changed("sentences", "lost", to=""), "sentences, lost: expected a text"),
    ],
)
def test_a_mistake_is_named_with_its_node_and_field(content, message):
    with pytest.raises(BrokenFlow) as broken:
        parse("line", content)
    assert message in str(broken.value)


def test_a_file_that_is_no_yaml_is_named_in_one_line(tmp_path):
    (tmp_path / "night.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BrokenFlow, match=r"^night\.yaml: [^\n]*$"):
        load(tmp_path)


def test_a_folder_without_flows_is_refused(tmp_path):
    with pytest.raises(BrokenFlow, match="no flow here"):
        load(tmp_path)


def test_the_hash_follows_what_callers_meet_not_the_layout_nor_the_voices(tmp_path):
    first = read(LINE).hash
    (tmp_path / "line.yaml").write_text(yaml.safe_dump(CONTENT, allow_unicode=True), encoding="utf-8")
    assert read(tmp_path / "line.yaml").hash == first
    assert parse("line", changed("voices", "fr", "name", to="Polly.Lea")).hash == first
    assert parse("line", changed("nodes", "duty", "text", to="One moment.")).hash != first
    assert len(first) == 12


def asking(**fields: object) -> dict[str, object]:
    node = {"kind": "ask", "text": "Which postcode?", "min_digits": 4, "max_digits": 4, "exits": {"answered": "jump"}}
    content = changed("nodes", "code", to={**node, **fields})
    content["nodes"]["jump"] = {"kind": "goto", "next": "queue"}
    content["nodes"]["language"]["options"][0]["to"] = "code"
    return content


@pytest.mark.parametrize(
    ("answer", "node", "exit"),
    [
        (Key("1000"), "queue", "answered"),
        (Key("10"), "code", "wrong"),
        (Key("0"), "queue", "person"),
        (Key("9"), "code", "again"),
        (Silence(), "code", "silence"),
        (Speech("mille"), "queue", "answered"),
        (Speech("  "), "code", "unclear"),
        (Speech("quelqu'un"), "queue", "person"),
    ],
)
def test_a_question_takes_digits_or_words_and_does_not_keep_them(answer, node, exit):
    flow = parse("line", asking(speech=True))
    visit = advance(flow, begin(flow, True), 0, Key("1"))
    moved = advance(flow, visit, visit.turn, answer)
    assert (moved.node, moved.exit) == (node, exit)
    assert "1000" not in str(moved)


def test_a_question_without_speech_takes_only_keys():
    flow = parse("line", asking())
    visit = advance(flow, begin(flow, True), 0, Key("1"))
    assert advance(flow, visit, visit.turn, Speech("mille")).exit == "unclear"


def test_a_recording_replaces_the_voice_in_its_language_only():
    recorded = changed("nodes", "welcome", "recorded", to={"nl": "/audio/welkom.mp3"})
    flow = parse("line", recorded)
    greeting = [prompt for prompt in spoken(flow, begin(flow, True)) if "key" not in prompt.values]
    assert [(prompt.language, prompt.audio) for prompt in greeting] == [
        ("fr", None),
        ("fr", None),
        ("nl", "/audio/welkom.mp3"),
        ("en", None),
        ("en", None),
    ]


def test_a_recorded_menu_is_played_once_instead_of_all_its_sentences():
    flow = parse("line", changed("nodes", "main", "recorded", to={"nl": "/audio/menu.mp3"}))
    menu = advance(flow, begin(flow, True), 0, Key("2"))
    assert [prompt.audio for prompt in spoken(flow, menu)] == ["/audio/menu.mp3"]
    assert len(spoken(flow, advance(flow, begin(flow, True), 0, Key("1")))) == 6


def test_what_is_said_on_the_way_knows_where_it_came_from():
    flow = parse("line", CONTENT)
    said = begin(flow, True).said
    assert said[0] == Said("Hello, Brussels homeless helpline.", {}, ("fr", "nl", "en"), "welcome")
