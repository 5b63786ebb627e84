"""What the address asks for: pages, a search, filters; a wrong value is said."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from flask import request

from hotline.core import gazetteer
from hotline.core.directory.query import Query
from hotline.core.directory.search import search as find
from hotline.core.hsds import terms
from hotline.core.hsds.catalogue import Catalogue, Listed
from hotline.core.hsds.ids import uid
from hotline.db import now
from hotline.site.hsds.answer import Wrong
from hotline.web import session

PER_PAGE, MOST = 50, 100
FOUND = 60  # results of one search, the best first
LONGEST = 200  # letters of a search


def number(name: str, usual: int, most: int | None = None) -> int:
    """A positive whole number. Raises Wrong."""
    text = request.args.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= (most or 10**9)):
        raise Wrong(name, f"{name}: a number from 1" + (f" to {most}" if most else ""))
    return int(text)


def yes(name: str) -> bool:
    """A switch: true or false. Raises Wrong."""
    text = request.args.get(name, "false").lower()
    if text not in ("true", "false", "1", "0", ""):
        raise Wrong(name, f"{name}: true or false")
    return text in ("true", "1")


def id_(name: str) -> str | None:
    """An id of HSDS; None: not asked. Raises Wrong."""
    text = request.args.get(name)
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        raise Wrong(name, f"{name}: a UUID") from None


def check_format() -> None:
    """Only JSON: a stream of lines is not offered. Raises Wrong."""
    if request.args.get("format", "json") != "json":
        raise Wrong("format", "format: json is the only one")


def services(known: Catalogue) -> list[Listed]:
    """The services that were asked for: all, or those that a search or filters leave. Raises Wrong."""
    check_format()
    found: Iterable[Listed] = known.services.values()
    if text := request.args.get("search", "").strip():
        found = _search(known, text)
    if term := id_("taxonomy_term_id"):
        found = (one for one in found if term in one.terms)
    if taxonomy := id_("taxonomy_id"):
        within = {one["id"] for one in terms.listed() if one["taxonomy_id"] == taxonomy}
        found = (one for one in found if one.terms & within)
    if organization := id_("organization_id"):
        found = (one for one in found if one.row.id("organization", one.row.document.id) == organization)
    if since := _moment("modified_after"):
        found = (one for one in found if one.row.changed_at and one.row.changed_at >= since)
    return list(found)


def _search(known: Catalogue, text: str) -> list[Listed]:
    """As on the site: in any language, typing errors forgiven, the best first."""
    if len(text) > LONGEST:
        raise Wrong("search", f"search: {LONGEST} letters at most")
    places = gazetteer.current(session())
    results = find(session(), Query(text, terms.MAIN, limit=FOUND), places, now(session()))
    ids = [uid("service", one.id) for one in results if one.service is not None]
    return [known.services[one] for one in ids if one in known.services]


def _moment(name: str) -> datetime | None:
    """A moment in ISO 8601; without a time zone it is UTC. Raises Wrong."""
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)  # "+01:00" arrives as " 01:00"
    except ValueError:
        raise Wrong(name, f"{name}: a moment such as 2026-11-26T13:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
