"""Two people changed the same organization: both changes are kept when they touch different things."""

from typing import Any

_NOTHING = object()


class Conflict(Exception):
    """Both changed the same thing, each in another way."""


def merged(before: Any, theirs: Any, mine: Any) -> Any:
    """The document with both changes. All three are JSON; services are told apart by their id. Raises Conflict."""
    if mine in (before, theirs):
        return theirs
    if theirs == before:
        return mine
    if isinstance(theirs, dict) and isinstance(mine, dict):
        return _dicts(before if isinstance(before, dict) else {}, theirs, mine)
    if _have_ids(theirs) and _have_ids(mine):
        known = before if _have_ids(before) else []
        return list(_dicts(*({one["id"]: one for one in some} for some in (known, theirs, mine))).values())
    raise Conflict


def _dicts(before: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    names = [*theirs, *(name for name in mine if name not in theirs)]
    found = {
        name: merged(before.get(name, _NOTHING), theirs.get(name, _NOTHING), mine.get(name, _NOTHING)) for name in names
    }
    return {name: one for name, one in found.items() if one is not _NOTHING}


def _have_ids(some: Any) -> bool:
    return isinstance(some, list) and all(isinstance(one, dict) and "id" in one for one in some)
