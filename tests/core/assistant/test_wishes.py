"""Who asks for a person gets one; who tells of a person in the street is not taken for somebody who asks for one."""

import pytest

from hotline.core.assistant import wishes


@pytest.mark.parametrize(
    "said",
    [
        "une personne svp", "een persoon aub", "a human", "quelqu'un", "je veux une personne", "ik wil iemand",
        "I want a person please", "can i speak to someone", "parler à quelqu'un",
    ],
)  # fmt: skip
def test_a_person_is_asked_for(said: str) -> None:
    assert wishes.wants_person(said)


@pytest.mark.parametrize(
    "said",
    [
        "je veux signaler quelqu'un", "quelqu'un dort dehors", "iemand slaapt buiten", "someone is cold",
        "une personne dort", "iemand ligt hier", "êtes-vous un humain",
    ],
)  # fmt: skip
def test_somebody_in_the_street_is_told_of_not_asked_for(said: str) -> None:
    assert not wishes.wants_person(said)
