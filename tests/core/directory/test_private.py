"""What only third parties say is for dispatchers: it never passes for verified, and nobody else gets it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotline.core.directory import files, private, trust
from hotline.core.directory.facts import Organization, Service, trusts

TODAY = date(2026, 11, 26)
SHARED = Path(__file__).parents[4] / "shared/domain/directory_facts.yaml"
THIRD = {"key": "LIST", "url": "a list", "date_on_page": "2026", "kind": "third-party-directory"}
OPERATOR = {"key": "own", "url": "https://house.example", "date_on_page": "2025", "kind": "operator"}


def listed(**more: object) -> dict[str, object]:
    usual = {"name_fr": "Maison", "category": "shelter", "confidence": "secondary-unverified", "sources": [THIRD]}
    return {"id": "house", **usual, **more}


def collection(*services: dict[str, object]) -> dict[str, Any]:
    one = {"id": "houses", "name_fr": "Maisons", "website": "house.example", "services": list(services)}
    return {"meta": {"compiled": "2026-11-22"}, "organisations": [one]}


def read(*services: dict[str, object]) -> list[Service]:
    return [service for one in private.organizations(collection(*services)) for service in one.services]


def test_a_service_that_only_third_parties_know_comes_whole_and_is_for_dispatchers_alone() -> None:
    house = listed(
        phones=["02 000 00 01 (by day)"], locations=["Rue X 1, 1190 Forest"], hours="9-17", note="Ring first"
    )
    (one,) = private.organizations(collection(house))
    service = one.services[0]
    assert (service.type, service.needs) == ("shelter", ("shelter_tonight",))
    assert [(phone.number, phone.name) for phone in service.phones] == [("02 000 00 01", {"en": "by day"})]
    assert [(place.postal_code, place.commune) for place in service.locations] == [("1190", "Forest")]
    assert [said.text["en"] for said in service.says] == ["Hours: 9-17", "Ring first"]
    assert one.sources["LIST"].read_on == date(2026, 11, 22)
    assert trust.for_public(one, TODAY).services == ()


def test_of_a_service_of_ours_comes_only_what_we_do_not_have() -> None:
    ours = {"confidence": "verified-in-source", "sources": [OPERATOR, THIRD], "access": "shower 1 EUR (LIST)"}
    known = listed(**ours, phones=["0800 99 340", "02 000 00 02"], hours="daily", locations=["Rue Y 2"])
    (service,) = read(known)
    assert [phone.number for phone in service.phones] == ["02 000 00 02"]
    assert [said.text["en"] for said in service.says] == ["shower 1 EUR (LIST)"]
    assert service.locations == ()
    assert read(listed(confidence="verified-in-source", phones=["0800 99 340"])) == []


def test_a_list_in_our_own_format_is_doubted_in_every_fact() -> None:
    sure = {"assurance": "verified", "verified_on": "2026-06-01"}
    service = {"id": "house", "name": {"fr": "Maison"}, "summary": {"fr": "Un lit."}, "type": "shelter", "needs": []}
    more = {"trust": sure, "phones": [{"number": "02 000 00 03", "trust": sure}], "languages": [{"languages": ["fr"]}]}
    content = [{"id": "houses", "name": {"fr": "Maisons"}, "sources": {}, "services": [{**service, **more}]}]
    (one,) = private.organizations(content)
    assert {found.assurance for found in trusts(one.services[0])} == {"unverified"}
    assert trust.for_public(one, TODAY).services == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text", "neither"),
        ({"organisations": []}, "meta"),
        ([{"id": "UPPER"}], "organization 1"),
        (collection(listed(phones=["by letter"])), "a phone number"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content: Any, says: str) -> None:
    with pytest.raises(files.WrongFile, match=says):
        private.organizations(content)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared facts are not on this computer")
def test_the_shared_facts_of_third_parties_are_all_taken_and_all_doubted() -> None:
    content = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    found: list[Organization] = private.organizations(content)
    services = {service.id: service for one in found for service in one.services}
    only_there = [one for org in content["organisations"] for one in org["services"]]
    assert {one["id"] for one in only_there if one["confidence"] == private.UNVERIFIED} <= set(services)
    assert {one.assurance for service in services.values() for one in trusts(service)} == {"unverified"}
    assert all(trust.for_public(one, TODAY).services == () for one in found)
