"""Hours are read as people write them, in their language; what is not sure is not guessed."""

import pytest

from hotline.core import hours_words
from hotline.core.hours import WrongHours
from hotline.texts import LANGUAGES

OURS = [
    "Mo-Fr 09:00-17:00",
    "Mo,We 09:00-12:00; Mo,We 13:00-17:00; Sa,Su 00:00-24:00",
    "Mo-Su 21:00-08:00",
    "09:00-17:00",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", OURS)
def test_what_we_show_in_a_language_is_read_again(language: str, text: str) -> None:
    assert hours_words.read(hours_words.shown(text, language), language) == text
    assert hours_words.read(text, language) == text


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("fr", "lundi-vendredi 9h-17h", "Mo-Fr 09:00-17:00"),
        ("fr", "Du lundi au vendredi de 9h à 12h30 et de 13h30 à 17h", "Mo-Fr 09:00-12:30; Mo-Fr 13:30-17:00"),
        ("fr", "lundi, mercredi et vendredi 9h-12h; samedi 10h - 11h", "Mo,We,Fr 09:00-12:00; Sa 10:00-11:00"),
        ("nl", "ma-vr 9.00-12.00, 13.00-17.00", "Mo-Fr 09:00-12:00; Mo-Fr 13:00-17:00"),
        ("nl", "maandag tot en met vrijdag van 9u tot 17u", "Mo-Fr 09:00-17:00"),
        ("nl", "ma t/m vr 9-17", "Mo-Fr 09:00-17:00"),
        ("en", "Monday to Friday 9:00 to 17:00", "Mo-Fr 09:00-17:00"),
        ("de", "Montag bis Freitag 9 bis 17 Uhr", "Mo-Fr 09:00-17:00"),
        ("es", "lunes a viernes 9:00 a 17:00", "Mo-Fr 09:00-17:00"),
        ("pl", "poniedziałek do piątek 9:00-17:00", "Mo-Fr 09:00-17:00"),
    ],
)
def test_people_write_hours_in_many_ways(language: str, written: str, meant: str) -> None:
    assert hours_words.read(written, language) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "lundi",
        "fermé le lundi",
        "lundi-vendredi sauf mercredi 9h-17h",
        "lundi 9h-17h sur rendez-vous",
        "9h-25h",
        "5",
    ],
)
def test_what_may_mean_something_else_is_not_guessed(written: str) -> None:
    with pytest.raises(WrongHours):
        hours_words.read(written, "fr")
