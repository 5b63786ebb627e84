"""Whatever somebody asks for over the chat: no number that is not verified, no address that must stay hidden."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.meaning import INTENTS, Meaning
from tests import trust_rules
from tests.chat.conftest import Person
from tests.parts import NUMBER

pytestmark = trust_rules.needs_shared


class Decided:
    """An assistant that understands what the test wants."""

    def __init__(self) -> None:
        self.intent = "greet"

    def parse(self, text: str, language: str | None) -> Meaning:
        return Meaning(self.intent, 0.95)


@pytest.mark.parametrize("language", ["fr", "nl", "en", "ar"])
def test_nothing_is_told_over_the_chat_that_is_not_for_everyone(
    public_app: Flask, house: web.House, directory: Session, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert directory
    decided = Decided()
    monkeypatch.setitem(public_app.extensions, "hotline", replace(house, assistant=decided))
    informed = 0
    for intent in sorted(INTENTS):
        decided.intent = intent
        person = Person(public_app, language)
        for text in ("Molenbeek", "Gare du Midi"):  # the second answers where they are
            assert person.write(text).status_code == 202
        said = "\n".join(one["text"] for one in person.read() if one["from"] == "assistant")
        informed += said.count("\n") > 3
        assert trust_rules.unverified_numbers(said, ours=[NUMBER]) == set(), intent
        assert trust_rules.hidden_addresses_in(said) == set(), intent
    assert informed > 5
