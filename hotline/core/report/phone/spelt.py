"""The code of a report as somebody says it, "A comme Anna, E, vingt-trois, quarante-cinq", or types it by the keys.

How letters and numbers are said stands in `knowledge_base/understood/spelling.yaml`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from itertools import product

from hotline.core.assistant.phrases import read
from hotline.core.plain import plain
from hotline.core.report.code import CODE, LETTERS

KEYS = ("", "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ")  # the letters on a telephone
LENGTH, OF_LETTERS = 6, 2
PIECE = re.compile(r"\d+|[^\W\d_]+")


def typed(keys: str) -> frozenset[str]:
    """Every code that these keys may mean: a letter is one of those on its key."""
    if len(keys) != LENGTH or not keys.isdecimal():
        return frozenset()
    letters = [[one for one in KEYS[int(key)] if one in LETTERS] for key in keys[:OF_LETTERS]]
    return frozenset("".join(pair) + keys[OF_LETTERS:] for pair in product(*letters))


def said(words: str, language: str | None) -> str | None:
    """The code that was spelled: the last two letters before its digits. None: it is not clear."""
    text = plain(words)
    for way, means in _ways(language or ""):
        text = way.sub(partial(_meant, means), text)
    pieces = PIECE.findall(text.upper())
    first = next((nth for nth, piece in enumerate(pieces) if piece.isdecimal()), len(pieces))
    letters = "".join(piece for piece in pieces[:first] if len(piece) <= OF_LETTERS and set(piece) <= set(LETTERS))
    code = letters[-OF_LETTERS:] + "".join(piece for piece in pieces[first:] if piece.isdecimal())
    return code if CODE.fullmatch(code) else None


def _meant(means: Mapping[str, str], found: re.Match[str]) -> str:
    return means[found[0]] if means else found[1]


@cache
def _ways(language: str) -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """What is replaced by what, in this order: an example by its first letter, numbers by digits, names by letters."""
    known = read("spelling")
    if language not in known["letters"]:
        return ()
    example = re.compile(rf"(?<![^ ])\w+ (?:{known['example'][language].replace(' | ', '|')}) ([a-z])\w*")
    letters = dict(one.split("=") for one in known["letters"][language].split(", "))
    names = {way: letter for letter, ways in letters.items() for way in ways.split(" | ")}
    numbers = _numbers(language)
    return (example, {}), (_any(numbers), numbers), (_any(names), names)


def _numbers(language: str) -> dict[str, str]:
    known, people = read("spelling"), read("people")["numbers"]
    small = {plain(word): value for value, word in enumerate(people[language].split(), 1)}
    small |= {word: 16 + nth for nth, word in enumerate(known["teens"].get(language, "").split(", "))}
    found = dict(small)
    for nth, ways in enumerate(known["tens"][language].split(", "), 2):
        for ten in ways.split(" | "):
            found[ten] = 10 * nth
            pairs = ((10 * nth + value, one) for one, value in small.items())
            found |= {
                pair.format(ten=ten, one=one): number
                for number, one in pairs
                for pair in known["pair"][language].split(" | ")
            }
    return {word: str(value) for word, value in found.items()}


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """One of these as whole words, the longest first."""
    return re.compile(f"(?<![^ ])(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![^ ])")
