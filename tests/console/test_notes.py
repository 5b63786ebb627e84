"""A note that seems to tell who somebody is gets one question; a person who asks is forgotten."""

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.contact_command import command
from hotline.core.contact import Note
from hotline.settings import Settings
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser
from tests.console.test_desk import contact_of, page, talk

TELLING = "call him on 0470 12 34 56"
WARNING = "This note seems to hold: a phone number."


def notes(session: Session, house: web.House) -> list[str | None]:
    session.expire_all()
    return [house.vault.open(text) for text in session.scalars(select(Note.text).order_by(Note.id))]


def test_a_telling_note_comes_back_with_a_question_and_is_kept_at_the_second_click(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    path = f"/contacts/{enter().contact_id}/notes"
    answer = amina.send(path, text=TELLING)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert WARNING in html
    assert f">{TELLING}</textarea>" in html
    assert 'name="anyway" value="1"' in html
    assert notes(session, house) == []
    assert amina.send(path, text=TELLING, anyway="1").status_code == 303
    assert notes(session, house) == [TELLING]


def test_a_note_without_such_things_is_kept_at_once(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    assert amina.send(f"/contacts/{enter().contact_id}/notes", text="bed 4, until 8.30").status_code == 303
    assert notes(session, house) == ["bed 4, until 8.30"]


def test_closing_with_a_telling_note_closes_nothing_before_the_second_click(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    entry = enter()
    talk(session, amina, entry)
    form = {"disposition": "place", "then": "available", "text": TELLING, "ending": "1", "needs": "shelter"}
    html = amina.send(f"/contacts/{entry.contact_id}/close", **form).get_data(as_text=True)
    assert WARNING in html
    assert contact_of(session, entry).closed_at is None
    amina.send(f"/contacts/{entry.contact_id}/close", **form, anyway="1")
    assert contact_of(session, entry).disposition == "place"
    assert notes(session, house) == [TELLING]


def test_a_script_is_asked_only_if_it_wants_to_be(amina: Browser, enter: Enter) -> None:
    path = f"/api/contacts/{enter().contact_id}/notes"
    asked = amina.post_json(path, {"text": TELLING, "ask": True})
    assert (asked.status_code, asked.json) == (409, {"error": "telling", "found": ["phone"]})
    assert amina.post_json(path, {"text": TELLING}).status_code == 201


def test_how_long_a_note_is_kept_stands_beside_it(amina: Browser, enter: Enter) -> None:
    assert "Erased after 365 days." in page(amina, f"/?contact={enter().contact_id}")


@pytest.fixture
def sam(app: Flask, hire: Hire) -> Browser:
    hire("sam", role="supervisor")
    browser = Browser(app)
    browser.log_in("sam")
    return browser


def test_a_supervisor_erases_what_we_know_of_a_person_who_asks(
    amina: Browser, sam: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    number = "+32470123456"
    entry = enter(number=house.vault.lock(number), number_hash=house.vault.hash(number))
    path = f"/contacts/{entry.contact_id}/erase"
    sam.send(path, sure="yes")
    assert "in line or in a talk" in page(sam)
    talk(session, amina, entry)
    amina.send(f"/contacts/{entry.contact_id}/close", disposition="place", then="available", text="by the fountain")
    assert amina.send(path, sure="yes").status_code == 403
    assert sam.send(path, sure="yes").headers["Location"] == f"/?contact={entry.contact_id}"
    assert contact_of(session, entry).number, "no reason was given to open a closed contact"
    sam.send(f"/contacts/{entry.contact_id}/open", reason="request")
    sam.send(path)
    assert contact_of(session, entry).number
    assert "The person asks to be forgotten" in page(sam, f"/?contact={entry.contact_id}")
    sam.send(path, sure="yes")
    assert contact_of(session, entry).number is None
    assert notes(session, house) == []
    assert "request by sam" in page(sam, f"/?contact={entry.contact_id}")


def test_the_same_at_the_server(
    settings: Settings, enter: Enter, session: Session, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if value is not None:
            said = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), said)
    entry = enter(number=house.vault.lock("+32470123456"), number_hash=house.vault.hash("+32470123456"))

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(command, ("erase", *words))
        return done.exit_code, done.stdout

    assert run(str(entry.contact_id))[0] == 2  # still in line
    contact_of(session, entry).ended_at = db.now(session)
    session.commit()
    assert run("999999")[0] == run("x")[0] == 2
    assert run(str(entry.contact_id), "--only") == (0, "contacts erased: 1\n")
    assert contact_of(session, entry).number is None
