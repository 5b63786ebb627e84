"""Our own documents again: everything that an export of this directory says, lossless."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hotline.core.directory import files
from hotline.core.directory.facts import Organization, Service
from hotline.core.hsds import fields, marks, reach, times, trail
from hotline.core.hsds.ids import Json
from hotline.core.hsds.service import Row
from hotline.core.hsds.terms import read

Again = Mapping[str, Any]


def is_ours(organization: Json) -> bool:
    """Whether this organization was written by an export of this directory."""
    attributes = organization.get("attributes")
    return isinstance(attributes, list) and fields.one(attributes, "organization.id") is not None


def rows(organizations: Iterable[Json], services: Iterable[Json], where: str) -> list[Row]:
    """The organizations with their services, in order. Raises files.WrongFile."""
    found: dict[str, tuple[Json, list[Json]]] = {one["id"]: (one, []) for one in organizations}
    for service in services:
        of = service["organization"]
        found.setdefault(str(of.get("id")), (of, []))[1].append(service)
    return [_row(organization, of, where) for organization, of in found.values()]


def _row(entity: Json, services: list[Json], where: str) -> Row:
    attributes = entity["attributes"]
    try:
        content = {
            **fields.gather(attributes, "organization", Organization, {"website": entity.get("website")}),
            "sources": _sources(attributes),
            "services": [_service(one) for one in services],
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault = f"an export of ours that somebody changed: {type(error).__name__} {error}"
        raise files.WrongFile(f"{where}: {entity.get('id')}: {fault}") from None
    document = files.checked(content, Organization, f"{where}: {content['id']}")
    private = fields.one(attributes, "organization.private") == "true"
    return Row(document, private, fields.one(attributes, "organization.view"))


def _sources(attributes: Iterable[Json]) -> dict[str, Json]:
    said = ((json.loads(there[2])) for one in attributes if (there := read(one)) and there[0] == "source")
    return {source.pop("key"): source for source in said}


def _service(entity: Json) -> Json:
    attributes = entity["attributes"]
    ours = [there for one in attributes if (there := read(one))]
    return {
        **fields.gather(attributes, "service", Service, {}),
        **marks.gather(attributes),
        "type": next((code for taxonomy, code, _ in ours if taxonomy == "type"), ""),
        "needs": [code for taxonomy, code, _ in ours if taxonomy == "need"],
        "trust": trail.gather(entity.get("metadata", ())),
        "phones": [reach.phone_again(one) for one in entity.get("phones", ())],
        "links": [reach.link_again(one) for one in entity.get("additional_urls", ())],
        "locations": [reach.place_again(one) for one in entity.get("service_at_locations", ())],
        "schedules": times.schedules_again(entity.get("schedules", ())),
        "languages": reach.spoken_again(entity.get("languages", ())),
    }
