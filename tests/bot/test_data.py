"""What the assistant learns from: every intent in every language that needs it, nothing twice, nobody's number."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import lookups
from hotline.core import meaning

BOT = Path(__file__).parents[2] / "bot"
DOMAIN: dict[str, Any] = yaml.safe_load((BOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = set(
    """shelter_tonight food hygiene day_centre health mental_health addiction housing home_guidance eviction_prevention
    domestic_violence unaccompanied_minor asylum_migration rights_documents work_training service_info report_person
    report_followup professional_referral complaint talk_to_human callback_request wait_time emergency volunteer_donate
    privacy bot_challenge greet thanks goodbye affirm deny repeat change_language out_of_scope""".split()  # noqa: SIM905
)
IMPORTANT = {
    *("shelter_tonight", "food", "hygiene", "health", "mental_health", "report_person", "domestic_violence"),
    *("unaccompanied_minor", "emergency", "talk_to_human", "affirm", "deny", "greet", "thanks", "goodbye", "repeat"),
    "change_language",
}
DANGER = {
    *("shelter_tonight", "food", "health", "mental_health", "domestic_violence", "unaccompanied_minor"),
    *("report_person", "emergency", "talk_to_human", "change_language"),
}
ENTITIES = {"place", "commune", "people_count", "profile", "service", "reference", "phone", "time", "language"}
RICH = ("fr", "nl", "en")
WHOLE = ("de", "es", "pt", "it", "ro", "pl")
MORE = ("ar", "bg")
LESS = ("ru", "uk")
NEEDS = ("fa", "ps", "so", "ti")
FEWEST = ("tr",)
ENTITY = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def read(language: str) -> dict[str, list[str]]:
    """The sentences of one language, by intent."""
    blocks = yaml.safe_load((BOT / f"data/nlu/{language}.yml").read_text(encoding="utf-8"))["nlu"]
    assert len({block["intent"] for block in blocks}) == len(blocks)
    return {block["intent"]: [row.removeprefix("- ") for row in block["examples"].splitlines()] for block in blocks}


DATA = {language: read(language) for language in (*RICH, *WHOLE, *MORE, *LESS, *NEEDS, *FEWEST)}
SENTENCES = [(language, intent, row) for language, rows in DATA.items() for intent in rows for row in rows[intent]]


def said(row: str) -> str:
    """A sentence without its annotations, as far as two people would call it the same."""
    words = ENTITY.sub(r"\1", row).casefold()
    return " ".join(re.sub(r"[^\w ]", " ", words).split()) or words


def too_few(language: str, wanted: dict[str, int]) -> dict[str, int]:
    return {i: len(DATA[language].get(i, [])) for i, least in wanted.items() if len(DATA[language].get(i, [])) < least}


def test_the_assistant_knows_exactly_the_intents_and_entities_that_the_hotline_acts_on() -> None:
    assert set(DOMAIN["intents"]) == INTENTS == meaning.INTENTS
    assert len(DOMAIN["intents"]) == len(INTENTS)
    assert set(DOMAIN["entities"]) == ENTITIES == meaning.KINDS
    assert {intent for _, intent, _ in SENTENCES} == INTENTS


def test_each_language_has_its_file_and_no_other_is_there() -> None:
    assert {file.stem for file in (BOT / "data/nlu").glob("*.yml")} - {"lookups"} == set(DATA)


@pytest.mark.parametrize("language", RICH)
def test_french_dutch_and_english_have_many_ways_to_say_each_thing(language: str) -> None:
    assert too_few(language, dict.fromkeys(INTENTS, 85)) == {}


@pytest.mark.parametrize("language", WHOLE)
def test_the_other_languages_of_the_line_know_every_intent(language: str) -> None:
    assert too_few(language, {i: 12 if i in IMPORTANT else 8 for i in INTENTS}) == {}


@pytest.mark.parametrize("language", MORE)
def test_in_arabic_and_bulgarian_each_thing_is_said_in_many_ways(language: str) -> None:
    assert too_few(language, dict.fromkeys(INTENTS, 25)) == {}


@pytest.mark.parametrize("language", LESS)
def test_the_languages_with_fewer_sentences_know_every_intent_and_the_important_ones_well(language: str) -> None:
    assert too_few(language, {i: 12 if i in IMPORTANT else 3 for i in INTENTS} | {"hygiene": 12}) == {}


@pytest.mark.parametrize("language", NEEDS)
def test_where_only_needs_and_danger_are_recognised_they_are_said_in_many_ways(language: str) -> None:
    assert too_few(language, dict.fromkeys(DANGER, 12) | {"shelter_tonight": 25, "emergency": 30}) == {}


@pytest.mark.parametrize("language", FEWEST)
def test_in_the_last_language_needs_and_danger_are_recognised(language: str) -> None:
    assert too_few(language, dict.fromkeys(DANGER, 1) | {"shelter_tonight": 5, "emergency": 5}) == {}


def test_no_sentence_is_there_twice_or_means_two_things() -> None:
    counts = Counter(said(row) for _, _, row in SENTENCES)
    assert {sentence for sentence, count in counts.items() if count > 1} == set()


def test_every_annotation_is_an_entity_of_the_list() -> None:
    assert {name for _, _, row in SENTENCES for _, name in ENTITY.findall(row)} == ENTITIES
    assert [row for _, _, row in SENTENCES if re.search(r"[\[\]{}]", ENTITY.sub("", row))] == []


def test_every_entity_is_shown_in_french_dutch_and_english() -> None:
    for language in RICH:
        shown = Counter(name for rows in DATA[language].values() for row in rows for _, name in ENTITY.findall(row))
        assert {name for name in ENTITIES if shown[name] < 4} == set(), language


def test_nobody_types_more_than_the_hotline_lets_through_nor_a_command() -> None:
    assert [row for _, _, row in SENTENCES if len(row) > 1000 or row.startswith("/") or row != row.strip()] == []


def test_no_number_could_ring_at_somebodys_home() -> None:
    numbers = [n for _, _, row in SENTENCES for n in re.findall(r"\+?\d[\d ./-]{6,}\d", row)]
    assert len(numbers) > 10
    assert [n for n in numbers if "00 00" not in n] == []


def test_rasa_learns_to_understand_and_nothing_else() -> None:
    assert set(DOMAIN) == {"version", "intents", "entities"}
    assert yaml.safe_load((BOT / "credentials.yml").read_text(encoding="utf-8")) == {}


def test_places_and_profiles_come_from_the_knowledge_base() -> None:
    made = yaml.safe_load(lookups.text())["nlu"]
    tables = {block["lookup"]: block["examples"] for block in made if "lookup" in block}
    assert "- Simonis\n" in tables["place"]
    assert "- Molenbeek\n" in tables["commune"]
    assert "- Park\n" not in tables["place"]
    synonyms = [word for block in made if "synonym" in block for word in block["examples"].splitlines()]
    assert [word for word, count in Counter(synonyms).items() if count > 1] == []
