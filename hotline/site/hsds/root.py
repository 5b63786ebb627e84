"""What the API is: its version, and the description that machines read."""

from typing import Any

from flask import Response

from hotline.site.hsds.answer import hsds, say
from hotline.site.hsds.asked import MOST
from hotline.web import house

VERSION = "3.1"
PROFILE = "https://docs.openreferral.org/"
SCHEMAS = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema"
PAGE = ("page", "per_page", "search")
SERVICE = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
LISTS = {
    "services": ("service", (*PAGE, *SERVICE, "minimal", "full")),
    "organizations": ("organization", (*PAGE, *SERVICE, "full", "full_service")),
    "service_at_locations": ("service_at_location", (*PAGE, *SERVICE, "full", "postcode")),
    "taxonomies": ("taxonomy", PAGE),
    "taxonomy_terms": ("taxonomy_term", (*PAGE, "taxonomy_id", "parent_id", "top_only")),
}
TYPES: dict[str, dict[str, Any]] = {
    "page": {"type": "integer", "minimum": 1},
    "per_page": {"type": "integer", "minimum": 1, "maximum": MOST},
    "modified_after": {"type": "string", "format": "date-time"},
    **dict.fromkeys(("minimal", "full", "full_service", "top_only"), {"type": "boolean"}),
    **dict.fromkeys(
        ("taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id"), {"type": "string", "format": "uuid"}
    ),
}


@hsds.get("/")
def about() -> Response:
    return say({"version": VERSION, "profile": PROFILE, "openapi_url": f"{_base()}/openapi.json"})


@hsds.get("/openapi.json")
def openapi() -> Response:
    """This API in OpenAPI, with the documents as HSDS describes them."""
    paths: dict[str, Any] = {"/": _get("What this API is.", {"type": "object"})}
    for name, (kind, asked) in LISTS.items():
        compiled = not kind.startswith("taxonomy")
        schema = {"$ref": f"{SCHEMAS}/{'compiled/' if compiled else ''}{kind}.json"}
        item = {"$ref": f"{SCHEMAS}/compiled/{kind}_list.json"} if compiled else schema
        contents = {"type": "object", "properties": {"contents": {"type": "array", "items": item}}}
        paths[f"/{name}"] = _get(f"A page of {name}.", contents, [_parameter(one) for one in asked])
        whole = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        paths[f"/{name}/{{id}}"] = _get(f"One of {name}, whole.", schema, [whole])
    return say({
        "openapi": "3.1.0",
        "info": {"title": "Directory of services", "version": VERSION},
        "servers": [{"url": _base()}],
        "paths": paths,
    })  # fmt: skip


def _base() -> str:
    return f"{house().settings.public_url}{hsds.url_prefix}"


def _get(summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": {"200": answer}}}


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": TYPES.get(name, {"type": "string"})}
