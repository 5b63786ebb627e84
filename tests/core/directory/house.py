"""A small organization for the tests of how facts stay true."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from hotline.core.directory import write
from hotline.core.directory.facts import Organization

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)  # Thursday, two in the afternoon in Brussels
TODAY = date(2026, 11, 26)
SEEN = "2026-06-01"


def service(id: str = "house.day", **more: object) -> dict[str, object]:
    """A day centre with hours, a number, an address and how to get in."""
    usual: dict[str, object] = {
        "name": {"fr": "Accueil de jour", "nl": "Dagopvang"},
        "summary": {"fr": "Un lieu chaud."},
        "type": "day_centre",
        "needs": ["shower"],
        "trust": {"assurance": "verified", "verified_on": SEEN, "sources": ["page"]},
        "schedules": [{"hours": "Mo-Fr 09:00-17:00"}],
        "phones": [{"number": "02 123 45 67", "trust": {"assurance": "verified", "verified_on": SEEN}}],
        "locations": [
            {"address": {"fr": "Rue Haute 1, 1000 Bruxelles"}, "postal_code": "1000", "lat": 50.84, "lon": 4.35}
        ],
        "says": [{"about": "access", "text": {"fr": "Sans rendez-vous.", "nl": "Zonder afspraak."}}],
    }
    return {"id": id, **usual, **more}


def organization(*services: dict[str, object], id: str = "house", **more: object) -> Organization:
    source = {"url": "https://house.example", "dated": SEEN, "kind": "operator", "read_on": SEEN}
    raw = {"id": id, "name": {"fr": "Maison"}, "sources": {"page": source}, "services": list(services or [service()])}
    return Organization.model_validate({**raw, **more})


def put(
    session: Session, *services: dict[str, object], at: datetime = AT - timedelta(days=1), **more: object
) -> Organization:
    """Into the directory with it."""
    made = organization(*services, **more)
    write.write(session, made, "file", at)
    session.commit()
    return made
