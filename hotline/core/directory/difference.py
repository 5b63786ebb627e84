"""What a change changes, fact by fact: for the preview, the history and whoever accepts a proposal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NOTHING: dict[str, Any] = {}


@dataclass(frozen=True)
class Difference:
    """One thing that is another now. `path`: its names from the outside in; None: it was not, or is no longer there."""

    service_id: str | None
    path: tuple[str, ...]
    before: Any
    after: Any


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Difference]:
    """Everything that differs between two documents (JSON), in the order of the document."""
    was, now = before or NOTHING, after or NOTHING
    rest = ({name: one for name, one in some.items() if name not in ("services", "id")} for some in (was, now))
    services = [{one["id"]: one for one in some.get("services", [])} for some in (was, now)]
    found = list(_of(None, (), *rest))
    for service_id in [*services[0], *(one for one in services[1] if one not in services[0])]:
        pair = (some.get(service_id) for some in services)
        found += _of(service_id, (), *({**one, "id": None} if one else NOTHING for one in pair))
    return found


def _of(service_id: str | None, path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if path[:1] == ("sources",) and len(path) == 2:  # one source is one thing
        yield Difference(service_id, path, before, after)
        return
    if _facts(before) or _facts(after):
        for was, now in _pairs(before or [], after or []):
            yield from _of(service_id, path, was, now)
    elif isinstance(before, dict) or isinstance(after, dict):
        was, now = before or NOTHING, after or NOTHING
        names = [*was, *(one for one in now if one not in was)]
        for name in sorted(names, key=lambda one: one == "trust"):  # what it says first, then what it is worth
            yield from _of(service_id, (*path, name), was.get(name), now.get(name))
    else:
        yield Difference(service_id, path, before, after)


def _facts(some: Any) -> bool:
    return isinstance(some, list) and any(isinstance(one, dict) for one in some)


def _pairs(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    """What belongs together in two lists: the same words, whatever they are worth, then whatever is left, in order."""
    left, right = list(before), list(after)
    for one in list(left):
        twin = next((other for other in right if _said(other) == _said(one)), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
            yield one, twin
    for nth in range(max(len(left), len(right))):
        yield (left[nth] if nth < len(left) else None), (right[nth] if nth < len(right) else None)


def _said(one: dict[str, Any]) -> dict[str, Any]:
    return {name: some for name, some in one.items() if name != "trust"}
