"""Before and after: what a change changes and how the public will see it; then it is saved, proposed, or refused."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, directory_words, editor_words
from hotline.console.directory import directory, today
from hotline.console.guard import at, me
from hotline.console.language import _, locale
from hotline.core.directory import checking, edit, proposal, trust
from hotline.core.directory.card import Card
from hotline.core.directory.difference import Difference, differences
from hotline.core.directory.edit import Meanwhile
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.read import Found
from hotline.core.directory.tables import Change
from hotline.core.directory.words import ABOUT
from hotline.core.dispatcher import Dispatcher
from hotline.web import commit, session


@dataclass(frozen=True)
class Decided:
    """What became of a change. `answer`: it is done, go there; else `rows` and `card` show what it would do.

    `others`: a colleague changed something else meanwhile, both are kept; `meanwhile`: the same thing, nothing is.
    """

    answer: ResponseReturnValue | None = None
    rows: list["Row"] = field(default_factory=list)
    card: Card | None = None
    others: Change | None = None
    meanwhile: Change | None = None


@dataclass(frozen=True)
class Row:
    """One thing that changes, in words."""

    where: str
    what: str
    before: str
    after: str


def base(organization_id: str) -> tuple[int, Organization | None]:
    """The change on which somebody's version rests, and the organization as they saw it."""
    asked = request.form.get("based_on", "")
    if request.method == "POST" and actions.is_number(asked):
        return int(asked), edit.version_of(session(), organization_id, int(asked))
    now = edit.version(session(), organization_id)
    return now.change_id, now.organization


def decide(before: Organization | None, wanted: Organization, based: int, service_id: str | None = None) -> Decided:
    """Show what a change would do, or do it: `do` of the form says which."""
    now = edit.version(session(), wanted.id)
    try:
        if now.change_id != based:
            wanted = edit.together(session(), wanted, based)
        if request.form.get("do") == "save":
            return Decided(answer=_done(before, wanted, now.change_id, service_id))
    except Meanwhile as meanwhile:
        session().rollback()
        theirs = rows(as_json(before) if before else None, as_json(now.organization) if now.organization else None)
        return Decided(meanwhile=meanwhile.change, rows=theirs)
    changed = rows(as_json(now.organization) if now.organization else None, as_json(wanted))
    others = session().get(Change, now.change_id) if now.change_id != based else None
    return Decided(rows=changed, card=card(wanted, service_id), others=others)


def _done(before: Organization | None, wanted: Organization, based: int, service_id: str | None) -> ResponseReturnValue:
    if not me().may("supervisor"):
        proposal.propose(session(), before, wanted, at(), service_id=service_id, by=me())
        commit()
        flash(_("Proposed. A supervisor looks at it."))
        return redirect(url_for("proposals.show"), 303)
    change = edit.save(session(), wanted, based, me(), at())
    looked = request.form.get("looked", "")
    if service_id and actions.is_number(looked):
        checking.close(session(), service_id, "corrected", me(), at(), int(looked))
    commit()
    flash(_("Saved.") if change else _("It was so already."))
    if service_id:
        return redirect(url_for("directory.service", service_id=service_id), 303)
    return redirect(url_for("organizations.edit", organization_id=wanted.id), 303)


def card(wanted: Organization, service_id: str | None) -> Card | None:
    """What everyone will see of the service; None: nothing."""
    public = trust.for_public(wanted, today())
    one = next((one for one in public.services if one.id == service_id), None)
    return Card(Found(public, one), locale(), at(), {}) if one else None


def rows(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Row]:
    """Every difference in words."""
    names = {
        one["id"]: directory_words.text(one["name"])
        for some in (before, after)
        for one in (some or {}).get("services", [])
    }
    return [_row(one, names) for one in differences(before, after)]


def _row(one: Difference, names: dict[str, str]) -> Row:
    path = [part for part in one.path if part != "trust"]
    inner = ["remark" if part == "note" else part for part in path[1:] if part != "text"]
    labels = [editor_words.title(path[0]), *(editor_words.label(part) for part in inner if path[0] != "sources")]
    before, after = (_shown(some, one.path) for some in (one.before, one.after))
    return Row(names.get(one.service_id or "", ""), " · ".join(labels), before, after)


def _shown(some: Any, path: tuple[str, ...]) -> str:
    if some is None:
        return ""
    if isinstance(some, dict):  # a source
        return " · ".join(
            part for part in (directory_words.source(some["kind"]), some.get("url"), some["dated"]) if part
        )
    if isinstance(some, bool):
        return _("yes") if some else _("no")
    if isinstance(some, list):
        return " ".join(map(str, some))
    return editor_words.choice(path[-1], some) if path[-1] in CHOICES else str(some)


CHOICES = frozenset(
    {"kind", "public", "on_holidays", "wheelchair", "about", "group", "degree", "state", "assurance", "type"}
)


def by(change: Change) -> str:
    """Who made a change."""
    who = session().get(Dispatcher, change.dispatcher_id) if change.dispatcher_id else None
    return who.username if who else directory_words.how(change.how)


@directory.app_context_processor
def _words() -> dict[str, object]:
    return {"changed_by": by, "abouts": ABOUT}


def day(written: str) -> date | None:
    """A day as a form sends it; empty: none. Raises ValueError."""
    return date.fromisoformat(written.strip()) if written.strip() else None
