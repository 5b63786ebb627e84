"""Whoever asks gets an answer: in their language, in few words, without a number that nobody checked."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from hotline.core.directory import files, glossary, need_words
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Service
from hotline.core.plain import words
from hotline.settings import Settings
from hotline.texts import LANGUAGES
from tests.core.directory.questions import ANSWER

QUESTIONS = Path(__file__).parents[4] / "shared/domain/questions.yaml"
PARTS = {"title": 60, "short": 240, "bring": 200, "next": 200, "caution": 200, "more": 200}  # letters at most
SAID = {"112", "101"}  # the numbers that a text may say; every other number comes from a service, with its own trust
LONG = re.compile(r"\+?\d(?:[ ./-]?\d){5,}")
SHORT = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
YEARS = {"2025"}
SHELTERS = {"shelter", "shelter_night", "shelter_dispatch", "shelter_women", "shelter_winter", "reception_home"}


@cache
def answers() -> dict[str, Answer]:
    return {one.id: one for one in files.answers()}


@cache
def services() -> dict[str, Service]:
    return {one.id: one for organization in files.organizations() for one in organization.services}


def texts(answer: Answer) -> list[tuple[str, str, str]]:
    """Part, language and text of everything that an answer says."""
    return [(part, language, text) for part in PARTS for language, text in getattr(answer, part).items()]


def asked() -> list[dict[str, str]]:
    if not QUESTIONS.exists():
        pytest.skip("the field's questions are not beside this repository")
    return yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))["questions"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("answer", files.answers(), ids=lambda one: one.id)
def test_a_person_reads_every_part_of_an_answer_in_their_own_language(answer: Answer) -> None:
    for part in PARTS:
        assert set(getattr(answer, part)) in (set(), set(LANGUAGES)), part
    assert answer.title
    assert answer.short


@pytest.mark.parametrize("answer", files.answers(), ids=lambda one: one.id)
def test_an_answer_is_short_enough_to_be_heard(answer: Answer) -> None:
    assert [(part, language, len(text)) for part, language, text in texts(answer) if len(text) > PARTS[part]] == []


@pytest.mark.parametrize("answer", files.answers(), ids=lambda one: one.id)
def test_no_text_says_a_number_that_may_be_wrong_tomorrow(answer: Answer) -> None:
    for part, language, text in texts(answer):
        assert not LONG.search(text), (part, language)
        assert set(SHORT.findall(text)) <= SAID | YEARS, (part, language)


def test_every_language_tells_the_same_emergency_numbers() -> None:
    for answer in answers().values():
        for part in PARTS:
            told = {tuple(sorted(set(SHORT.findall(text)))) for text in getattr(answer, part).values()}
            assert len(told) < 2, (answer.id, part)


def test_whom_to_call_is_somebody_everyone_may_know() -> None:
    for answer in answers().values():
        for one in answer.call:
            assert one in services(), answer.id
            assert not services()[one].hidden, (answer.id, one)
            assert services()[one].trust.assurance in ("verified", "stale"), (answer.id, one)


def test_every_need_leads_somewhere() -> None:
    needs = files.needs()
    covered = {need for one in [*answers().values(), *services().values()] for need in one.needs}
    assert [one.id for one in needs.needs if not needs.below(one.id) & covered] == []
    assert {need for one in answers().values() for need in one.needs} <= {one.id for one in needs.needs}


def test_needs_tiles_and_kinds_of_service_have_a_name_in_every_language() -> None:
    needs = files.needs()
    for one in [*needs.tiles, *needs.needs, *needs.types]:
        assert set(one.name) == set(LANGUAGES), one.id
    assert all(set(one.explain) == set(LANGUAGES) for one in needs.types)
    assert {one.tile for one in needs.needs} == {tile.id for tile in needs.tiles}
    assert {one.parent for one in needs.needs} - {None} <= {one.id for one in needs.needs}


def test_people_say_a_need_in_many_ways_and_each_word_belongs_to_few_needs() -> None:
    shared: dict[tuple[str, str], set[str]] = {}
    for need in files.needs().needs:
        assert set(need.words) == set(LANGUAGES), need.id
        assert all(len(set(some)) == len(some) >= 4 for some in need.words.values()), need.id
        for language, some in need.words.items():
            for word in some:
                shared.setdefault((language, word), set()).add(need.id)
    assert {word: needs for word, needs in shared.items() if len(needs) > 2} == {}


def test_each_question_of_the_field_has_its_answer() -> None:
    assert {one["id"] for one in asked()} == set(ANSWER)
    assert set(ANSWER.values()) <= set(answers())


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_question_in_the_words_of_the_street_leads_to_the_need_of_its_answer(language: str) -> None:
    for question in asked():
        text = question[f"question_{language}"]
        assert strongest(text) & set(answers()[ANSWER[question["id"]]].needs), text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_title_of_an_answer_asked_aloud_leads_to_it_in_every_language(language: str) -> None:
    lost = [one.id for one in answers().values() if not strongest(one.title[language]) & set(one.needs)]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("je n'ai plus de thunes", "integration_income"),
        ("mon proprio veut me virer", "eviction_prevention"),
        ("mijn gsm is plat", "phone_charging"),
        ("mijn vriend slaat me", "domestic_violence"),
        ("my girlfriend and I need a room", "couple_shelter"),
        ("nu am unde să dorm", "shelter_tonight"),
        ("gdzie mogę się umyć", "shower"),
        ("мені ніде спати", "shelter_tonight"),
        ("أين أجد الطبيب", "health"),
        ("necesito un abogado", "lawyer"),
        ("onde posso tomar banho", "shower"),
        ("ich habe Hunger", "food"),
    ],
)
def test_people_are_understood_as_they_speak(text: str, need: str) -> None:
    assert need in strongest(text)


def strongest(text: str) -> set[str]:
    """The needs that a sentence speaks of most."""
    found = need_words.needs_in(text, words(text))
    return {need for need, score in found.items() if score >= 0.8 * max(found.values())}


def test_signs_that_mean_112_wait_for_a_clinician_and_the_law_for_a_lawyer() -> None:
    for answer in answers().values():
        if any("112" in text for text in answer.caution.values()):
            assert answer.review == "clinician", answer.id
    for id in ("eviction", "which_cpas", "reference_address", "integration_income", "urgent_medical_aid", "lawyer"):
        assert answers()[id].review == "lawyer", id


def test_who_is_hurt_at_home_is_warned_that_somebody_may_see_the_page() -> None:
    assert {one.id for one in answers().values() if one.shared_phone} == {
        "domestic_violence", "sexual_violence", "trafficking",
    }  # fmt: skip


def test_a_child_is_never_sent_to_a_shelter_for_adults() -> None:
    called = [services()[one].type for one in answers()["minor_alone"].call]
    assert called[0] == "emergency"
    assert not SHELTERS & set(called)


def test_nobody_learns_from_us_where_somebody_else_is() -> None:
    assert [one for one in answers()["search_person"].call if one != "101"] == []


def test_the_answer_about_data_tells_the_days_that_numbers_are_really_kept() -> None:
    days = str(Settings.model_fields["keep_numbers_days"].default)
    assert all(days in text for text in answers()["privacy"].short.values())


def test_each_word_of_the_field_is_explained_in_the_three_languages_of_the_staff() -> None:
    terms = glossary.terms()
    assert all(set(term.explain) == {"fr", "nl", "en"} for term in terms)
    assert len({term.fr for term in terms}) == len(terms) >= 37


def test_the_answer_for_everybody_with_a_need_speaks_of_it() -> None:
    known = {one.id: one for one in files.answers()}
    named = [one for one in files.needs().needs if one.answer]
    assert named
    assert all(one.id in known[one.answer].needs for one in named if one.answer)
