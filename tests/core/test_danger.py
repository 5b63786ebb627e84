"""Words of danger lead to 112 and a person, whatever a model makes of them, and however they are written."""

import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.core import danger_file
from hotline.core.danger import LEADS_TO, MOST, danger, loaded
from hotline.core.danger_phrases import WrongPhrase
from hotline.core.words import Priority
from hotline.texts import KNOWN

RULES = {rule.id: rule for rule in danger_file.read().rules}
MUST = {"emergency", "suicide", "violence", "minor", "medicine"}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_catches_what_it_is_for_and_leaves_what_is_near(rule):
    assert rule.catches
    assert rule.leaves
    for text in rule.catches:
        found = danger(text, rule.language)
        assert found is not None, text
        assert list(LEADS_TO).index(found.kind) <= list(LEADS_TO).index(rule.kind), (text, found)
    for text in rule.leaves:
        found = danger(text, rule.language)
        assert found is None or (found.kind != rule.kind and not found.tells_112), (text, found)


@pytest.mark.parametrize("language", KNOWN)
def test_every_danger_is_known_in_each_of_eighteen_languages(language):
    assert {rule.kind for rule in RULES.values() if rule.language == language} == MUST


@pytest.mark.parametrize(
    ("text", "kind", "priority", "tells_112"),
    [
        ("il ne respire plus", "emergency", Priority.DANGER, True),
        ("je veux mourir", "suicide", Priority.DANGER, False),
        ("mijn man slaat mij", "violence", Priority.DANGER, False),
        ("I'm 15 and alone", "minor", Priority.MINOR, False),
        ("ich habe kein Insulin mehr", "medicine", Priority.VULNERABLE, False),
    ],
)
def test_what_each_danger_leads_to(text, kind, priority, tells_112):
    found = danger(text)
    assert (found.kind, found.priority, found.tells_112) == (kind, priority, tells_112)


def test_the_reason_names_a_rule_and_never_a_word_of_the_person():
    found = danger("mon voisin Kevin Dupont ne respire plus, il est rue Haute 12")
    assert found.reason == "fr.not_breathing"
    assert found.reason in RULES


@pytest.mark.parametrize(
    "text",
    [
        "IL NE RESPIRE PLUS",
        "il respire plu",
        "il ne respiiiiire plus",
        "il ne rspire plus",
        "elle est inconsciante",
        "il ne respire vraiment plus du tout",
        "vite svp\nil ne respire\nplus",
        "il est inconcsient",
        "elle ne bouge plus",
        "ze is bewusteloss",
        "hes not breathing",
        "he's   not   breathing!!!",
        "he isn't breathing",
        "un'ambulanza, chiamate un'ambulanza",
        "لا يَتَنَفَّس",
        "والدم في كل مكان",
        "нe дышит. он не дышит",
    ],
)
def test_typing_errors_text_language_and_speech_hide_no_emergency(text):
    assert danger(text).tells_112


@pytest.mark.parametrize(
    "text",
    [
        "il dort mais il répond quand je lui parle",
        "il ronfle sous le pont et il bouge un peu",
        "je meurs de faim",
        "mon téléphone est mort",
        "j'étouffe chez moi avec ma belle-mère",
        "il n'y a pas de feu",
        "mon père est mort l'année passée",
        "ik sterf van de honger",
        "hij bloedt niet meer",
        "er is geen brand",
        "ik heb een gebroken hart",
        "I'm dying for a coffee",
        "my feet are killing me",
        "there is no fire",
        "my heart is broken",
        "nobody answers the phone",
        "tengo el corazón roto",
        "sto morendo di fame",
        "bonjour, je cherche un lit pour ce soir",
        "où sont mes papiers",  # "mes" is a knife in Dutch
        "kan ik hier eten",  # "kan" is blood in Turkish
        "bom dia",
        "",
        "!!!",
        "🔥🔥🔥",
    ],
)
def test_nobody_is_sent_to_112_for_a_manner_of_speaking(text):
    assert danger(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("pomosht, ne disha", "bg"),
        ("pomo6t umira", "bg"),
        ("chovek lezhi i ne murda", "bg"),
        ("4ovek leji i ne mqrda, kurvi", "bg"),
        ("on ne dyshit, vyzovite skoruyu", "ru"),
        ("vin bez svidomosti, vyklychte shvydku", "uk"),
        ("makaytneffesch", "ar"),
        ("ma kaytnafasch", "ar"),
        ("makitnfsch", "ar"),
    ],
)
def test_who_writes_in_latin_letters_however_they_spell_is_understood(text, language):
    assert danger(text, language).tells_112
    assert danger(text, "fr").tells_112


def test_a_pump_for_asthma_is_no_bomb():
    assert not danger("perdi a bomba da asma", "pt").tells_112


def test_no_answer_at_the_telephone_hides_no_one_who_does_not_breathe():
    assert danger("il répond quand je lui parle mais il respire très mal, ses lèvres sont bleues").tells_112


def test_who_says_that_life_is_not_worth_it_and_has_acted_goes_to_112():
    assert danger("je veux mourir").kind == "suicide"
    assert danger("je veux mourir, j'ai avalé toute la boîte de médicaments").kind == "emergency"


def test_the_gravest_of_several_dangers_counts():
    assert danger("mon mari me frappe, j'ai 16 ans et je saigne beaucoup de la tête").kind == "emergency"


def test_people_mix_languages():
    assert danger("bonsoir, my friend is not breathing", "fr").tells_112
    assert danger("ana f la gare, dem bezzaf, vite", "fr").tells_112


def test_danger_at_the_end_of_a_long_message_is_read():
    assert danger("je voudrais savoir " * 45 + ". il ne respire plus").tells_112


def test_a_message_of_a_thousand_letters_takes_milliseconds():
    text = " ".join(text for rule in RULES.values() for text in rule.leaves if rule.language in ("fr", "nl", "en"))[
        :1000
    ]
    assert quickest(text) < 0.025  # 3 ms on a free machine


HOSTILE = [
    "respire ",
    "pas ",
    "saigne beaucoup ",
    "il ",
    "a",
    "ኣይ",
    "ا",
    "mourir de ",
    "xq9 ",
    "n'",
    "heeee",
    "..",
    "*",
    "|",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_nonsense_takes_no_longer_than_its_length(part):
    loaded()
    assert quickest((part * 100_000)[:100_000]) < 0.2  # only the first 4,000 letters are read


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=MOST))
def test_no_text_breaks_the_net(text):
    found = danger(text)
    assert found is None or found.reason in RULES


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["il ne respire plus", "hij ademt niet", "he is not breathing", "no respira"]),
    st.text("abc ", max_size=40),
)
def test_no_word_before_an_emergency_hides_it(emergency, before):
    assert danger(f"{before}. {emergency}").tells_112


def quickest(text: str) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        danger(text)
        times.append(time.process_time() - start)
    return min(times)


def written(tmp_path, **parts):
    rule = {"id": "x", "kind": "emergency", "says": ["a b"], "catches": ["a b"], "leaves": ["c"]}
    content = {"negations": {"before": [], "after": []}, "rules": [{**rule, **parts}]}
    (tmp_path / "fr.yaml").write_text(yaml.safe_dump(content))
    return tmp_path


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"says": ["auto-ongeval"]}, "not one word"),
        ({"says": ["<nobody> b"]}, "no list"),
        ({"says": [".."]}, "no word"),
        ({"kind": "sad"}, "sad"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_whoever_extends_a_file_hears_what_is_wrong_in_it(tmp_path, parts, says):
    with pytest.raises(WrongPhrase, match=f"fr.yaml.*{says}"):
        danger_file.read(written(tmp_path, **parts))
