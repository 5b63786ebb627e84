"""Nested documents of HSDS as rows of its tables, and rows as documents again."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hotline.core.hsds.ids import Json
from hotline.core.hsds.tables import LISTS, NOTES, NUMBERS, ONES, TABLES, columns

Rows = dict[str, list[Json]]  # kind → rows


def flatten(kind: str, entities: Iterable[Json], into: dict[str, dict[str, Json]]) -> None:
    """Put entities with all their parts into the tables (kind → id → row); one that comes again is the same."""
    for entity in entities:
        _flatten(kind, entity, {}, into)


def _flatten(kind: str, entity: Json, links: Json, into: dict[str, dict[str, Json]]) -> None:
    rows = into.setdefault(kind, {})
    if entity["id"] in rows:
        return
    row = rows[entity["id"]] = {**{name: entity.get(name) for name in columns(kind)}, **links}
    for field, of in ONES.get(kind, {}).items():
        if field in entity:
            row[f"{field}_id"] = entity[field]["id"]
            _flatten(of, entity[field], {}, into)
    for field, of in LISTS.get(kind, {}).items():
        link = {f"{kind}_id": entity["id"]} if f"{kind}_id" in columns(of) else {}
        for one in entity.get(field, ()):
            _flatten(of, one, link, into)
    for of, (field, id_, entity_) in NOTES.items():
        for one in entity.get(field, ()):
            _flatten(of, one, {id_: entity["id"], entity_: kind}, into)


def nest(tables: Mapping[str, Sequence[Json]]) -> Rows:
    """The documents in these tables that are part of no other: services, and what belongs to none of them."""
    return Nest(tables).documents()


class Nest:
    """Rows by their ids and by what they belong to."""

    def __init__(self, tables: Mapping[str, Sequence[Json]]) -> None:
        self.tables = tables
        self.by_id = {kind: {row["id"]: row for row in rows if row.get("id")} for kind, rows in tables.items()}
        self.parts: dict[tuple[str, str, Any], list[Json]] = defaultdict(list)
        self.used: set[tuple[str, Any]] = set()
        for kind, rows in tables.items():
            for row in rows:
                for name in (one for one in columns(kind) if one.endswith("_id") and row.get(one)):
                    self.parts[kind, name, row[name]].append(row)

    def documents(self) -> Rows:
        found: Rows = {}
        for kind in ("service", "organization", "location", *TABLES):
            if kind not in found:
                left = [row for row in self.tables.get(kind, ()) if (kind, row.get("id")) not in self.used]
                found[kind] = [self.document(kind, row) for row in left]
        return {kind: documents for kind, documents in found.items() if documents}

    def document(self, kind: str, row: Json) -> Json:
        """A row with everything that belongs to it."""
        self.used.add((kind, row.get("id")))
        entity = {name: _cell(name, value) for name, value in row.items() if value not in (None, "")}
        for field, of in ONES.get(kind, {}).items():
            if (one := self.by_id.get(of, {}).get(entity.pop(f"{field}_id", None))) is not None:
                entity[field] = self.document(of, one)
        for field, rows in self._lists(kind, row):
            if rows:
                of = LISTS.get(kind, {}).get(field) or next(one for one, note in NOTES.items() if note[0] == field)
                entity[field] = [self.document(of, one) for one in rows]
        return entity

    def _lists(self, kind: str, row: Json) -> Iterator[tuple[str, list[Json]]]:
        for field, of in LISTS.get(kind, {}).items():
            yield field, self.parts.get((of, f"{kind}_id", row.get("id")), [])
        for of, (field, name, entity) in NOTES.items():
            found = self.parts.get((of, name, row.get("id")), [])
            yield field, [one for one in found if one.get(entity) in (kind, TABLES[kind][0].removesuffix(".csv"), None)]


def _cell(name: str, value: Any) -> Any:
    if name in NUMBERS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
