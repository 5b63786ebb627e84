"""Takes from a stranger's document what we have a place for, and remembers what was left."""

import re
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from hotline.core.directory.files import WrongFile
from hotline.core.hsds.ids import Json, uid

SILENT = re.compile(r"id|\w+_id|link_\w+")  # what only holds documents together


class Taking:
    """One entity of a stranger's, with the parts that were looked at; `done` counts what nobody took."""

    def __init__(self, kind: str, content: Json, where: str, left: Counter[str]) -> None:
        self.kind, self.rest, self.where, self.left = kind, dict(content), where, left
        self.id = id_of(str(content.get("id", "")), kind)
        self.parts: list[Taking] = []

    def text(self, *names: str) -> str:
        """The first of these fields that says something; the others count as taken when they say the same."""
        found = ""
        for name in names:
            value = self.rest.get(name)
            if value in (None, "") or (found and str(value).strip() != found):
                continue
            if isinstance(value, dict | list):
                raise WrongFile(f"{self.where}: {self.kind}.{name}: a text is expected")
            found = str(self.rest.pop(name)).strip()
        return found

    def needed(self, name: str) -> str:
        """A field without which there is nothing to say. Raises WrongFile."""
        if found := self.text(name):
            return found
        raise WrongFile(f"{self.where}: {self.kind}.{name} is missing")

    def day(self, name: str) -> date | None:
        """A date, also from a date with a time; None: there is none, or it is none."""
        try:
            found = date.fromisoformat(str(self.rest.get(name, ""))[:10])
        except ValueError:
            return None
        self.rest.pop(name)
        return found

    def number(self, name: str, least: float, most: float) -> float | None:
        """A number within these bounds; another one is left."""
        value = self.rest.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            return None
        return float(self.rest.pop(name))

    def one(self, name: str, kind: str) -> "Taking | None":
        """A part of which there is one at most."""
        value = self.rest.pop(name, None)
        if value is None:
            return None
        return self._part(kind, name, value)

    def many(self, name: str, kind: str) -> "list[Taking]":
        """The parts in a list."""
        value = self.rest.pop(name, None) or []
        if not isinstance(value, list):
            raise WrongFile(f"{self.where}: {self.kind}.{name}: a list is expected")
        return [self._part(kind, name, one) for one in value]

    def done(self) -> None:
        """Count what is left, here and in the parts: as "service.wait_time"."""
        for part in self.parts:
            part.done()
        for name, value in self.rest.items():
            if value not in (None, "", [], {}) and not SILENT.fullmatch(name):
                self.left[f"{self.kind}.{name}"] += len(value) if isinstance(value, list) else 1

    def _part(self, kind: str, name: str, value: Any) -> "Taking":
        if not isinstance(value, dict):
            raise WrongFile(f"{self.where}: {self.kind}.{name}: an entity is expected")
        self.parts.append(Taking(kind, value, self.where, self.left))
        return self.parts[-1]


def id_of(name: str, kind: str) -> str:
    """A stranger's id as one of ours: never one that we gave ourselves."""
    try:
        return str(UUID(name))
    except ValueError:
        return uid("foreign", kind, name)
