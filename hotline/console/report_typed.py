"""A report that a dispatcher writes down while somebody tells it; consent is asked aloud, the code is read out."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hotline import street_map
from hotline.console import actions, known, labels, report_form, report_words
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import access, conversation, gazetteer
from hotline.core import contact as contacts
from hotline.core import report as core
from hotline.core.assistant import contacting
from hotline.core.contact import Contact
from hotline.core.locate import Located
from hotline.core.report import Facts, Report, coach, pin
from hotline.core.report.facts import CALLED, can_be_told
from hotline.core.report.phone import by_phone
from hotline.core.report.pin import Pin
from hotline.core.words import Channel
from hotline.web import commit, house, session

report_typed = Blueprint("report_typed", __name__, url_prefix="/reports/new")

REACH = 120  # characters of a number or an address


@dataclass(frozen=True)
class Typed:
    """What the page shows again. `found` None: nobody asked what is understood of the place."""

    told: Facts
    agreed: bool = False
    found: Located | None = None
    pin: Pin | None = None
    problem: str | None = None


@report_typed.errorhandler(access.ReasonNeeded)
def closed(needed: access.ReasonNeeded) -> ResponseReturnValue:
    """The talk is closed: its page asks why it is opened."""
    return redirect(url_for("desk.show", contact=needed.contact_id), 303)


@report_typed.get("")
def show() -> ResponseReturnValue:
    """Empty, or with what a written talk told already. That somebody looks at a talk is on record first."""
    contact = _contact(request.args.get("contact", ""))
    if contact is not None and access.opened(session(), contact, me(), at()):
        commit()
    return _page(contact, Typed(_known(contact)))


@report_typed.post("")
def write() -> ResponseReturnValue:
    """What is understood of the place is shown first; a place that is not clear is asked about once."""
    form = request.form
    contact = _contact(form.get("contact", ""))
    told, agreed = _read(contact), form.get("agreed") == "yes"
    given = pin.read(form.get("lat", ""), form.get("lon", ""), form.get("accuracy", ""))
    found = coach.understood(gazetteer.current(session()), told, contact.language if contact else None, given)
    typed = Typed(told, agreed, found, given)
    if form.get("then") == "look":
        return _page(contact, typed)
    if not agreed:
        return _page(contact, replace(typed, problem=_("Ask whether this may be passed on to a team.")), 400)
    if wrong := _wrong_reach(told):
        return _page(contact, replace(typed, problem=wrong), 400)
    if found.ask and "anyway" not in form:
        unclear = _("The place is not clear yet. Ask once more, or pass it on as it is.")
        return _page(contact, replace(typed, problem=unclear), 400)
    return _sent(contact, coach.placed(told, found), form.get("key", ""))


def _wrong_reach(told: Facts) -> str | None:
    """Why who reports could not be reached, or told that it is over, as they wish. None: they can."""
    if request.form.get("reach", "").strip() and told.contact is None:
        return _("This number or address is not right. Correct it, or leave it empty.")
    if told.feedback_wanted and not (told.contact_consent and can_be_told(told.contact, text_safe=told.text_safe)):
        return _("To hear how it went they must agree to be contacted, by e-mail or by a text message that is safe.")
    return None


def _sent(contact: Contact | None, told: Facts, key: str) -> ResponseReturnValue:
    """The same page sent twice is one report."""
    mark = hashlib.sha256(f"console {me().id} {key}".encode()).digest()
    report = _again(mark)
    try:
        report = report or _send(contact, told, mark, at())
        commit()
    except IntegrityError:
        session().rollback()
        report = _again(mark)
    if report is None:
        abort(409)
    return redirect(url_for("reports.one", report_id=report.id, sent=1), 303)


def _send(contact: Contact | None, told: Facts, mark: bytes, moment: datetime) -> Report:
    report = core.send(
        session(), house().vault, contact, told, moment, agreed=True, sent_key=mark,
        channel=contact.channel if contact else Channel.DESK,
    )  # fmt: skip
    core.record(session(), report.id, "typed", moment, dispatcher=me().username)
    core.decisions.looked(session(), report, me(), moment)
    return report


def _again(mark: bytes) -> Report | None:
    return session().scalar(select(Report).where(Report.sent_key == mark))


def _contact(wanted: str) -> Contact | None:
    """The person who tells it, locked. Raises ReasonNeeded for a talk that is closed."""
    if not wanted:
        return None
    contact = contacts.lock(session(), actions.number(wanted)) if actions.is_number(wanted) else None
    if contact is None:
        abort(404)
    access.check(session(), contact, me(), at())
    return contact


def _known(contact: Contact | None) -> Facts:
    """What was told of somebody in the street so far, in a written talk or to the keys of a call."""
    if contact is None:
        return Facts()
    talk = conversation.of_contact(session(), contact.id)
    return known.facts(talk) if talk else by_phone.told_before(house().vault, contact)


def _read(contact: Contact | None) -> Facts:
    form = request.form
    told = report_form.read(form, Facts())
    caller = house().vault.open(contact.number) if contact and contact.number and "caller" in form else None
    reach = caller or contacting.contact(form.get("reach", "")[:REACH])
    called = form.get("called_112")
    return replace(
        told,
        contact=reach,
        contact_consent=reach is not None and form.get("may_contact") == "yes",
        feedback_wanted="feedback" in form,
        text_safe="text_safe" in form if reach else None,
        called_112=called if called in CALLED else None,
    )


def _page(contact: Contact | None, typed: Typed, code: int = 200) -> ResponseReturnValue:
    return render_template(
        "console/report_typed.html", contact=contact, typed=typed, told=typed.told, form=report_form,
        lists=report_form.lists(), words=report_words, labels=labels, called=CALLED, reach_length=REACH,
        key=request.form.get("key") or secrets.token_urlsafe(16), has_number=contact is not None and contact.number,
        typed_reach=request.form.get("reach", ""), tiles=street_map.tiles("console"),
    ), code  # fmt: skip
