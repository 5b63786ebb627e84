"""What goes out is HSDS 3.1 to the letter: the published schema says so, with no field that it does not know."""

import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import Phase, given, settings

from hotline.core.directory import files
from hotline.core.hsds import package, service, tables, terms
from hotline.core.hsds.service import Row

from . import houses
from .schemas import faults, schema

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)


def test_every_service_of_the_knowledge_base_is_valid() -> None:
    for one in files.organizations():
        for each in one.services:
            assert faults("service", service.service(Row(one), each, AT)) == []


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(houses.rows())
def test_every_service_that_the_directory_can_hold_is_valid(there: list[Row]) -> None:
    for row in there:
        assert faults("organization", service.organization(row)) == []
        for one in row.document.services:
            assert faults("service", json.loads(json.dumps(service.service(row, one, AT)))) == []


def test_our_lists_are_valid_and_each_term_has_a_code_of_its_own() -> None:
    assert [fault for one in terms.taxonomies() for fault in faults("taxonomy", one)] == []
    assert [fault for one in terms.listed() for fault in faults("taxonomy_term", one)] == []
    codes = [one["code"] for one in terms.listed()]
    assert len(set(codes)) == len(codes)


def test_the_package_has_every_table_of_hsds_with_its_columns(tmp_path: Path) -> None:
    package.write(tmp_path, [Row(one) for one in files.organizations()], AT)
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert {one["path"] for one in described["resources"]} == {file.name for file in tmp_path.glob("*.csv")}
    for kind, about in schema("tabular.json")["properties"].items():
        fields = about["items"]["properties"]
        plain = [name for name, one in fields.items() if one["type"] != "array"]
        header = (tmp_path / about["items"]["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == plain == tables.columns(kind)
        numbers = {name for name in plain if fields[name]["type"] == "number"}
        assert numbers == tables.NUMBERS & set(plain)
