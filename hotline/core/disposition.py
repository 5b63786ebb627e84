"""How a contact ended, in the dispatcher's judgement: a form as data, every list closed and in the order of the page.

A code that was used once stays in its list, so that reports of earlier months can be printed again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.words import Channel, Topic

CALLERS = ("person", "citizen", "police", "authority", "hospital", "transport", "professional", "visitor")
NEEDS = (
    "shelter",
    "food",
    "hygiene",
    "day_centre",
    "clothes",
    "health",
    "mental",
    "addiction",
    "housing",
    "guidance",
    "eviction",
    "violence",
    "minor",
    "migration",
    "rights",
    "work",
    "information",
    "report",
    "other",
)
OUTCOMES = ("informed", "place", "stable", "transferred", "report", "refused", "nothing")
WHY = ("full", "unsuitable", "closed", "conditions", "too_far", "no_answer", "other")  # nothing was found because
NON_CONTACTS = ("wrong_number", "abusive", "silent", "test")  # nobody to help; a machine never decides so
DISPOSITIONS = OUTCOMES + NON_CONTACTS

SAID = ("disposition", "why", "caller_kind", "needs")  # what an ending says of a contact

USUAL_CALLER = {Topic.PLACE: "person", Topic.REPORT: "citizen", Topic.PROFESSIONAL: "professional"}
USUAL_NEED = {Topic.PLACE: "shelter", Topic.REPORT: "report", Topic.INFORMATION: "information"}
ASKED_FOR = {  # what callers choose in the menus of information, of knowledge_base/needs.yaml
    "shelter_tonight": "shelter",
    "food": "food",
    "hygiene": "hygiene",
    "health": "health",
    "rights_documents": "rights",
    "day_centre": "day_centre",
    "domestic_violence": "violence",
    "unaccompanied_minor": "minor",
    "family_shelter": "shelter",
    "housing": "housing",
    "complaint": "other",
    "addiction": "addiction",  # the rest is only said in words
    "home_guidance": "guidance",
    "eviction_prevention": "eviction",
    "asylum_migration": "migration",
    "work_training": "work",
}


@dataclass(frozen=True)
class Ending:
    """What a dispatcher says at the end. None: as it was before. `how` empty: not said yet.

    `not_referred`: services that the person was not referred to after all.
    """

    how: str
    why: str | None = None
    caller: str | None = None
    needs: tuple[str, ...] | None = None
    not_referred: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises ValueError for a word that is in none of the lists."""
        known = self.how in DISPOSITIONS and self.why in (None, *WHY) and self.caller in (None, *CALLERS)
        if not known or not set(self.needs or ()) <= set(NEEDS):
            raise ValueError("a word of no list")


def close(session: Session, contact: Contact, ending: Ending, by: str, at: datetime) -> None:
    """Put on record how it ended; said again, the later word counts, and the timeline keeps who changed it when.

    `by`: a dispatcher; silence is never closed by a machine. Raises ValueError for an unknown word.
    """
    ending.check()
    before = _of(contact)
    contact.disposition = ending.how
    contact.why = ending.why if ending.how == "nothing" else None
    if ending.how in NON_CONTACTS:
        contact.caller_kind = contact.needs = None
    else:
        contact.caller_kind = ending.caller or contact.caller_kind
        if ending.needs is not None:
            contact.needs = [need for need in NEEDS if need in ending.needs] or None
    contact.referred_to = [one for one in contact.referred_to or () if one not in ending.not_referred] or None
    if contact.closed_at is not None and _of(contact) == before:
        return
    if contact.closed_at is None:
        contact.closed_at = at
        contacts.record(session, contact.id, "closed", at, disposition=ending.how, dispatcher=by)
        return
    changes = {name: [was, now] for name, was, now in zip(SAID, before, _of(contact), strict=True) if was != now}
    contacts.record(session, contact.id, "corrected", at, disposition=ending.how, dispatcher=by, changes=changes)


def refer(session: Session, contact: Contact, service_id: str, by: str, at: datetime) -> bool:
    """The person is sent on to a service; which one, the contact keeps as long as its number. False: once is enough."""
    known = contact.referred_to or []
    if service_id in known:
        return False
    contact.referred_to = [*known, service_id]
    contacts.record(session, contact.id, "referred", at, dispatcher=by)
    return True


def usual(
    contact: Contact,
    *,
    place_accepted: bool = False,
    put_through: bool = False,
    nothing: str | None = None,
    asked_for: str | None = None,
    reported: bool = False,
) -> Ending:
    """What the form shows before anybody touched it: what was said already, else the usual case.

    `nothing`: why no place was found, one of WHY, where the bed board says so. `asked_for`: what they chose by phone.
    `reported`: they told of somebody in the street, and it was passed on.
    """
    if contact.closed_at is not None:
        needs = tuple(contact.needs or ())
        return Ending(contact.disposition or "", contact.why, contact.caller_kind, needs)
    topic = Topic(contact.topic) if contact.topic else None
    caller = contact.caller_kind or ("visitor" if contact.channel == Channel.DESK else None)
    declared = {"minor", "violence"} & set(contact.on_behalf_of or ())
    need = ASKED_FOR.get(asked_for or "") or (USUAL_NEED.get(topic) if topic else None)
    return Ending(
        how=_usual_how(
            contact, place_accepted=place_accepted, put_through=put_through, reported=reported, nothing=nothing
        ),
        why=None if place_accepted or put_through else nothing,
        caller=caller or (USUAL_CALLER.get(topic) if topic else None),
        needs=tuple(one for one in NEEDS if one == need or one in declared),
    )


def _usual_how(
    contact: Contact, *, place_accepted: bool, put_through: bool, reported: bool, nothing: str | None
) -> str:
    if place_accepted:
        return "place"
    if put_through:
        return "transferred"
    if reported:
        return "report"
    return "nothing" if nothing else "informed" if contact.referred_to else ""


def _of(contact: Contact) -> tuple[object, ...]:
    return tuple(getattr(contact, name) for name in SAID)
