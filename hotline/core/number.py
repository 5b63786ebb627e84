"""What a phone number from outside is worth: a number we may ring, or none."""

import phonenumbers

# Descriptive words and the numbers that spell them on a keypad (ANONYMOUS, RESTRICTED …). Source: Twilio, caller ID.
WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"}
COSTLY = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}  # never rung back
SHORT = 6  # digits: 112, 1712, 116 000
MOBILE_HEAD = 4  # digits: 0470 is said in two parts
WITHOUT_TEXTS = {
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.UAN,
    phonenumbers.PhoneNumberType.VOICEMAIL,
    phonenumbers.PhoneNumberType.PAGER,
}


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


def text_number(raw: str | None) -> str | None:
    """The number in E.164 if a text message can reach it; None also for a landline, where that can be known."""
    number = callable_number(raw)
    if number is None or phonenumbers.number_type(phonenumbers.parse(number)) in WITHOUT_TEXTS:
        return None
    return number


def spaced(number: str) -> str:
    """The national number as it is written: 0800 12 345."""
    return phonenumbers.format_number(phonenumbers.parse(number, "BE"), phonenumbers.PhoneNumberFormat.NATIONAL)


def is_mobile(number: str) -> bool:
    """Whether a voicemail is likely to answer here when nobody does."""
    return phonenumbers.number_type(phonenumbers.parse(number, "BE")) == phonenumbers.PhoneNumberType.MOBILE


def in_pairs(number: str) -> str:
    """A number as Belgians say it, with a pause after each part: "0 4, 70, 12, 34, 56", "0 2, 880, 86, 89", "112".

    A zero at the head of a part stands alone, or a synthetic voice leaves it out.
    """
    parts = number.split() if len(number.replace(" ", "")) <= SHORT else spaced(number).split()
    if len(parts[0]) == MOBILE_HEAD and is_mobile(number):
        parts = [parts[0][:2], parts[0][2:], *parts[1:]]
    return ", ".join(_with_zeros(part) for part in parts)


def _with_zeros(part: str) -> str:
    rest = part.lstrip("0")
    return " ".join([*"0" * (len(part) - len(rest)), *([rest] if rest else [])])
