"""What HSDS has no field for travels in attributes: one for each field, one for each language of a text."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, get_origin

from hotline.core.directory.facts import Part
from hotline.core.hsds.ids import Json
from hotline.core.hsds.terms import ELSEWHERE, Attributes, is_text, read


def write(into: Attributes, kind: str, part: Part, held: Mapping[str, Any]) -> None:
    """Every field that the entity does not hold as it is. `held`: our field → what its field in HSDS says."""
    elsewhere = ELSEWHERE - ({"languages"} if kind == "spoken" else set())
    for field, value in part.model_dump(mode="json", exclude_defaults=True, exclude=elsewhere).items():
        if value != "" and held.get(field) == value:
            continue
        if isinstance(value, dict):
            for language, text in value.items():
                into.add("field", f"{kind}.{field}.{language}", text)
        else:
            into.add("field", f"{kind}.{field}", value if isinstance(value, str) else json.dumps(value))


def gather(attributes: Iterable[Json], kind: str, model: type[Part], held: Mapping[str, Any]) -> Json:
    """The fields again: what stood in the entity itself, then the attributes."""
    found: Json = {name: {} for name, field in model.model_fields.items() if field.is_required() and is_text(field)}
    found |= {field: value for field, value in held.items() if value is not None}
    for taxonomy, code, value in filter(None, map(read, attributes)):
        of, _, rest = code.partition(".")
        field, _, language = rest.partition(".")
        if taxonomy != "field" or of != kind or field not in model.model_fields:
            continue
        if language:
            found.setdefault(field, {})[language] = value
        else:
            found[field] = _value(model, field, value)
    return found


def one(attributes: Iterable[Json], code: str) -> str | None:
    """The value of one attribute that is no field of a model."""
    there = (one for one in map(read, attributes) if one is not None)
    return next((value for taxonomy, name, value in there if (taxonomy, name) == ("field", code)), None)


def _value(model: type[Part], field: str, text: str) -> Any:
    is_list = get_origin(model.model_fields[field].annotation) is tuple
    return json.loads(text) if is_list else text
