"""Organizations of the directory: all of them, one as a document, a new one, one that is taken out."""

import re
from typing import Any

import yaml
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hotline.console import editor_words, preview
from hotline.console.guard import at, large, me, needs
from hotline.console.language import _
from hotline.core.directory import check, edit, files, link, owner
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.files import WrongFile
from hotline.core.directory.tables import OrganizationRow
from hotline.texts import FURTHER, LANGUAGES
from hotline.web import commit, session

organizations = Blueprint("organizations", __name__, url_prefix="/directory")

ID = re.compile(r"[a-z0-9][a-z0-9-]{1,29}")
LONGEST = 400_000  # characters of a document


@organizations.get("/organizations")
@needs("dispatcher")
def show() -> ResponseReturnValue:
    """All of them by name, with their services; what only third parties say is marked."""
    rows = session().execute(select(OrganizationRow.id, OrganizationRow.private, OrganizationRow.document)).all()
    in_order = sorted(rows, key=lambda row: (row.id, row.private))
    return render_template(
        "console/organizations.html", rows=in_order, languages=LANGUAGES.values(), further=FURTHER.values()
    )


@organizations.route("/<organization_id>/edit", methods=["GET", "POST"], endpoint="edit")
@needs("dispatcher")
@large
def document(organization_id: str) -> ResponseReturnValue:
    """Name, website and note as a form; everything as a document (YAML)."""
    based, base = preview.base(organization_id)
    if base is None:
        abort(404)
    if request.method == "GET":
        return _page(base, based, _written(base))
    typed = request.form.get("document")
    try:
        wanted = _from_document(base.id, typed) if typed is not None else _from_form(base)
        owner.check_owners(session(), [wanted])
    except WrongFile as wrong:
        return _page(base, based, typed or _written(base), wrong=str(wrong).splitlines())
    decided = preview.decide(base, wanted, based)
    return decided.answer or _page(base, based, typed or _written(wanted), decided)


@organizations.route("/new", methods=["GET", "POST"])
@needs("dispatcher")
def new() -> ResponseReturnValue:
    """A new organization: a short name and a name; its services come after."""
    typed, wrong = request.form, ""
    if request.method == "POST":
        organization_id, name = typed.get("id", "").strip(), typed.get("name", "").strip()[:200]
        taken = edit.version(session(), organization_id).organization is not None
        if ID.fullmatch(organization_id) and name and not taken:
            made = Organization(id=organization_id, name={"fr": name}, sources={}, services=())
            decided = preview.decide(None, made, edit.version(session(), organization_id).change_id)
            if decided.answer:
                return decided.answer
        wrong = editor_words.wrong("id")
    asked = request.values.get("id") or request.args.get("organization_id", "")
    page = render_template("console/directory_new.html", id=asked, name=typed.get("name", ""), wrong=wrong)
    return page, 400 if wrong else 200


@organizations.post("/<organization_id>/remove")
@needs("supervisor")
def remove(organization_id: str) -> ResponseReturnValue:
    """Out of the directory; the history stays and brings it back. Where we asked its services is forgotten."""
    based, base = preview.base(organization_id)
    if base is None:
        abort(404)
    if request.form.get("sure") != "yes":
        return redirect(url_for("organizations.edit", organization_id=organization_id), 303)
    try:
        edit.remove(session(), organization_id, based, me(), at())
    except edit.Meanwhile as meanwhile:
        session().rollback()
        return _page(base, based, _written(base), preview.Decided(meanwhile=meanwhile.change))
    for one in base.services:
        link.forget_address(session(), one.id)
    commit()
    flash(_("Taken out. Its history can bring it back."))
    return redirect(url_for("history.show", organization_id=organization_id), 303)


def _from_form(base: Organization) -> Organization:
    """Raises WrongFile, with what is wrong."""
    name = {code: text for code in LANGUAGES if (text := request.form.get(f"name.{code}", "").strip())}
    raw = as_json(base) | {"name": name or base.name}
    for field in ("website", "note"):
        raw[field] = request.form.get(field, "").strip() or None
    return files.checked(raw, Organization, base.id)


def _from_document(organization_id: str, typed: str) -> Organization:
    """Raises WrongFile, with every line that is wrong."""
    try:
        content: Any = yaml.safe_load(typed[:LONGEST])
    except yaml.YAMLError as error:
        raise WrongFile(" ".join(str(error).split())) from None
    found = files.checked(content, Organization, organization_id)
    if found.id != organization_id:
        raise WrongFile(_("The short name stays as it is."))
    broken = [f"{one.where}: {one.what}" for one in check.unknown(found)]
    if broken:
        raise WrongFile("\n".join(broken))
    return found


def _written(organization: Organization) -> str:
    return yaml.safe_dump(as_json(organization), allow_unicode=True, sort_keys=False, width=100)


def _page(
    base: Organization, based: int, document: str, decided: preview.Decided | None = None, *,
    wrong: list[str] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    code = 400 if wrong else 409 if decided and decided.meanwhile else 200
    return render_template(
        "console/directory_organization.html", base=base, based=based, document=document, decided=decided,
        wrong=wrong, languages=LANGUAGES.values(), typed=request.form, words=editor_words,
        by_document="document" in request.form,
    ), code  # fmt: skip
