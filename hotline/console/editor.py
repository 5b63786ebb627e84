"""The editor of the directory: supervisors change it, dispatchers propose; everyone sees first what will change."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import editor_words, preview
from hotline.console.directory import today
from hotline.console.guard import large, needs
from hotline.console.language import _, locale
from hotline.core.directory import confirm, edit, form, known
from hotline.core.directory.facts import Organization, Service
from hotline.core.directory.form import Typed, Wrong
from hotline.core.directory.form_fields import LISTS
from hotline.core.directory.known import Known
from hotline.core.directory.tables import Entry
from hotline.core.directory.words import SourceKind
from hotline.core.plain import plain
from hotline.texts import LANGUAGES
from hotline.web import session

editor = Blueprint("editor", __name__, url_prefix="/directory")

PAGES: tuple[SourceKind, ...] = ("operator", "authority", "sector", "press")
EMPTY_ROWS = {"schedules": 2}  # of every other list: one
FIRST_LANGUAGES = ("fr", "nl", "en")


@editor.route("/<organization_id>/edit/<service_id>", methods=["GET", "POST"])
@needs("dispatcher")
@large
def service(organization_id: str, service_id: str) -> ResponseReturnValue:
    """One service as a form."""
    based, base = preview.base(organization_id)
    one = next((some for some in base.services if some.id == service_id), None) if base else None
    if base is None or one is None:
        return _third_party(organization_id, service_id)
    if request.method == "GET":
        return _page(base, one, form.typed(one), based)
    return _written(base, one, based)


@editor.route("/<organization_id>/add", methods=["GET", "POST"])
@needs("dispatcher")
@large
def add(organization_id: str) -> ResponseReturnValue:
    """A new service of an organization."""
    based, base = preview.base(organization_id)
    if base is None:
        abort(404)
    fresh = form.blank(_new_id(base, request.form), confirm.told("call", today()))
    return _page(base, fresh, {}, based) if request.method == "GET" else _written(base, fresh, based)


def _third_party(organization_id: str, service_id: str) -> ResponseReturnValue:
    """What only another organisation's list says is written down anew, beside it."""
    if session().get(Entry, (service_id, "service")) is None:
        abort(404)
    flash(_("Only another organisation's list speaks of this service. Write it down anew, with what you were told."))
    there = edit.version(session(), organization_id).organization is not None
    return redirect(url_for("editor.add" if there else "organizations.new", organization_id=organization_id), 303)


def _written(base: Organization, one: Service, based: int) -> ResponseReturnValue:
    typed = request.form.to_dict()
    try:
        learnt = _known(base, typed)
        wanted = form.read(typed, one, learnt or known.SAME, locale())
        if learnt is None and (one not in base.services or form.changes_facts(one, wanted)):
            raise Wrong({"how": "how"})
    except Wrong as wrong:
        return _page(base, one, typed, based, wrong=wrong.fields)
    whole = (learnt or known.SAME).in_sources(_with(base, _worth(one, wanted, learnt, base)))
    if typed.get("all") == "yes" and learnt is not None and typed.get("how") == "called":
        whole = confirm.confirmed(whole, one.id, confirm.keys(wanted), "call", today())
    decided = preview.decide(base, whole, based, one.id)
    return decided.answer or _page(base, one, typed, based, decided)


def _worth(one: Service, wanted: Service, learnt: Known | None, base: Organization) -> Service:
    """A new service is worth what whoever writes it down knows."""
    if one in base.services or learnt is None or learnt.trust is None:
        return wanted
    return wanted.model_copy(update={"trust": learnt.trust})


def _with(base: Organization, wanted: Service) -> Organization:
    services = tuple(wanted if one.id == wanted.id else one for one in base.services)
    return base.model_copy(update={"services": services if wanted in services else (*services, wanted)})


def _known(base: Organization, typed: Mapping[str, str]) -> Known | None:
    """How they know. None: they did not say. Raises Wrong when the page is not named."""
    match typed.get("how"):
        case "called":
            return known.called(today())
        case "same":
            return known.SAME
        case "page":
            url, kind = typed.get("page_url", "").strip(), typed.get("page_kind", "")
            if not url.startswith(("http://", "https://")) or kind not in PAGES:
                raise Wrong({"page_url": "page"})
            try:
                return known.page(base, url, kind, preview.day(typed.get("page_date", "")), today())
            except ValueError:
                raise Wrong({"page_date": "day"}) from None
    return None


def _new_id(base: Organization, typed: Mapping[str, str]) -> str:
    """The organization's id with the name behind it: it stays, whatever the service is called later."""
    name = next((typed[f"name.{code}"] for code in LANGUAGES if typed.get(f"name.{code}", "").strip()), "service")
    stem = f"{base.id}.{'-'.join(plain(name).encode('ascii', 'ignore').decode().split())}"[:50].strip("-.")
    names = [stem, *(f"{stem}-{nth}" for nth in range(2, 50))]
    return next(one for one in names if session().get(Entry, (one, "service")) is None)


def _page(
    base: Organization, one: Service, typed: Typed, based: int, decided: preview.Decided | None = None, *,
    wrong: dict[str, str] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    rows = {name: _rows(typed, name) for name in LISTS}
    code = 400 if wrong else 409 if decided and decided.meanwhile else 200
    return render_template(
        "console/directory_edit.html",
        base=base,
        service=one,
        is_new=one not in base.services,
        typed=typed,
        based=based,
        decided=decided,
        wrong=wrong or {},
        once=form.once(),
        lists=LISTS,
        rows=rows,
        filled={name: len(form.filled(typed, name)) for name in LISTS},
        open_lists=_open(wrong or {}),
        words=editor_words,
        has_text=lambda name: any(typed.get(f"{name}.{code}") for code in LANGUAGES),
        pages=PAGES,
        languages=[(one, one.code in FIRST_LANGUAGES) for one in LANGUAGES.values()],
        looked=request.values.get("looked", ""),
    ), code


def _open(wrong: Mapping[str, str]) -> set[str]:
    """The lists that are unfolded: what is asked for most often, and where something is wrong."""
    return {"schedules", "phones"} | {name.split(".")[0] for name in wrong}


def _rows(typed: Typed, name: str) -> list[int]:
    """The rows that are there and empty ones to add to."""
    there = form.filled(typed, name)
    first = there[-1] + 1 if there else 0
    return [*there, *range(first, first + EMPTY_ROWS.get(name, 1))]
