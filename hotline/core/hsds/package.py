"""A folder with the directory as HSDS: services.json and the tables as a data package."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hotline.core.hsds import flat, service, terms
from hotline.core.hsds.ids import Json
from hotline.core.hsds.service import Row
from hotline.core.hsds.tables import TABLES, columns, package

SERVICES, ORGANIZATIONS, DESCRIPTION = "services.json", "organizations.json", "datapackage.json"


def write(folder: Path, rows: Sequence[Row], at: datetime) -> int:
    """Write the folder; how many services. Files of an earlier export are replaced, others stay as they are.

    `organizations.json` holds those that have no service: services.json has no place for them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    services = [service.service(row, one, at) for row in rows for one in row.document.services]
    bare = [service.organization(row) for row in rows if not row.document.services]
    _write(folder / SERVICES, services)
    _write(folder / ORGANIZATIONS, bare)
    _write(folder / DESCRIPTION, package())
    tables: dict[str, dict[str, Json]] = {"taxonomy": {one["id"]: one for one in terms.taxonomies()}}
    flat.flatten("taxonomy_term", terms.listed(), tables)
    flat.flatten("service", services, tables)
    flat.flatten("organization", bare, tables)
    for kind, (file, _) in TABLES.items():
        _table(folder / file, kind, list(tables.get(kind, {}).values()))
    return len(services)


def _write(file: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")


def _table(file: Path, kind: str, rows: Sequence[Json]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(columns(kind))
        writer.writerows([row.get(name) for name in columns(kind)] for row in rows)
