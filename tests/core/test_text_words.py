"""What goes to a phone that others may read: neutral, in three parts at most, and whole where a person wrote it."""

import pytest

from hotline.core import sms_length
from hotline.core.assistant import words as assistant
from hotline.core.safety_words import SAFETY
from hotline.core.text_words import LONGEST, TELLING, Said, joined
from hotline.core.words import Channel
from hotline.texts import KNOWN, LANGUAGES, t

LINE = "+3280012345"


@pytest.mark.parametrize("language", KNOWN)
@pytest.mark.parametrize("say", sorted(SAFETY))
def test_no_sentence_of_the_safety_net_tells_others_what_it_is_about(say: str, language: str) -> None:
    words = joined([Said(t(language, SAFETY[say], number=LINE), say)], language, LINE, Channel.SMS)
    assert not TELLING.search(words.casefold())
    assert sms_length.parts(words) <= sms_length.MOST
    if say in ("violence_human", "suicide_human", "minor_human"):
        assert words
        assert t(language, SAFETY[say]) not in words


def test_a_sentence_that_tells_too_much_is_left_out_and_the_rest_stays() -> None:
    said = [Said("Ouvert jour et nuit. Pour les victimes de violences. Appelez le 02 123 45 67.", "found")]
    assert joined(said, "fr", LINE, Channel.SMS) == "Ouvert jour et nuit. Appelez le 02 123 45 67."


@pytest.mark.parametrize("language", ["fr", "ar", "uk"])
def test_what_is_too_long_keeps_112_and_the_choices_and_ends_with_the_number(language: str) -> None:
    danger = t(language, SAFETY["tell_112"])
    long = Said("Un lit, rue de la Loi 12, ouvert de 8 h à 18 h. " * 30, "found")
    choices = ({"text": "Oui", "value": "yes"}, {"text": "Non", "value": "no"})
    words = joined([Said(danger, "tell_112"), long, Said("Alors ?", "ask", choices)], language, LINE, Channel.SMS)
    assert sms_length.parts(words) <= sms_length.MOST
    assert words.startswith(danger.replace("ê", "e"))
    assert words.endswith("1 Oui\n2 Non")
    assert "0800 12 345" in words


def test_one_endless_word_is_cut_all_the_same() -> None:
    words = joined([Said("x" * 5000, "found")], "fr", LINE, Channel.SMS)
    assert sms_length.parts(words) <= sms_length.MOST


def test_whatsapp_has_room_for_more() -> None:
    words = "Un lit, rue de la Loi 12. " * 30
    assert joined([Said(words, "found")], "fr", LINE, Channel.WHATSAPP) == words
    assert len(joined([Said(words * 5, "found")], "fr", LINE, Channel.WHATSAPP)) <= LONGEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_the_assistant_says_tells_others_what_it_is_about(language: str) -> None:
    for say, sentence in assistant.SENTENCES.items():
        whole = t(language, sentence, number="0800 12 345", code="AB1234", commune="Ixelles")
        words = joined([Said(whole, say)], language, LINE, Channel.SMS)
        assert words, say
        assert not TELLING.search(words.casefold()), say
        assert sms_length.parts(words) <= sms_length.MOST, say
        if say != "mental_health_human":
            assert "AB1234" in words or "AB1234" not in whole, "a code is never left out"


def test_letters_give_way_before_words_do() -> None:
    services = "\n".join(f"• Le Foyer {n}, rue de la Forêt, 02 123 45 67. Ça ouvre à 9 h · pour tous" for n in range(5))
    words = joined([Said(services, "inform")], "fr", LINE, Channel.SMS)
    assert words.startswith("- Le Foyer 0, rue de la Foret, 02 123 45 67. Ça ouvre à 9 h - pour tous\n- Le Foyer 1")
    assert words.count("Foyer") == 5
    one = joined([Said("Ça va, la forêt ?", "inform")], "fr", LINE, Channel.SMS)
    assert one == "Ça va, la forêt ?", "what fits keeps its letters"


def test_a_question_is_asked_to_its_end_however_long_it_is() -> None:
    what = "\n".join(f"• Place numéro {number}, rue très longue et encore plus longue" for number in range(12))
    words = joined([Said(f"{what}\nPuis-je le partager ?", "ask_share_consent")], "fr", LINE, Channel.SMS)
    assert words.endswith("Puis-je le partager ?")
    assert "numéro 11" in words
