"""Words that a model never saw in a sentence are understood by what they mean."""

import pytest
import yaml

from bot.components import lexicon
from bot.components.sounds import also_latin, written
from bot.components.spelling import words

LEXICONS = lexicon.read()


def concepts(language: str, text: str) -> set[str]:
    return {concept for _, concept in LEXICONS[language].find(words(text, language))}


@pytest.mark.parametrize(
    ("language", "text", "about"),
    [
        ("fr", "où pioncer ce soir", {"sleep", "evening"}),
        ("fr", "G rien a manger", {"me", "eat", "not"}),
        ("nl", "Iemand ligt in een PORTIEK", {"seen_person", "posture"}),
        ("nl", "kheb geen slaapplaats", {"me", "not", "bed"}),
        ("en", "my inhaler is empty", {"medicine", "me"}),
        ("de", "Ich möchte mit einem Menschen sprechen", {"human"}),
        ("pl", "Szukam mieszkania", {"look_for", "home_search"}),
        ("es", "me pegó mi marido", {"partner"}),
        ("bg", "nqma kyde da spq", {"not", "sleep"}),
        ("ar", "wlberd bezzaf f zan9a", {"cold", "homeless_state"}),
        ("ar", "والبرد شديد", {"cold"}),
        ("fa", "نمی‌توانم نفس بکشم", {"emergency"}),
        ("ti", "ንምግቢ", {"eat"}),
    ],
)
def test_a_sentence_is_about_what_its_words_mean(language: str, text: str, about: set[str]) -> None:
    assert about <= concepts(language, text)


def test_a_word_that_only_begins_like_another_is_not_taken_for_it() -> None:
    assert "bed" not in concepts("fr", "une litanie")
    assert "eat" not in concepts("en", "theatre")


def test_stretched_and_accented_letters_are_the_same_word() -> None:
    assert words("Au secouuuurs à l'HÔPITAL") == ["au", "secours", "a", "l", "hopital"]


def test_sms_spellings_are_written_out_in_their_own_language_only() -> None:
    assert words("g pa d place", "fr") == ["j", "ai", "pas", "de", "place"]
    assert words("g pa d place", "nl") == ["g", "pa", "d", "place"]


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("bg", ["Къде да спя", "kyde da spq", "kade da spya"]),
        ("ar", ["bezzaf", "bzaf", "bezaf"]),
        ("ar", ["ch7al", "chhal", "sh7al"]),
        ("fa", ["می‌خواهم", "می خواهم", "میخواهم", "ميخواهم"]),
        ("ti", ["አለኹ", "ኣለኹ", "ኣለኩ"]),
    ],
)
def test_a_word_that_people_spell_in_several_ways_is_one_word(language: str, spellings: list[str]) -> None:
    assert len({tuple(words(each, language)) for each in spellings}) == 1


def test_a_bulgarian_sentence_is_known_for_one_without_cyrillic_too() -> None:
    learnt = dict(also_latin(["Няма чорапи", "pas de chaussettes"], ["bg", "fr"]))
    assert learnt == {"nyama chorapi": "bg", "nqma 4orapi": "bg"}
    assert {written(text, "bg") for text in learnt} == {"bg latin"}


def test_every_concept_has_words_in_the_languages_of_the_line() -> None:
    listed = yaml.safe_load(lexicon.FILE.read_text(encoding="utf-8"))
    assert {name for name, words in listed.items() if not {"fr", "nl", "en"} <= set(words)} == set()
    assert {word for words in listed.values() for word in words.values() if not isinstance(word, str)} == set()
