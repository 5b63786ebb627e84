"""What goes out to everyone tells no secret and no doubtful fact, and says beside each stale one that it is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from hotline.core.directory import files, private_import, write
from hotline.core.hsds import directory, fields, package, service
from hotline.core.hsds.ids import Json
from tests import trust_rules
from tests.core.directory import made

from .schemas import faults

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
READ = (
    "name", "alternate_name", "description", "number", "alert", "application_process", "fees_description", "notes",
    "eligibility_description", "document", "amount_description", "address_1", "label", "value", "note", "email",
)  # fmt: skip
DOUBT = {"trust": {"assurance": "unverified"}}
STALE = {"trust": {"assurance": "stale", "verified_on": "2019-05-01"}}


def told(session: Session, folder: Path) -> str:
    package.write(folder, directory.public(session, AT), AT)
    return "\n".join(file.read_text(encoding="utf-8") for file in folder.iterdir())


def documents(session: Session) -> list[Json]:
    return [service.service(row, one, AT) for row in directory.public(session, AT) for one in row.document.services]


def entities(found: Any) -> Iterator[Json]:
    if isinstance(found, dict):
        yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from entities(one)


def test_nothing_that_is_not_for_everyone_goes_out(session: Session, tmp_path: Path) -> None:
    kept = made.service(
        "open",
        note="SECRET note",
        trust={**made.FRESH, "basis": "SECRET basis", "sources": ["open"]},
        phones=[{"number": "112"}, {"number": "02 000 00 01", "staff": True}, {"number": "02 000 00 02", **DOUBT}],
        locations=[{"address": {"fr": "SECRET place"}, "hidden": True}],
        says=[{"about": "access", "text": {"nl": "SECRET way"}, "trust": {"assurance": "conflict"}}],
    )
    hidden = made.service("SECRET.hidden".lower(), hidden=True, name={"fr": "SECRET house"})
    over = made.service("over", ends_on="2026-03-31", name={"fr": "SECRET winter"})
    doubtful = made.service(
        "rumour", name={"fr": "SECRET rumour"}, trust={"assurance": "unverified", "sources": ["rumour"]}
    )
    source = {"dated": "2026", "kind": "operator", "read_on": "2026-11-22"}
    sources = {"open": {"url": "https://open.example", **source}, "rumour": {"url": "https://SECRET.example", **source}}
    public = made.organization(kept, hidden, over, doubtful, sources=sources, note="SECRET staff")
    write.write(session, public, "editor", AT)
    write.write(session, made.organization(made.service("x", name={"fr": "SECRET third"})), "import", AT, private=True)
    write.write(
        session, made.organization(hidden | {"id": "only"}, id="only", name={"fr": "SECRET only"}), "editor", AT
    )
    text = told(session, tmp_path)
    assert "https://open.example" in text
    for secret in ("secret", "02 000 00 01", "02 000 00 02"):
        assert secret not in text.lower()


def test_an_earlier_export_of_everything_leaves_nothing_behind(session: Session, tmp_path: Path) -> None:
    write.write(session, made.organization(id="bare", note="SECRET"), "editor", AT)
    package.write(tmp_path, directory.everything(session), AT)
    assert "SECRET" in (tmp_path / "organizations.json").read_text()
    assert "SECRET" not in told(session, tmp_path)


def test_a_stale_fact_says_so_wherever_it_is_read(session: Session) -> None:
    whole = made.service("whole", phones=[{"number": "101"}], **STALE)
    part = made.service(
        "part", phones=[{"number": "107", **STALE}], schedules=[{"hours": "Mo-Fr 09:00-17:00", **STALE}],
        locations=[{"address": {"fr": "Rue A 1"}, **STALE}], links=[{"url": "https://a.example", **STALE}],
        languages=[{"languages": ["ar"], **STALE}],
        says=[{"about": about, "text": {"fr": "un"}, **STALE} for about in ("price", "stay")],
    )  # fmt: skip
    write.write(session, made.organization(whole, part), "editor", AT)
    first, second = documents(session)
    assert "mai 2019" in first["alert"]
    assert "mai 2019" in first["phones"][0]["description"]
    assert "alert" not in second
    (price,) = second["cost_options"]
    stay = next(one for one in second["attributes"] if one["taxonomy_term"]["code"] == "says:stay")
    shown = [
        second["phones"][0]["description"], second["schedules"][0]["notes"], second["additional_urls"][0]["label"],
        second["service_at_locations"][0]["location"]["description"], second["languages"][0]["note"],
        second["fees_description"], price["amount_description"], stay["label"],
    ]  # fmt: skip
    assert [text for text in shown if "mai 2019" not in text] == []


def test_what_was_verified_long_ago_goes_out_as_stale(session: Session) -> None:
    old = made.service("old", trust={"assurance": "verified", "verified_on": "2019-05-01"})
    write.write(session, made.organization(old), "editor", AT)
    (one,) = documents(session)
    said = {entry["field_name"]: entry["replacement_value"] for entry in one["metadata"]}
    assert said["assurance"] == "stale"


@trust_rules.needs_shared
def test_the_knowledge_base_goes_out_by_the_trust_rules(directory: Session, tmp_path: Path) -> None:
    private_import.bring_in(directory, trust_rules.SHARED, AT)
    text = told(directory, tmp_path)
    assert trust_rules.hidden_addresses_in(text) == set()
    assert trust_rules.numbers(text) & trust_rules.forbidden() == set()
    shown = documents(directory)
    read_out = " | ".join(value for one in shown for value in sentences(one))
    assert trust_rules.unverified_numbers(read_out) == set()
    secret = {one.id for house in files.organizations() for one in house.services if one.hidden}
    assert secret & {fields.one(one["attributes"], "service.id") for one in shown} == set()
    worth = {one["replacement_value"] for one in entities(shown) if one.get("field_name") == "assurance"}
    assert worth == {"verified", "stale"}
    assert [fault for one in shown for fault in faults("service", one)] == []


def sentences(one: Json) -> Iterator[str]:
    """What a person reads in a document: no ids, no addresses of pages, no dates."""
    for entity in entities(one):
        yield from (str(entity[name]) for name in READ if name in entity)
