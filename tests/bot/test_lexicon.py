"""Words that a model never saw in a sentence are understood by what they mean."""

import pytest
import yaml

from bot.components import lexicon
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


def test_every_concept_has_words_in_the_languages_of_the_line() -> None:
    listed = yaml.safe_load(lexicon.FILE.read_text(encoding="utf-8"))
    assert {name for name, words in listed.items() if not {"fr", "nl", "en"} <= set(words)} == set()
    assert {word for words in listed.values() for word in words.values() if not isinstance(word, str)} == set()
