"""Places that the gazetteer lacks, by the words around them: a street by its name, "behind the bakery"."""

import re
from functools import partial

from hotline.core import street as named
from hotline.core.assistant.clauses import clauses
from hotline.core.assistant.phrases import alternatives, phrases
from hotline.core.assistant.wishes import in_brief
from hotline.core.plain import plain, words

_some = partial(alternatives, "place", "words")
BY, NOTHING, FIRST = map(_some, ("by", "nothing", "spot_first"))
NAMED = re.compile(  # over the text as it is written: the capital tells a name
    rf"(?<!\w)(?i:{FIRST})\s+(?:(?i:du|des|de|la|le|les|l['’]|d['’]|van|aan)\s*)*[A-ZÀ-Ý][\w’'-]+"
)
LANDMARK = re.compile(
    rf"(?<![^ ])(?:{'|'.join(sorted(BY.split('|'), key=len, reverse=True))}) "
    rf"(?!(?:{NOTHING})(?![^ ]))(?!(?:la|le|les|de|het|the|den|dem|der) (?:{NOTHING})(?![^ ]))[^\W\d]\w+"
)


def street(text: str) -> bool:
    """Whether a text names a street or a square, known or not."""
    return named.is_named(text) or named.is_square_named(text) or NAMED.search(text) is not None


def landmark(text: str) -> bool:
    """Whether a text says what the person is beside: "behind the bakery", not "behind a shop" nor "behind me"."""
    return LANDMARK.search(plain(text)) is not None


def somewhere(text: str) -> bool:
    """Whether a text says that somebody is in, at or on something."""
    said = phrases("place", "nowhere").without(text)
    return said in phrases("place", "beside") or said in phrases("place", "somewhere")


def part(text: str, names: set[str], *, whole: int) -> str:
    """The parts of a message that speak of where; all of it up to `whole` words. `names`: words of known places."""
    if len(words(text)) <= whole:
        return in_brief(text)
    told = [one for one in clauses(text) if names & set(words(one)) or one in phrases("place", "beside") or street(one)]
    return in_brief(" ".join(told or [one for one in clauses(text) if landmark(one)]))


def beside(text: str, known: str) -> str:
    """The parts of a message that tell more exactly where than `known` does; empty: none."""
    seen = plain(known)
    return in_brief(" ".join(one for one in clauses(text) if (landmark(one) or street(one)) and plain(one) not in seen))
