"""The assistant is tried on sentences of people that it has never seen, and that somebody else wrote."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hotline.core.plain import plain
from tests.assistant.expected import misses, unknown

HERE = Path(__file__).parent
TRAINING = HERE.parents[1] / "bot" / "data" / "nlu"
INTENTS = {
    "shelter_tonight", "food", "hygiene", "day_centre", "health", "mental_health", "addiction", "housing",
    "home_guidance", "eviction_prevention", "domestic_violence", "unaccompanied_minor", "asylum_migration",
    "rights_documents", "work_training", "service_info", "report_person", "report_followup", "professional_referral",
    "complaint", "talk_to_human", "callback_request", "wait_time", "emergency", "volunteer_donate", "privacy",
    "bot_challenge", "greet", "thanks", "goodbye", "affirm", "deny", "repeat", "change_language", "out_of_scope",
}  # fmt: skip
WEIGHTY = {
    "shelter_tonight", "report_person", "emergency", "domestic_violence", "unaccompanied_minor", "talk_to_human",
}  # fmt: skip
FULL = {"fr": 8, "nl": 8, "en": 6}
SOME = ("de", "es", "pt", "it", "ro", "pl")
DANGER = ("ar", "ru", "uk", "bg", "tr", "fa", "ps", "so", "ti")
URGENT = ("shelter_tonight", "health", "emergency", "domestic_violence", "unaccompanied_minor", "talk_to_human")
CHANNELS = {"chat", "sms", "voice", "whatsapp"}
INVENTED = re.compile(r"(?:\+32 ?|0)470 ?00 ?00 ?\d\d(?!\d)")
LONG = re.compile(r"\d(?:[ ./-]?\d){6,}")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (HERE / "sentences.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def dialogues() -> list[dict]:
    return [json.loads(line) for line in (HERE / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()]


def texts(rows: list[dict[str, str]], dialogues: list[dict]) -> list[str]:
    return [row["text"] for row in rows] + [turn["user"] for dialogue in dialogues for turn in dialogue["turns"]]


def test_a_sentence_has_its_language_its_channel_and_what_it_means(rows):
    for row in rows:
        assert list(row) == ["id", "language", "channel", "text", "intent"]
        assert row["id"].startswith(f"{row['language']}-{row['intent']}-")
        assert row["channel"] in CHANNELS
        assert row["text"] == row["text"].strip() != ""
        assert not re.search(r"[\x00-\x1f\x7f]", row["text"])
    assert len({row["id"] for row in rows}) == len(rows)


def test_people_mean_exactly_what_the_assistant_knows(rows):
    assert {row["intent"] for row in rows} == INTENTS
    assert {row["language"] for row in rows} == {*FULL, *SOME, *DANGER}


def test_nothing_people_ask_for_is_tried_on_a_few_sentences_only(rows):
    count = Counter((row["language"], row["intent"]) for row in rows)
    for language, least in FULL.items():
        for intent in INTENTS:
            assert count[language, intent] >= (14 if intent in WEIGHTY else least), (language, intent)
    for language in (*SOME, *DANGER):
        for intent in URGENT:
            assert count[language, intent] >= (2 if language in SOME else 1), (language, intent)
        assert count[language, "emergency"] >= 3, language


def test_people_write_speak_and_text(rows):
    for language in (*FULL, *SOME):
        assert {row["channel"] for row in rows if row["language"] == language} == CHANNELS, language


def test_what_is_spoken_has_no_punctuation(rows):
    spoken = [row["text"] for row in rows if row["channel"] == "voice"]
    assert [text for text in spoken if re.search(r"[.,;:!?¿¡؟،]", text)] == []


def test_no_sentence_is_there_twice(rows):
    assert [text for text, times in Counter(plain(row["text"]) for row in rows).items() if times > 1] == []


def test_no_sentence_is_longer_than_the_chat_takes(rows):
    assert max(len(row["text"]) for row in rows) <= 1000


def test_nobody_can_be_rung_by_a_number_in_here(rows, dialogues):
    found = [number.strip() for text in texts(rows, dialogues) for number in LONG.findall(text)]
    assert found, "the numbers are not found any more"
    assert [text for text in texts(rows, dialogues) if LONG.search(INVENTED.sub("", text))] == []


def test_a_dialogue_says_who_what_and_how_it_should_end(dialogues):
    for dialogue in dialogues:
        assert set(dialogue) == {"id", "language", "channel", "turns", "expect"}, dialogue["id"]
        assert dialogue["channel"] in CHANNELS
        assert dialogue["turns"]
        assert all(set(turn) == {"user"} and turn["user"] for turn in dialogue["turns"])
        assert dialogue["expect"]
        assert list(unknown(dialogue["expect"])) == [], dialogue["id"]
    assert len({dialogue["id"] for dialogue in dialogues}) == len(dialogues)


def test_there_are_forty_dialogues_and_four_in_arabic(dialogues):
    count = Counter(dialogue["language"] for dialogue in dialogues)
    assert count["fr"] + count["nl"] + count["en"] >= 40
    assert min(count["fr"], count["nl"], count["en"]) >= 13
    assert count["ar"] >= 4


def test_a_conversation_is_judged_by_what_it_came_to():
    report = {"place": "Place Flagey", "people_count": 2, "contact": "+32470000063", "contact_consent": None}
    final = {"route": "report", "report": {**report, "reference": "X"}, "handoff": None, "told_112": False}
    right = {"place": "flagey", "people_count": 2, "contact": "0470 00 00 63", "reference": True}
    assert misses(final, {"route": ["report", "human"], "report": right, "handoff": False}) == []
    assert misses(final, {"told_112": True, "report": {"contact_consent": False, "place": "midi"}}) == [
        "contact_consent is None, not False",
        "place is 'Place Flagey', not 'midi'",
        "told_112 is False, not True",
    ]


def trained(folder: Path) -> Iterator[str]:
    """The examples of Rasa's training files as people would have written them, without their marks for entities."""
    for file in sorted(folder.rglob("*.y*ml")):
        for group in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu", []):
            examples = group.get("examples", []) if "intent" in group else []
            lines = examples.splitlines() if isinstance(examples, str) else [each["text"] for each in examples]
            for line in lines:
                yield re.sub(r"\[([^]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.strip().removeprefix("- "))


def test_marks_for_entities_do_not_hide_a_sentence(tmp_path):
    (tmp_path / "food.yml").write_text(
        'nlu:\n- intent: food\n  examples: |\n    - manger à [Flagey](place)\n    - [twee]{"entity": "size"} soepen\n'
        "- intent: greet\n  examples:\n  - text: salut\n- lookup: place\n  examples: |\n    - Bourse\n"
    )
    assert list(trained(tmp_path)) == ["manger à Flagey", "twee soepen", "salut"]


@pytest.mark.skipif(not TRAINING.exists(), reason="there is no training data yet")
def test_the_assistant_has_seen_none_of_these_sentences(rows):
    seen = {plain(example) for example in trained(TRAINING)}
    assert seen, "no training examples were read"
    assert [f"{row['id']}: {row['text']}" for row in rows if plain(row["text"]) in seen] == []
