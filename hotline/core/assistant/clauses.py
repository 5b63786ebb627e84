"""The parts of a message, and whether a "not" stands beside something in one of them."""

import re

from hotline.core.assistant.phrases import phrases
from hotline.core.plain import plain

ENDS = re.compile(r"(?<=[.;,!?:،؛؟\n])\s+")
BUT = re.compile(r"\s+(?=(?:mais|maar|but|aber|pero|mas|dar|ale|але|но|لكن)\b)", re.IGNORECASE)
ELIDED = re.compile(r"\bm['’](?=\w)", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    """The parts of a message between its signs and before its "but", each as it is written."""
    return [one for part in ENDS.split(text.strip()) for one in BUT.split(part) if one]


def about_us(clause: str) -> str:
    """The plain clause in which "m'appeler" is two words, and "don't hesitate" and "not too late" are no refusal."""
    said = plain(ELIDED.sub("me ", clause))
    for name in ("if_not_found", "not_a_no"):
        said = phrases("refusals", name).without(said)
    return said


def denied(said: str) -> bool:
    """Whether a "not" stands in this part of a message."""
    return said in phrases("refusals", "not")
