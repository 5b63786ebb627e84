"""Whatever people write and whatever the model makes of it: no error, no dead end, nothing sent without a yes."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.core.assistant import answers
from hotline.core.assistant.moves import Send
from hotline.core.meaning import INTENTS
from hotline.core.words import Priority
from tests.core.assistant.talk import Talk
from tests.core.assistant.test_dialogue import found

WORDS = (
    "oui|non|yes|no|ja|nee|نعم|لا|place Flagey|gare du Midi|trois hommes|0470 00 00 63|il dort|ne répond pas"
    "|je sais pas|annulez|AE 2345|en anglais|un chien|ce matin|talk_to_human|now|not_responding|children|under_18"
    "|rue Haute|à l'arrêt de tram|à Vilvorde|à Flagey ou à Simonis|Simonis (Koekelberg)|au 12|non, place Rouppe|à Uccle"
    "|ne transmettez pas|?||vous pouvez transmettre|oui mais pas à la police"
)
TEXTS = st.one_of(st.sampled_from(WORDS.split("|")), st.text(max_size=60))
KINDS = st.sampled_from(["emergency", "suicide", "violence", "minor", "medicine"])
TURNS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXTS,
            "intent": st.sampled_from([None, *sorted(INTENTS)]),
            "confidence": st.floats(0, 1),
            "silent": st.sampled_from([False] * 9 + [True]),
            "danger": st.one_of(st.none(), st.none(), st.none(), KINDS.map(lambda kind: found(kind, Priority.DANGER))),
        }
    ),
    max_size=14,
)
LANGUAGES = st.sampled_from(["fr", "nl", "en", "de", "ar", "ro", "pl", "es", "uk", "pt", "it", "so"])


def answered(talk: Talk, turn: dict[str, Any]) -> list[str]:
    how = {name: turn[name] for name in ("confidence", "silent", "danger")}
    return talk.write(turn["text"], turn["intent"], **how)


@settings(max_examples=150, deadline=None)
@given(LANGUAGES, TURNS)
def test_nobody_is_left_without_an_answer_or_a_way_to_a_person(language: str, turns: list[dict[str, Any]]) -> None:
    talk = Talk(language)
    for turn in turns:
        assert answered(talk, turn)
        if talk.last.handed_over is not None:
            return  # silent until it is handed back: the turn is not taken any more
        if turn["danger"] is not None or turn["silent"]:
            raise AssertionError("a person should have come")
    talk.write("talk_to_human", None)
    assert talk.last.handed_over is not None


@settings(max_examples=150, deadline=None)
@given(LANGUAGES, TURNS)
def test_nothing_is_sent_without_a_yes_to_the_question(language: str, turns: list[dict[str, Any]]) -> None:
    talk = Talk(language)
    for turn in turns:
        asked = talk.state.asked
        answered(talk, turn)
        sent = [act.form for act in talk.last.acts if isinstance(act, Send)]
        for form in sent:
            assert form.share_consent is True
            assert asked == "share_consent" or "transmettre" in turn["text"]
            assert answers.yes_no(turn["text"], talk.language) is not False
            assert form.contact is None or form.contact_consent
        if talk.last.handed_over is not None:
            return
