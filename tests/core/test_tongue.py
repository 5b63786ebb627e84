"""The assistant goes on in the language of the person, and never changes it on a guess."""

import pytest

from hotline.core.tongue import asked_language, guess, switch


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je cherche un endroit pour dormir cette nuit", "fr"),
        ("ik heb geen slaapplaats voor vannacht", "nl"),
        ("I have nowhere to sleep tonight", "en"),
        ("ich suche einen Schlafplatz für heute Nacht", "de"),
        ("busco un sitio donde dormir esta noche con mis hijos", "es"),
        ("preciso de um sítio para dormir hoje à noite", "pt"),
        ("cerco un posto dove dormire questa notte", "it"),
        ("caut un loc unde să dorm în noaptea asta", "ro"),
        ("szukam miejsca do spania na dzisiejszą noc", "pl"),
        ("търся място за спане тази вечер", "bg"),
        ("мне негде спать сегодня, вы можете помочь", "ru"),
        ("мені ніде спати сьогодні вночі", "uk"),
        ("أبحث عن مكان للنوم هذه الليلة", "ar"),
        ("bghit fin n3es had lila 3afak", "ar"),
        ("bu gece uyuyacak bir yer arıyorum", "tr"),
        ("دنبال جایی برای خواب امشب هستم", "fa"),
        ("زه د نن شپې لپاره ځای غواړم", "ps"),
        ("waxaan raadinayaa meel aan caawa seexdo", "so"),
        ("ሎሚ ለይቲ ዝድቅሰሉ ቦታ የድልየኒ", "ti"),
    ],
)
def test_each_of_eighteen_languages_is_recognised(text, language):
    assert guess(text) == language


@pytest.mark.parametrize("text", ["", "ok", "gare centrale", "merci beaucoup", "1050", "😀 😀 😀", "ሎሚ ለይቲ"])
def test_two_words_tell_no_language(text):
    assert guess(text) is None


def test_the_own_choice_of_the_person_wins():
    assert switch("fr", "nl", "I have nowhere to sleep tonight") == "nl"


def test_the_language_changes_only_when_it_is_clear():
    assert switch("fr", None, "I have nowhere to sleep tonight") == "en"
    assert switch("fr", None, "Bourse, Anneessens, Midi") == "fr"
    assert switch("nl", None, "ok") == "nl"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("in het Frans", "fr"),
        ("عربي", "ar"),
        ("po polsku proszę", "pl"),
        ("по-русски", "ru"),
        ("Türkçe", "tr"),
        ("can you speak arabic", "ar"),
        ("ትግርኛ", "ti"),
        ("farsi", "fa"),
        ("duits", "de"),
        ("en espagnole svp", "es"),
        ("mijn Nederlands is slecht, kan het in het Pools", "pl"),
        ("je voudrais parler", None),
        ("", None),
        ("un homme qui parle roumain dort depuis trois jours sous l'abri du tram", None),
    ],
)
def test_who_asks_for_a_language_by_any_of_its_names_gets_it(text, language):
    assert asked_language(text) == language
