"""The search box: what helps, with what is not sure about it; and what a dispatcher does with a result."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels, texts
from hotline.console.guard import at, me, needs
from hotline.console.language import _, locale
from hotline.core import disposition, gazetteer, sms, sms_words
from hotline.core.directory import aloud, group, read, why
from hotline.core.directory.answer import Answer
from hotline.core.directory.card import Card
from hotline.core.directory.in_words import Words, words
from hotline.core.directory.query import Query, When
from hotline.core.directory.read import Found
from hotline.core.directory.search import Result, search
from hotline.core.measure import BRUSSELS
from hotline.core.words import SmsState, TextPurpose
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

find = Blueprint("find", __name__)

MOST = 10
LONGEST = 200  # characters of a question
WHEN: tuple[When, ...] = ("now", "tonight")
ASKED = ("q", "when", "commune", "group", "speaks", "wheelchair")


@dataclass(frozen=True)
class Hit:
    """One result. `card` None: an answer. `aloud`: what may be read to the person, each in its own language."""

    id: str
    why: Sequence[str]
    card: Card | None
    answer: Answer | None
    aloud: Sequence[Words]
    textable: bool  # something certain can be sent


@dataclass(frozen=True)
class Finding:
    """What the page shows. `hits` None: nothing was asked yet."""

    asked: Mapping[str, str]
    hits: Sequence[Hit] | None
    language: str  # to read aloud in
    contact: str
    once: str


@find.app_context_processor
def _words() -> dict[str, object]:
    return {
        "find_communes": gazetteer.communes,
        "find_languages": tuple(LANGUAGES),
        "find_labels": labels,
        "find_status": {one.code: one.status for one in LANGUAGES.values()},
        "find_words": lambda texts: words(texts, locale()),
        "find_doubt": lambda worth: why.doubt(worth, locale(), at()),
        "find_groups": lambda: [(one.id, group.name(one.id, locale())) for one in group.groups()],
        "referrals": referrals,
    }


@find.get("/find")
@needs("dispatcher")
def show() -> ResponseReturnValue:
    """The results as a page of their own; with `part`, only what a script puts beside the line."""
    asked = {name: " ".join(request.args.get(name, "").replace("\0", " ").split())[:LONGEST] for name in ASKED}
    query = _query(asked)
    language = request.args.get("language", "")
    contact = request.args.get("contact", "")
    finding = Finding(
        asked,
        _hits(query, language if language in LANGUAGES else locale()) if query else None,
        language if language in LANGUAGES else locale(),
        contact if actions.is_number(contact) else "",
        secrets.token_hex(8),
    )
    part = request.args.get("part") == "results"
    return render_template("console/find_results.html" if part else "console/find.html", finding=finding)


def _query(asked: Mapping[str, str]) -> Query | None:
    """The question, for staff; None: nothing was asked. An unknown choice is no choice."""
    if not any(asked[name] for name in ("q", "commune", "group", "when")):
        return None
    groups = {one.id for one in group.groups()} & {asked["group"]}
    return Query(
        asked["q"],
        locale(),
        commune=asked["commune"] if asked["commune"] in gazetteer.communes() else None,
        when=next((one for one in WHEN if one == asked["when"]), None),
        groups=frozenset(groups),
        speaks=asked["speaks"] if asked["speaks"] in LANGUAGES else None,
        wheelchair=bool(asked["wheelchair"]),
        staff=True,
        limit=MOST,
    )


def _hits(query: Query, language: str) -> list[Hit]:
    results = search(session(), query, gazetteer.current(session()), at())
    public = read.some(session(), {one.organization.id for one in results if one.organization}, today())
    told = {one.id: Found(of, one) for of in public.values() for one in of.services}
    return [_hit(one, told.get(one.id), language) for one in results]


def _hit(result: Result, public: Found | None, language: str) -> Hit:
    reasons = why.why(result, locale(), at())
    if result.organization is None or result.service is None:
        return Hit(result.id, reasons, None, result.answer, _answer_aloud(result.answer, language), textable=False)
    card = Card(Found(result.organization, result.service), locale(), at(), gazetteer.communes())
    said = aloud.of_service(public, language, at()) if public and aloud.may_be_told(public, at()) else ()
    lines = [Words(str(one.values["words"]), next(iter(one.languages), language)) for one in said]
    textable = public is not None and bool(sms_words.service(public, language, at()))
    return Hit(result.id, reasons, card, None, lines, textable=textable)


def _answer_aloud(answer: Answer | None, language: str) -> list[Words]:
    """The whole answer, to read to the person: short, what to bring, what happens next, what to be careful with."""
    parts = (answer.short, answer.bring, answer.next, answer.caution) if answer else ()
    return [words(part, language) for part in parts if part]


def referrals(service_ids: Sequence[str] | None) -> list[tuple[str, str]]:
    """The services somebody was referred to, each with its name; without any nothing is asked."""
    found = [(one, read.service(session(), one, today(), staff=True)) for one in service_ids or ()]
    return [(one, words(known.service.name, locale()).text if known else one) for one, known in found]


@find.post("/contacts/<contact_id>/services/<service_id>/refer")
@needs("dispatcher")
def refer(contact_id: str, service_id: str) -> ResponseReturnValue:
    """Note that the person is sent on to this service."""
    contact, found = actions.locked(contact_id), _known(service_id)
    if disposition.refer(session(), contact, found.service.id, me().username, at()):
        session().info["queue_changed"] = True
    commit()
    flash(_("Noted: referred to %(name)s", name=words(found.service.name, locale()).text))
    return redirect(url_for("desk.show", contact=contact_id), 303)


@find.post("/contacts/<contact_id>/services/<service_id>/text")
@needs("dispatcher")
def text(contact_id: str, service_id: str) -> ResponseReturnValue:
    """Owe the person a text with what is certain of this service. A second click sends nothing more."""
    contact, once = actions.locked(contact_id), request.form.get("once", "")[: texts.ONCE]
    refusal = texts.why_not(session(), house().vault, contact)
    language = contact.language if contact.language in LANGUAGES else locale()
    found = read.service(session(), service_id, today())
    named = request.form.get("named") == "yes"
    said = sms_words.service(found, language, at(), named=named) if found else ""
    if refusal or not said:
        flash(refusal or _("Nothing of it is certain enough to be sent."))
        return redirect(url_for("desk.show", contact=contact_id), 303)
    owed = sms.owe(
        session(), house().vault, texts.phone_of(house().vault, contact) or "", said, at(),
        purpose=TextPurpose.INFORMATION, contact_id=contact.id, by=me().username,
        key=f"desk:{contact.id}:{service_id}:{once}" if once else None,
    )  # fmt: skip
    commit()
    flash(_("The text is on its way.") if owed.state != SmsState.FAILED else _("This phone cannot get texts."))
    return redirect(url_for("desk.show", contact=contact_id), 303)


def _known(service_id: str) -> Found:
    found = read.service(session(), service_id, today(), staff=True)
    if found is None:
        raise actions.Refused("gone")
    return found


def today() -> date:
    return at().astimezone(BRUSSELS).date()
