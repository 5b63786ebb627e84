"""Reads knowledge_base/gazetteer.yaml; every fault is named with its place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hotline.core.gazetteer.place import KINDS, Named, Place
from hotline.core.gazetteer.rows import WrongFile

SOURCES = ("communes", "rail", "stib", "general")  # the groups of the file
FILE = Path(__file__).parents[3] / "knowledge_base" / "gazetteer.yaml"


def read(path: Path = FILE) -> list[Named]:
    """Every place of the file. Raises WrongFile."""
    try:
        found = list(_places(_content(path)))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as wrong:
        raise WrongFile(f"{path.name}: {type(wrong).__name__}: {wrong}") from None
    ids = [named.place.id for named in found]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise WrongFile(f"{path.name}: twice: {', '.join(twice)}")
    return found


def lines() -> list[list[str]]:
    """How the stations of the metro follow each other, by the ids of the places."""
    found: list[list[str]] = _content(FILE)["lines"]
    return found


def _content(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _places(content: dict[str, Any]) -> Iterator[Named]:
    if set(content["sources"]) != set(SOURCES):
        raise ValueError(f"the sources are not {', '.join(SOURCES)}")
    for group in content["groups"]:
        if group["source"] not in SOURCES:
            raise ValueError(f"a source that is not named: {group['source']}")
        shared = {key: group[key] for key in ("source", "kind", "accuracy_m") if key in group}
        for row in group["places"]:
            columns = {"commune": None, **shared, **row}
            also = (*columns.pop("also", ()), *columns.pop("postcodes", ()))
            place = Place(**columns)
            if place.kind not in KINDS:
                raise ValueError(f"{place.id}: no such kind: {place.kind}")
            yield Named(place, tuple(str(name) for name in also))
