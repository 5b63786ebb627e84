"""What people typed, made safe for Rasa: short, without control characters, and never one of its commands."""

import re
import unicodedata

LONGEST = 1000  # characters; 100,000 of them once kept a Rasa server busy for a minute and left it at 12 GB
SLASHES = "/\N{FULLWIDTH SOLIDUS}\N{FRACTION SLASH}\N{DIVISION SLASH}\N{BIG SOLIDUS}"
SLASHES += "\N{BOX DRAWINGS LIGHT DIAGONAL UPPER RIGHT TO LOWER LEFT}\N{MATHEMATICAL RISING DIAGONAL}\\"


def for_rasa(text: str) -> str:
    """The sentence as Rasa may see it. Empty when nothing is left.

    A leading slash would be a command to Rasa (`/restart`), also after spaces and signs that nobody sees.
    """
    plain = "".join(" " if _is_control(sign) else sign for sign in text[:LONGEST])
    return re.sub(r"\s+", " ", plain[_start(plain) :]).strip()


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn")


def _start(text: str) -> int:
    """Where the first word begins."""
    for position, sign in enumerate(text):
        if not (sign.isspace() or sign in SLASHES or unicodedata.category(sign) in ("Cf", "Mn", "Me")):
            return position
    return len(text)
