"""Reads files of HSDS, whatever they hold: one document, a list, a page of the API, a package of tables."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline.core.directory.files import WrongFile
from hotline.core.hsds import flat
from hotline.core.hsds.ids import Json
from hotline.core.hsds.package import ORGANIZATIONS, SERVICES
from hotline.core.hsds.tables import FILES

CELL = 10_000_000  # a service area may be a long polygon


@dataclass(frozen=True)
class Document:
    """One document of HSDS. `kind`: service, organization, location …; `where`: for a message about a fault."""

    kind: str
    content: Json
    where: str


def read(path: Path) -> list[Document]:
    """Every document in a file or folder. Raises WrongFile."""
    try:
        found = list(_read(path))
        "".join(json.dumps(one.content, ensure_ascii=False) for one in found).encode()  # half of a sign is no text
    except (RecursionError, UnicodeEncodeError) as error:
        raise WrongFile(f"{path.name}: not a text that can be kept: {type(error).__name__}") from None
    return found


def _read(path: Path) -> Iterator[Document]:
    if not path.is_dir():
        yield from _documents(_json(path), path.name)
        return
    known = [path / name for name in (SERVICES, ORGANIZATIONS) if (path / name).exists()]
    if known:
        for file in known:
            yield from _documents(_json(file), file.name)
        return
    tables = {file.name: list(_rows(file)) for file in sorted(path.glob("*.csv")) if file.name in FILES}
    if not tables:
        raise WrongFile(f"{path.name}: neither {SERVICES} nor a table of HSDS is in this folder")
    yield from _tables(tables, path.name)


def _json(file: Path) -> Any:
    try:
        return _kept(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise WrongFile(f"{file.name}: not JSON: {' '.join(str(error).split())}") from None


def _rows(file: Path) -> Iterator[Json]:
    csv.field_size_limit(CELL)
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.DictReader(opened):
                yield {name: _kept(cell) for name, cell in row.items() if name}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WrongFile(f"{file.name}: not a table: {error}") from None


def _kept(found: Any) -> Any:
    """Without the one sign that a database cannot hold."""
    if isinstance(found, str):
        return found.replace("\0", "")
    if isinstance(found, list):
        return [_kept(one) for one in found]
    return {name.replace("\0", ""): _kept(one) for name, one in found.items()} if isinstance(found, dict) else found


def _documents(content: Any, where: str) -> Iterator[Document]:
    if isinstance(content, dict) and isinstance(content.get("contents"), list):
        content = content["contents"]
    if isinstance(content, list):
        for nth, one in enumerate(content):
            yield from _documents(one, f"{where}: {nth}")
        return
    if not isinstance(content, dict):
        raise WrongFile(f"{where}: not a document of HSDS")
    if content and all(name in FILES for name in content):
        yield from _tables(content, where)
        return
    yield Document(kind(content, where), content, where)


def _tables(tables: Json, where: str) -> Iterator[Document]:
    for name, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise WrongFile(f"{where}: {name}: a list of rows is expected")
        if any(isinstance(cell, dict | list) for row in rows for cell in row.values()):
            raise WrongFile(f"{where}: {name}: a cell holds a text or a number")
    for kind_, found in flat.nest({FILES[name]: rows for name, rows in tables.items()}).items():
        yield from (Document(kind_, one, f"{where}: {kind_} {one.get('id', '')}") for one in found)


def kind(content: Json, where: str) -> str:
    """Which kind of document this is, by its fields: HSDS does not say. Raises WrongFile."""
    names = set(content)
    if not isinstance(content.get("id"), str) or not content["id"]:
        raise WrongFile(f"{where}: a document without an id")
    if "location_type" in names:
        return "location"
    if "status" in names or ("name" in names and names & {"organization", "organization_id"}):
        return "service"
    if names & {"location", "location_id", "service", "service_id"} and "name" not in names:
        return "service_at_location"
    if names & {"code", "parent_id", "taxonomy", "taxonomy_id", "taxonomy_detail", "term_uri"}:
        return "taxonomy_term"
    if "version" in names:
        return "taxonomy"
    if "name" in names:
        return "organization"
    raise WrongFile(f"{where}: no kind of document that HSDS has")
