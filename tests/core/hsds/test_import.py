"""What others give us comes in, for dispatchers only; what we took out comes back; a fault leaves nothing half done."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline.core.directory import private_import, read, write
from hotline.core.directory.files import WrongFile
from hotline.core.directory.query import Query
from hotline.core.directory.search import search
from hotline.core.directory.tables import Change, Entry, OrganizationRow
from hotline.core.hsds import bring_in, directory, package
from hotline.directory_command import command
from hotline.settings import Settings
from tests.core.directory.made import organization, service

from .schemas import HSDS

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
TODAY = AT.date()
LIST = Path(__file__).parents[4] / "shared/domain/directory_facts.yaml"
EXAMPLES = sorted((HSDS / "examples").glob("*.json"))
Run = Callable[..., Result]


@pytest.fixture
def run(session: Session, parts_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of `hotline directory` on this test's database."""
    for name, field in Settings.model_fields.items():
        value = getattr(parts_settings, name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), text)

    def invoke(*words: object) -> Result:
        session.commit()
        return CliRunner().invoke(command, [str(word) for word in words])

    return invoke


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def forget(session: Session) -> None:
    for table in (Change, Entry, OrganizationRow):
        session.execute(delete(table))
    session.commit()


def rows(session: Session) -> dict[tuple[str, bool], Any]:
    session.expire_all()
    return {(row.id, row.private): row.document for row in session.scalars(select(OrganizationRow))}


def bring(session: Session, path: Path, language: str = "en") -> bring_in.Brought:
    done = bring_in.bring_in(session, path, language, AT)
    session.commit()
    return done


def test_the_whole_directory_moves_to_an_empty_database(directory: Session, run: Run, tmp_path: Path) -> None:
    if LIST.exists():
        private_import.bring_in(directory, LIST, AT)
    write.write(directory, organization(id="bare"), "editor", AT)
    assert run("export", tmp_path / "first", "--all").exit_code == 0
    before = rows(directory)
    forget(directory)
    assert run("import", tmp_path / "first").exit_code == 0
    assert rows(directory) == before
    assert run("export", tmp_path / "second", "--all").exit_code == 0
    assert content(tmp_path / "first") == content(tmp_path / "second")


def test_a_second_import_of_the_same_changes_nothing_and_makes_no_file_forgotten(
    directory: Session, tmp_path: Path
) -> None:
    package.write(tmp_path, _everything(directory), AT)
    hashes = dict(directory.execute(select(OrganizationRow.id, OrganizationRow.file_hash)).all())
    assert bring(directory, tmp_path).changed == 0
    assert dict(directory.execute(select(OrganizationRow.id, OrganizationRow.file_hash)).all()) == hashes


def _everything(session: Session) -> list[Any]:
    return directory.everything(session)


def test_what_everyone_may_know_never_replaces_the_whole(session: Session, tmp_path: Path) -> None:
    secret = {"address": {"fr": "Rue du Secret 1"}, "hidden": True}
    write.write(session, organization(service(locations=[secret])), "editor", AT)
    package.write(tmp_path, directory.public(session, AT), AT)
    before = rows(session)
    done = bring(session, tmp_path)
    assert (done.known, done.changed) == (["house"], 0)
    assert rows(session) == before
    forget(session)
    assert bring(session, tmp_path).changed == 1


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_of_open_referral_comes_in_for_dispatchers_only(session: Session, file: Path) -> None:
    done = bring(session, file)
    assert done.organizations == (0 if file.stem.startswith("taxonomy") else 1)
    assert done.left
    assert read.organizations(session, TODAY) == []
    for one in read.organizations(session, TODAY, staff=True):
        assert {each.trust.assurance for each in one.services} == {"unverified"}


@pytest.mark.skipif(not EXAMPLES, reason="the examples of HSDS are not at ../shared/hsds")
def test_a_dispatcher_finds_what_a_stranger_gave_us_and_a_caller_does_not(session: Session) -> None:
    bring(session, HSDS / "examples" / "service_full.json")
    found = search(session, Query("community counselling", "en", staff=True), None, AT)
    assert [one.assurance for one in found] == ["unverified"]
    assert search(session, Query("community counselling", "en"), None, AT) == []
    (service,) = read.organizations(session, TODAY, staff=True)[0].services
    assert [phone.number for phone in service.phones] == ["+44 1234 234567"]
    assert service.schedules == ()  # in the example they recur on days of the month: no hours that we could tell
    assert {one.about for one in service.says} >= {"access", "documents", "price", "eligibility", "caution"}


@pytest.mark.skipif(not EXAMPLES, reason="the examples of HSDS are not at ../shared/hsds")
def test_the_command_says_what_it_left_out(run: Run) -> None:
    done = run("import", HSDS / "examples" / "service_full.json", "--language", "en")
    assert done.exit_code == 0
    assert done.stdout.startswith("1 organizations, 1 services; 1 changed\n")
    assert "left out: service.contacts\n" in done.stdout  # names of people: we do not keep them


def test_weekly_hours_of_a_stranger_become_hours(session: Session, tmp_path: Path) -> None:
    hours = {"id": "h", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "23:59:00Z"}
    one = {"id": "s", "name": "Soup", "status": "active", "service_at_locations": [{"id": "a", "schedules": [hours]}]}
    file = tmp_path / "soup.json"
    file.write_text(json.dumps(one))
    bring(session, file)
    (found,) = read.organizations(session, TODAY, staff=True)[0].services
    assert [schedule.hours for schedule in found.schedules] == ["Mo,Tu 09:00-24:00"]


def test_a_second_service_of_a_strangers_organization_joins_the_first(session: Session, tmp_path: Path) -> None:
    house = {"id": "h", "name": "House", "description": "A house"}
    for name in ("soup", "beds"):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps({"id": name, "name": name, "status": "active", "organization": house}))
        bring(session, file)
    (one,) = read.organizations(session, TODAY, staff=True)
    assert sorted(each.name["en"] for each in one.services) == ["beds", "soup"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "soup.json: not JSON"),
        ("3", "soup.json: not a document of HSDS"),
        ('[{"id": "s", "status": "active"}]', "soup.json: 0: service.name is missing"),
        ('{"name": "no id"}', "soup.json: a document without an id"),
        ('{"id": "a", "colour": "red"}', "soup.json: no kind of document that HSDS has"),
        ('{"services.csv": [3]}', "soup.json: services.csv: a list of rows is expected"),
        ('{"id": "s", "name": "S", "status": "active", "phones": 3}', "soup.json: service.phones: a list is expected"),
    ],
)
def test_a_fault_is_said_in_one_line_and_nothing_comes_in(
    session: Session, run: Run, tmp_path: Path, text: str, says: str
) -> None:
    good = {"id": "g", "name": "Good", "status": "active"}
    whole = [good, *json.loads(text)] if text.startswith("[") else None
    file = tmp_path / "soup.json"
    file.write_text(json.dumps(whole) if whole else text)
    done = run("import", file)
    assert done.exit_code == 2
    assert done.stderr.startswith(says.replace(": 0:", ": 1:"))
    assert done.stderr.count("\n") == 1
    assert rows(session) == {}


def test_two_organizations_cannot_have_the_same_service(session: Session, run: Run, tmp_path: Path) -> None:
    write.write(session, organization(service("soup")), "editor", AT)
    session.commit()
    file = tmp_path / "list.yaml"
    file.write_text(json.dumps([organization(service("soup"), id="thieves").model_dump(mode="json")]))
    done = run("import", "--private", file)
    assert (done.exit_code, done.stderr) == (2, "thieves: soup: house has a service with this id\n")
    assert list(rows(session)) == [("house", False)]


def test_a_third_partys_list_replaces_its_earlier_state_and_nothing_else(session: Session, tmp_path: Path) -> None:
    ours = organization(service("ours"))
    write.write(session, ours, "file", AT)
    write.write(session, organization(service("theirs"), id="other"), "import", AT, private=True)
    file = tmp_path / "list.yaml"

    def bring_list(*ids: str) -> private_import.Brought:
        documents = [organization(service(f"{one}.x"), id=one).model_dump(mode="json") for one in ids]
        file.write_text(json.dumps(documents))
        done = private_import.bring_in(session, file, AT)
        session.commit()
        return done

    assert bring_list("house", "a", "b").changed == 3
    assert bring_list("house", "a", "b").changed == 0
    assert bring_list("house", "b").gone == 1
    assert set(rows(session)) == {("house", False), ("house", True), ("b", True), ("other", True)}
    assert read.organization(session, "house", TODAY) == ours
    (known,) = read.organizations(session, TODAY)
    assert [one.id for one in known.services] == ["ours"]


@pytest.mark.skipif(not LIST.exists(), reason="the shared facts are not on this computer")
def test_the_shared_facts_of_third_parties_come_in_beside_ours(directory: Session, run: Run) -> None:
    public = read.organizations(directory, TODAY)
    assert run("import", "--private", LIST).exit_code == 0
    directory.expire_all()
    assert read.organizations(directory, TODAY) == public
    assert run("import", "--private", LIST).stdout.endswith(" 0 changed, 0 no longer in the list\n")


def test_a_fault_in_a_strangers_file_is_not_ours(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WrongFile, match="neither services.json nor a table"):
        bring_in.bring_in(session, tmp_path, "fr", AT)
