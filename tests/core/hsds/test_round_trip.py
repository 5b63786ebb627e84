"""A directory that was taken out comes back whole: as documents and as tables, whatever stands in it."""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings

from hotline.core.directory import files
from hotline.core.hsds import bring_in, package
from hotline.core.hsds.service import Row

from .houses import rows

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def again(folder: Path) -> list[Row]:
    found, left = bring_in.read(folder, "fr", TODAY)
    assert not left
    return found


def same(some: list[Row], others: list[Row]) -> None:
    def key(row: Row) -> tuple[str, bool]:
        return row.document.id, row.private

    assert sorted(some, key=key) == sorted(others, key=key)


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(rows())
def test_nothing_is_lost_on_the_way_out_and_in(there: list[Row]) -> None:
    with TemporaryDirectory() as name:
        first, second = Path(name) / "first", Path(name) / "second"
        package.write(first, there, AT)
        back = again(first)
        same(back, there)
        package.write(second, sorted(back, key=lambda row: (row.document.id, row.private)), AT)
        assert content(first) == content(second)
        for file in ("services.json", "organizations.json"):
            (first / file).unlink()
        same(again(first), there)


def test_every_organization_of_the_knowledge_base_comes_back_as_it_was(tmp_path: Path) -> None:
    there = [Row(one) for one in files.organizations()]
    package.write(tmp_path, there, AT)
    same(again(tmp_path), there)
