"""A partner's computer reads the directory: valid HSDS, only what everyone may know, page by page, without a cookie."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft7Validator
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import db
from hotline.core.directory import write
from hotline.core.hsds import bring_in
from hotline.core.hsds.ids import uid
from hotline.core.hsds.terms import TAXONOMIES
from tests.core.directory import made
from tests.core.hsds.schemas import faults, schema

DOUBT = {"trust": {"assurance": "unverified"}}
BRIEF = ("services", "organizations", "service_at_locations")


class Partner:
    """Asks as a program does. Each answer may be read by every page and leaves nothing behind."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def ask(self, path: str, status: int = 200, **how: Any) -> TestResponse:
        answer = self.client.get(f"/hsds{path}", **how)
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        return answer

    def get(self, path: str, status: int = 200) -> Any:
        return self.ask(path, status).get_json()


@pytest.fixture
def partner(public_app: Flask) -> Partner:
    return Partner(public_app)


def put(session: Session, *services: dict[str, Any], id: str = "house", **more: Any) -> None:
    write.write(session, made.organization(*services, id=id, **more), "editor", db.now(session))
    session.commit()


def page_faults(answer: Any) -> list[str]:
    page = schema("openapi.json")["components"]["schemas"]["Page"]
    return [one.message for one in Draft7Validator(page).iter_errors(answer)]


def test_the_root_says_what_this_is_and_where_it_is_described(partner: Partner) -> None:
    about = partner.get("/")
    assert about["version"] == "3.1"
    path = about["openapi_url"].split("/hsds")[1]
    described = partner.get(path)["paths"]
    assert set(schema("openapi.json")["paths"]) - set(described) == set()


@pytest.mark.parametrize("name", ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"])
def test_every_list_and_every_document_is_valid(directory: Session, partner: Partner, name: str) -> None:
    kind = {"services": "service", "organizations": "organization", "service_at_locations": "service_at_location",
            "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}[name]  # fmt: skip
    listed = partner.get(f"/{name}?per_page=100")
    assert page_faults(listed) == []
    assert listed["contents"]
    for one in listed["contents"]:
        assert faults(kind, without(one, "service")) == []
        assert not (name in BRIEF and [value for value in one.values() if isinstance(value, list)])
    for one in listed["contents"][:10]:
        whole = partner.get(f"/{name}/{one['id']}")
        assert whole["id"] == one["id"]
        assert faults(kind, without(whole, "service", "services")) == []
        for service in [*whole.get("services", []), *([whole["service"]] if "service" in whole else [])]:
            assert faults("service", service) == []


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """What the API nests beyond the schema of the document itself."""
    return {name: value for name, value in document.items() if name not in names}


def test_brief_services_are_as_the_list_of_hsds_has_them(directory: Session, partner: Partner) -> None:
    checker = Draft7Validator({**schema("service_list.json"), "additionalProperties": False})
    for one in partner.get("/services?per_page=100")["contents"]:
        assert [fault.message for fault in checker.iter_errors(one)] == []


def test_nothing_that_is_not_for_everyone_is_told_anywhere(session: Session, partner: Partner) -> None:
    open_ = made.service(
        "open", note="SECRET", phones=[{"number": "02 000 00 01", "staff": True}, {"number": "02 000 00 02", **DOUBT}],
        locations=[{"address": {"fr": "SECRET 1"}, "hidden": True}],
    )  # fmt: skip
    put(session, open_, made.service("hidden", hidden=True, name={"fr": "SECRET house"}), note="SECRET")
    put(session, made.service("rumour", name={"fr": "SECRET rumour"}, **DOUBT), id="rumours", name={"fr": "SECRET"})
    told = [partner.ask(f"/{name}?full=true").get_data(as_text=True) for name in BRIEF]
    told += [partner.ask(f"/{name}?search=secret").get_data(as_text=True) for name in BRIEF]
    for secret in ("SECRET", "02 000 00 01", "02 000 00 02"):
        assert secret not in " ".join(told)
    partner.ask(f"/services/{uid('service', 'hidden')}", 404)
    partner.ask(f"/organizations/{uid('organization', 'rumours')}", 404)


def test_pages_lead_through_the_whole_list(session: Session, partner: Partner) -> None:
    put(session, *(made.service(f"s{nth}") for nth in range(5)))
    first, last, behind = (partner.get(f"/services?per_page=2&page={page}") for page in (1, 3, 4))
    assert (first["total_items"], first["total_pages"], first["size"]) == (5, 3, 2)
    assert [first["first_page"], first["last_page"], last["first_page"], last["last_page"]] == [
        True,
        False,
        False,
        True,
    ]
    assert (last["size"], last["empty"], behind["size"], behind["empty"]) == (1, False, 0, True)


def test_a_partner_who_keeps_a_copy_asks_only_for_ids_and_dates(session: Session, partner: Partner) -> None:
    put(session, *(made.service(f"s{nth:03}") for nth in range(120)))
    answer = partner.get("/services?minimal=true")
    assert (answer["total_pages"], len(answer["contents"])) == (1, 120)
    assert set(answer["contents"][0]) == {"id", "modified_date"}
    since = answer["contents"][0]["modified_date"]
    assert partner.get(f"/services?modified_after={since.replace('+', '%2B')}")["total_items"] == 120
    assert partner.get("/services?modified_after=2999-01-01")["total_items"] == 0


def test_a_search_forgives_typing_errors_and_filters_narrow_it(session: Session, partner: Partner) -> None:
    put(
        session,
        made.service(
            "wash", name={"fr": "DoucheFLUX"}, locations=[{"address": {"fr": "Rue A 1"}, "postal_code": "1070"}]
        ),
    )
    put(session, made.service("eat", name={"fr": "Resto"}, needs=["meal"]), id="kitchen")
    assert names(partner.get("/services?search=douchflux"))[0] == "DoucheFLUX"
    assert names(partner.get(f"/services?taxonomy_term_id={uid('term', 'need', 'meal')}")) == ["Resto"]
    assert names(partner.get(f"/services?organization_id={uid('organization', 'kitchen')}")) == ["Resto"]
    assert partner.get(f"/services?taxonomy_id={uid('taxonomy', 'audience')}")["empty"]
    assert partner.get("/service_at_locations?postcode=1070")["total_items"] == 1
    assert partner.get("/service_at_locations?postcode=1000")["total_items"] == 0
    organizations = partner.get(f"/organizations?taxonomy_term_id={uid('term', 'need', 'meal')}&full_service=true")
    assert [one["services"][0]["name"] for one in organizations["contents"]] == ["Resto"]


def names(answer: Any) -> list[str]:
    return [one["name"] for one in answer["contents"]]


def test_a_copy_that_is_still_good_is_not_sent_again(session: Session, partner: Partner) -> None:
    put(session, made.service("wash"))
    tag = partner.ask("/services").headers["ETag"]
    again = partner.ask("/services", 304, headers={"If-None-Match": tag})
    assert again.get_data() == b""
    put(session, made.service("wash", name={"fr": "Bains"}))
    changed = partner.ask("/services", headers={"If-None-Match": tag})
    assert names(changed.get_json()) == ["Bains"]


def test_a_long_page_comes_small_over_a_slow_line(session: Session, partner: Partner) -> None:
    put(session, *(made.service(f"s{nth}") for nth in range(50)))
    whole = partner.ask("/services?full=true")
    small = partner.ask("/services?full=true", headers={"Accept-Encoding": "gzip"})
    assert len(small.get_data()) < len(whole.get_data()) / 5
    tag = small.headers["ETag"]
    partner.ask("/services?full=true", 304, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})


def test_a_door_that_was_found_closed_is_to_be_confirmed_at_once(session: Session, partner: Partner) -> None:
    put(session, made.service("wash"))
    path = f"/services/{uid('service', 'wash')}"
    assert "alert" not in partner.get(path)
    row = session.get(write.OrganizationRow, ("house", False))
    assert row is not None
    row.reported = {"wash": str(date(2026, 11, 25))}
    session.commit()
    assert "25 novembre" in partner.get(path)["alert"]


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/services?per_page=101", 400, "per_page"),
        ("/services?page=0", 400, "page"),
        ("/services?page=x", 400, "page"),
        ("/services?full=perhaps", 400, "full"),
        ("/services?organization_id=house", 400, "organization_id"),
        ("/services?modified_after=yesterday", 400, "modified_after"),
        ("/services?format=ndjson", 400, "format"),
        (f"/services?search={'x' * 201}", 400, "search"),
        ("/service_at_locations?proximity=500", 400, "proximity"),
        ("/services/wash", 404, "not_found"),
        (f"/services/{uid('service', 'nobody')}", 404, "not_found"),
        ("/animals", 404, "not_found"),
    ],
)
def test_a_wrong_question_gets_an_answer_that_a_machine_can_read(
    partner: Partner, path: str, status: int, error: str
) -> None:
    assert partner.get(path, status)["error"] == error


def test_nobody_can_write(partner: Partner) -> None:
    answer = partner.client.post("/hsds/services", json={})
    assert (answer.status_code, answer.get_json()["error"]) == (405, "method_not_allowed")


def test_every_taxonomy_of_ours_is_listed(partner: Partner) -> None:
    assert {one["name"] for one in partner.get("/taxonomies")["contents"]} == set(TAXONOMIES)
    top = partner.get(f"/taxonomy_terms?taxonomy_id={uid('taxonomy', 'need')}&top_only=true&per_page=100")
    assert top["contents"]
    assert not [one for one in top["contents"] if "parent_id" in one]
    parent = uid("term", "need", "shelter_tonight")
    assert {one["parent_id"] for one in partner.get(f"/taxonomy_terms?parent_id={parent}")["contents"]} == {parent}


def test_a_page_of_the_api_can_be_imported_elsewhere(session: Session, partner: Partner, tmp_path: Path) -> None:
    put(session, made.service("wash", phones=[{"number": "112"}]))
    file = tmp_path / "page.json"
    file.write_text(partner.ask("/services?full=true").get_data(as_text=True))
    ((row,), left) = bring_in.read(file, "fr", db.now(session).date())
    assert (row.document, row.view, left) == (
        made.organization(made.service("wash", phones=[{"number": "112"}])),
        "public",
        {},
    )
