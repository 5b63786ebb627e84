"""Who sleeps outside tells of themselves, who fears the police asks first: both are answered as who they are."""

import pytest

from hotline.core.assistant import wishes, words
from hotline.core.assistant.intents import whom
from tests.core.assistant.talk import Talk, told

THEMSELVES = {
    "fr": "c'est moi, je dors dehors à Flagey avec mon enfant",
    "nl": "ik slaap buiten op het Flageyplein, met mijn kind",
    "en": "I'm sleeping outside at Flagey with my child",
}
POLICE = {
    "fr": ["est-ce que la police va venir ?", "j'ai peur que la police l'arrête", "pas la police hein"],
    "nl": ["komt de politie dan?", "ik ben bang voor de politie", "geen politie aub"],
    "en": ["will the police come?", "I'm afraid the police will take him", "no police please"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "je dor dehor se soir avec mon enfan"), ("nl", "ik slaap buiten met men kind"), ("en", "i sleep street")],
)
def test_who_sleeps_outside_and_spells_it_in_their_way_is_not_asked_for_other_words(language: str, text: str) -> None:
    talk = Talk(language)
    assert talk.write(text)[1] == "inform_shelter_tonight"


@pytest.mark.parametrize("language", THEMSELVES)
def test_who_sleeps_outside_is_not_asked_when_they_saw_the_person_nor_whether_they_spoke(language: str) -> None:
    _, form = told(language, "signaler", THEMSELVES[language])
    assert (form.role, form.when, form.condition, form.spoken_to, form.wants_help) == (
        "themself", "now", "awake", True, True,
    )  # fmt: skip
    assert form.minors is True


def test_who_sleeps_outside_is_spoken_to_and_not_about() -> None:
    talk = Talk("fr")
    talk.write("signaler", "report_person")
    talk.write("c'est moi, je dors dehors à Flagey")
    asked = words.text(talk.said[-1], {}, "en")
    while talk.said[-1].say not in ("ask_share_consent", "report_sent"):
        assert "the person" not in asked, asked
        talk.write({"ask_people_count": "2", "ask_contact": "non"}.get(talk.said[-1].say, "non"))
        asked = words.text(talk.said[-1], {}, "en")
    assert talk.said[-1].say == "ask_share_consent"


@pytest.mark.parametrize(
    "text", ["je suis dans la rue, devant Flagey", "c'est moi qui appelle, le voisin", "il dort dehors à Flagey"]
)
def test_a_neighbour_is_not_taken_for_the_person(text: str) -> None:
    _, form = told("fr", "signaler", text)
    assert form.role is None


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in POLICE.items() for text in texts])
def test_who_fears_the_police_hears_that_we_send_none_and_the_report_goes_on(language: str, text: str) -> None:
    talk = Talk(language)
    assert talk.write(text) == ["welcome", "no_police"]
    assert talk.said[-1].choices == ("report_person", "talk_to_human")
    talk.write("report_person", "report_person")
    said = talk.write(text)
    assert said[0] == "no_police"
    assert said[-1] == "ask_place"
    assert "no_police" not in talk.write(text)  # once is enough


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("assis là où le bus s'arrête, place Flagey", False),
        ("j'ai peur que la police l'arrête", False),
        ("j'arrête, laissez tomber", True),
        ("j’arrête", True),
    ],
)
def test_a_bus_that_halts_takes_no_report_back(text: str, stops: bool) -> None:
    assert wishes.cancels(text) == stops


def test_a_place_beside_the_fear_is_kept_without_it() -> None:
    _, form = told("nl", "iemand melden", "op het Flageyplein, maar ik ben bang voor de politie")
    assert form.lat is not None
    assert "politie" not in (form.place or "")


def test_who_said_no_and_then_yes_is_asked_once_more_and_it_is_sent() -> None:
    talk = Talk("fr")
    talk.write("un homme dort place Flagey, un chien, pas d'enfant, pas parlé, ne me rappelez pas", "report_person")
    while talk.said[-1].say != "ask_share_consent":
        talk.write("maintenant")
    assert talk.write("non")[-1] == "report_not_sent"
    assert talk.write("oui", "affirm") == ["ask_share_consent"]
    assert talk.sent is None
    assert talk.write("oui", "affirm")[0] == "report_sent"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("moi et ma fille 4 ans", "families"), ("ik en mijn dochter", "families"), ("me and my kids", "families"),
        ("un homme seul", "men"), ("een vrouw alleen", "women"), ("family", "families"), ("j'ai 16 ans", "minors"),
        ("ma femme et moi", None), ("flagey", None),
    ],
)  # fmt: skip
def test_for_whom_a_bed_is_may_be_said_instead_of_touched(text: str, expected: str | None) -> None:
    assert whom(text) == expected
