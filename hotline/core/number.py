"""What a phone number from outside is worth: a number we may ring, or none."""

import phonenumbers

# Descriptive words and the numbers that spell them on a keypad (ANONYMOUS, RESTRICTED …). Source: Twilio, caller ID.
WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"}
COSTLY = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}  # never rung back


def callable_number(raw: str | None) -> str | None:
    """The number in E.164, or None when it is withheld, nonsense, a short code or a client address."""
    if not raw or raw in WITHHELD:
        return None
    try:
        number = phonenumbers.parse(raw, "BE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in COSTLY:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def in_pairs(number: str) -> str:
    """The national number as Belgians say it: 04 70 12 34 56, ready to be read aloud."""
    parsed = phonenumbers.parse(number, "BE")
    digits = "".join(
        c for c in phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL) if c.isdigit()
    )
    lead = len(digits) % 2
    pairs = [digits[i : i + 2] for i in range(lead, len(digits), 2)]
    return " ".join([digits[:lead], *pairs] if lead else pairs)
