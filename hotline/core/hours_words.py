"""Opening hours as people write them: "lundi-vendredi 9h-17h" and "ma-vr 9.00-12.00, 13.00-17.00" are read, too."""

import re
from functools import cache

from babel.dates import get_day_names

from hotline.core.hours import DAYS, WrongHours, parse
from hotline.core.plain import plain

UNTIL = {
    "fr": ("à", "au", "jusqu"), "nl": ("tot", "t", "m", "met"), "en": ("to", "until", "till"), "de": ("bis",),
    "ar": ("إلى", "الى", "حتى"), "ro": ("până", "la"), "pl": ("do",), "es": ("a", "al", "hasta"), "uk": ("до", "по"),
    "pt": ("a", "às", "até"),
}  # fmt: skip
AND = {
    "fr": ("et",), "nl": ("en",), "en": ("and",), "de": ("und",), "ar": ("و",), "ro": ("și",), "pl": ("i", "oraz"),
    "es": ("y",), "uk": ("та", "і", "й"), "pt": ("e",),
}  # fmt: skip
SAYS_NOTHING = {
    "feira",
    "uhr",
    "uur",
    "heures",
    "heure",
    "u",
    "h",
    "de",
    "du",
    "le",
    "van",
    "from",
    "von",
    "od",
    "з",
    "من",
}
CLOCK = re.compile(r"(?<!\d)(\d{1,2}) ?(?:[:.hu] ?(\d\d)(?!\d)|(?=h|u|uhr|uur|heure|-|–|$|\W))", re.IGNORECASE)
CODE = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b")
WORD = re.compile(r"[^\W\d_]+")
RANGE = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
KNOWN = re.compile(r"[a-z ,-]*")
APOSTROPHES = str.maketrans("", "", "'’ʼ")


def shown(text: str, language: str) -> str:
    """The hours with the days as this language writes them: "lun.-ven. 09:00-17:00"."""
    return CODE.sub(lambda found: _days(language)[DAYS.index(found[0].lower())], text)


def read(text: str, language: str) -> str:
    """The hours in our own notation. Raises WrongHours when they cannot be read."""
    rules, days = [], ""
    for part in re.split(r"[;\n]", text):
        said = _normal(part, language)
        between = RANGE.split(said)[::3]
        if said and (len(between) == 1 or between[-1].strip(" ,") or not KNOWN.fullmatch("".join(between))):
            raise WrongHours(text)
        for before, (begin, end) in zip(between, RANGE.findall(said), strict=False):
            days = _listed(before) or days
            rules.append(f"{days} {begin}-{end}".strip())
    found = "; ".join(rules)
    if not rules or not parse(found):
        raise WrongHours(text)
    return found


def _normal(text: str, language: str) -> str:
    """The same with our names of days, times as 09:00, and "-" and "," for "until" and "and"."""
    words = _words(language)
    text = text.casefold().translate(APOSTROPHES).replace("–", "-").replace("—", "-").replace("/", " ")
    text = WORD.sub(lambda found: words.get(plain(found[0]), found[0]), CLOCK.sub(_time, text)).replace(".", " ")
    return re.sub(r"[-, ]*-[-, ]*", "-", re.sub(r" +", " ", text)).strip(" ,")


def _time(found: re.Match[str]) -> str:
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _listed(text: str) -> str:
    """Days with commas between them, as the notation wants them."""
    days = re.sub(r"[ ,]+", ",", text.strip(" ,"))
    return re.sub(r"[a-z]+", lambda found: found[0].capitalize(), days)


@cache
def _days(language: str) -> tuple[str, ...]:
    names = get_day_names("abbreviated", locale=language)
    return tuple(names[day].strip(".") for day in range(7))


@cache
def _words(language: str) -> dict[str, str]:
    """Words of a language, plain, and what they mean: a day, "-", "," or nothing."""
    found = {day: day for day in DAYS} | dict.fromkeys(SAYS_NOTHING, "")
    found |= {plain(one): "-" for one in UNTIL[language]} | {plain(one): "," for one in AND[language]}
    for width in ("abbreviated", "wide"):
        names = get_day_names(width, locale=language)
        found |= {plain(names[day].translate(APOSTROPHES)).split()[0]: DAYS[day] for day in range(7)}
    return found
