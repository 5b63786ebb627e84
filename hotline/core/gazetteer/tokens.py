"""From what somebody said to comparable pieces: "behind Gare du Midi" → behind, gare, (du), midi.

Abbreviations are written out, "Flageyplein" becomes flagey + plein, Cyrillic letters become Latin ones, the Arabic
article goes: the same for names and for what people say.
"""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from hotline.core.gazetteer.lexicon import ARTICLES, CITY, COMPOUND, SAINT, SHORT, SWAPPED
from hotline.core.plain import words

CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгґдезиійклмнопрстуфхыэў", "abvggdezyiiklmnoprstufhyeu", strict=True)),
        "є": "ie", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": None, "ъ": None, "ю": "iu", "я": "ia",
    }
)  # fmt: skip
ARABIC_ARTICLE = re.compile(r"^(?:[وبفك]?ال|لل)(?=\w{3})")
CLAUSES = re.compile(r"[,;:!?()\n،]|(?<=\w{4})\.\s|\s[-–—]\s")  # "St. Gilles" is one
COMPOUNDS = re.compile(rf"(\w{{3,60}}?)({'|'.join(COMPOUND)})")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. `word`: which word of the text it stands in. `article`: may be left out. `begins`: after a comma."""

    text: str
    word: int
    article: bool
    begins: bool = False


def written_out(word: str) -> str:
    """One plain word in the form in which it is compared."""
    word = SHORT.get(word) or SWAPPED.get(word, word)
    if word in SAINT:
        return "saint"
    if word in CITY:
        return "bruxelles"
    if word.isascii():
        return word
    return ARABIC_ARTICLE.sub("", word).translate(CYRILLIC)


def tokens(
    text: Sequence[str], known: Callable[[str], bool] = lambda _: True, begins: Container[int] = ()
) -> list[Token]:
    """The pieces of plain words. `known`: whether a piece before -plein, -straat, -station… can be part of a name.
    `begins`: the words with which a clause begins."""
    found = []
    for place, word in enumerate(text):
        whole = written_out(word)
        split = COMPOUNDS.fullmatch(whole)
        pieces = split.groups() if split and known(split[1]) else (whole,)
        found += [
            Token(piece, place, piece in ARTICLES, begins=not nth and place in begins)
            for nth, piece in enumerate(pieces)
        ]
    return found


def clauses(text: str) -> tuple[list[str], list[int]]:
    """The plain words of a text, and which of them begin a clause: after a comma, a full stop, a line."""
    parts = [words(part) for part in CLAUSES.split(text)]
    begins = accumulate((len(part) for part in parts[:-1]), initial=0)
    return list(chain.from_iterable(parts)), list(begins)


def name_of(text: str) -> tuple[str, ...]:
    """A name as its pieces without articles; with them if nothing else is left."""
    found = tokens(words(text))
    return tuple(one.text for one in found if not one.article) or tuple(one.text for one in found)
