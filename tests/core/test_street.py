"""A street that somebody names is known as one, though the gazetteer lacks it; other words are not taken for one."""

import pytest

from hotline.core import street
from hotline.core.assistant import spots


@pytest.mark.parametrize(
    "said",
    [
        "il dort rue des Inconnus-Illustres", "in de Onbestaandestraat", "Bergense steenweg 40",
        "op de steenweg op Waver",
        "in der Aachener Strasse", "outside a shop on Baker Street", "in der Kirchstraße", "bd Machin",
        "quai aux Briques",
        "en la calle Mayor", "na ulicy Długiej", "на вулиці Шевченка", "في شارع الملك",
    ],
)  # fmt: skip
def test_a_street_is_known_by_the_words_around_its_name(said: str) -> None:
    assert street.is_named(said)
    assert spots.street(said)


@pytest.mark.parametrize(
    "said",
    [
        "il dort dans la rue à Ixelles", "in een zijstraat", "in mijn straat", "on the street in Schaerbeek",
        "in a side street",
        "which street did you say", "je suis à la rue si je ne fais rien", "en la calle, tiene frío",
        "na ulicy, jest zimno",
        "il dort sur le quai du métro", "sur le boulevard, tout seul", "un homme av un chien",
    ],
)  # fmt: skip
def test_whoever_is_in_the_street_names_none(said: str) -> None:
    assert not street.is_named(said)
    assert not spots.street(said)


def test_a_passport_is_no_gate_and_a_schoolyard_no_square() -> None:
    assert spots.street("aan de Vlaamsepoort")
    assert spots.street("op het Rouppeplein")
    assert not spots.street("hij is zijn paspoort kwijt")
    assert not spots.street("ze zit op het speelplein")
