"""What the phone and a text message say of a service: what is certain, in words that a voice can pronounce."""

from datetime import timedelta

import pytest

from hotline.core import sms_length, sms_words
from hotline.core.directory import aloud
from hotline.core.directory.answer import Answer
from hotline.core.directory.read import Found
from hotline.core.number import in_pairs
from tests.core.directory import house

AT = house.AT
OLD = {"assurance": "stale", "verified_on": "2018-01-01"}
SURE = {"assurance": "verified", "verified_on": house.SEEN}


def found(**more: object) -> Found:
    made = house.organization(house.service(**more), website="https://house.example")
    return Found(made, made.services[0])


def said(one: Found, language: str = "fr") -> list[str]:
    return [str(sentence.values["words"]) for sentence in aloud.of_service(one, language, AT)]


def test_a_service_is_said_in_the_order_in_which_it_is_of_use() -> None:
    one = found(locations=[{"address": {"fr": "Rue Haute 1", "nl": "Hoogstraat 1"}, "commune": "Bruxelles-Ville"}])
    assert said(one) == [
        "Accueil de jour",
        "Maison",
        "Un lieu chaud.",
        "Ouvert jusqu'à 17:00",
        "Où :",
        "Rue Haute 1, Bruxelles-Ville",
        "Sans rendez-vous.",
        "Le numéro de téléphone est : 0 2, 123, 45, 67.",
    ]


def test_a_name_and_a_street_are_spoken_in_the_language_in_which_they_are_written() -> None:
    one = found(
        name={"fr": "Accueil de jour", "en": "Day centre"},
        locations=[{"address": {"fr": "Rue Haute 1", "nl": "Hoogstraat 1"}, "commune": "Forest"}],
    )
    voices = {str(said.values["words"]): said.languages for said in aloud.of_service(one, "ar", AT)}
    assert voices["Accueil de jour"] == voices["Rue Haute 1, Forest"] == ("fr",)
    assert "Hoogstraat 1, Vorst" in said(one, "nl")
    assert "Day centre" in said(one, "en")


def test_a_commune_alone_is_said_as_on_the_signs() -> None:
    one = found(locations=[{"commune": "Forest"}])
    assert next(one for one in aloud.of_service(one, "uk", AT) if one.values["words"] == "Forest").languages == ("fr",)
    assert "Vorst" in said(one, "nl")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"schedules": [{"hours": "Mo-Fr 09:00-17:00", "trust": OLD}]}, "17:00"),
        ({"phones": [{"number": "02 123 45 67", "trust": OLD}]}, "123"),
        ({"phones": [{"number": "02 123 45 67", "staff": True, "trust": SURE}]}, "123"),
        ({"locations": [{"address": {"fr": "Rue Haute 1"}, "trust": OLD}]}, "Rue Haute"),
        ({"locations": [{"address": {"fr": "Rue Haute 1"}, "hidden": True}]}, "Rue Haute"),
        ({"says": [{"about": "access", "text": {"fr": "Sonnez."}, "trust": OLD}]}, "Sonnez"),
        ({"audience": [{"group": "women", "degree": "preferential", "trust": OLD}]}, "femmes"),
        ({"trust": OLD, "phones": [{"number": "107", "trust": SURE}]}, "lieu chaud"),
    ],
)
def test_what_is_not_certain_is_not_said(part: dict[str, object], words: str) -> None:
    assert words not in " ".join(said(found(**part)))


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (
            {"audience": [{"group": "women", "degree": "exclusive", "trust": OLD}]},
            "À confirmer : Uniquement pour : femmes",
        ),
        (
            {"says": [{"about": "caution", "text": {"fr": "Souvent plein."}, "trust": OLD}]},
            "À confirmer : Souvent plein.",
        ),
    ],
)
def test_a_limit_or_a_warning_is_said_even_so_with_its_doubt(part: dict[str, object], sentence: str) -> None:
    assert sentence in said(found(**part))


def test_a_sentence_that_nobody_wrote_in_this_language_is_left_out_and_the_kind_of_service_said_instead() -> None:
    words = said(found(), "pl")
    assert "Un lieu chaud." not in words
    assert "Sans rendez-vous." not in words
    assert words[2] == "Ośrodek dzienny"


def test_hours_of_a_phone_and_of_a_registration_are_said_as_such() -> None:
    one = found(schedules=[{"hours": "Mo-Su 00:00-24:00", "kind": "phone", "on_holidays": "open"}])
    assert "Par téléphone : Ouvert jour et nuit" in said(one)
    one = found(schedules=[{"hours": "Mo-Su 16:00-18:00", "kind": "registration", "on_holidays": "open"}])
    assert "Inscriptions : Ouvre aujourd'hui à 16:00" in said(one)


def test_that_it_is_full_today_is_said() -> None:
    assert "Complet aujourd'hui" in said(found(saturation={"state": "full", "said_on": "2026-11-26"}))


def test_only_what_leads_somewhere_is_told() -> None:
    nothing = {"phones": [], "locations": []}
    assert aloud.may_be_told(found(), AT)
    assert aloud.may_be_told(found(**nothing), AT)  # how to get in is known
    assert not aloud.may_be_told(found(**nothing, says=[]), AT)
    assert not aloud.may_be_told(found(trust=OLD, locations=[], phones=[{"number": "02 123 45 67"}]), AT)
    assert aloud.may_be_told(found(trust=OLD, locations=[], phones=[{"number": "107", "trust": SURE}]), AT)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("0470 12 34 56", "0 4, 70, 12, 34, 56"),
        ("02 880 86 89", "0 2, 880, 86, 89"),
        ("0800 99 340", "0 800, 99, 340"),
        ("116 000", "116, 0 0 0"),
        ("112", "112"),
    ],
)
def test_a_number_is_said_in_parts_and_no_zero_is_lost(written: str, spoken: str) -> None:
    assert in_pairs(written) == spoken


def test_a_number_within_a_sentence_is_said_the_same_way() -> None:
    one = found(says=[{"about": "access", "text": {"fr": "Appelez le 0800 99 340 ou allez sur 0800.example."}}])
    assert "Appelez le 0 800, 99, 340 ou allez sur 0800.example." in said(one)


def test_an_answer_that_no_lawyer_has_read_says_that_it_is_no_advice() -> None:
    raw = {"id": "a", "needs": ["cpas"], "title": {"fr": "x"}, "short": {"fr": "Allez au CPAS."}, "sources": {}}
    answer = Answer.model_validate({**raw, "trust": SURE, "review": "lawyer"})
    words = [str(one.values["words"]) for one in aloud.of_answer(answer, "fr")]
    assert words == ["Allez au CPAS.", "C'est une information générale, pas un avis juridique."]


def test_a_text_holds_name_street_number_and_hours_and_not_who_we_are() -> None:
    one = found(locations=[{"address": {"fr": "Rue Haute 1"}, "commune": "Bruxelles-Ville"}])
    assert sms_words.service(one, "fr", AT).splitlines() == [
        "Accueil de jour", "Rue Haute 1, Bruxelles-Ville", "02 123 45 67", "lundi - vendredi 09:00-17:00",
    ]  # fmt: skip
    assert "sans chez-soi" in sms_words.service(one, "fr", AT, named=True)


def test_a_text_holds_nothing_that_is_not_certain_and_without_a_way_there_is_none() -> None:
    one = found(schedules=[{"hours": "Mo-Fr 09:00-17:00", "trust": OLD}])
    assert "09:00" not in sms_words.service(one, "fr", AT)
    assert sms_words.service(found(phones=[], locations=[{"commune": "Forest"}]), "fr", AT) == ""
    gone = {"hours": "Mo-Su 08:00-20:00", "ends_on": (AT - timedelta(days=30)).date().isoformat()}
    assert "08:00" not in sms_words.service(found(schedules=[gone]), "fr", AT)


@pytest.mark.parametrize("language", ["fr", "ar", "uk"])
def test_a_text_has_three_parts_at_most(language: str) -> None:
    many = [{"hours": f"Mo-Fr 0{hour}:00-0{hour + 1}:00; Sa 1{hour}:00-1{hour + 1}:00"} for hour in range(9)]
    words = sms_words.service(found(schedules=many), language, AT)
    assert words.startswith("Accueil de jour\nRue Haute 1, 1000 Bruxelles")
    assert sms_length.parts(words) <= 3


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("é" * 306, 2), ("€" * 80, 1), ("€" * 81, 2), ("ê" * 70, 1), ("ê" * 71, 2)]
    + [("م" * 201, 3), ("م" * 202, 4), ("😀" * 35, 1), ("😀" * 36, 2)],
)
def test_the_parts_of_a_text_are_counted_as_phones_do(text: str, parts: int) -> None:
    assert sms_length.parts(text) == parts
