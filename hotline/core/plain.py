"""Words as they are compared: without case, accents, punctuation, articles before an apostrophe, Arabic vowel signs.

"L'Hôpital Saint-Pierre" → "hopital saint pierre". The same for what people type or say and for the names we look up.
"""

import re
import unicodedata

APOSTROPHES = "’‘ʼʻ`´′＇"
FOLDED = {
    **dict.fromkeys(map(ord, APOSTROPHES), "'"),
    **dict(zip(map(ord, "øłđıæœðþٱىیےةہکگ"), ("o", "l", "d", "i", "ae", "oe", "d", "th", *"ايييههكك"), strict=True)),
    ord("ـ"): None,  # tatweel: stretches a word, means nothing
    **dict.fromkeys(range(0x200B, 0x2010)),  # invisible: joiners, direction marks
    **{zero + digit: str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)},  # Arabic and Persian digits
}
ELIDED = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)'(?=[^\W_])")  # l'hôpital, d'eau, qu'il
GENITIVE = re.compile(r"(?<![^\W_])'[snt](?![^\W_])|(?<=[^\W_])'s(?![^\W_])")  # 's avonds, 't; women's, foto's
WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """The text as its bare words with single spaces. Folding twice changes nothing more."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The bare words of a text, in order."""
    text = GENITIVE.sub(" ", ELIDED.sub(" ", _letters(text)))
    return WORD.findall(text.replace("'", ""))


def _letters(text: str) -> str:
    """Lower case, without accents and other signs on letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(FOLDED))
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(FOLDED)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return text
