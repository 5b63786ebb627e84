"""What we write to a team about a mission: no place, no health, nobody's name. Others may read the phone."""

from collections.abc import Sequence

from hotline.texts import mark, t

DIGITS = {
    1: "on_the_way",
    2: "helped",
    3: "refused",
    4: "not_found",
    5: "wrong_place",
    6: "cannot_go",
    9: "emergency",
}
# Translators: what a team says of a mission, on a button and in a text message, be short.
ANSWERS = {
    "on_the_way": mark("On our way"),
    "helped": mark("Found, helped"),
    "refused": mark("Found, wants no help"),
    "known": mark("Found, somebody looks after them already"),
    "not_found": mark("Not found"),
    "wrong_place": mark("Wrong place"),
    "moved": mark("Has moved"),
    "duplicate": mark("Reported twice"),
    "emergency": mark("Emergency"),
    "cannot_go": mark("We cannot go"),
}


def asked(language: str, mission: int, url: str) -> str:
    """The text with the link."""
    # Translators: a text message to an outreach team, keep it as short as the English.
    return t(
        language,
        "Mission %(mission)s: %(url)s Or answer %(mission)s and: 1 on our way, 2 helped, 3 refused, 4 not found,"
        " 5 wrong place, 6 cannot go, 9 emergency",
        mission=mission, url=url,
    )  # fmt: skip


def noted(language: str, mission: int, what: str) -> str:
    """The answer to a digit."""
    if what == "emergency":
        return t(language, "Mission %(mission)s: call 112 first. A dispatcher looks at it at once.", mission=mission)
    said = t(language, ANSWERS[what])
    return t(language, "Mission %(mission)s: noted, thank you. %(what)s.", mission=mission, what=said)


def put_right(language: str, mission: int) -> str:
    """The answer to another digit, a moment after the first."""
    return t(language, "Mission %(mission)s: put right, thank you. A dispatcher looks at it.", mission=mission)


def over(language: str, mission: int) -> str:
    return t(
        language, "Mission %(mission)s is closed already. In danger: 112. Otherwise please call us.", mission=mission
    )


def unclear(language: str, open_missions: Sequence[int]) -> str:
    """How to answer, to who wrote something else."""
    numbers = ", ".join(str(one) for one in open_missions)
    return t(
        language,
        "In danger: 112. Please write the mission and a digit, such as %(example)s: 1 on our way, 2 helped, 3 refused,"
        " 4 not found, 5 wrong place, 6 cannot go, 9 emergency. Open: %(missions)s",
        example=f"{open_missions[0] if open_missions else 12} 1", missions=numbers or "-",
    )  # fmt: skip


def subject(language: str, mission: int) -> str:
    return t(language, "Mission %(mission)s", mission=mission)


def letter(language: str, mission: int, url: str, line: str) -> str:
    """The same for who has no phone: plain text, one link."""
    paragraphs = (
        t(language, "Good day,"),
        t(
            language,
            "There is a mission for your team. All that is known stands behind this link; please answer there:",
        ),
        url,
        t(language, "The link is only for your team, and ends with the mission. Please do not send it on."),
        t(language, "Questions? Call us: %(number)s, free, day and night. Thank you!", number=line),
    )
    return "\n\n".join(paragraphs) + "\n"
