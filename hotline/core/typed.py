"""What the core does with an answer that a flow asks it about: a code, a word, hours, a count of free places.

What was typed or said goes where it belongs and never into the visit; the flow only hears what was found.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import consent, flow, informing, partner, pin, place, rejoin
from hotline.core import contact as contacts
from hotline.core.centre import Centre
from hotline.core.contact import CallLeg, Contact
from hotline.core.secret import Vault
from hotline.core.words import Outcome

REJOIN_LENGTH = 4  # digits of a code that was spoken in the queue; PINs are longer


def checked(
    session: Session, vault: Vault, leg: CallLeg, node: flow.Node, answer: flow.Answer, at: datetime
) -> flow.Answer:
    """The answer as the flow may hear it: Done with what was found, or unchanged, which the flow takes as wrong."""
    match node.check, answer:
        case "code", flow.Key(digits) if len(digits) == partner.PIN_DIGITS:
            known = partner.identify(session, vault, leg.contact, digits, at)
            return answer if known is None else flow.Done("partner")
        case "code", flow.Key(digits) if len(digits) == pin.DIGITS:
            return _centre(session, vault, leg.contact, digits, at) or answer
        case "free_places", flow.Key(digits) if digits.isdecimal():
            return _free_places(session, leg.contact, int(digits), at) or answer
        case "safe_word", flow.Key(word) | flow.Speech(word) if word not in ("0", "9"):
            return flow.Done("kept") if consent.keep_word(session, vault, leg.contact, word, at) else answer
        case "text_safe", flow.Key(digits) if any(one.key == digits and one.name == "safe" for one in node.options):
            visit = flow.visit_from_json(leg.visit or {})
            sent = informing.send_text(session, vault, leg.contact, visit, at)
            return flow.Done("sent" if sent else "not_sent")
    return answer


def _number(vault: Vault, contact: Contact) -> str | None:
    return vault.open(contact.number) if contact.number else None


def _centre(session: Session, vault: Vault, contact: Contact, code: str, at: datetime) -> flow.Answer | None:
    """A centre typed its PIN. None: it is no centre's, or too many wrong ones came from this phone."""
    found = place.centre_by_pin(session, vault, code, caller=_number(vault, contact), at=at)
    if found is None:
        return None
    contact.centre_id = found.id
    contacts.record(session, contact.id, "centre", at, centre=found.id)
    return flow.Done("centre")


def _free_places(session: Session, contact: Contact, count: int, at: datetime) -> flow.Answer | None:
    """A centre typed how many places are free. None: more than it has."""
    centre = session.get(Centre, contact.centre_id) if contact.centre_id else None
    if centre is None:
        return None
    try:
        place.tell_free(session, centre, count, "phone", at)
    except place.TooMany:
        return None
    contact.outcome = Outcome.ASSISTANT_ONLY
    return flow.Done("told")


def chosen(session: Session, leg: CallLeg, node: flow.Node, exit: str | None, at: datetime) -> None:
    """A choice in a menu that the core must know of."""
    if node.check == "call_window" and exit in consent.WINDOWS:
        consent.keep_window(session, leg.contact, exit, at)


def taken_up(
    session: Session,
    line: flow.Flow,
    vault: Vault,
    leg: CallLeg,
    visit: flow.Visit,
    answer: flow.Answer,
    at: datetime,
) -> flow.Visit | None:
    """The code of a call that broke off was typed: that call goes on here. None: no such code, or too many guesses."""
    if not isinstance(answer, flow.Key) or len(answer.digits) != REJOIN_LENGTH:
        return None
    caller = _number(vault, leg.contact)
    try:
        pin.guess(session, vault, caller, at)
    except pin.TooMany:
        return None
    moved = rejoin.by_code(session, line, leg, answer.digits, at)
    if moved is None:
        return None
    pin.right(session, vault, caller, at)
    return flow.turned(visit, moved)
