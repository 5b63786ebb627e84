"""Every sentence is there in every language in which people hear or read it."""

import shutil

import pytest
from click.testing import CliRunner

from hotline import texts, texts_check, texts_extract
from hotline.core.flow import Prompt
from hotline.core.safety_words import SAFETY
from hotline.texts_command import command

BOUND = ("Someone answers in less than %(count)s minute.", "Someone answers in less than %(count)s minutes.")


@pytest.fixture(scope="module")
def sources():
    """All sentences of the sources, read once: that takes most of the time."""
    return texts_extract.template()


@pytest.fixture
def catalogues(tmp_path, monkeypatch, sources):
    """A copy of the catalogues that a test may spoil."""
    monkeypatch.setattr(texts_check, "template", lambda: sources)
    monkeypatch.setattr(texts_extract, "template", lambda: sources)
    shutil.copytree(texts.FOLDER, tmp_path / "translations")
    monkeypatch.setattr(texts, "FOLDER", tmp_path / "translations")
    return tmp_path / "translations"


def spoil(catalogues, locale, old, new):
    path = catalogues / locale / "LC_MESSAGES" / "messages.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_catalogues_are_up_to_date_and_complete():
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 0, result.output


def test_a_sentence_is_said_in_the_language_that_is_asked_for():
    assert texts.t("nl", "You are number %(position)s in line.", position=3) == "U bent nummer 3 in de rij."
    assert texts.t("en", "You are next in line.") == "You are next in line."


def test_a_sentence_that_nobody_translated_comes_in_english_not_as_an_error():
    assert texts.t("pl", "A sentence of tomorrow, %(name)s.", name="Jan") == "A sentence of tomorrow, Jan."
    assert texts.t("xx", "You are next in line.") == "You are next in line."


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("fr", 1, "1 minute."),
        ("pl", 2, "2 minuty."),
        ("pl", 5, "5 minut."),
        ("uk", 3, "3 хвилини."),
        ("ro", 20, "20 de minute."),
        ("ar", 5, "5 دقائق."),
        ("ar", 15, "15 دقيقة."),
        ("en", 1, "1 minute."),
    ],
)
def test_minutes_take_the_form_that_the_number_needs(language, count, words):
    assert texts.n(language, *BOUND, count).endswith(words)
    assert texts.words(Prompt(BOUND[0], {"count": count}, language, plural=BOUND[1])).endswith(words)


def test_languages_know_their_own_name_their_direction_and_who_read_them():
    assert texts.LANGUAGES["uk"].name == "Українська"
    assert [code for code, language in texts.LANGUAGES.items() if language.direction == "rtl"] == ["ar"]
    assert [code for code, language in texts.LANGUAGES.items() if language.status == "reviewed"] == ["fr", "nl", "en"]


def test_whoever_is_in_danger_reads_so_in_each_of_eighteen_languages():
    assert len(texts.KNOWN) == 18
    for msgid in SAFETY.values():
        assert [code for code in texts.KNOWN if not texts.has(code, msgid)] == [], msgid
    assert len({texts.t(code, SAFETY["tell_112"]) for code in texts.KNOWN}) == 18
    assert all("112" in texts.t(code, SAFETY["tell_112"]) for code in texts.KNOWN)


def test_a_further_language_holds_only_what_keeps_people_safe_and_no_menu_offers_it():
    assert texts.translated("ti") == set(SAFETY.values())
    assert not set(texts.FURTHER) & set(texts.LANGUAGES)
    assert [one.code for one in texts.FURTHER.values() if one.direction == "rtl"] == ["fa", "ps"]
    assert {one.status for one in texts.FURTHER.values()} == {"drafted"}


def test_it_is_known_which_sentences_exist():
    assert texts.has("uk", "You are next in line.")
    assert texts.has("ar", BOUND[1])
    assert texts.has("en", "Anything at all.")
    assert not texts.has("fr", "Anything at all.")
    assert not texts.has("xx", "You are next in line.")


@pytest.mark.parametrize(
    ("locale", "old", "new", "says"),
    [
        ("nl", "U bent als volgende aan de beurt.", "", "nl: no translation of 'You are next in line.'"),
        ("uk", "Ви наступні в черзі.", "", "uk: no translation of 'You are next in line.'"),
        ("fr", "numéro %(position)s", "numéro %(place)s", "fr: other values than in"),
        ("ro", "%(count)s de minute", "multe minute", "ro: other values than in"),
        ("de", "Bei Lebensgefahr wählen Sie 112.", "Bei Lebensgefahr wählen Sie 110.", "de: 112 is not said"),
        ("ps", "همدا اوس 112 ته", "همدا اوس ۱۱۲ ته", "ps: 112 is not said"),
        ("so", "Qof ayaa kuu jawaabi doona.", "", "so: no translation of 'A person will answer you.'"),
        ("es", 'msgid "You are next in line."', '#, fuzzy\nmsgid "You are next in line."', "es: a guess"),
    ],
)
def test_a_fault_of_a_translation_is_named(catalogues, locale, old, new, says):
    spoil(catalogues, locale, old, new)
    assert any(problem.startswith(says) for problem in texts_check.problems())


def test_a_catalogue_that_misses_a_new_sentence_is_not_up_to_date(catalogues):
    spoil(catalogues, "pt", 'msgid "You are next in line."', 'msgid "You were next in line."')
    assert any(problem.startswith("pt: not up to date") for problem in texts_check.problems())


def test_a_language_without_a_catalogue_is_named(catalogues):
    shutil.rmtree(catalogues / "de")
    assert any(problem.startswith("de: there is no catalogue") for problem in texts_check.problems())


def test_extract_keeps_translations_and_gives_the_same_bytes_twice(catalogues):
    before = (catalogues / "pl/LC_MESSAGES/messages.po").read_bytes()
    result = CliRunner().invoke(command, ["extract"])
    assert result.exit_code == 0
    assert (catalogues / "pl/LC_MESSAGES/messages.po").read_bytes() == before


def test_sentences_of_the_flows_are_spoken_ones(sources):
    spoken = {message.id for message in sources if message.id and texts_extract.is_everywhere(message.locations)}
    assert "You are next in line." in spoken
    assert BOUND in spoken
