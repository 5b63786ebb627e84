"""A text to the person, chosen from a few prepared ones; only to a phone that they called safe."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from hotline.console import actions, text_labels
from hotline.console.guard import at, me, needs
from hotline.console.language import _, locale
from hotline.core import consent, hold, opt_out, sms, sms_words
from hotline.core import contact as contacts
from hotline.core.centre import public_address
from hotline.core.contact import Contact
from hotline.core.number import text_number
from hotline.core.secret import Vault
from hotline.core.sms import Sms
from hotline.core.words import SmsState, TextPurpose
from hotline.texts import LANGUAGES, SOURCE
from hotline.web import commit, house, session

texts = Blueprint("texts", __name__)

ONCE = 16  # characters of what tells a second click from a second text


@dataclass(frozen=True)
class Texting:
    """What the page needs: what was sent; what may be sent, or the reason why nothing may."""

    sent: Sequence[Sms]
    why_not: str | None
    choices: dict[str, str]  # purpose → its words in the dispatcher's own language
    language: str
    languages: Sequence[str]
    once: str


@texts.app_context_processor
def _words() -> dict[str, object]:
    return {
        "texting_with": lambda contact: texting(session(), house().vault, contact, at()),
        "text_labels": text_labels,
    }


def texting(session: Session, vault: Vault, contact: Contact, at: datetime) -> Texting:
    """Everything about texts for one person."""
    return Texting(
        sent=sms.of(session, contact.id),
        why_not=why_not(session, vault, contact),
        choices=prepared(session, vault, contact, locale(), at),
        language=contact.language if contact.language in LANGUAGES else SOURCE,
        languages=tuple(LANGUAGES),
        once=secrets.token_hex(ONCE // 2),
    )


@texts.post("/contacts/<contact_id>/texts")
@needs("dispatcher")
def send(contact_id: str) -> ResponseReturnValue:
    """Owe the person one of the prepared texts. A second click sends nothing more."""
    contact = actions.locked(contact_id)
    refusal = why_not(session(), house().vault, contact)
    if refusal is not None:
        flash(refusal)
        return redirect(url_for("desk.show", contact=contact_id), 303)
    purpose, language, once = (request.form.get(name, "") for name in ("purpose", "language", "once"))
    named = request.form.get("named") == "yes"
    words = prepared(session(), house().vault, contact, language, at(), named=named).get(purpose)
    if words is None or language not in LANGUAGES:
        abort(400)
    key = f"desk:{contact.id}:{once[:ONCE]}" if once else None
    owed = sms.owe(
        session(), house().vault, phone_of(house().vault, contact) or "", words, at(),
        purpose=purpose, contact_id=contact.id, key=key, by=me().username,
    )  # fmt: skip
    commit()
    flash(_("The text is on its way.") if owed.state != SmsState.FAILED else _("This phone cannot get texts."))
    return redirect(url_for("desk.show", contact=contact_id), 303)


def why_not(session: Session, vault: Vault, contact: Contact) -> str | None:
    """Why no text may be sent to this person; None: it may."""
    phone = phone_of(vault, contact)
    if phone is None:
        return _("This phone cannot get texts.")
    if not consent.may_text(contact):
        return _("Ask first whether it is safe to text this phone.")
    return _("This phone wrote STOP: it gets no texts.") if opt_out.stopped(session, vault, phone) else None


def phone_of(vault: Vault, contact: Contact) -> str | None:
    """Where this person gets texts: the phone they want to be called on, else the one they called from."""
    locked = contact.callback_number or contact.number
    return text_number(vault.open(locked)) if locked else None


def prepared(
    session: Session, vault: Vault, contact: Contact, language: str, at: datetime, *, named: bool = False
) -> dict[str, str]:
    """The texts that fit this person now, by purpose."""
    line = house().settings.number
    found = {str(TextPurpose.OUR_NUMBER): sms_words.our_number(language, line, named=named)}
    for kept in hold.open_holds(session, at, contact.id)[:1]:
        named_place = (kept.centre.name, public_address(vault, kept.centre))
        where = None if kept.centre.address_hidden else ", ".join(part for part in named_place if part)
        found[TextPurpose.PLACE_KEPT] = sms_words.place_kept(language, line, kept.kept_until, where, named=named)
    if any(event.kind == "callback_not_answered" for event in contacts.timeline(session, contact.id)):
        found[TextPurpose.CALLBACK_MISSED] = sms_words.callback_missed(language, line, named=named)
    return found
