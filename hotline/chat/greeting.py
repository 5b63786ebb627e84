"""What stands on the page before anybody has written: who answers here, and what people mostly come for."""

from dataclasses import dataclass
from functools import cache

from hotline.texts import LANGUAGES, mark

HELLO = mark("Hello. I am an assistant, a computer program. You can talk to a person at any time.")
ASK = mark("What can we do for you? Write it in your own words, or choose.")
ASK_REPORT = mark("You see somebody in the street who needs help? Write where they are and what you see.")


@dataclass(frozen=True)
class Opening:
    """A first sentence that needs one touch. `says`: what is sent, in the person's language."""

    text: str
    says: str
    pictogram: str


PERSON = Opening(mark("Talk to a person"), mark("I want to talk to a person"), "helper")
OPENINGS = (
    Opening(mark("A place for tonight"), mark("I need a place to sleep tonight"), "bed"),
    Opening(mark("Report someone"), mark("I want to report someone in the street who needs help"), "eye"),
    PERSON,
)
# The pictures beside what may be chosen, by the value of the choice: who cannot read them can answer all the same.
PICTOGRAMS = {
    "shelter_tonight": "bed", "food": "plate", "hygiene": "shower", "health": "stethoscope", "report_person": "eye",
    "talk_to_human": PERSON.pictogram, "callback": "callback", "leave_message": "letterbox", "stay": "hourglass",
    "yes": "sure", "no": "no", "now": "clock", "today": "sun", "yesterday": "yesterday",
    "1": "one", "2": "two", "3": "three", "4": "four",
    "asleep": "asleep", "awake": "awake", "injured": "bandage", "cold": "snow", "confused": "confused",
    "not_responding": "not_responding",
    "children": "child", "animals": "dog", "children_and_animals": "child_paw",
    "man": "man", "woman": "woman", "couple": "couple", "family": "parents", "under_18": "young_person",
}  # fmt: skip


@cache
def pictograms() -> dict[str, str]:
    """The picture of everything that may be chosen; languages share one. What is not in it is a place: a pin."""
    return {**PICTOGRAMS, **dict.fromkeys(LANGUAGES, "talk")}
