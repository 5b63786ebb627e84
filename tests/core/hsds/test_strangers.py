"""Whatever a stranger's file holds, it comes in as doubtful facts, or its fault is named; nothing breaks."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hotline.core.directory import read
from hotline.core.directory.facts import trusts
from hotline.core.directory.files import WrongFile
from hotline.core.hsds import bring_in, service
from hotline.core.hsds.service import Row
from hotline.core.hsds.tables import LISTS, ONES, TABLES, columns
from tests.core.directory import made

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["active", "inactive", "temporarily closed", "MO,TU", "10:00", "18:00:00", "2026-01-01", "1070"])
    | st.lists(st.text(max_size=3), max_size=2) | st.just({"a": 1})
)  # fmt: skip


@st.composite
def entities(draw: st.DrawFn, kind: str, depth: int = 0) -> dict[str, Any]:
    """An entity of HSDS whose fields hold what they should, or anything."""
    fields = draw(st.lists(st.sampled_from(columns(kind)), max_size=8))
    entity: dict[str, Any] = {"id": draw(st.text(min_size=1, max_size=4)), "name": "Soup"}
    entity |= {name: draw(VALUES) for name in fields}
    if draw(st.integers(0, 3)) == 0:
        entity["attributes"] = draw(VALUES | st.lists(VALUES | st.just({"taxonomy_term": 3}), max_size=2))
    if depth < 3:
        for name, of in ONES.get(kind, {}).items():
            if draw(st.booleans()):
                entity[name] = draw(entities(of, depth + 1))
        for name, of in LISTS.get(kind, {}).items():
            if draw(st.integers(0, 3)) == 0:
                entity[name] = draw(st.lists(entities(of, depth + 1), max_size=2) | VALUES)
    return entity


def come_in(content: Any) -> list[Row]:
    """The rows in this file; none when it is refused, which says where."""
    rows, fault = [], None
    with TemporaryDirectory() as name:
        file = Path(name) / "theirs.json"
        file.write_text(json.dumps(content))
        try:
            rows, _ = bring_in.read(file, "en", TODAY)
        except WrongFile as wrong:
            fault = str(wrong)
    assert fault is None or fault.startswith("theirs.json")
    return rows


FILES = st.lists(st.sampled_from(["service", "organization", "location", "service_at_location"]), max_size=3)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.data())
def test_anything_in_the_shape_of_hsds_comes_in_or_is_refused(data: st.DataObject) -> None:
    content = [data.draw(entities(kind)) for kind in data.draw(FILES)]
    rows = come_in(content)
    assert all(row.private for row in rows)
    assert {worth.assurance for row in rows for one in row.document.services for worth in trusts(one)} <= {"unverified"}


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.dictionaries(st.sampled_from(sorted(TABLES)), st.lists(st.lists(VALUES, max_size=14), max_size=3), max_size=6)
)
def test_any_tables_come_in_or_are_refused(tables: dict[str, list[list[Any]]]) -> None:
    content = {
        TABLES[kind][0]: [dict(zip(columns(kind), row, strict=False)) for row in rows] for kind, rows in tables.items()
    }
    come_in(content)


@pytest.mark.parametrize("text", ["\ud800", "[" * 5000 + "]" * 5000], ids=["half a sign", "too deep"])
def test_what_cannot_be_kept_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "theirs.json"
    one = {"id": "s", "name": text, "status": "active"}
    file.write_text(text if text.startswith("[") else json.dumps(one))
    with pytest.raises(WrongFile, match="not a text that can be kept"):
        bring_in.read(file, "en", TODAY)


def test_a_text_without_spaces_and_with_a_sign_that_no_text_has_comes_in(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({"id": "s", "name": "無料の食事" * 600 + "\0", "status": "active"}))
    bring_in.bring_in(session, file, "en", AT)
    session.commit()
    (one,) = read.organizations(session, TODAY, staff=True)
    assert one.name["en"] == "無料の食事" * 600


def test_a_door_that_is_closed_for_a_time_says_so(tmp_path: Path) -> None:
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({"id": "s", "name": "Soup", "status": "temporarily closed"}))
    ((row,), _) = bring_in.read(file, "en", TODAY)
    assert [(one.about, one.text) for one in row.document.services[0].says] == [("caution", {"en": "Closed"})]


@pytest.mark.parametrize("part", ["phones", "schedules", "attributes", "metadata", "service_at_locations"])
def test_an_export_of_ours_that_somebody_spoilt_is_refused(tmp_path: Path, part: str) -> None:
    house = made.organization(
        made.service("s", phones=[{"number": "112"}], schedules=[{"hours": "Mo 09:00-10:00"}], locations=[{}])
    )
    document = service.service(Row(house), house.services[0], AT)
    file = tmp_path / "ours.json"
    for spoilt in ([{}], [3], 3, [{"id": "x", "attributes": 3}]):
        file.write_text(json.dumps({**document, part: spoilt}))
        with pytest.raises(WrongFile, match=r"^ours\.json"):
            bring_in.read(file, "fr", TODAY)
