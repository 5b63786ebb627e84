"""`hotline user`: people are added, get a new password, and leave."""

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.dispatcher import Dispatcher
from hotline.core.staff_log import StaffEvent
from hotline.settings import Settings
from hotline.user_command import command
from tests.console.pages import Browser

PASSWORD = "a quite new password"


@pytest.fixture(autouse=True)
def _environment(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), text)


def run(*words: str, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(command, words, input=f"{password}\n")


def test_someone_new_can_log_in(browser: Browser, session: Session) -> None:
    done = run("add", "amina", "--role", "supervisor", "--languages", "fr,nl", "--password-stdin")
    assert (done.exit_code, done.stdout) == (0, "amina (supervisor) can log in\n")
    person = session.scalars(select(Dispatcher)).one()
    assert (person.role, person.languages, person.answers_on) == ("supervisor", ["fr", "nl"], "browser")
    assert browser.log_in("amina", PASSWORD).status_code == 303


def test_a_phone_is_kept_encrypted_and_is_where_they_answer(session: Session, house: web.House) -> None:
    assert run("add", "tom", "--phone", "+32470123456", "--password-stdin").exit_code == 0
    person = session.scalars(select(Dispatcher)).one()
    assert person.phone is not None
    assert house.vault.open(person.phone) == "+32470123456"
    assert (person.answers_on, person.languages) == ("phone", None)


def test_an_existing_name_gets_the_new_password_and_is_logged_out(app: Flask, amina: Browser) -> None:
    assert run("add", "amina", "--role", "dispatcher", "--password-stdin").exit_code == 0
    assert amina.get("/api/me").status_code == 401
    assert Browser(app).log_in("amina", PASSWORD).status_code == 303


def test_whoever_leaves_cannot_log_in_any_more(app: Flask, amina: Browser) -> None:
    assert run("remove", "amina").exit_code == 0
    assert amina.get("/api/me").status_code == 401
    assert Browser(app).log_in("amina").status_code == 401
    assert "amina" not in run("list").stdout


def test_a_lost_phone_is_taken_away_at_the_server(app: Flask, amina: Browser, session: Session) -> None:
    person = session.scalars(select(Dispatcher)).one()
    person.second_factor_at = db.now(session)
    session.commit()
    assert Browser(app).log_in("amina").status_code == 401
    assert run("reset-otp", "amina").stdout == "amina logs in with the password alone\n"
    assert amina.get("/api/me").status_code == 401
    assert Browser(app).log_in("amina").status_code == 303
    assert run("reset-otp", "nobody").exit_code == 2


def test_the_last_admin_stays(session: Session) -> None:
    run("add", "ada", "--role", "admin", "--password-stdin")
    assert run("remove", "ada").exit_code == 2
    assert run("add", "ada", "--role", "dispatcher", "--password-stdin").exit_code == 2
    run("add", "bo", "--role", "admin", "--password-stdin")
    assert run("remove", "ada").exit_code == 0
    assert run("remove", "bo").exit_code == 2
    assert session.scalars(select(Dispatcher.role).where(Dispatcher.username == "bo")).one() == "admin"


def test_what_is_done_at_the_server_is_on_record_too(session: Session) -> None:
    run("add", "amina", "--languages", "fr", "--password-stdin")
    run("add", "amina", "--role", "supervisor", "--password-stdin")
    run("remove", "amina")
    kinds = session.scalars(select(StaffEvent.kind).order_by(StaffEvent.id)).all()
    assert kinds == ["languages", "added", "role", "languages", "new_password", "removed"]
    assert set(session.scalars(select(StaffEvent.by_id))) == {None}


def test_bad_input_is_refused_with_exit_2() -> None:
    for words in (
        ("add", "Amina B", "--password-stdin"),
        ("add", "amina"),
        ("add", "amina", "--role", "king", "--password-stdin"),
        ("add", "amina", "--languages", "fr,klingon", "--password-stdin"),
        ("add", "amina", "--phone", "112", "--password-stdin"),
        ("remove", "nobody"),
    ):
        assert run(*words).exit_code == 2, words
    assert run("add", "amina", "--password-stdin", password="").exit_code == 2
