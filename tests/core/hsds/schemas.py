"""The published schemas of HSDS 3.1, for tests; without ../shared they are skipped."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

HSDS = Path(__file__).parents[4] / "shared" / "hsds"


@cache
def schema(name: str) -> dict[str, Any]:
    if not HSDS.exists():
        pytest.skip("the schemas of HSDS are not at ../shared/hsds")
    found: dict[str, Any] = json.loads((HSDS / name).read_text(encoding="utf-8"))
    return found


@cache
def checker(kind: str) -> Draft7Validator:
    """Checks one kind of full document; no field that HSDS does not know is allowed either."""
    whole = schema("service_with_definitions.json")
    definitions = {name: {**one, "additionalProperties": False} for name, one in whole["definitions"].items()}
    one = (
        {name: value for name, value in whole.items() if name != "definitions"}
        if kind == "service"
        else definitions[kind]
    )
    closed = {**one, "additionalProperties": False, "definitions": definitions}
    return Draft7Validator(closed, format_checker=FormatChecker())


def faults(kind: str, document: Any) -> list[str]:
    """What is wrong with a document; empty: it is valid."""
    return [f"{list(one.path)}: {one.message[:300]}" for one in checker(kind).iter_errors(document)]
