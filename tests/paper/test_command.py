"""`hotline directory print`: sheets for a print shop."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from hotline.core.sheet.content import Sheet
from hotline.directory_command import command
from hotline.paper import press
from hotline.settings import Settings
from hotline.texts import LANGUAGES


@pytest.fixture(autouse=True)
def _environment(directory: Session, parts_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        value = getattr(parts_settings, name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), text)


def run(*args: str) -> Result:
    return CliRunner().invoke(command, ["print", *args])


def test_a_shelter_gets_the_sheets_it_asked_for(tmp_path: Path) -> None:
    result = run(str(tmp_path), "--language", "fr", "--need", "shower", "--commune", "Sint-Gillis")
    assert result.exit_code == 0, result.output
    names = [tmp_path / "fr" / name for name in ("need-shower.pdf", "commune-saint-gilles.pdf")]
    assert result.stdout.splitlines() == [str(name) for name in names]
    assert all(name.read_bytes().startswith(b"%PDF") for name in names)


def test_without_a_choice_every_sheet_of_every_language_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "press", lambda sheet, made: sheet.title.encode())
    result = run(str(tmp_path))
    assert result.exit_code == 0, result.output
    written = result.stdout.splitlines()
    assert len(written) == len(set(written)) >= (60 + 19 + 1) * len(LANGUAGES)
    assert (tmp_path / "uk" / "region-brussels.pdf").exists()


@pytest.mark.parametrize("choice", [("--need", "nothing"), ("--commune", "Paris"), ("--language", "xx")])
def test_what_does_not_exist_is_bad_input(tmp_path: Path, choice: tuple[str, str]) -> None:
    result = run(str(tmp_path), *choice)
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_cannot_be_made_is_named_and_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_french(sheet: Sheet, _made: object) -> bytes:
        if sheet.language == "fr":
            raise press.CannotPrint("need shower fr: a sign that no font has")
        return b"%PDF"

    monkeypatch.setattr(press, "press", refuse_french)
    result = run(str(tmp_path), "--language", "fr", "--language", "nl", "--need", "shower")
    assert result.exit_code == 1
    assert result.stderr == "need shower fr: a sign that no font has\n"
    assert result.stdout == f"{tmp_path / 'nl' / 'need-shower.pdf'}\n"
