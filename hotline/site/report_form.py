"""The report form as it was sent: what was typed, what is still wrong with it, what it says as facts of a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from hotline.core.assistant import contacting, seen
from hotline.core.locate import Located
from hotline.core.report import pin
from hotline.core.report.facts import CALLED, HELP, ROLES, STATES, Facts, can_be_told
from hotline.core.report.pin import Pin
from hotline.core.report.tags import urgent
from hotline.texts import KNOWN, mark

DANGERS = ("not_responding", "bleeding", "child_alone")  # a touch on one of these is 112 first
YES_NO = ("yes", "no")
WHEN = ("now", "today", "yesterday")
MOST_PEOPLE = 99
LONGEST = {  # characters
    "place": 300, "asked_about": 700, "choice": 80, "lat": 20, "lon": 20, "accuracy": 20, "street": 120,
    "landmark": 120, "stop": 80, "line": 20, "inside": 120, "side": 120, "time": 60, "count": 3, "words": 300,
    "clothing": 200, "dangers": 200, "contact": 120,
}  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "danger": (*DANGERS, "none"), "told_112": ("yes",), "called_112": CALLED, "when": WHEN, "still": YES_NO,
    "condition": STATES, "minors": YES_NO, "animals": YES_NO, "heard": tuple(KNOWN), "spoken_to": YES_NO,
    "wants_help": YES_NO, "help": HELP, "role": ROLES, "contact_consent": ("yes",), "text_safe": ("yes",),
    "feedback": ("yes",), "agreed": ("yes",),
}  # fmt: skip
STEPS: Mapping[str, tuple[str, ...]] = {  # what stands on each page
    "danger": ("danger",),
    "112": ("called_112",),
    "where": ("place", "choice", "lat", "lon", "accuracy", "street", "landmark", "stop", "line", "inside", "side"),
    "seen": (
        "when", "time", "still", "count", "condition", "minors", "animals", "words", "clothing", "dangers", "heard",
        "spoken_to", "wants_help", "help",
    ),
    "you": ("role", "contact", "contact_consent", "text_safe", "feedback", "agreed"),
}  # fmt: skip
WHERE = ("place", "street", "landmark", "stop")  # what is looked up in the gazetteer

NO_PLACE = mark("Please say where: without a place nobody can be found.")
NO_NUMBER = mark("Please give a number from 1 to 99.")
NO_CONTACT = mark("This number or address is not right. Correct it, or leave it empty.")
NO_CONSENT = mark("Say that the team may contact you, or leave the number empty.")
NO_NEWS = mark(
    "We can tell you only by e-mail, or by text message to a mobile phone where that is safe. Otherwise untick this:"
    " you can ask with your code."
)
NOT_AGREED = mark("Without your agreement we may not pass it on.")


@dataclass(frozen=True)
class Typed:
    """What stands in the form. `values`: by name of the field; what it does not offer is left out."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def hidden(self, step: str) -> list[tuple[str, str]]:
        """What goes along unseen with the page of a step."""
        return [(name, value) for name, value in self.values.items() if name not in STEPS[step]]

    def also(self, **more: str) -> "Typed":
        return Typed({**self.values, **more})

    @property
    def where(self) -> str:
        """All that was said of the place."""
        return ", ".join(dict.fromkeys(said for name in WHERE if (said := self[name])))

    @property
    def asked_about(self) -> str:
        """The place as it is told now, with its point, so that it is asked about once."""
        point = f"{self.pin.point[0]:.5f} {self.pin.point[1]:.5f}" if self.pin else ""
        return " ".join(filter(None, (self.where, point)))

    @property
    def is_asked(self) -> bool:
        """Whether this very place was asked about before."""
        return bool(self["asked_about"]) and self["asked_about"] == self.asked_about

    @property
    def pin(self) -> Pin | None:
        """The position of the device, or the point on the map, that was given."""
        return pin.read(self["lat"], self["lon"], self["accuracy"])


def read(form: MultiDict[str, str]) -> Typed:
    """The form as it was sent."""
    texts = {name: " ".join(form.get(name, "").replace("\0", " ").split())[:most] for name, most in LONGEST.items()}
    chosen = {name: value for name, many in CHOICES.items() if (value := form.get(name, "")) in many}
    return Typed({name: value for name, value in (texts | chosen).items() if value})


def is_urgent(typed: Typed, language: str) -> bool:
    """Whether a life may be in danger, or a child is alone: then 112 comes before anything else."""
    told = facts(typed, None, None, datetime.now(UTC))
    return typed["danger"] in DANGERS or urgent(told, language) is not None


def problem(typed: Typed, step: str) -> tuple[str, str] | None:
    """The first thing that is wrong on the page of a step: the field, and the sentence."""
    if step == "where" and not (typed.where or typed.pin):
        return "place", NO_PLACE
    if step == "seen" and typed["count"] and _count(typed) is None:
        return "count", NO_NUMBER
    if step == "you":
        return _about_you(typed)
    return None


def _about_you(typed: Typed) -> tuple[str, str] | None:
    if typed["contact"] and contacting.contact(typed["contact"]) is None:
        return "contact", NO_CONTACT
    if typed["contact"] and not typed["contact_consent"]:
        return "contact_consent", NO_CONSENT
    if typed["feedback"] and not can_be_told(contacting.contact(typed["contact"]), text_safe=bool(typed["text_safe"])):
        return "feedback", NO_NEWS
    return None if typed["agreed"] else ("agreed", NOT_AGREED)


def facts(typed: Typed, found: Located | None, place_id: str | None, at: datetime) -> Facts:
    """What the form says. `found`: what its place was taken for."""
    lat, lon = (found.point if found else None) or (None, None)
    time = typed["time"] or typed["when"] or None
    moment = seen.when(typed["time"], at) or seen.when(typed["when"], at)
    bleeding, child = typed["danger"] == "bleeding", typed["danger"] == "child_alone"
    return Facts(
        place=typed["place"] or None,
        commune=found.commune if found and found.commune != "outside" else None,
        lat=lat,
        lon=lon,
        accuracy_m=found.accuracy_m if found and lat is not None else None,
        place_id=place_id,
        when=time,
        seen_at=moment[1] if moment else None,
        people_count=_count(typed) or (1 if child else None),
        condition="not_responding" if typed["danger"] == "not_responding" else _condition(typed, bleeding=bleeding),
        condition_words=typed["words"] or None,
        minors=True if child else _said(typed["minors"]),
        animals=_said(typed["animals"]),
        spoken_to=_said(typed["spoken_to"]),
        wants_help=_said(typed["wants_help"]),
        contact=contacting.contact(typed["contact"]),
        contact_consent=bool(typed["contact"] and typed["contact_consent"]),
        feedback_wanted=bool(typed["feedback"]),
        text_safe=bool(typed["text_safe"]) if typed["contact"] else None,
        still_there=_said(typed["still"]),
        heard=typed["heard"] or None,
        help=typed["help"] or None,
        role=typed["role"] or None,
        called_112=typed["called_112"] or None,
        street=typed["street"] or None,
        landmark=typed["landmark"] or None,
        stop=typed["stop"] or None,
        line=typed["line"] or None,
        inside=typed["inside"] or None,
        side=typed["side"] or None,
        dangers=typed["dangers"] or None,
        clothing=typed["clothing"] or None,
    )


def _condition(typed: Typed, *, bleeding: bool) -> str | None:
    return typed["condition"] or ("injured" if bleeding else None)


def _count(typed: Typed) -> int | None:
    count = int(typed["count"]) if typed["count"].isdecimal() else 0
    return count if 1 <= count <= MOST_PEOPLE else None


def _said(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)
