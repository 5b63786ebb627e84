"""Numbers of houses in what somebody says: "rue Haute, au 120", but not "rue Haute, il a 20 ans"."""

import re
from collections.abc import Sequence

from hotline.core.assistant.phrases import alternatives
from hotline.core.gazetteer.lexicon import ARTICLES, SAID, WHERE
from hotline.core.gazetteer.tokens import clauses
from hotline.core.where_words import LINE

NUMBER = re.compile(r"^[1-9]\d{0,3}[a-g]?$")
POSTCODE = re.compile(r"^1[0-2]\d0$")
_BESIDE = "numero nummer number nr num n no hauteur hoogte height pas loin"
BESIDE = ARTICLES | WHERE | frozenset(_BESIDE.split())  # between a street and its number
_SAID_BEFORE = "numero nummer number nr num n huisnummer"
SAID_BEFORE = frozenset(_SAID_BEFORE.split())  # what follows is a number of a house, wherever it stands
COUNTED = re.compile("|".join(alternatives("people", "words", one) for one in ("measures", "people", "children")))


def numbered(said: Sequence[str], first: int, last: int) -> bool:
    """Whether a number of a house stands beside the street whose name is the words from `first` to before `last`."""
    before = first - 1
    while before > 0 and said[before] in BESIDE:
        before -= 1
    while last < len(said) and said[last] in BESIDE:
        last += 1
    return house_number(said, before) or house_number(said, last)


def alone(text: str) -> bool:
    """Whether a number of a house is said by itself: "c'est au numéro 12", or a clause that is nothing else."""
    said, begins = clauses(text)
    ends = [*begins[1:], len(said)]
    by_name = any(one in SAID_BEFORE and house_number(said, at + 1) for at, one in enumerate(said))
    return by_name or any(end - at == 1 and house_number(said, at) for at, end in zip(begins, ends, strict=True))


def given(said: Sequence[str]) -> bool:
    """Whether a number of a house stands anywhere in these words."""
    return any(house_number(said, at) for at in range(len(said)))


def house_number(said: Sequence[str], at: int) -> bool:
    """Whether this word is a number of a house: no postcode, line, age, time, nor "3 hommes"."""
    if not 0 <= at < len(said) or not NUMBER.match(said[at]) or POSTCODE.match(said[at]):
        return False
    following = said[at + 1] if at + 1 < len(said) else ""
    goes_on = following.isdecimal() and not POSTCODE.match(following)  # of a phone, or "22:30"
    counts = len(said[at]) == 1 and following not in {"", *BESIDE, *SAID}
    return not (goes_on or counts or COUNTED.fullmatch(following) or (LINE & set(said[max(at - 2, 0) : at])))
