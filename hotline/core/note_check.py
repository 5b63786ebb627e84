"""Does a note seem to tell who somebody is? A gentle question before it is kept, never a refusal."""

import re

MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,}", re.IGNORECASE)
ALONE = r"(?<![\d./-])", r"(?![\d./-])"  # not a part of a longer number
DATE = re.compile(r"[0-3]?\d[./-][01]?\d[./-](?:\d{4}|\d{2})".join(ALONE))  # of an appointment, most often
HOURS = re.compile(r"[0-2]?\d[.h:][0-5]\d ?[-–] ?[0-2]?\d[.h:][0-5]\d".join(ALONE))  # 08.00-20.00
SPACED = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){7,14}")  # digits as people write a number, in groups
REGISTER = re.compile(r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. -]?\d{2}\b")  # 85.07.30-033.28
RUN = re.compile(r"\d{6,}")
FOUND = ("mail", "register", "phone", "digits")


def telling(text: str) -> list[str]:
    """What it seems to hold: mail, register (a national register number), phone, digits (any other long number)."""
    found = {"mail"} if MAIL.search(text) else set()
    rest = MAIL.sub(" ", text)
    found |= {"register" for match in REGISTER.findall(rest) if _is_register(match)}
    rest = HOURS.sub(" ", DATE.sub(" ", REGISTER.sub(lambda m: " " if _is_register(m[0]) else m[0], rest)))
    found |= {"phone" for match in SPACED.findall(rest) if match.startswith(("+", "0"))}
    rest = SPACED.sub(lambda m: " " if m[0].startswith(("+", "0")) else m[0], rest)
    return [one for one in FOUND if one in found or (one == "digits" and RUN.search(rest))]


PERSONAL = re.compile(
    "|".join(f"(?P<{name}>{one.pattern})" for name, one in (("hours", HOURS), ("date", DATE), ("mail", MAIL),
        ("register", REGISTER), ("phone", SPACED), ("run", RUN))), re.IGNORECASE,
)  # fmt: skip


def without_numbers(text: str) -> str:
    """The text with "…" in the place of mail addresses and of numbers that may lead to somebody."""
    return PERSONAL.sub(lambda found: found[0] if _says_nothing(found) else "…", text)


def _says_nothing(found: re.Match[str]) -> bool:
    return found.lastgroup in ("hours", "date")


def _is_register(match: str) -> bool:
    """The last two digits check the nine before, with a 2 in front for people born from 2000 on.

    Source: royal decree of 3 April 1984 on the identification number of the national register.
    """
    digits = "".join(sign for sign in match if sign.isdigit())
    return any(97 - int(before + digits[:9]) % 97 == int(digits[9:]) for before in ("", "2"))
