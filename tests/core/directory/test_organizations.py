"""The files of the knowledge base keep the trust rules of the field: what is in, what stays out, what is hidden."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotline.core.directory import files, trust
from hotline.core.directory.facts import Organization, Service, Texts, trusts
from hotline.texts import LANGUAGES

FOLDER = files.FOLDER
SHARED = Path(__file__).parents[4] / "shared/domain/directory_facts.yaml"
TODAY = date(2026, 11, 26)
THIRD_PARTY = "third-party-directory"
SUMMARY_MAX = 140  # read aloud in about ten seconds
# Trust rule 4, word for word: no other number is in the files, whatever its service.
VERIFIED = {
    *("0800 99 340", "02 880 86 89", "112", "101", "107", "106", "103", "102", "105", "1712", "1722", "1813"),
    *("116 000", "0800 30 030", "0800 32 123", "0800 98 100", "0800 30 230", "078 15 43 24", "02 549 67 00"),
    "02 502 19 35",
}
SHELTERS_OF_RULE_5 = ("br.sistershouse", "br.amran", "nss.mena")  # of women, and of minors
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared facts are not on this computer")


@pytest.fixture(scope="module")
def organizations() -> list[Organization]:
    return files.organizations()


@pytest.fixture(scope="module")
def services(organizations: list[Organization]) -> dict[str, Service]:
    found = [service for one in organizations for service in one.services]
    assert len({one.id for one in found}) == len(found)
    return {one.id: one for one in found}


@pytest.fixture(scope="module")
def shared() -> list[dict[str, Any]]:
    content = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    return [{**service, "organization": one["id"]} for one in content["organisations"] for service in one["services"]]


@needs_shared
def test_every_verified_service_is_in_with_each_page_that_tells_of_it(
    organizations: list[Organization], shared: list[dict[str, Any]]
) -> None:
    by_id = {one.id: one for one in organizations}
    for fact in shared:
        if fact["confidence"] == "secondary-unverified":
            continue
        one = by_id[fact["organization"]]
        assert fact["id"] in {service.id for service in one.services}
        pages = {source.url for source in one.sources.values()}
        for source in fact["sources"]:
            url = source["url"].partition(" (= seed")[0]
            if source["kind"] != THIRD_PARTY and url.startswith("http"):
                assert url in pages, fact["id"]


@needs_shared
def test_nothing_that_only_third_parties_say_is_in_the_repository(
    services: dict[str, Service], shared: list[dict[str, Any]]
) -> None:
    secondary = [fact for fact in shared if fact["confidence"] == "secondary-unverified"]
    assert not {fact["id"] for fact in secondary} & set(services)
    sure = {_digits(number) for number in VERIFIED}
    theirs = {one for fact in shared for one in _numbers(" | ".join(map(str, _values(fact)))) if one not in sure}
    assert len(theirs) > 80
    for path in FOLDER.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        squeezed = re.sub(r"(?<=\d)[ ./()-]+(?=\d)", "", text)
        assert not [one for one in theirs if one in (squeezed if len(one) > 4 else _numbers(text))], path.name
        assert THIRD_PARTY not in text, path.name


def test_every_number_is_one_of_the_verified_ones_and_says_by_which_rule(services: dict[str, Service]) -> None:
    for service in services.values():
        for phone in service.phones:
            assert phone.number in VERIFIED, service.id
            assert phone.trust, service.id
            assert trust.is_certain(phone, service, TODAY), service.id
            assert "trust rule" in (phone.trust.basis or ""), service.id


def test_the_guardianship_service_is_rung_by_us_not_by_a_child(services: dict[str, Service]) -> None:
    (phone,) = services["tutelles"].phones
    assert (phone.staff, phone.free) == (True, False)


def test_no_page_says_where_the_shelters_of_women_and_minors_are(organizations: list[Organization]) -> None:
    told = {service.id: service for one in organizations for service in trust.for_public(one, TODAY).services}
    assert "nss.mena" not in told
    for service in (told[name] for name in SHELTERS_OF_RULE_5 if name in told):
        assert service.locations == ()
    for one in organizations:
        for service in one.services:
            if service.id in SHELTERS_OF_RULE_5:
                assert all(place.hidden and not place.address and not place.commune for place in service.locations)
    assert all(service.locations == () for service in told.values() if service.type == "trafficking")


def test_a_family_is_put_through_and_never_left_with_a_number(services: dict[str, Service]) -> None:
    for name in ("nss.plasky", "cr.mariecurie"):
        service = services[name]
        assert service.phones == ()
        assert "Bruss'help" in service.said("access")[0].text["en"]
        assert "we put you through" in service.said("access")[0].text["en"]


def test_a_winter_centre_whose_winter_is_over_or_unknown_is_not_told_as_certain(services: dict[str, Service]) -> None:
    assert services["nss.wtc4"].ends_on == date(2026, 3, 20)
    for name in ("cr.mariecurie", "nss.plasky"):
        assert trust.assurance(services[name].trust, TODAY) == "stale"


def test_what_is_only_planned_is_not_told_to_people_who_need_it_now(organizations: list[Organization]) -> None:
    told = {service.id for one in organizations for service in trust.for_public(one, TODAY).services}
    assert "linkup" not in told
    assert "gate" in told


def test_everything_said_is_said_in_all_our_languages_and_a_summary_is_short(services: dict[str, Service]) -> None:
    for service in services.values():
        for texts in _said(service):
            assert set(texts) == set(LANGUAGES), (service.id, texts.get("en"))
        too_long = {code: text for code, text in service.summary.items() if len(text) > SUMMARY_MAX}
        assert not too_long, service.id
        assert "fr" in service.name, service.id


def test_each_verified_fact_has_its_day_and_its_page_or_rule(services: dict[str, Service]) -> None:
    for service in services.values():
        for one in trusts(service):
            if one.assurance == "verified":
                assert one.verified_on, service.id
                assert one.sources or one.basis, service.id
            assert one.verified_on is None or one.verified_on <= TODAY, service.id


@pytest.mark.skipif(not (FOLDER / "needs.yaml").exists(), reason="what people need is not written down yet")
def test_every_need_and_type_is_one_that_we_know(services: dict[str, Service]) -> None:
    known = files.needs()
    needs, types = {one.id for one in known.needs}, {one.id for one in known.types}
    for service in services.values():
        assert set(service.needs) <= needs, service.id
        assert service.needs, service.id
        assert service.type in types, service.id


def _said(service: Service) -> Iterator[Texts]:
    yield service.summary
    yield from (one.text for one in service.says)
    yield from (one.note for one in service.schedules if one.note)
    yield from (one.directions for one in service.locations if one.directions)
    yield from (one.why for one in service.closures if one.why)


def _values(found: Any) -> Iterator[Any]:
    """Every value of a fact except its sources, whose addresses hold numbers of other kinds."""
    if isinstance(found, dict):
        yield from (one for key, value in found.items() if key not in ("sources", "id") for one in _values(value))
    elif isinstance(found, list):
        yield from (one for value in found for one in _values(value))
    else:
        yield found


def _numbers(text: str) -> set[str]:
    """Phone numbers in a text, as digits: those that begin with a zero, and those in the shape of a short number."""
    long = re.findall(r"(?<![\d.])(?:\+32 ?|0)\d(?:[ ./]?\d){6,11}(?!\d)", text)
    return {_digits(one) for one in long} | set(re.findall(r"(?<![\d.:/-])(?:17\d\d)(?![\d.:/-])", text))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
