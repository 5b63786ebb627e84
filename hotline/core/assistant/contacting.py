"""How to reach who reports, whether that is wanted, and whether what they say may be passed on."""

import re

from hotline.core.assistant.phrases import phrases
from hotline.core.number import callable_number

NUMBER = re.compile(r"(?<![\w])(?:\+|00)?\d(?:[ ./\-()]{0,2}\d){7,14}(?!\w)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def number(text: str) -> str | None:
    """The first phone number in a text that may be rung, in E.164."""
    found = (callable_number(one[0]) for one in NUMBER.finditer(text.translate(DIGITS)))
    return next((one for one in found if one is not None), None)


def contact(text: str) -> str | None:
    """A phone number or a mail address that somebody leaves."""
    known = number(text)
    mail = MAIL.search(text)
    return known or (mail[0] if mail else None)


def contact_wanted(text: str) -> bool | None:
    """Whether who writes wants to be reached; None: nothing is said of it."""
    if text in phrases("contact", "no_contact"):
        return False
    return True if contact(text) is not None or text in phrases("contact", "call_me") else None


def may_share(text: str) -> bool | None:
    """Whether what they said may be passed on; None: nothing is said of it."""
    if text in phrases("contact", "not_share"):
        return False
    return True if text in phrases("contact", "share") else None
