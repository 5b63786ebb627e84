"""What the assistant also learns of each sentence: with courtesy around it, and with a second one after it."""

from bot.components.courtesy import BARE, CLOSINGS, OPENINGS, politely
from bot.components.length import APART, at_length
from bot.components.sentence import Sentence, frames, topic_pairs

HUNGRY = ("j'ai faim", "food", "fr")


def test_a_sentence_stays_what_it_means_with_a_greeting_before_or_thanks_after() -> None:
    polite = list(politely([HUNGRY] * 9))
    assert {intent for _, intent in polite} == {"food"}
    assert all("j'ai faim" in text and text != "j'ai faim" for text, _ in polite)
    assert any(text.startswith("j'ai faim") for text, _ in polite)
    assert any(text.endswith("j'ai faim") for text, _ in polite)


def test_a_greeting_or_a_thank_you_is_not_wrapped_in_another() -> None:
    assert list(politely([("merci", "thanks", "fr"), ("bonjour", "greet", "fr")])) == []
    assert {"greet", "thanks", "goodbye"} <= BARE


def test_each_language_with_words_before_has_words_after() -> None:
    assert set(OPENINGS) == set(CLOSINGS)


def test_two_sentences_are_joined_only_when_they_mean_the_same_in_one_language() -> None:
    same = [(f"zin {number}", "food", "nl") for number in range(2 * APART)]
    other = [("a bed", "shelter_tonight", "en"), ("un lit", "shelter_tonight", "fr")]
    joined = list(at_length([*same, *other]))
    assert joined
    assert {intent for _, intent in joined} == {"food"}


def test_words_that_were_never_seen_look_like_the_words_they_share_a_concept_with() -> None:
    soup = Sentence("where is soup", ("where", "is", "soup"), [(0, "question"), (2, "eat")])
    bread = Sentence("where is bread", ("where", "is", "bread"), [(0, "question"), (2, "eat")])
    assert frames(soup) == frames(bread)
    assert "eat+question" in topic_pairs(soup)
