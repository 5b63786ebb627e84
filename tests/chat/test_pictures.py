"""Whoever cannot read what may be chosen sees a picture beside each choice."""

from hotline.chat import greeting
from hotline.core import meanwhile
from hotline.core.assistant import form, intents
from hotline.core.assistant import words as said
from hotline.core.gazetteer.commune import communes
from hotline.paper.pictures import pictograms
from hotline.texts import LANGUAGES

OF_A_FORM = {value for values in form.CHOICES.values() for value in values}
ALIKE = {*LANGUAGES, *communes()}  # names of their own: one picture for all languages, one for all communes
OFFERED = {*OF_A_FORM, *intents.MENU, *intents.WHOM, *said.CHOICES, *meanwhile.CHOICES, *ALIKE}


def test_everything_that_may_be_chosen_has_a_picture_that_is_drawn() -> None:
    shown = greeting.pictograms()
    assert OFFERED - set(shown) == set()
    assert set(shown.values()) - set(pictograms()) == set()
    assert "chevron" not in shown.values()


def test_no_two_choices_share_a_picture_but_languages_and_communes() -> None:
    shown = [greeting.pictograms()[value] for value in OFFERED - ALIKE]
    assert len(shown) == len(set(shown))
    assert not {"talk", "pin"} & set(shown)


def test_the_first_choices_of_the_page_have_pictures_too() -> None:
    assert {one.pictogram for one in greeting.OPENINGS} - set(pictograms()) == set()
