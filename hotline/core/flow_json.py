"""A visit as plain values, for a JSON column; and back, whichever release wrote it."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from hotline.core.flow_types import Found, Said, Visit

FIELDS = {field.name for field in dataclasses.fields(Visit)}


def visit_to_json(visit: Visit) -> dict[str, Any]:
    """A visit as plain values for a JSON column."""
    stored = {**vars(visit), "said": [dict(vars(one)) for one in visit.said]}  # asdict copies deeply: ten times slower
    if visit.found is not None:
        stored["found"] = {**vars(visit.found), "told": [dict(vars(one)) for one in visit.found.told]}
    return stored


def visit_from_json(stored: Mapping[str, Any]) -> Visit:
    """A visit from a JSON column. Fields of another release are ignored; missing ones keep their defaults."""
    values: dict[str, Any] = {"flow": "", "hash": "", "node": ""}
    values |= {name: value for name, value in stored.items() if name in FIELDS}
    values["said"] = tuple(_said(one) for one in values.get("said", ()))
    values["found"] = _found(stored.get("found"))
    values["wish"] = tuple(stored["wish"]) if stored.get("wish") else None
    return Visit(**values)


def _found(stored: Mapping[str, Any] | None) -> Found | None:
    if stored is None:
        return None
    told = tuple(_said(one) for one in stored.get("told", ()))
    return Found(tuple(stored.get("ids", ())), told, stored.get("name", ""), bool(stored.get("textable")))


def _said(stored: Mapping[str, Any]) -> Said:
    languages = tuple(stored.get("languages", ()))
    values, slow = dict(stored.get("values", {})), bool(stored.get("slow"))
    return Said(stored["text"], values, languages, stored.get("node", ""), slow)
