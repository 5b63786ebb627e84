"""The partners' API, described for programs (OpenAPI 3.1). A report's schema is the one that checks it."""

from typing import Any

from hotline.site.partner_report import PartnerReport

PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string", "description": "A word for programs."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence in the language of Accept-Language: en, fr, nl."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "problem"],
                "properties": {
                    "field": {"type": "string"},
                    "problem": {"enum": ["missing", "unknown", "wrong", "out_of_range", "together"]},
                },
            },
        },
    },
}
TAKEN = {
    "type": "object",
    "required": ["code", "status", "call_112", "say"],
    "additionalProperties": False,
    "properties": {
        "code": {
            "type": "string",
            "pattern": "^[A-Z]{2}[2-9]{4}$",
            "description": "To ask how it went.",
        },
        "status": {"const": "received"},
        "call_112": {"type": "boolean", "description": "A life may be in danger: call 112 now, if nobody has."},
        "say": {"type": "string"},
    },
}
PROBLEMS = {
    "400": "Not JSON, or no Idempotency-Key", "401": "No key, an unknown or an ended one", "413": "Too large",
    "415": "Not application/json", "422": "Some fields cannot be read", "429": "Too many; see Retry-After",
    "503": "Not stored; send it again",
}  # fmt: skip


def described(url: str) -> dict[str, Any]:
    """The whole description, for the hotline at this address."""
    schema = PartnerReport.model_json_schema(ref_template="#/components/schemas/{model}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Street reports, for partners",
            "version": "1",
            "description": "Tell of somebody in the street. A key writes and gets a code; it reads nothing.",
        },
        "servers": [{"url": f"{url.rstrip('/')}/api/v1"}],
        "security": [{"key": []}],
        "paths": {"/reports": {"post": _report()}},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Report": schema, "Taken": TAKEN, "Problem": PROBLEM},
        },
    }


def _report() -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": "report",
        "summary": "Tell of somebody in the street",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "The same for a repeat of the same report: it gives the same code.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
        },
        "responses": {
            "201": {
                "description": "Taken, now or before",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Taken"}}},
            },
            **{status: {"description": why, "content": problem} for status, why in PROBLEMS.items()},
        },
    }
