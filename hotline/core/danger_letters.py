"""Words of danger in other letters: Bulgarian, Russian and Ukrainian in Latin ones, Darija as it is texted.

Each writes as they like ("pomosht", "pomo6t", "pomosh"), so what is listed and what is written are both brought to one
coarse form and compared there.
"""

import re
from collections.abc import Iterator
from itertools import product

ENOUGH = 4  # consonants: with fewer, too many words of French would be one of Darija
CYRILLIC = {  # each letter as it is heard
    **dict(zip("абвдезиклмнопрстуфхцчшыэіґ", "abvdeziklmnoprstufhc46ieig", strict=True)),
    "г": "gh", "ж": ("zh", "j"), "й": "ij", "я": ("ia", "ja"), "ю": ("iu", "ju"),
    "є": ("ie", "e"), "ъ": "aui", "щ": ("6t", "64"), "ь": ("",),
}  # fmt: skip
SLAVIC = {"sh": "6", "ch": "4", "6ch": "64", "kh": "h", "x": "h", "ts": "c", "tz": "c", "q": "ia", "w": "v", "y": "i"}
DARIJA = {"sh": "$", "ch": "$", "kh": "x", "5": "x", "gh": "g", "8": "g", "9": "k", "q": "k", "7": "h"}
VOWELS = re.compile(r"[aeiouyw23]")
DOUBLED = re.compile(r"(.)\1+")


def is_cyrillic(entry: str) -> bool:
    return "\u0400" <= entry.strip("*")[0] <= "\u04ff"


def is_darija(entry: str) -> bool:
    """Whether a word of the Arabic list is in Latin letters and no French: it has a digit, or how its verbs begin."""
    return entry.isascii() and (entry.startswith(("ka", "ma")) or any(letter.isdigit() for letter in entry))


def in_latin(entry: str) -> Iterator[str]:
    """How a Cyrillic word of the lists may be written in Latin letters, in the coarse form."""
    for sounds in product(*(CYRILLIC.get(letter, letter) for letter in entry)):
        yield "".join(sounds).replace("ts", "c")


def coarse(word: str) -> str:
    """A word in Latin letters, as somebody writes a Slavic language with them."""
    return _respelled(word, SLAVIC)


def consonants(word: str) -> str:
    """What stays of a word of Darija however its vowels are written. Empty: too little to know it by."""
    kept = DOUBLED.sub(r"\1", VOWELS.sub("", _respelled(word, DARIJA)))
    return kept if len(kept) >= ENOUGH else ""


def _respelled(word: str, letters: dict[str, str]) -> str:
    for one, other in letters.items():
        word = word.replace(one, other)
    return word
