"""`hotline rota`: who is on shift, shifts as CSV, the steps when nobody answers."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import rota
from hotline.core.rota import Shift
from hotline.rota_command import command
from hotline.settings import Settings
from tests.console.conftest import Hire


@pytest.fixture(autouse=True)
def _environment(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), text)


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def this_week(session: Session) -> str:
    return rota.week_of(db.now(session)).isoformat()


def test_a_rota_goes_in_and_comes_out_the_same(session: Session, hire: Hire, tmp_path: Path) -> None:
    hire("amina")
    hire("jan")
    text = f"username,date,start,end\namina,{this_week(session)},06:00,14:00\njan,{this_week(session)},22:00,06:00\n"
    file = tmp_path / "rota.csv"
    file.write_text(text)
    done = run("import", str(file))
    assert (done.exit_code, done.stdout) == (0, "2 shifts planned\n")
    assert run("export", "--weeks", "1").stdout == text


def test_a_mistake_plans_nothing(session: Session, hire: Hire, tmp_path: Path) -> None:
    hire("amina")
    file = tmp_path / "rota.csv"
    file.write_text(
        f"username,date,start,end\namina,{this_week(session)},06:00,14:00\namina,{this_week(session)},12:00,15:00\n"
    )
    done = run("import", str(file))
    assert done.exit_code == 2
    assert "meets another shift" in done.stderr
    assert session.scalar(select(func.count()).select_from(Shift)) == 0


def test_who_is_on_shift_now_and_who_comes(session: Session, hire: Hire) -> None:
    assert (run("now").stdout, run("now").stderr) == ("", "nobody is on shift\n")
    at = db.now(session)
    for name, start, end in (("amina", -1, 3), ("jan", 3, 11)):
        person = hire(name)
        session.add(
            Shift(dispatcher_id=person.id, starts_at=at + rota.WEEK / 168 * start, ends_at=at + rota.WEEK / 168 * end)
        )
    session.commit()
    lines = [line.split("\t")[:2] for line in run("now").stdout.splitlines()]
    assert lines == [["now", "amina"], ["next", "jan"]]


def test_the_steps_are_shown() -> None:
    assert "voice\tduty\tafter 120 s, at once with nobody on duty\tduty_phone\tat most 1" in run("plan").stdout
