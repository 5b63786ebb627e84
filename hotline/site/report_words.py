"""What stands beside the boxes of the report form; the pictures of it."""

from collections.abc import Callable, Iterable, Mapping

from hotline.core.report.coach import shown
from hotline.texts import Language, mark

__all__ = ["CALLED", "DANGER", "HELP", "ROLES", "SPOT", "STATES", "in_words", "shown", "tongues"]

DANGER = {  # to touch: its picture, its words
    "not_responding": ("not_responding", mark("Does not answer, cannot be woken")),
    "bleeding": ("bandage", mark("Bleeds a lot, or breathes badly")),
    "child_alone": ("child", mark("A child alone")),
    "none": ("no", mark("No, none of this")),
}
CALLED = {
    "reporter": mark("Yes, I have called"),
    "other": mark("Yes, somebody else has called"),
    "nobody": mark("Not yet"),
}
STATES = {  # the picture of how somebody is
    "asleep": "asleep", "awake": "awake", "cold": "snow", "injured": "bandage", "confused": "confused",
    "not_responding": "not_responding",
}  # fmt: skip
HELP = {
    "support": mark("Somebody to talk to"),
    "information": mark("Information"),
    "aid": mark("Food, a blanket, a place"),
    "care": mark("Care"),
    "transport": mark("To be driven somewhere"),
}
ROLES = {
    "citizen": mark("I live here or passed by"),
    "themself": mark("It is about me"),
    "station": mark("I work at the station or the stop"),
    "professional": mark("I am a professional of help or care"),
    "other": mark("Somebody else"),
}
SPOT = {
    "street": mark("Street and number"),
    "landmark": mark("Shop or building beside it"),
    "stop": mark("Name of the stop"),
    "line": mark("Number of the line"),
    "inside": mark("Inside: which hall or level"),
    "side": mark("Which side, which exit"),
}


def in_words(many: Mapping[str, str], _: Callable[[str], str]) -> list[tuple[str, str]]:
    """A choice as it is shown: its value, its words."""
    return [(value, _(text)) for value, text in many.items()]


def tongues(many: Iterable[Language]) -> list[tuple[str, str]]:
    """Languages by the names that they have for themselves."""
    return [(one.code, one.name) for one in many]
