"""From what somebody said to comparable pieces: "behind Gare du Midi" → behind, gare, (du), midi.

Abbreviations are written out, "Flageyplein" becomes flagey + plein, Cyrillic letters become Latin ones, the Arabic
article goes: the same for names and for what people say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hotline.core.gazetteer.lexicon import ARTICLES, CITY, COMPOUND, SAINT, SHORT
from hotline.core.plain import words

CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгґдезиійклмнопрстуфхыэў", "abvggdezyiiklmnoprstufhyeu", strict=True)),
        "є": "ie", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": None, "ъ": None, "ю": "iu", "я": "ia",
    }
)  # fmt: skip
ARABIC_ARTICLE = re.compile(r"^(?:[وبفك]?ال|لل)(?=\w{3})")
COMPOUNDS = re.compile(rf"(\w{{3,60}}?)({'|'.join(COMPOUND)})")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. `word`: which word of the text it stands in. `article`: may be left out."""

    text: str
    word: int
    article: bool


def written_out(word: str) -> str:
    """One plain word in the form in which it is compared."""
    word = SHORT.get(word, word)
    if word in SAINT:
        return "saint"
    if word in CITY:
        return "bruxelles"
    if word.isascii():
        return word
    return ARABIC_ARTICLE.sub("", word).translate(CYRILLIC)


def tokens(text: list[str], known: Callable[[str], bool] = lambda _: True) -> list[Token]:
    """The pieces of plain words. `known`: whether a piece before -plein, -straat, -station… can be part of a name."""
    found = []
    for place, word in enumerate(text):
        whole = written_out(word)
        split = COMPOUNDS.fullmatch(whole)
        pieces = split.groups() if split and known(split[1]) else (whole,)
        found += [Token(piece, place, piece in ARTICLES) for piece in pieces]
    return found


def name_of(text: str) -> tuple[str, ...]:
    """A name as its pieces without articles; with them if nothing else is left."""
    found = tokens(words(text))
    return tuple(one.text for one in found if not one.article) or tuple(one.text for one in found)
