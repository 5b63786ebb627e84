"""A code is spelled as people spell, in the words of a speech recogniser; or typed on the keys of a telephone."""

from itertools import product

import pytest

from hotline.core.report.code import DIGITS, LETTERS, aloud
from hotline.core.report.phone import spelt


@pytest.mark.parametrize(
    ("language", "words", "code"),
    [
        ("fr", "A E 23 45", "AE2345"),
        ("fr", "mon code c'est AE2345", "AE2345"),
        ("fr", "A comme Anna, E comme Émile, vingt-trois, quarante-cinq", "AE2345"),
        ("fr", "esse ixe quatre-vingt-deux trente-trois", "SX8233"),
        ("fr", "le code : ah, euh, soixante-douze, quatre-vingt-quatorze", "AE7294"),
        ("fr", "hache u deux trois soixante-dix-sept", "HU2377"),
        ("fr", "A E 23 h 45", "AE2345"),
        ("nl", "ka el drieëntwintig vijfenveertig", "KL2345"),
        ("nl", "K van Karel L van Leo 23 45", "KL2345"),
        ("en", "A as in Anna, X as in x-ray, twenty-three forty-five", "AX2345"),
        ("en", "are you 5 6 7 8", "RU5678"),
        ("de", "A wie Anton, F wie Friedrich, dreiundzwanzig fünfundvierzig", "AF2345"),
        ("es", "efe hache veintitrés cuarenta y cinco", "FH9345"),
        ("pl", "ha ka dwadzieścia trzy czterdzieści pięć", "HK2345"),
        ("ar", "AE 2345", "AE2345"),
        (None, "AE 2345", "AE2345"),
    ],
)
def test_a_code_is_understood_as_it_is_said(language: str | None, words: str, code: str) -> None:
    assert spelt.said(words, language) == code


@pytest.mark.parametrize("words", ["", "23 45", "A E", "A E 23", "A E 23 45 67", "la gare du Midi", "je ne sais plus"])
def test_what_is_no_whole_code_is_none(words: str) -> None:
    assert spelt.said(words, "fr") is None


def test_every_code_is_understood_as_we_say_it_ourselves() -> None:
    codes = ["".join(pair) + tail for pair in product(LETTERS, repeat=2) for tail in ("2345", "6789", "9222")]
    assert [code for code in codes if spelt.said(aloud(code), "fr") != code] == []


def test_a_letter_is_typed_by_its_key_and_may_be_any_that_stands_on_it() -> None:
    assert spelt.typed("232345") == {"AE2345", "AF2345"}
    assert spelt.typed("222345") == {"AA2345"}
    assert all(spelt.typed(f"{key}{other}2345") for key, other in product("2345789", repeat=2))


@pytest.mark.parametrize("keys", ["", "2", "23234", "2323456", "112345", "602345", "23*345"])
def test_keys_that_are_no_code_mean_none(keys: str) -> None:
    assert spelt.typed(keys) == frozenset()


def test_every_sign_of_a_code_can_be_typed() -> None:
    assert set(LETTERS) <= set("".join(spelt.KEYS))
    assert set(DIGITS) <= set("23456789")
