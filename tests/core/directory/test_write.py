"""The files are the beginning; every change is on record; what was changed here is not overwritten."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.directory import files, read, write
from hotline.core.directory.tables import Change, Entry, OrganizationRow
from tests.core.directory.made import organization, service

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("organizations", "answers"):
        (tmp_path / part).mkdir()
    shutil.copy(files.FOLDER / "organizations/pda.yaml", tmp_path / "organizations")
    return tmp_path


def rename(folder: Path, name: str) -> None:
    path = folder / "organizations/pda.yaml"
    document = yaml.safe_load(path.read_text())
    document["name"] = {"fr": name}
    path.write_text(yaml.safe_dump(document))


def name(session: Session) -> str:
    found = read.organization(session, "pda", TODAY)
    assert found
    return found.name["fr"]


def test_files_come_in_once_and_again_when_they_change(session: Session, folder: Path) -> None:
    assert write.fill(session, folder, AT) == 1
    assert write.fill(session, folder, AT) == 0
    rename(folder, "Autre nom")
    assert write.fill(session, folder, AT) == 1
    assert name(session) == "Autre nom"
    (folder / "organizations/pda.yaml").unlink()
    assert write.fill(session, folder, AT) == 1
    assert read.organization(session, "pda", TODAY) is None
    assert session.scalars(select(Entry)).all() == []


def test_what_was_changed_here_is_kept_when_its_file_changes(session: Session, folder: Path) -> None:
    write.fill(session, folder, AT)
    known = read.organization(session, "pda", TODAY, staff=True)
    assert known
    write.write(session, known.model_copy(update={"name": {"fr": "Le bon nom"}}), "editor", AT)
    rename(folder, "Du fichier")
    assert write.fill(session, folder, AT) == 0
    assert name(session) == "Le bon nom"
    assert write.changed_here(session, folder) == ["pda"]


def test_every_change_has_its_before_and_after_and_nothing_changed_is_no_change(session: Session) -> None:
    write.write(session, organization(service()), "editor", AT)
    assert write.write(session, organization(service()), "editor", AT) is None
    write.write(session, organization(service(), name={"fr": "Neuf"}), "editor", AT)
    write.remove(session, "house", "editor", AT)
    assert write.remove(session, "house", "editor", AT) is None
    changes = session.scalars(select(Change).order_by(Change.id)).all()
    assert [(bool(c.before), bool(c.after)) for c in changes] == [(False, True), (True, True), (True, False)]
    assert changes[1].before == changes[0].after
    assert changes[2].before == changes[1].after


def test_a_third_partys_facts_are_joined_for_staff_only(session: Session) -> None:
    rumour = {"assurance": "unverified"}
    write.write(session, organization(service()), "editor", AT)
    beside = organization(service(phones=[{"number": "02 123 45 67"}], trust=rumour), service("other", trust=rumour))
    write.write(session, beside, "import", AT, private=True)
    public, staff = (read.organization(session, "house", TODAY, staff=who) for who in (False, True))
    assert public
    assert staff
    assert [one.id for one in public.services] == ["house"]
    assert "02 123" not in repr(public)
    assert [one.id for one in staff.services] == ["house", "other"]
    [phone] = staff.services[0].phones
    assert phone.trust
    assert phone.trust.assurance == "unverified"
    assert read.service(session, "other", TODAY) is None
    assert read.service(session, "other", TODAY, staff=True)
    write.remove(session, "house", "editor", AT, private=True)
    assert session.scalars(select(OrganizationRow.private)).all() == [False]
