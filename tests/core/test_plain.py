"""However somebody writes or says a word, it is the same word."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.plain import plain, words


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("L'Hôpital Saint-Pierre", "hopital saint pierre"),
        ("l’hôpital", "hopital"),
        ("l´hôpital", "hopital"),
        ("J'ai besoin d'une douche, qu'est-ce que je fais ?", "ai besoin une douche est ce que je fais"),
        ("jusqu'à 8 h", "a 8 h"),
        ("aujourd'hui", "aujourdhui"),
        ("'s avonds in 't park", "avonds in park"),
        ("women's shelter", "women shelter"),
        ("I don't know", "i dont know"),
        ("GARE DU MIDI!!!", "gare du midi"),
        ("  rue_Neuve / Nieuwstraat  ", "rue neuve nieuwstraat"),
        ("Straße, Überall", "strasse uberall"),
        ("Chłopak żółty", "chlopak zolty"),
        ("Ștefan și țară", "stefan si tara"),
        ("cœur, æ, Ø", "coeur ae o"),
        ("İstanbul ısı", "istanbul isi"),
        ("МЕТРО «Сімоніс», п’ять", "метро сімоніс пять"),
        ("п'ять", "пять"),
        ("مَحَطَّة الجنوب", "محطه الجنوب"),
        ("أين إلى آخر ٱلملجأ مأوى", "اين الي اخر الملجا ماوي"),
        ("مسـتـشفى ١٠٠٠", "مستشفي 1000"),
        ("\u200fحمام\u200e", "حمام"),
        ("", ""),
        (" ?! ' ", ""),
    ],
)  # fmt: skip
def test_a_word_is_the_same_however_it_is_written(written: str, bare: str) -> None:
    assert plain(written) == bare
    assert words(written) == bare.split()


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet=string.ascii_letters + " éèàçüñœ'-"))
def test_capitals_and_accents_never_matter(text: str) -> None:
    assert plain(text.upper()) == plain(text.lower())
    assert plain(text).isascii()


def test_a_long_message_is_folded_at_once() -> None:
    assert len(words("l'été à Sainte-Catherine " * 5000)) == 20_000
