"""What somebody wants of the talk itself: a person, another language, to stop, to correct, to ask something."""

import re
from functools import cache

from hotline.core import tongue
from hotline.core.assistant.phrases import Phrases, phrases, read
from hotline.core.plain import words

NEARLY_ALL = 5  # words
BARE_LANGUAGE = 2  # words
HALTS = re.compile(r"\b(?:[lst]['’]|(?:les|se) )arr[êe]t\w*", re.IGNORECASE)  # "le bus s'arrête", not "j'arrête"
SHORT = 7  # words: a longer sentence with the name of a language in it may speak of an interpreter somewhere


def wants_person(text: str, *, asked: bool = False) -> bool:
    """Whether somebody asks for a human, in so many words; not: asks whether this is one.

    `asked`: a question is open, to which "a person" may be the answer.
    """
    if text in phrases("wishes", "not_person"):
        return False
    if text in phrases("wishes", "person"):
        return True
    if text in phrases("wishes", "someone"):
        return len(words(text)) <= NEARLY_ALL or text in phrases("wishes", "wants")
    if text not in phrases("wishes", "bare"):
        return False
    rest = text
    for one in ("bare", "wants", "around"):
        rest = phrases("wishes", one).without(rest)
    if rest.strip():
        return False  # "je veux signaler quelqu'un", "iemand slaapt buiten": more is said than that
    return text in phrases("wishes", "wants") or not asked


def wants_language(text: str) -> str | None:
    """The language that somebody asks for; None: none, or not in so many words."""
    said = words(text)
    if text in phrases("wishes", "no_language"):
        return None
    if len(said) > SHORT or not (len(said) <= BARE_LANGUAGE or text in phrases("wishes", "speak")):
        return None
    return tongue.asked_language(text)


def cancels(text: str) -> bool:
    """Whether somebody wants to leave it at that. "Stop" alone does; a tram has one too."""
    return words(text) == ["stop"] or len(words(text)) <= 14 and HALTS.sub(" ", text) in phrases("wishes", "cancel")


def speaks_of_police(text: str) -> bool:
    """Whether somebody fears that the police come or hear of it, or asks for them to be sent."""
    return text in phrases("wishes", "police")


def for_me(text: str) -> bool:
    """Whether who tells of somebody in the street is that person."""
    return sleeps_outside(text) or phrases("wishes", "not_me").without(text) in phrases("wishes", "me")


def sleeps_outside(text: str) -> bool:
    """Whether who writes sleeps in the street."""
    return text in phrases("wishes", "outside")


def corrects(text: str) -> bool:
    """Whether something that was said before is taken back."""
    return text in phrases("wishes", "corrects")


def asks(text: str, language: str) -> bool:
    """Whether it is a question."""
    begins = read("wishes")["asks"].get(language, "")
    return "?" in text or "؟" in text or (bool(begins) and _begins(begins).begin(text))


@cache
def _begins(some: str) -> Phrases:
    return Phrases(some)


def in_brief(text: str, most: int = 300) -> str:
    """A sentence without its white space, cut where it is too long to keep."""
    return re.sub(r"\s+", " ", text).strip()[:most]
