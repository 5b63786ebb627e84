"""Small made-up services for the tests."""

from typing import Any

from hotline.core.directory.facts import Organization, Service

FRESH = {"assurance": "verified", "verified_on": "2026-06-01"}


def service(id: str = "house", **more: Any) -> dict[str, Any]:
    """A service as it stands in a file; sure, unless said otherwise."""
    usual = {"name": {"fr": id}, "summary": {"fr": "Une aide."}, "type": "day_centre", "needs": ["shower"]}
    return {"id": id, **usual, "trust": FRESH, **more}


def read(**more: Any) -> Service:
    return Service.model_validate(service(**more))


def organization(*services: dict[str, Any], id: str = "house", **more: Any) -> Organization:
    raw = {"id": id, "name": {"fr": "Maison"}, "sources": {}, "services": list(services), **more}
    return Organization.model_validate(raw)
