"""Asking the services themselves: where we write to them, their links, and who has answered. For supervisors."""

import re
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import directory_words
from hotline.console.directory import known, today
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import outbox
from hotline.core.directory import campaign, letter, link, read
from hotline.core.directory.link import Address
from hotline.core.number import callable_number, spaced
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

asking = Blueprint("asking", __name__, url_prefix="/directory")

MAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}\.[a-zA-Z]{2,}")


@asking.get("/campaign")
@needs("supervisor")
def show() -> ResponseReturnValue:
    """Who would be asked now, and which links are out."""
    due = campaign.whom(session(), at())
    reached = campaign.with_address(session(), due)
    return render_template(
        "console/campaign.html", due=due, reached=reached, out=link.open_links(session(), at()),
        by_hand=_by_hand(), days=campaign.OLDER_DAYS, name_of=_name,
    )  # fmt: skip


def _by_hand() -> list[tuple[str, str | None, str]]:
    """Links that staff send themselves: the service, the link, and a letter that is ready in their own mail program."""
    found = []
    for one, url in campaign.by_hand(session(), house().vault, at(), house().settings.public_url):
        where = session().get(Address, one.service_id)
        to = house().vault.open(where.mail) if where and where.mail else ""
        name, line = _name(one.service_id), spaced(house().settings.number)
        words = letter.body(one.language, name, url or "", one.until, line)
        ready = f"mailto:{quote(to or '')}?subject={quote(letter.subject(one.language, name))}&body={quote(words)}"
        found.append((one.service_id, url, ready))
    return found


def _name(service_id: str) -> str:
    found = read.service(session(), service_id, today(), staff=True)
    return directory_words.text(found.service.name) if found else service_id


@asking.post("/campaign")
@needs("supervisor")
def ask() -> ResponseReturnValue:
    """A worker makes the links and sends them."""
    outbox.promise(session(), "ask_services", at(), older_days=campaign.OLDER_DAYS, by=me().id)
    commit()
    flash(_("The links are being made and sent. Look again in a minute."))
    return redirect(url_for("asking.show"), 303)


@asking.get("/service/<service_id>/ask")
@needs("supervisor")
def one(service_id: str) -> ResponseReturnValue:
    """Where this service is asked, and its own link."""
    return _page(service_id)


@asking.post("/service/<service_id>/ask")
@needs("supervisor")
def ask_one(service_id: str) -> ResponseReturnValue:
    """Ask this service now."""
    known(service_id)
    found = read.service(session(), service_id, today())
    if found is None:
        flash(_("The public does not see this service: ring it instead."))
        return redirect(url_for("asking.one", service_id=service_id), 303)
    conf = house().settings
    link.end(session(), service_id, at())
    made = campaign.ask(
        session(),
        house().vault,
        [found.service],
        at(),
        base=conf.public_url,
        by_id=me().id,
        mail=conf.mail_url is not None,
    )
    commit()
    flash(_("Asked: %(how)s.", how=directory_words.sent(made[0].sent)))
    by_hand = url_for("asking.show")
    return redirect(by_hand if made[0].sent == "hand" else url_for("asking.one", service_id=service_id), 303)


@asking.post("/service/<service_id>/address")
@needs("supervisor")
def address(service_id: str) -> ResponseReturnValue:
    """Where we write to this service: for staff only. Both empty: forgotten."""
    known(service_id)
    mail, phone = request.form.get("mail", "").strip(), request.form.get("phone", "").strip()
    language = request.form.get("language", "fr")
    if (mail and not MAIL.fullmatch(mail)) or (phone and callable_number(phone) is None) or language not in LANGUAGES:
        return _page(service_id, problem=_("This is not an address or a number that we can write to."))
    link.forget_address(session(), service_id)
    if mail or phone:
        lock = house().vault.lock
        where = Address(service_id=service_id, language=language, at=at(), by_id=me().id)
        where.mail, where.phone = lock(mail) if mail else None, lock(phone) if phone else None
        session().add(where)
    commit()
    flash(_("Saved."))
    return redirect(url_for("asking.one", service_id=service_id), 303)


def _page(service_id: str, problem: str = "") -> ResponseReturnValue:
    found, where, vault = known(service_id), session().get(Address, service_id), house().vault
    page = render_template(
        "console/ask_service.html", found=found, problem=problem, languages=LANGUAGES.values(),
        mail=request.form.get("mail") or (vault.open(where.mail) if where and where.mail else ""),
        phone=request.form.get("phone") or (vault.open(where.phone) if where and where.phone else ""),
        language=where.language if where else "fr", open_link=link.open_of(session(), service_id, at()),
    )  # fmt: skip
    return page, 400 if problem else 200
