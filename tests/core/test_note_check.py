"""A note that seems to tell who somebody is gets a question; what helps the next colleague does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.note_check import telling


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("call back on 0470 12 34 56", ["phone"]),
        ("0470/12.34.56", ["phone"]),
        ("0470.12.34.56", ["phone"]),
        ("tel +32470123456!", ["phone"]),
        ("+33 (0)6 12 34 56 78", ["phone"]),
        ("02 511 12 34", ["phone"]),
        ("NISS 85.07.30-033.28", ["register"]),
        ("85073003328", ["register"]),
        ("born in 2001: 01 02 03 001 70", ["register"]),
        ("jan.peeters@example.be wants a bed", ["mail"]),
        ("file 1234567", ["digits"]),
        ("passport 123456789, mail a@b.eu, 0470123456", ["mail", "phone", "digits"]),
    ],
)
def test_numbers_and_addresses_that_lead_to_somebody_are_found(note: str, found: list[str]) -> None:
    assert telling(note) == found


@pytest.mark.parametrize(
    "note",
    [
        "",
        "waits at the fountain, two children",
        "appointment 26/11/2026 at 14:30, room 214",
        "open 08.00-20.00 and 9h00 - 17h30",
        "112 and 1710 were called; bed 4, bus 48 or 51",
        "1000 Brussels, rue du Progrès 80",
        "tram 3 4 51, then 82",
        "@work since 3",
    ],
)
def test_hours_days_places_and_short_numbers_are_fine(note: str) -> None:
    assert telling(note) == []


@given(st.text(alphabet=st.characters(categories=["Nd", "Po", "Pd", "Zs", "Ll"]), max_size=2000))
def test_any_text_at_all_gets_an_answer(note: str) -> None:
    assert set(telling(note)) <= {"mail", "register", "phone", "digits"}


def test_a_note_made_to_be_slow_to_look_at_is_not() -> None:
    for note in ("0 " * 1000, "0." * 1000, "a@" * 1000, "@a." * 600, "1" * 2000, "85.07.30-" * 220):
        telling(note)
