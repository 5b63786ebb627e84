"""How many people somebody speaks of: "une dizaine", "a couple", "family of four", "un homme et une femme"."""

import re
from functools import partial

from hotline.core.assistant.phrases import alternatives, read
from hotline.core.plain import plain


def _table() -> dict[str, int]:
    known = read("people")
    table = {plain(word): int(number) for number, some in known["further_numbers"].items() for word in some.split("|")}
    for row in known["numbers"].values():
        table |= {plain(word): value for value, word in enumerate(row.split(), 1)}
    return table


TABLE = _table()
_some = partial(alternatives, "people", "words")
PEOPLE, ONE, ALONE, BEFORE = map(_some, ("people", "one", "alone", "before"))
NOT_PEOPLE = "|".join(map(_some, ("measures", "not_people")))
COUPLES, FAMILIES, OF, THEY, BY_THE_WAY, ALIKE, OR, WITH, THEIR, CHILDREN, ONE_CHILD, AND = map(
    _some,
    (
        "couple", "family", "of", "they_are", "by_the_way", "alike", "or", "with", "their", "children", "one_child",
        "and",
    ),
)  # fmt: skip
ROUGHLY, VAGUE, TWO, BOTH = map(_some, ("roughly", "vague", "two", "two_children"))
NUMBER = r"(?:\d{1,3}|" + "|".join(sorted(map(re.escape, TABLE), key=len, reverse=True)) + ")"


def _whole(pattern: str) -> re.Pattern[str]:
    """Whole words of a plain text."""
    return re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])")


ONE_BY_ONE = _whole(rf"({NUMBER})(?: (?:{ALIKE}))? (?:{PEOPLE}|{ONE})")
COUPLE = _whole(rf"(?:{COUPLES})(?!(?: (?:{OF}))? (?:{NOT_PEOPLE})(?![^ ]))")
FAMILY = _whole(rf"(?:{FAMILIES}) (?:{OF}) (\w+)")
COUNTED = _whole(rf"({NUMBER})(?: (?:{OR}) (?:\d{{1,2}}|\w+))?(?: (?:{ALIKE}))? (?:{PEOPLE})")
THEY_ARE = _whole(rf"(?:{THEY})(?: (?:{BY_THE_WAY}))?(?: (?:a|zu|in|met))? ({NUMBER})(?! (?:{NOT_PEOPLE})(?![^ ]))")
SINGLE = _whole(rf"(?:(?P<two>{NUMBER}) )?(?:(?:{ALIKE}) )*(?:{ONE})")
LONELY = _whole(ALONE)
WITH_CHILDREN = _whole(rf"(?:{WITH})(?: (?:{THEIR}))? ({NUMBER})(?: (?:{ALIKE}))? (?:{CHILDREN})")
WITH_ONE = _whole(rf"(?:{WITH}) (?:{THEIR})(?: (?:{ALIKE}))? (?:{ONE_CHILD})")
TWO_CHILDREN = _whole(rf"(?:{WITH}) (?:{BOTH})")
PAIR = _whole(TWO)
ABOUT = _whole(ROUGHLY)
SOME = _whole(rf"(?:{ROUGHLY}) ({NUMBER})(?! (?:{NOT_PEOPLE})(?![^ ]))")
SOMEBODY = _whole(VAGUE)
LONE_NUMBER = _whole(rf"({NUMBER})(?! (?:{NOT_PEOPLE})(?![^ ]))")
AGED = _whole(rf"(?:\w+aine|{NUMBER}|een \w+tal)(?: (?:{OR}) {NUMBER})? (?:{NOT_PEOPLE})")
BEFORE_IT = _whole(rf"(?:{BEFORE}) \d+")
MANY = _whole(PEOPLE)
JOINS = [[], *([word] for word in AND.split("|"))]


def people(text: str, *, asked: bool = False) -> int | None:
    """How many people are in the street; None: it does not say. `asked`: the text answers that very question."""
    if found := SOME.search(plain(text)):  # "een stuk of zes"
        return _number(found[1])
    said = BEFORE_IT.sub(" ", AGED.sub(" ", ABOUT.sub(" ", plain(text))))
    said = re.sub(" +", " ", said).strip()
    if found := THEY_ARE.search(said) or FAMILY.search(said):
        number = _number(found[1])
        if number is not None:
            return number
    if (adults := _adults(said)) and (little := _children(said)):
        return adults + little
    if together := _one_by_one(said):
        return together
    if found := COUNTED.search(said):
        return _number(found[1])
    if COUPLE.search(said) or PAIR.search(said):
        return 2 + _children(said)
    if together := _singles(said):
        return together + _children(said)
    if LONELY.search(said):
        return 1
    if asked and (found := LONE_NUMBER.search(said)):
        return _number(found[1])
    return None


def children(text: str) -> int:
    """How many children a text adds: "with the baby", "met drie kinderen". 0: it names none."""
    return _children(plain(text))


def vague(text: str) -> bool:
    """Whether no more is said than that there is somebody: one, until it is said how many."""
    return people(text) == 1 and people(SOMEBODY.sub(" ", plain(text))) is None


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if 0 < int(word) < 500 else None
    return TABLE.get(word)


def _one_by_one(said: str) -> int:
    """Two or more kinds that are counted each: "one man and two women". 0: there are no two."""
    total, end, kinds = 0, -1, 0
    for one in ONE_BY_ONE.finditer(said):
        if kinds and said[end : one.start()].split() not in JOINS:
            break
        total, end, kinds = total + (_number(one[1]) or 0), one.end(), kinds + 1
    return total if kinds > 1 else 0


def _singles(said: str) -> int:
    """People named one by one: "un homme et une femme". The same one named again counts once."""
    found = [one for one in SINGLE.finditer(said) if one["two"]]
    if not found:
        return 1 if SINGLE.search(said) and not MANY.search(said) else 0
    first = found[0]
    total, end = _number(first["two"] or "un") or 1, first.end()
    for one in found[1:]:
        between = said[end : one.start()].split()
        if between not in JOINS:
            break
        total, end = total + (_number(one["two"] or "un") or 1), one.end()
    return total


def _adults(said: str) -> int:
    """Who is there before "with two children" is said."""
    if (found := WITH_CHILDREN.search(said) or TWO_CHILDREN.search(said) or WITH_ONE.search(said)) is None:
        return 0
    before = said[: found.start()]
    if counted := COUNTED.search(before):
        return _number(counted[1]) or 0
    return 2 if COUPLE.search(before) else _singles(before)


def _children(said: str) -> int:
    if found := WITH_CHILDREN.search(said):
        return _number(found[1]) or 0
    if TWO_CHILDREN.search(said):
        return 2
    return 1 if WITH_ONE.search(said) else 0
