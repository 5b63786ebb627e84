"""A service as a form: its facts as plain fields, and what is typed there as facts again.

Names of fields: `name.fr`, `schedules.0.hours`, `says.2.text.nl`. A row that is wiped out is gone. A fact whose words
stay the same keeps its worth; one that is new or says something else is worth what whoever writes knows (`known`).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from hotline.core import hours_words
from hotline.core.directory import need_words
from hotline.core.directory.confirm import key
from hotline.core.directory.facts import Closure, Fact, Part, Service, Trust
from hotline.core.directory.form_fields import FACTS, LISTS, Field, single
from hotline.core.directory.known import Known
from hotline.core.hours import WrongHours
from hotline.texts import LANGUAGES

MOST_ROWS = 60

Typed = dict[str, str]


class Wrong(Exception):
    """Something cannot be right. `fields`: the names of the fields, each with the kind of what should stand there."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def once() -> tuple[Field, ...]:
    """The fields that a service has once, with the needs and kinds of service that exist."""
    known = need_words.known()
    return single(tuple(one.id for one in known.needs), tuple(one.id for one in known.types))


def typed(service: Service) -> Typed:
    """What stands in the form of a service."""
    found = dict(_typed(service, once(), ""))
    for name, fields in LISTS.items():
        for nth, fact in enumerate(getattr(service, name)):
            found |= _typed(fact, fields, f"{name}.{nth}.")
            found[f"{name}.{nth}.key"] = key(fact)
    return found


def rows(values: Mapping[str, str], name: str) -> list[int]:
    """The rows of a list that are in the form, in order."""
    numbers = {part for one in values if one.startswith(f"{name}.") and (part := one.split(".")[1]).isdecimal()}
    return sorted(int(one) for one in numbers if len(one) <= 2)[:MOST_ROWS]


def blank(service_id: str, worth: Trust) -> Service:
    """A service of which only the id is known, for a form that is empty."""
    return Service.model_construct(id=service_id, name={}, summary={}, type="", needs=(), trust=worth)


def filled(values: Mapping[str, str], name: str) -> list[int]:
    """The rows in which something stands."""
    says = [field for field in LISTS[name] if field.says]
    return [nth for nth in rows(values, name) if any(_value(values, field, f"{name}.{nth}.") for field in says)]


def read(values: Mapping[str, str], before: Service, known: Known, language: str) -> Service:
    """The service as it was typed by somebody of this language. Raises Wrong with every field that cannot be."""
    wrong: dict[str, str] = {}
    values = {name: _put_right(name, one, language) for name, one in values.items()}
    lists = {name: _facts(values, name, before, known, wrong) for name in LISTS}
    fields = once()
    raw = {field.name: one for field in fields if (one := _value(values, field, "")) is not None}
    wrong |= {field.name: field.kind for field in fields if field.needed and not _fits(raw.get(field.name), field)}
    content = before.model_dump(exclude={field.name for field in fields} | set(LISTS))
    try:
        service = Service.model_validate({**content, **raw})
    except ValidationError as error:
        raise Wrong({**_named(error, fields, ""), **wrong}) from None
    if service.starts_on and service.ends_on and service.ends_on < service.starts_on:
        wrong["ends_on"] = "day"
    if wrong:
        raise Wrong(wrong)
    return service.model_copy(update=lists)


def _fits(one: Any, field: Field) -> bool:
    """Whether something stands there, and nothing that is not in its list."""
    said = one if isinstance(one, tuple) else (one,)
    return bool(one) and (not field.choices or set(said) <= set(field.choices))


def _put_right(name: str, written: str, language: str) -> str:
    """Hours and numbers as people write them become ours; what cannot be read stays, and is said to be wrong."""
    if name.endswith(".hours") and written.strip():
        with suppress(WrongHours):
            return hours_words.read(written, language)
    return " ".join(re.sub(r"[/.()-]", " ", written).split()) if name.endswith(".number") else written


def _facts(
    values: Mapping[str, str], name: str, before: Service, known: Known, wrong: dict[str, str]
) -> tuple[Fact, ...]:
    old = {key(fact): fact for fact in getattr(before, name)}
    found = []
    for nth in filled(values, name):
        prefix, fields = f"{name}.{nth}.", LISTS[name]
        raw = {field.name: one for field in fields if (one := _value(values, field, prefix)) is not None}
        try:
            fact = FACTS[name].model_validate(raw)
        except ValidationError as error:
            wrong |= _named(error, fields, prefix)
            continue
        if isinstance(fact, Closure) and fact.last < fact.first:
            wrong[f"{prefix}last"] = "day"
        same, was = old.get(key(fact)), old.get(values.get(f"{prefix}key", ""))
        worth = same.trust if same else known.trust or (was.trust if was else None)
        found.append(fact.model_copy(update={"trust": worth}))
    return tuple(found)


def changes_facts(before: Service, after: Service) -> bool:
    """Whether some fact says something that it did not say before."""
    said = {key(fact) for name in LISTS for fact in getattr(before, name)}
    return any(key(fact) not in said for name in LISTS for fact in getattr(after, name))


def _typed(part: Part, fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        one = getattr(part, field.name)
        if field.kind == "texts":
            yield from ((f"{prefix}{field.name}.{code}", text) for code, text in one.items())
        elif field.kind == "codes":
            yield f"{prefix}{field.name}", " ".join(one)
        elif isinstance(one, bool):
            yield f"{prefix}{field.name}", "yes" if one else "no" if field.kind == "bool" else ""
        else:
            yield f"{prefix}{field.name}", "" if one is None else str(one)


def _value(values: Mapping[str, str], field: Field, prefix: str) -> Any:
    """What is typed in a field; None: nothing."""
    name = f"{prefix}{field.name}"
    written = values.get(name, "").replace("\0", "").strip()
    match field.kind:
        case "texts":
            texts = {code: values.get(f"{name}.{code}", "").replace("\0", "").strip() for code in LANGUAGES}
            return {code: text for code, text in texts.items() if text} or None
        case "codes":
            return tuple(written.replace(",", " ").split()) or None
        case "tick":
            return True if written == "yes" else None
        case "bool":
            return {"yes": True, "no": False}.get(written)
    return written or None


def _named(error: ValidationError, fields: tuple[Field, ...], prefix: str) -> dict[str, str]:
    """The fields that an error speaks of, with their kinds."""
    kinds = {field.name: field.kind for field in fields}
    names = {str(one["loc"][0]) if one["loc"] else "" for one in error.errors()}
    return {f"{prefix}{name}": kinds.get(name, "line") for name in names}
