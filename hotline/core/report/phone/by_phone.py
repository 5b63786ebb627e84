"""Somebody in the street is reported by keys and voice: the short form of the phone.

What is told stands encrypted in the caller's visit; once it is sent, only its code does. Danger in the words goes
before everything, and whatever is not understood twice goes to a person.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import flow
from hotline.core.assistant import counting
from hotline.core.contact import Contact
from hotline.core.danger import danger
from hotline.core.flow_words import UNSURE
from hotline.core.number import text_number
from hotline.core.report import arrival, code, told
from hotline.core.report.facts import Facts
from hotline.core.report.phone import how_far, place_by_phone
from hotline.core.report.phone.draft import Draft, opened, sealed, with_facts
from hotline.core.secret import Vault
from hotline.core.words import Outcome
from hotline.db import now
from hotline.texts import mark

FORM = "street_"  # the checks of this form
OF_A_PLACE = ("street_place", "street_which")
BY_KEY, MOST_SAID = 8, 99  # people
CHOICES: Mapping[str, Mapping[str, object]] = {  # what an option of the form tells
    "confused": {"condition": "confused"},
    "cold": {"condition": "cold"},
    "asleep": {"condition": "asleep"},
    "awake": {"condition": "awake"},
    "children": {"minors": True, "animals": False},
    "animals": {"minors": False, "animals": True},
    "both": {"minors": True, "animals": True},
    "neither": {"minors": False, "animals": False},
    "still_there": {"still_there": True},
    "gone": {"still_there": False},
    "spoken_to": {"spoken_to": True},
    "not_spoken_to": {"spoken_to": False},
    "text": {"feedback_wanted": True},
    "no_text": {"feedback_wanted": False},
}
THANKS = mark("Thank you for looking out for someone. Your report has reached us.")
CODE = mark("Your code is %(code)s.")
ONCE_MORE = mark("Once more: %(code)s.")


def heard(
    session: Session, line: flow.Flow, vault: Vault, contact: Contact, visit: flow.Visit, answer: flow.Answer
) -> tuple[flow.Visit, flow.Answer]:
    """The visit with what this answer tells, and the answer as the flow may hear it. Elsewhere both unchanged."""
    node = flow.node_of(line, visit)
    if not node.check.startswith(FORM) or visit.hash != line.hash:
        return visit, answer
    if isinstance(answer, flow.Speech) and node.understands:
        return _said(session, line, vault, contact, visit, answer)
    match node.check, answer:
        case "street_which", flow.Key(digits) if digits.isdecimal():
            return place_by_phone.chosen(session, vault, visit, answer)
        case "street_count", flow.Key(digits) if digits.isdecimal() and 1 <= int(digits) <= BY_KEY:
            return with_facts(vault, visit, people_count=int(digits)), flow.Done("counted")
        case "street_asked", flow.Key(digits) if len(digits) > 1:
            return how_far.of_code(session, vault, contact, visit, answer, now(session))
        case _, flow.Key(digits):
            chosen = next((one.name for one in node.options if one.key == digits), None)
            return _chosen(session, vault, contact, visit, chosen, answer) if chosen else (visit, answer)
    return visit, answer


def agreed_last(
    session: Session, line: flow.Flow, vault: Vault, contact: Contact, visit: flow.Visit, answer: flow.Answer
) -> flow.Visit:
    """The call is over. Where they hung up right after their yes, and we hear of it only now, their report goes."""
    node = flow.node_of(line, visit)
    keys = [one.key for one in node.options if one.name == "agreed"] if node.check == "street_share" else []
    said_yes = isinstance(answer, flow.Key) and answer.digits in keys
    return _send(session, vault, contact, visit)[0] if said_yes and "code" not in opened(vault, visit) else visit


def _said(
    session: Session, line: flow.Flow, vault: Vault, contact: Contact, visit: flow.Visit, answer: flow.Speech
) -> tuple[flow.Visit, flow.Answer]:
    """What words mean here; words that the provider is unsure of, or that say something else, stay words."""
    check, found = flow.node_of(line, visit).check, danger(answer.words, visit.language)
    if found is not None:
        if check in OF_A_PLACE:  # whoever answers sees where, too
            visit, _ = place_by_phone.said(session, line, vault, visit, answer)
        return visit, flow.Understood(found.kind, found.reason)
    if not answer.words.strip() or (answer.confidence is not None and answer.confidence < UNSURE):
        return visit, answer
    count = counting.people(answer.words, asked=True) or 0
    match check:
        case "street_which" if count and len(answer.words.split()) == 1:  # "deux": the key is said
            return place_by_phone.chosen(session, vault, visit, flow.Key(str(count)))
        case "street_place" | "street_which":
            return place_by_phone.said(session, line, vault, visit, answer)
        case "street_count":
            some = 1 < count <= MOST_SAID  # "someone" may be whom they want to speak with
            return (with_facts(vault, visit, people_count=count), flow.Done("counted")) if some else (visit, answer)
        case "street_asked":
            return how_far.of_code(session, vault, contact, visit, answer, now(session))
    return visit, answer


def aloud(line: flow.Flow, vault: Vault, visit: flow.Visit) -> flow.Visit:
    """The visit as it is spoken: with the place that was understood, the question about it, or the code."""
    check = flow.node_of(line, visit).check
    if visit.sealed is None or not check.startswith(FORM):
        return visit
    return flow.changed(visit, said=(*visit.said, *_sentences(check, opened(vault, visit), visit)))


def of_contact(vault: Vault, contact: Contact) -> Draft:
    """What a caller told before they came to a person; with only the code when it was sent, empty without anything."""
    visits = (flow.visit_from_json(leg.visit) for leg in reversed(contact.legs) if leg.visit)
    return next((opened(vault, visit) for visit in visits if visit.sealed), {})


def told_before(vault: Vault, contact: Contact) -> Facts:
    """The same as facts of a report, for whom a dispatcher goes on to write it down; nothing of one that was sent."""
    draft = of_contact(vault, contact)
    return replace(Facts(**draft["facts"]) if "facts" in draft else Facts(), place=_words_of(draft))


def _words_of(draft: Draft) -> str | None:
    place: str | None = draft.get("facts", {}).get("place") or ", ".join(draft.get("heard", ())) or None
    return place


def _sentences(check: str, draft: Draft, visit: flow.Visit) -> Iterable[flow.Said]:
    match check:
        case "street_right":
            return place_by_phone.read_back(draft, visit)
        case "street_place":
            return place_by_phone.question(draft)
        case "street_which":
            return place_by_phone.offers(draft, visit)
        case "street_code" if "code" in draft:
            return _code(draft, visit)
        case "street_told" if "asked" in draft:
            return how_far.sentences(draft)
    return ()


def _code(draft: Draft, visit: flow.Visit) -> Iterator[flow.Said]:
    spoken = code.aloud(draft["code"])
    if visit.exit in ("sent", "urgent"):
        yield flow.Said(THANKS)
    yield flow.Said(CODE, {"code": spoken}, slow=True)
    yield flow.Said(ONCE_MORE, {"code": spoken}, slow=True)
    if draft.get("next") in (told.Next.ASKED, told.Next.LOOKED_AT):  # in danger 112 was said before the code
        yield flow.Said(told.NEXT[draft["next"]])


def _chosen(
    session: Session, vault: Vault, contact: Contact, visit: flow.Visit, chosen: str, answer: flow.Answer
) -> tuple[flow.Visit, flow.Answer]:
    if chosen == "how_far":
        return how_far.of_this_phone(session, vault, contact, visit, answer, now(session))
    if chosen == "not_right":
        return sealed(vault, visit, place_by_phone.not_right(opened(vault, visit))), answer
    if chosen == "agreed":
        return _send(session, vault, contact, visit)
    if chosen in CHOICES:
        visit = with_facts(vault, visit, **CHOICES[chosen])
    if chosen in ("spoken_to", "not_spoken_to") and not _can_be_texted(vault, contact):
        return visit, flow.Done("no_text")
    return visit, answer


def _send(session: Session, vault: Vault, contact: Contact, visit: flow.Visit) -> tuple[flow.Visit, flow.Answer]:
    """They agreed: the report goes on its way, and of what they told only the code and what happens now stay here."""
    at = now(session)
    sent = arrival.send(session, vault, contact, _facts(vault, contact, opened(vault, visit), at), at, agreed=True)
    contact.outcome = Outcome.ASSISTANT_ONLY  # unless they ask for a person
    draft = {"code": sent.code, "next": told.next_step(session, sent)}
    return sealed(vault, visit, draft), flow.Done("urgent" if sent.danger else "sent")


def _facts(vault: Vault, contact: Contact, draft: Draft, at: datetime) -> Facts:
    facts = Facts(**draft.get("facts", {}))
    wants = facts.feedback_wanted is True and _can_be_texted(vault, contact)
    own = {"contact": _number(vault, contact), "contact_consent": True, "text_safe": True} if wants else {}
    return Facts(**{**vars(facts), **own, "seen_at": at if facts.still_there else None})


def _can_be_texted(vault: Vault, contact: Contact) -> bool:
    return contact.safe_to_text is not False and text_number(_number(vault, contact)) is not None


def _number(vault: Vault, contact: Contact) -> str | None:
    return vault.open(contact.number) if contact.number else None
