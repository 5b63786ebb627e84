"""Somebody in the street is reported by keys and voice: the short form of the phone.

What is told stands encrypted in the caller's visit; once it is sent, only its code does. Danger in the words goes
before the place, and whatever is not understood twice goes to a person.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.core import flow, gazetteer
from hotline.core.contact import Contact
from hotline.core.danger import danger
from hotline.core.flow_words import UNSURE, match
from hotline.core.gazetteer import OUTSIDE, Gazetteer
from hotline.core.locate import Located, locate
from hotline.core.number import text_number
from hotline.core.report import stored
from hotline.core.report.facts import Facts
from hotline.core.secret import Vault
from hotline.core.words import Outcome
from hotline.db import now
from hotline.texts import mark

Draft = dict[str, Any]  # `heard`: all that was said; `said`, `names`, `ask`: of the place; `code`; `facts`: of Facts
FORM = "street_"  # the checks of this form
LONGEST = 300  # characters of what is kept of a place
MOST_PEOPLE = 8
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
AGAIN = mark("Please say it once more: the street and the number, the station or the stop.")
QUESTIONS = {  # what locate asks
    "which_one": mark("More than one place may be meant. Please say its whole name, and the commune."),
    "which_stop": mark("Please say the name of the stop."),
    "number_or_cross_street": mark("Please say the number in the street, or the nearest side street."),
    "street_or_landmark": mark("Please say the street, or what stands there: a station, a shop, a church."),
}
UNDERSTOOD = mark("We understood:")
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
    match node.check, answer:
        case "street_place", flow.Speech(words) if words.strip():
            return _place(session, line, vault, visit, answer)
        case "street_count", flow.Key(digits) if digits.isdecimal() and 1 <= int(digits) <= MOST_PEOPLE:
            return _told(vault, visit, people_count=int(digits)), flow.Done("counted")
        case _, flow.Key(digits):
            chosen = next((one.name for one in node.options if one.key == digits), None)
            return _chosen(session, vault, contact, visit, chosen, answer) if chosen else (visit, answer)
    return visit, answer


def aloud(line: flow.Flow, vault: Vault, visit: flow.Visit) -> flow.Visit:
    """The visit as it is spoken: with the place that was understood, the question about it, or the code."""
    check = flow.node_of(line, visit).check
    if visit.sealed is None or not check.startswith(FORM):
        return visit
    return flow.changed(visit, said=(*visit.said, *_sentences(check, _draft(vault, visit), visit)))


def of_contact(vault: Vault, contact: Contact) -> Draft:
    """What a caller told before they came to a person; with only the code when it was sent, empty without anything."""
    visits = (flow.visit_from_json(leg.visit) for leg in reversed(contact.legs) if leg.visit)
    return next((_draft(vault, visit) for visit in visits if visit.sealed), {})


def told_before(vault: Vault, contact: Contact) -> Facts:
    """The same as facts of a report, for whom a dispatcher goes on to write it down; nothing of one that was sent."""
    draft = of_contact(vault, contact)
    return replace(Facts(**draft["facts"]) if "facts" in draft else Facts(), place=_words_of(draft))


def _words_of(draft: Draft) -> str | None:
    place: str | None = draft.get("facts", {}).get("place") or ", ".join(draft.get("heard", ())) or None
    return place


def _sentences(check: str, draft: Draft, visit: flow.Visit) -> Iterator[flow.Said]:
    if check == "street_right":
        yield flow.Said(UNDERSTOOD)
        own = "nl" if visit.language == "nl" else "fr"  # as the signs in the street say it
        yield flow.Said(flow.AS_IT_IS, {"words": ", ".join(draft.get("names", ()))}, (own,), slow=True)
    if check == "street_place" and "ask" in draft:
        yield flow.Said(QUESTIONS.get(draft["ask"], AGAIN))
    if check == "street_code" and "code" in draft:
        spelt = ", ".join(draft["code"])
        if visit.exit in ("sent", "urgent"):
            yield flow.Said(THANKS)
        yield flow.Said(CODE, {"code": spelt}, slow=True)
        yield flow.Said(ONCE_MORE, {"code": spelt}, slow=True)


def _place(
    session: Session, line: flow.Flow, vault: Vault, visit: flow.Visit, answer: flow.Speech
) -> tuple[flow.Visit, flow.Answer]:
    draft = _draft(vault, visit)
    everything = [*draft.get("heard", ()), answer.words[:LONGEST]]
    found = danger(answer.words, visit.language)
    if found is not None:  # who answers them reads it, and need not ask again
        return _sealed(vault, visit, {**draft, "heard": everything}), flow.Understood(found.kind, found.reason)
    if answer.confidence is not None and answer.confidence < UNSURE:
        return visit, answer
    book = gazetteer.current(session)
    words, place = _located(book, draft.get("said"), answer.words[:LONGEST], visit.language)
    if not place.matched and match(line, visit, flow.node_of(line, visit), answer.words, None) == "person":
        return visit, answer
    draft = {"heard": everything, "said": words[:LONGEST], "ask": place.ask or "where"}
    if place.ask is not None or place.point is None:
        return _sealed(vault, visit, draft), flow.Done("unclear")
    lat, lon = place.point
    draft["facts"] = {
        "place": _as_told(words, place), "commune": place.commune,
        "lat": lat, "lon": lon, "accuracy_m": place.accuracy_m,
    }  # fmt: skip
    draft["names"] = list(_names(book, place, visit.language))
    return _sealed(vault, visit, draft), flow.Done("located")


def _located(book: Gazetteer, before: str | None, words: str, language: str | None) -> tuple[str, Located]:
    """What was said now; if that is not a place yet, together with what was said before."""
    place = locate(book, words, language)
    if place.ask is None or before is None:
        return words, place
    both = f"{before}, {words}"
    return both, locate(book, both, language)


def _as_told(words: str, place: Located) -> str:
    """Their words, with the names that were understood: a recogniser may have misspelt them."""
    names = [name for name in place.matched if name.casefold() not in words.casefold()]
    return f"{words} ({', '.join(names)})" if names else words


def _names(book: Gazetteer, place: Located, language: str | None) -> Iterator[str]:
    commune = (place.commune,) if place.commune and place.commune != OUTSIDE else ()
    for name in dict.fromkeys((*place.matched, *commune)):
        known = next((one for one in book.places.values() if one.fr == name), None) if language == "nl" else None
        yield known.nl if known else name


def _chosen(
    session: Session, vault: Vault, contact: Contact, visit: flow.Visit, chosen: str, answer: flow.Answer
) -> tuple[flow.Visit, flow.Answer]:
    if chosen == "not_right":
        return _sealed(vault, visit, {"heard": _draft(vault, visit).get("heard", []), "ask": "where"}), answer
    if chosen == "agreed":
        return _send(session, vault, contact, visit)
    if chosen in CHOICES:
        visit = _told(vault, visit, **CHOICES[chosen])
    if chosen in ("spoken_to", "not_spoken_to") and not _can_be_texted(vault, contact):
        return visit, flow.Done("no_text")
    return visit, answer


def _send(session: Session, vault: Vault, contact: Contact, visit: flow.Visit) -> tuple[flow.Visit, flow.Answer]:
    """They agreed: the report goes on its way, and of what they told only the code stays here."""
    at = now(session)
    sent = stored.send(session, vault, contact, _facts(vault, contact, _draft(vault, visit), at), at, agreed=True)
    contact.outcome = Outcome.ASSISTANT_ONLY  # unless they ask for a person
    return _sealed(vault, visit, {"code": sent.code}), flow.Done("urgent" if sent.danger else "sent")


def _facts(vault: Vault, contact: Contact, draft: Draft, at: datetime) -> Facts:
    facts = Facts(**draft.get("facts", {}))
    wants = facts.feedback_wanted is True and _can_be_texted(vault, contact)
    own = {"contact": _number(vault, contact), "contact_consent": True, "text_safe": True} if wants else {}
    return Facts(**{**vars(facts), **own, "seen_at": at if facts.still_there else None})


def _can_be_texted(vault: Vault, contact: Contact) -> bool:
    return contact.safe_to_text is not False and text_number(_number(vault, contact)) is not None


def _number(vault: Vault, contact: Contact) -> str | None:
    return vault.open(contact.number) if contact.number else None


def _told(vault: Vault, visit: flow.Visit, **facts: object) -> flow.Visit:
    draft = _draft(vault, visit)
    return _sealed(vault, visit, {**draft, "facts": {**draft.get("facts", {}), **facts}})


def _draft(vault: Vault, visit: flow.Visit) -> Draft:
    opened = vault.open(visit.sealed.encode()) if visit.sealed else None
    draft: Draft = json.loads(opened) if opened else {}
    return draft


def _sealed(vault: Vault, visit: flow.Visit, draft: Draft) -> flow.Visit:
    return flow.changed(visit, sealed=vault.lock(json.dumps(draft)).decode())
