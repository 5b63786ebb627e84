"""The code of a report: what who reported says to ask how it went."""

import re
import secrets

LETTERS, DIGITS = "AEFHKLRSUX", "23456789"  # none that is heard or read as another
CODE = re.compile(r"(?<![^\W_])([A-Z]{2})[ .-]?(\d{4})(?![^\W_])", re.IGNORECASE)


def code_in(text: str) -> str | None:
    """The code that a text names: "AB 2345", "ab-2345"."""
    found = CODE.search(text)
    return f"{found[1]}{found[2]}".upper() if found else None


def spelled(code: str) -> str:
    """A code as it is read aloud and written down: AB 2345."""
    return f"{code[:2]} {code[2:]}"


def aloud(code: str) -> str:
    """A code as it is read to somebody who writes it down, with pauses: A, B, 23, 45."""
    return f"{code[0]}, {code[1]}, {code[2:4]}, {code[4:]}"


def draw() -> str:
    """Any code."""
    return "".join(secrets.choice(LETTERS) for _ in range(2)) + "".join(secrets.choice(DIGITS) for _ in range(4))
