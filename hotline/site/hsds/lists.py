"""Lists of the API, page by page: services, organizations, services at locations, taxonomies and their terms."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

from flask import Response, request

from hotline.core.hsds import terms
from hotline.core.hsds.catalogue import Listed, brief, places
from hotline.core.hsds.ids import Json
from hotline.core.plain import plain
from hotline.site.hsds import asked
from hotline.site.hsds.answer import Wrong, hsds, known, say

Entry = TypeVar("Entry")


@hsds.get("/services")
def services() -> Response:
    """`minimal`: all of them on one page, only ids and when they were changed; `full`: the whole documents."""
    there, full = known(), asked.yes("full")
    found = asked.services(there)
    if asked.yes("minimal"):
        return _page(found, _minimal, per_page=max(len(found), 1))
    return _page(found, lambda one: _form(there.service(one.id), full=full))


def _minimal(one: Listed) -> Json:
    changed = one.row.changed_at
    return {"id": one.id, "modified_date": changed.isoformat() if changed else None}


@hsds.get("/organizations")
def organizations() -> Response:
    """Organizations of the services that were asked for."""
    there, full, full_service = known(), asked.yes("full"), asked.yes("full_service")
    ids = dict.fromkeys(one.row.id("organization", one.row.document.id) for one in asked.services(there))

    def form(id_: str) -> Json:
        return _form(there.organization(id_, full_service=full_service), full=full or full_service)

    return _page(list(ids), form)


@hsds.get("/service_at_locations")
def service_at_locations() -> Response:
    """`postcode`: the locations there."""
    there, full = known(), asked.yes("full")
    if request.args.get("proximity"):
        raise Wrong("proximity", "proximity: not offered; ask by postcode")
    postcode = request.args.get("postcode")
    found = [one for one in places(asked.services(there)) if postcode in (None, "", one.postal_code)]
    return _page(found, lambda one: _form(there.at_location(one), full=full))


@hsds.get("/taxonomies")
def taxonomies() -> Response:
    asked.check_format()
    return _page([one for one in terms.taxonomies() if _speaks(one)], dict)


@hsds.get("/taxonomy_terms")
def taxonomy_terms() -> Response:
    """`taxonomy_id`, `parent_id`; `top_only`: those without a parent."""
    asked.check_format()
    taxonomy, parent, top = asked.id_("taxonomy_id"), asked.id_("parent_id"), asked.yes("top_only")
    found = (one for one in terms.listed() if taxonomy in (None, one["taxonomy_id"]))
    found = (one for one in found if parent in (None, one.get("parent_id")))
    return _page([one for one in found if not (top and "parent_id" in one) and _speaks(one)], dict)


def _speaks(one: Json) -> bool:
    """Whether the search's words stand in it."""
    return plain(request.args.get("search", "")) in plain(f"{one['name']} {one['description']}")


def _form(document: Json | None, *, full: bool) -> Json:
    whole = document or {}
    return whole if full else brief(whole)


def _page(found: Sequence[Entry], form: Callable[[Entry], Json], per_page: int | None = None) -> Response:
    """One page of a list, as HSDS counts them. A page behind the last one is empty."""
    page, size = asked.number("page", 1), per_page or asked.number("per_page", asked.PER_PAGE, asked.MOST)
    pages = -(-len(found) // size)
    contents = [form(one) for one in islice(found, (page - 1) * size, page * size)]
    return say({
        "total_items": len(found),
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    })  # fmt: skip
