"""Whether a text gives the number of a house: "12 rue Haute", not "2 hommes", "depuis 3 heures", "tram 81"."""

import re

from hotline.core.assistant.phrases import alternatives

_COUNTED = "|".join(
    (
        *(alternatives("people", "words", name) for name in ("people", "one", "children", "not_people")),
        *(alternatives("time", "units", name) for name in ("minutes", "hours", "days")),
    )
)
_ALIKE = alternatives("people", "words", "alike")
_RIDES = "trams?|tramway|bus|metro|ligne|lijn|line|linie|linea|linha|perron|platform|voie|spoor|gleis|ترام"
_POSTCODE = r"1[0-2]\d0"
_NUMBER = re.compile(
    r"(?<![^ ])(?<!\d )\d{1,4}(?:[a-gi-tv-z]|bis|ter)?(?![^ ])"
    rf"(?! (?!{_POSTCODE}(?![^ ]))\d)"  # a number of a phone, "22:30"
    rf"(?! (?:(?:{_ALIKE}) )?(?:{_COUNTED})(?![^ ]))"
)
_RIDE = re.compile(rf"(?<![^ ])(?:{_RIDES}) (?:\w+ )?\d+(?![^ ])")  # "tram 81", "bus n° 71"


def given(said: str) -> bool:
    """Whether one stands in these plain words."""
    found = _NUMBER.findall(_RIDE.sub("", said))
    return any(re.fullmatch(_POSTCODE, one) is None for one in found)
