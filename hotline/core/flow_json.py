"""A visit as plain values, for a JSON column; and back, whichever release wrote it."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from hotline.core.flow_types import Said, Visit

FIELDS = {field.name for field in dataclasses.fields(Visit)}


def visit_to_json(visit: Visit) -> dict[str, Any]:
    """A visit as plain values for a JSON column."""
    return {**vars(visit), "said": [dict(vars(one)) for one in visit.said]}  # asdict copies deeply: ten times slower


def visit_from_json(stored: Mapping[str, Any]) -> Visit:
    """A visit from a JSON column. Fields of another release are ignored; missing ones keep their defaults."""
    values: dict[str, Any] = {"flow": "", "hash": "", "node": ""}
    values |= {name: value for name, value in stored.items() if name in FIELDS}
    values["said"] = tuple(_said(one) for one in values.get("said", ()))
    return Visit(**values)


def _said(stored: Mapping[str, Any]) -> Said:
    languages = tuple(stored.get("languages", ()))
    return Said(stored["text"], dict(stored.get("values", {})), languages, stored.get("node", ""))
