"""Brings what is written as it sounds to one spelling: Bulgarian and Arabic in Latin letters and digits."""

import re
from collections.abc import Callable, Iterator, Sequence

LATIN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
DOUBLED = re.compile(r"(\D)\1")
# Official spelling first, then that of telephones ("shljokavica"): the longest match wins.
BULGARIAN = (
    "sht щ|zh ж|ch ч|sh ш|ts ц|yu ю|ya я|iu ю|ia я|ju ю|ja я|6t щ|a а|b б|v в|w в|g г|d д|e е|z з|i и|k к|l л"
    "|m м|n н|o о|p п|r р|s с|t т|u у|f ф|h х|x х|c ц|q я|j ж|4 ч|6 ш|y а"
)
CYRILLIC = dict(pair.split() for pair in BULGARIAN.split("|"))
TO_CYRILLIC = re.compile("|".join(sorted(CYRILLIC, key=len, reverse=True)))
LATIN_OF = {each: latin for latin, each in reversed(CYRILLIC.items())} | {"ъ": "a", "й": "y", "ь": "y"}
ON_PHONES = {"я": "q", "ъ": "y", "ч": "4", "ш": "6", "щ": "6t", "ж": "j", "ц": "c", "ю": "iu", "в": "w"}
OFFICIAL, ON_THE_PHONE = (str.maketrans(table) for table in (LATIN_OF, LATIN_OF | ON_PHONES))
ARABIC = {
    "7": "h", "9": "q", "5": "kh", "6": "t", "2": "", "sh": "ch", "ou": "u", "oo": "u", "ee": "i", "y": "i", "e": "",
}  # fmt: skip
TO_ARABIC = re.compile("|".join(sorted(ARABIC, key=len, reverse=True)))


def bulgarian(word: str) -> str:
    """In Cyrillic, with one letter for the two that Latin spells alike: "kyde", "kade" and "къде"."""
    if LATIN.match(word):
        word = TO_CYRILLIC.sub(lambda found: CYRILLIC[found[0]], word)
    return word.replace("ъ", "а")


def arabic(word: str) -> str:
    """In Latin letters one spelling of those that are usual: "bezzaf", "bzaf", "bezaf"."""
    if not LATIN.match(word):
        return word
    return DOUBLED.sub(r"\1", TO_ARABIC.sub(lambda found: ARABIC[found[0]], word)) or word


ALIKE: dict[str, Callable[[str], str]] = {"bg": bulgarian, "ar": arabic}


def sounded(words: list[str], language: str) -> list[str]:
    """The words of a sentence in the one spelling of their language."""
    alike = ALIKE.get(language)
    return [alike(word) for word in words] if alike else words


def written(text: str, language: str) -> str:
    """The language with its letters, where it has two sets: each set has likely letters of its own."""
    return f"{language} latin" if language in ALIKE and text.isascii() else language


def also_latin(texts: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Bulgarian sentences as they are written without Cyrillic, so that they are known for Bulgarian too."""
    for text, language in zip(texts, languages, strict=True):
        if language == "bg" and not text.isascii():
            yield from ((text.lower().translate(table), language) for table in (OFFICIAL, ON_THE_PHONE))
