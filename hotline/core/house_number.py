"""Streets and numbers of houses in what somebody says: "rue Haute, au 120", but not "rue Haute, il a 20 ans"."""

import re
from collections.abc import Sequence

from hotline.core.gazetteer.lexicon import ARTICLES, LEADS_TO, SAID, WHERE
from hotline.core.gazetteer.tokens import clauses
from hotline.core.where_words import LINE, STREETS

NUMBER = re.compile(r"^[1-9]\d{0,3}[a-g]?$")
POSTCODE = re.compile(r"^1[0-2]\d0$")
_BESIDE = "numero nummer number nr num n no hauteur hoogte height pas loin"
BESIDE = ARTICLES | WHERE | frozenset(_BESIDE.split())  # between a street and its number
_SAID_BEFORE = "numero nummer number nr num n huisnummer"
SAID_BEFORE = frozenset(_SAID_BEFORE.split())  # what follows is a number of a house, wherever it stands
_UNITS = """
ans an jaar jaren year years old jahre jahren anos ani lat lata rokiv h heure heures uur uren hours hour uhr hora horas
min minutes minuten jours jour dagen days tage dias zile dni m metres meter metros euros euro fois personnes mensen
people hommes femmes mannen vrouwen men women tentes tenten tents enfants kinderen children
"""
UNITS = frozenset(_UNITS.split())  # after a number that is none of a house

STREET_END = re.compile(r"(?!zij|dwars|hoofd|winkel)\w{3,}(?:straat|laan|steenweg|kaai|dreef|strasse)$")
_NAME_FOLLOWS = """
rue avenue boulevard chaussee route quai allee dreve impasse calle avenida rua ulica ulicy strada bulevardul
vulytsia vulytsi شارع
"""
NAME_FOLLOWS = frozenset(_NAME_FOLLOWS.split())  # a street's name comes after these words, before the others
_NAMELESS = """
je tu il elle on nous vous qui que ou c est pas ne sais connais cette cet ce ces une sans avec dans sur sous et ma notre
votre commercante pietonne principale laterale
deze die dat welke geen andere niet weet een kleine mijn onze uw zijn haar
this that which any side main same other my our your some know not what name
"""
NAMELESS = ARTICLES | WHERE | frozenset(_NAMELESS.split())  # beside a word for a street, they are not its name


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
    return not (goes_on or counts or following in UNITS or (LINE & set(said[max(at - 2, 0) : at])))


def names_a_street(said: Sequence[str]) -> bool:
    """Whether a street is named, known or not: "Kerkstraat", but not "in de straat", "a side street"."""
    return any(STREET_END.match(word) or (word in STREETS and _has_name(said, at)) for at, word in enumerate(said))


def _has_name(said: Sequence[str], at: int) -> bool:
    if tuple(said[at : at + 2]) in LEADS_TO:
        return len(said) > at + 2
    if said[at] not in NAME_FOLLOWS:
        return at > 0 and said[at - 1] not in NAMELESS
    name = next((word for word in said[at + 1 :] if word not in ARTICLES), "")
    return bool(name) and name not in NAMELESS and not (said[at] == "quai" and name in SAID)  # a platform
