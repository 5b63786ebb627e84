"""What is told of a person in the street. No name, no nationality, no papers: nobody asks for them."""

from dataclasses import dataclass
from datetime import datetime

from hotline.core.number import text_number

STATES = ("not_responding", "injured", "confused", "cold", "asleep", "awake")  # the most serious first
THEMSELF = "themself"
ROLES = ("citizen", THEMSELF, "station", "professional", "other")  # who reports
HELP = ("support", "information", "aid", "care", "transport")  # what seems to be needed
SPOT = ("now_at", "street", "landmark", "stop", "line", "inside", "side")  # what leads a team the last metres
CALLED = ("reporter", "dispatcher", "other", "nobody")  # who called 112


@dataclass(frozen=True)
class Facts:
    """What is reported.

    `place`: as it was written; `place_id`: of the gazetteer; `commune`: its French name. `now_at`: where they are by
    now, as a team that was there or who reported said later. `street` to `side`: what leads a team the last metres
    (`inside`: which hall or level). `condition`: of STATES, `help`: of HELP, `role`: of ROLES,
    `called_112`: of CALLED; `heard`: code of the language they speak. Consents as they were said.
    """

    place: str | None = None
    commune: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
    when: str | None = None
    seen_at: datetime | None = None
    people_count: int | None = None
    condition: str | None = None
    condition_words: str | None = None
    minors: bool | None = None
    animals: bool | None = None
    spoken_to: bool | None = None
    wants_help: bool | None = None
    contact: str | None = None
    contact_consent: bool | None = None
    feedback_wanted: bool | None = None
    place_id: str | None = None
    now_at: str | None = None
    street: str | None = None
    landmark: str | None = None
    stop: str | None = None
    line: str | None = None
    inside: str | None = None
    side: str | None = None
    still_there: bool | None = None
    dangers: str | None = None
    clothing: str | None = None
    heard: str | None = None
    help: str | None = None
    role: str | None = None
    text_safe: bool | None = None
    called_112: str | None = None


def can_be_told(contact: str | None, *, text_safe: bool | None) -> bool:
    """Whether who wants to hear that it is closed can be told: by letter, or by text to a phone that is safe."""
    return contact is not None and ("@" in contact or bool(text_safe and text_number(contact)))
