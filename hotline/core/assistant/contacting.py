"""How to reach who reports, whether that is wanted, and whether what they say may be passed on."""

import re

from hotline.core.assistant.clauses import about_us, clauses, denied
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
    """Whether who writes wants to be reached, as they say it last; None: nothing is said of it."""
    said = [one for one in map(_wanted, clauses(text)) if one is not None]
    if said:
        return said[-1]
    if text in phrases("contact", "no_contact"):
        return False
    return True if contact(text) is not None else None


def may_share(text: str) -> bool | None:
    """Whether what they said may be passed on; None: nothing is said of it. A no anywhere counts."""
    said = {_shared(one) for one in clauses(text)}
    return next((one for one in (False, True) if one in said), None)


def but_for_contact(text: str) -> str:
    """What is said besides the refusal to be contacted: "yes, but without my number" is a yes."""
    return " ".join(one for one in clauses(text) if _wanted(one) is not False)


def _wanted(clause: str) -> bool | None:
    """The same of one part of a message."""
    said = about_us(clause)
    if said in phrases("contact", "no_contact"):
        return False
    ours = said in phrases("refusals", "me") and said in phrases("refusals", "reach")
    if (ours or said in phrases("refusals", "be_reached")) and denied(said):
        return False
    allowed = ours and said in phrases("refusals", "may")
    return True if allowed or clause in phrases("contact", "call_me") else None


def _shared(clause: str) -> bool | None:
    said = about_us(clause)
    if _wanted(clause) is False or _to_others(clause):
        return None
    unwished = said in phrases("refusals", "unwished") and said in phrases("refusals", "act")
    if unwished or said in phrases("contact", "not_share") or _sends_nobody(said):
        return False
    return True if said in phrases("contact", "share") and not denied(said) else None


def _sends_nobody(said: str) -> bool:
    """ "Please send nobody"; not: "nobody sends help"."""
    send, nobody = phrases("refusals", "send").at(said), phrases("refusals", "nobody").at(said)
    return send is not None and nobody is not None and send < nobody


def _to_others(text: str) -> bool:
    """Whether somebody else than a team is spoken of: "not to the police"."""
    return text in phrases("refusals", "others")
