"""The phonebook: whom dispatchers can bring into a talk. Everyone reads it, supervisors write it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels, talk_words
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import hours_words
from hotline.core import phonebook as book
from hotline.core.phonebook import Entry, NotUsable, Written
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

phonebook = Blueprint("phonebook", __name__, url_prefix="/phonebook")


@phonebook.get("")
def show() -> ResponseReturnValue:
    return _page()


@phonebook.post("")
@needs("supervisor")
def add() -> ResponseReturnValue:
    return _write(None)


@phonebook.post("/<entry_id>")
@needs("supervisor")
def change(entry_id: str) -> ResponseReturnValue:
    entry = _entry(entry_id)
    return _write(entry) if entry is not None else _page(_("This entry is gone."), 404)


@phonebook.post("/<entry_id>/remove")
@needs("supervisor")
def remove(entry_id: str) -> ResponseReturnValue:
    """Off the list. Talks to which it was added stay on record."""
    entry = _entry(entry_id)
    if entry is not None:
        book.remove(session(), entry, at())
        commit()
        flash(_("Removed: %(name)s", name=entry.name))
    return redirect(url_for("phonebook.show"), 303)


def _write(entry: Entry | None) -> ResponseReturnValue:
    form = request.form
    written = Written(
        kind=form.get("kind", ""),
        name=form.get("name", ""),
        number=form.get("number", ""),
        languages=tuple(code for code in form.getlist("languages") if code in LANGUAGES),
        hours=form.get("hours", ""),
        note=form.get("note", ""),
        must_accept=form.get("must_accept") == "yes",
    )
    try:
        book.write(session(), house().vault, written, at(), entry)
    except NotUsable as problem:
        session().rollback()
        return _page(talk_words.not_usable(str(problem)), 400)
    commit()
    flash(_("Saved."))
    return redirect(url_for("phonebook.show"), 303)


def _entry(entry_id: str) -> Entry | None:
    return book.get(session(), int(entry_id)) if actions.is_number(entry_id) else None


def _page(problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    entries = book.everyone(session())
    return render_template(
        "console/phonebook.html",
        me=me(),
        problem=problem,
        entries=entries,
        numbers={entry.id: house().vault.open(entry.number) or "" for entry in entries},
        kinds=book.KINDS,
        offered=LANGUAGES,
        labels=labels,
        talk_words=talk_words,
        shown=hours_words.shown,
        now=at(),
    ), code
