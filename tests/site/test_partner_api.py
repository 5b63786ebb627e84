"""A partner's program tells of somebody in the street: once, strictly, and it learns nothing but a code."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Never

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import apps, db, web
from hotline.core import login
from hotline.core import partner as partners
from hotline.core.partner import Partner
from hotline.core.report import Report, arrival, facts_of, partner_key

PLACE = "devant la gare du Midi, sortie rue de France"
TOLD = {"share_consent": True, "place": PLACE, "people_count": 2, "condition": "cold"}


@pytest.fixture
def hospital(session: Session) -> Partner:
    made = partners.add(session, "Hôpital Exemple", "hospital", db.now(session))
    session.commit()
    return made


@pytest.fixture
def key(session: Session, hospital: Partner) -> str:
    made = partner_key.make(session, hospital, db.now(session))
    session.commit()
    return made


@pytest.fixture
def console_app(house: web.House) -> Iterator[Flask]:
    app = apps.create_app("console", house.settings)
    yield app
    parts: web.House = app.extensions["hotline"]
    parts.sessions.kw["bind"].dispose()
    parts.redis.close()


class Program:
    """A partner's program with a key."""

    def __init__(self, app: Flask, key: str | None) -> None:
        self.app, self.key = app, key

    def send(self, body: Any, repeat: str | None = "night-1", **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        sent |= {"Idempotency-Key": repeat} if repeat else {}
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        more = {"Content-Type": "application/json", **sent, **headers}
        return self.app.test_client().post("/api/v1/reports", data=data, headers=more)


@pytest.fixture
def program(public_app: Flask, key: str) -> Program:
    return Program(public_app, key)


def test_a_report_is_stored_with_whose_key_it_was_and_answered_with_a_code(
    program: Program, session: Session, hospital: Partner, house: web.House
) -> None:
    answer = program.send(TOLD)
    assert answer.status_code == 201
    assert set(answer.json) == {"code", "status", "call_112", "say"}  # type: ignore[arg-type]
    report = session.scalars(select(Report)).one()
    assert (report.code, report.partner_id, report.channel) == (answer.json["code"], hospital.id, "partner")  # type: ignore[index]
    assert facts_of(house.vault, report).place == PLACE
    assert report.role == "professional"


def test_a_repeat_gives_the_same_code(program: Program, session: Session) -> None:
    codes = {program.send(TOLD).json["code"] for _ in range(3)}  # type: ignore[index]
    assert len(codes) == 1
    assert session.scalar(select(func.count()).select_from(Report)) == 1
    assert program.send(TOLD, "night-2").json["code"] not in codes  # type: ignore[index]


def test_ten_copies_at_once_are_one_report(program: Program, session: Session) -> None:
    codes: list[str] = []
    crowd = [threading.Thread(target=lambda: codes.append(program.send(TOLD).json["code"])) for _ in range(10)]  # type: ignore[index]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(codes) == 10
    assert len(set(codes)) == 1
    assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_a_repeat_does_not_tell_what_became_of_it(program: Program, session: Session) -> None:
    """A team found them in danger, or they were helped: a key reads nothing, and a repeat is no way to read."""
    first = program.send(TOLD).json
    report = session.scalars(select(Report)).one()
    report.danger, report.status = "emergency", "closed"
    session.commit()
    assert program.send(TOLD).json == first
    assert first["call_112"] is False  # type: ignore[index]


@pytest.mark.parametrize("given", ["ward3@example.org, all@example.net", "ward3@example.org\r\nBcc: all@example.net"])
def test_only_one_address_is_ever_written_to(program: Program, session: Session, house: web.House, given: str) -> None:
    assert program.send({**TOLD, "contact": given, "contact_consent": True}).status_code == 201
    report = session.scalars(select(Report)).one()
    assert facts_of(house.vault, report).contact == "ward3@example.org"


def test_somebody_who_does_not_respond_is_112_first(program: Program) -> None:
    answer = program.send({**TOLD, "condition": "not_responding"}, **{"Accept-Language": "fr"})
    assert answer.json["call_112"] is True  # type: ignore[index]
    assert "112" in answer.json["say"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        ({"share_consent": False}, "share_consent", "wrong"),
        ({"name": "Jean"}, "name", "unknown"),
        ({"people_count": "2"}, "people_count", "wrong"),
        ({"people_count": 0}, "people_count", "out_of_range"),
        ({"condition": "drunk"}, "condition", "wrong"),
        ({"contact": "the desk of ward 3"}, "contact", "wrong"),
        ({"lat": 50.8}, "report", "together"),
        ({"lat": 48.85, "lon": 2.35}, "lat", "out_of_range"),
        ({"seen_at": "2026-01-14T21:00:00"}, "seen_at", "wrong"),
        ({"seen_at": (datetime.now(UTC) + timedelta(hours=2)).isoformat()}, "seen_at", "out_of_range"),
        ({"seen_at": "0001-01-01T00:00:00+14:00"}, "seen_at", "wrong"),
        ({"seen_at": "9999-12-31T23:00:00-12:00"}, "seen_at", "wrong"),
        ({"commune": "Paris"}, "report", "together"),
        ({"contact": "the nurse of ward 3", "contact_consent": True}, "contact", "wrong"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_never_repeated(
    program: Program, session: Session, wrong: dict[str, Any], field: str, problem: str
) -> None:
    answer = program.send({**TOLD, **wrong})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert {"field": field, "problem": problem} in answer.json["errors"]  # type: ignore[index]
    assert PLACE not in answer.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(Report)) == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '"x"',
        "{",
        '{"a":1,"a":2}',
        '{"lat": NaN, "lon": 4.3}',
        "[" * 30_000,
        b"\xff\xfe",
        '{"place": Infinity}',
    ],
)
def test_what_is_no_json_is_said(program: Program, body: str | bytes) -> None:
    assert program.send(body).status_code == 400


def test_too_large_is_refused(program: Program) -> None:
    assert program.send({**TOLD, "place": "x" * 70_000}).status_code == 413


def test_another_kind_of_content_and_a_missing_repeat_mark_are_refused(program: Program) -> None:
    assert program.send("place=midi", **{"Content-Type": "application/x-www-form-urlencoded"}).status_code == 415
    assert program.send(TOLD, None).status_code == 400


def test_without_a_key_with_a_wrong_an_ended_or_a_retired_partners_one_nothing_is_taken(
    public_app: Flask, session: Session, hospital: Partner, key: str
) -> None:
    assert Program(public_app, None).send(TOLD).status_code == 401
    for other in ("hlw_x", "x" * 5000, key[:-1], key + "x", "é"):
        assert Program(public_app, other).send(TOLD).status_code == 401
    (made,) = partner_key.of(session, hospital.id)
    partner_key.end(session, made, db.now(session))
    second = partner_key.make(session, hospital, db.now(session))
    session.commit()
    assert Program(public_app, key).send(TOLD).status_code == 401
    assert Program(public_app, second).send(TOLD).status_code == 201
    partners.retire(hospital)
    session.commit()
    assert Program(public_app, second).send(TOLD, "later").status_code == 401


@pytest.mark.parametrize("which", ["public", "console"])
def test_a_key_reads_nothing_anywhere(
    which: Literal["public", "console"], program: Program, console_app: Flask, key: str
) -> None:
    """Every address of both apps, asked with the key: no code, no place, of the report that it sent or another."""
    code = program.send(TOLD).json["code"]  # type: ignore[index]
    app = program.app if which == "public" else console_app
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = rule.rule
        for name in rule.arguments:
            kind = rule._converters[name].__class__.__name__
            path = path.replace(
                path[path.index("<") : path.index(">") + 1], "1" if kind == "IntegerConverter" else code
            )
        with client.get(path, headers={"Authorization": f"Bearer {key}"}, buffered=False) as answer:
            body = b"" if answer.mimetype == "text/event-stream" else answer.get_data()
        assert PLACE.encode() not in body, path
        assert b"rue de France" not in body, path


def test_other_methods_are_refused(public_app: Flask, key: str) -> None:
    client, headers = public_app.test_client(), {"Authorization": f"Bearer {key}"}
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert client.open("/api/v1/reports", method=method, headers=headers).status_code == 405
    assert client.get("/api/v1/reports/AE2345", headers=headers).status_code == 404


def test_too_many_with_one_key_wait(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.site.partner_api.MOST", 2)
    answers = [program.send(TOLD, str(nth)) for nth in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_no_log_line_has_a_place_or_the_key(
    program: Program, key: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        program.send(TOLD)
        program.send({**TOLD, "place": PLACE * 9})
    logged = caplog.text + "".join(capsys.readouterr())
    assert "France" not in logged
    assert key not in logged


@pytest.mark.parametrize("which", ["public", "console"])
def test_a_mistake_of_ours_is_logged_without_a_word_of_the_report(
    which: str, program: Program, console_app: Flask, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fails(*_: object, **__: object) -> Never:
        raise KeyError(PLACE)

    if which == "public":
        monkeypatch.setattr(arrival, "send", fails)
        assert program.send(TOLD).status_code == 500
    else:
        monkeypatch.setattr(login, "holder", fails)
        assert console_app.test_client().get(f"/reports?show={PLACE}").status_code == 500
    logged = caplog.text + "".join(capsys.readouterr())
    assert "KeyError" in logged
    assert "France" not in logged


def test_the_description_is_open_and_describes_what_is_checked(public_app: Flask) -> None:
    told = public_app.test_client().get("/api/v1/openapi.json").json
    assert told["openapi"] == "3.1.0"
    schema = told["components"]["schemas"]["Report"]
    Draft202012Validator.check_schema(schema)
    checks = Draft202012Validator(schema)
    assert checks.is_valid(TOLD)
    assert not checks.is_valid({**TOLD, "name": "Jean"})
    assert not checks.is_valid({"place": PLACE})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["place", "lat", "lon", "people_count", "seen_at", "commune", "contact", "heard", "x"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(FIELDS, ANYTHING, max_size=5), st.text(min_size=1, max_size=20))
def test_whatever_a_program_sends_it_is_taken_or_told_what_is_wrong(
    program: Program, body: dict[str, Any], repeat: str
) -> None:
    mark = repeat.encode("utf-8", "replace").hex()
    assert program.send({"share_consent": True, **body}, mark).status_code in (201, 422, 429)
