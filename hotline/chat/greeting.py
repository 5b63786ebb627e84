"""What stands on the page before anybody has written: who answers here, and what people mostly come for."""

from dataclasses import dataclass

from hotline.texts import mark

HELLO = mark("Hello. I am an assistant, a computer program. You can talk to a person at any time.")
ASK = mark("What can we do for you? Write it in your own words, or choose.")
ASK_REPORT = mark("You see somebody in the street who needs help? Write where they are and what you see.")


@dataclass(frozen=True)
class Opening:
    """A first sentence that needs one touch. `says`: what is sent, in the person's language."""

    text: str
    says: str
    pictogram: str


PERSON = Opening(mark("Talk to a person"), mark("I want to talk to a person"), "people")
OPENINGS = (
    Opening(mark("A place for tonight"), mark("I need a place to sleep tonight"), "bed"),
    Opening(mark("Report someone"), mark("I want to report someone in the street who needs help"), "eye"),
    PERSON,
)
# Pictures beside what the assistant offers, by the value of the choice.
PICTOGRAMS = {
    "shelter_tonight": "bed", "food": "plate", "hygiene": "shower", "health": "stethoscope", "report_person": "eye",
    "talk_to_human": "people", "yes": "check", "no": "wrong", "callback": "call", "leave_message": "letterbox",
    "stay": "clock", "children": "child", "animals": "dog",
}  # fmt: skip
