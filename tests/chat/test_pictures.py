"""Whoever cannot read what may be chosen sees a picture beside each choice."""

from hotline.chat import greeting
from hotline.core import meanwhile
from hotline.core.assistant import form, intents
from hotline.core.assistant import words as said
from hotline.paper.pictures import pictograms
from hotline.texts import LANGUAGES

OF_A_FORM = {value for values in form.CHOICES.values() for value in values}
OFFERED = {*OF_A_FORM, *intents.MENU, *intents.WHOM, *said.CHOICES, *meanwhile.CHOICES, *LANGUAGES}


def test_everything_that_may_be_chosen_has_a_picture_that_is_drawn() -> None:
    shown = greeting.pictograms()
    assert OFFERED - set(shown) == set()
    assert set(shown.values()) - set(pictograms()) == set()


def test_no_two_choices_share_a_picture_but_languages() -> None:
    shown = [greeting.pictograms()[value] for value in OFFERED - set(LANGUAGES)]
    assert len(shown) == len(set(shown))
    assert not {"talk", "pin"} & set(shown)  # a pin: a place of the city


def test_the_first_choices_of_the_page_have_pictures_too() -> None:
    assert {one.pictogram for one in greeting.OPENINGS} - set(pictograms()) == set()
