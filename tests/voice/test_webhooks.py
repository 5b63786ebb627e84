"""Who may speak to the voice channel, and what it answers to nonsense: never an error, never a second effect."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator

from hotline.core.contact import CallLeg, Contact
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from tests.parts import ACCOUNT, BASE, CALLER, NUMBER, OLD_TOKEN, TOKEN, Twilio
from tests.voice.judge import judge

FIXTURES = Path(__file__).parents[3] / "shared/twilio/fixtures/webhook-parameters.json"
INCOMING = "/voice/incoming"


def voice_paths(app: Flask) -> list[str]:
    return sorted({rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/voice")})


def people(session: Session) -> tuple[int, int, int]:
    """How many contacts, legs and queue entries there are."""
    session.rollback()
    counts = [session.scalar(select(func.count()).select_from(table)) for table in (Contact, CallLeg, QueueEntry)]
    return tuple(counts)  # type: ignore[return-value]


def refused(response: object) -> bool:
    return (response.status_code, response.data) == (403, b"")  # type: ignore[attr-defined]


# Who may speak


def test_every_voice_address_refuses_what_twilio_did_not_sign(
    public_app: Flask, twilio: Twilio, session: Session
) -> None:
    paths = voice_paths(public_app)
    assert len(paths) >= 15
    for path in paths:
        assert refused(twilio.raw(path, urlencode(twilio.about("CA1")).encode())), path
        assert public_app.test_client().get(path).status_code == 405, path
    assert people(session) == (0, 0, 0)


def test_a_stranger_who_signs_with_another_token_is_refused(public_app: Flask) -> None:
    for path in voice_paths(public_app):
        assert refused(Twilio(public_app, token="x" * 32).post(path)), path


def test_the_token_before_the_rotation_is_still_accepted(public_app: Flask) -> None:
    assert Twilio(public_app, token=OLD_TOKEN).post(INCOMING).status_code == 200


@pytest.mark.parametrize(
    "how",
    [
        {"signed_for": BASE + INCOMING + "/"},
        {"signed_for": BASE + INCOMING + "?turn=1"},
        {"signed_for": BASE + "/voice/step"},
        {"signed_for": "https://other.example" + INCOMING},
    ],
)
def test_a_signature_for_another_address_is_refused(twilio: Twilio, session: Session, how: dict[str, str]) -> None:
    assert refused(twilio.send(INCOMING, twilio.about("CA1"), **how))  # type: ignore[arg-type]
    assert people(session) == (0, 0, 0)


def test_http_instead_of_https_is_another_address(twilio: Twilio) -> None:
    """The SDK's validator forgives the standard port, not the scheme."""
    address = BASE.replace("https:", "http:") + INCOMING
    assert refused(twilio.send(INCOMING, twilio.about("CA1"), signed_for=address))


def test_the_standard_port_in_the_signed_address_is_accepted_and_another_is_not(twilio: Twilio) -> None:
    assert twilio.send(INCOMING, twilio.about("CA1"), signed_for=f"{BASE}:443{INCOMING}").status_code == 200
    assert refused(twilio.send(INCOMING, twilio.about("CA1"), signed_for=f"{BASE}:8443{INCOMING}"))


def test_a_trailing_slash_is_not_our_address_even_when_it_is_signed(twilio: Twilio) -> None:
    assert twilio.send(INCOMING + "/", twilio.about("CA1")).status_code in (403, 404)


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Forwarded-For"])
def test_a_forged_header_neither_opens_nor_closes_the_door(twilio: Twilio, header: str) -> None:
    forged = {header: "host=evil.example" if header == "Forwarded" else "evil.example"}
    evil = "https://evil.example" + INCOMING
    assert refused(twilio.send(INCOMING, twilio.about("CA1"), signed_for=evil, headers=forged))
    answer = twilio.send(INCOMING, twilio.about("CA1"), headers=forged)
    assert answer.status_code == 200
    assert b"evil" not in answer.data


def test_a_forged_scheme_changes_nothing(twilio: Twilio) -> None:
    for name in ("X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix"):
        answer = twilio.send(INCOMING, twilio.about("CA1"), headers={name: "http"})
        assert answer.status_code == 200
        assert BASE.encode() + b"/voice/step" in answer.data


def test_a_json_body_is_refused_and_is_no_error(twilio: Twilio) -> None:
    body = json.dumps(twilio.about("CA1")).encode()
    for query in ("", "?bodySHA256=abc"):
        path = INCOMING + query
        headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(BASE + path, {})}
        assert refused(twilio.raw(path, body, content_type="application/json", headers=headers))


@pytest.mark.parametrize(
    "wrong",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": ""},
        {"To": "+3280099999"},
        {"To": ""},
        {"CallSid": "CA 1"},
        {"CallSid": "C" * 65},
        {"CallSid": "CA\x00"},
    ],
)
def test_another_account_or_a_number_that_is_not_ours_is_refused(
    twilio: Twilio, session: Session, wrong: dict[str, str]
) -> None:
    assert refused(twilio.send(INCOMING, twilio.about("CA1") | wrong))
    assert people(session) == (0, 0, 0)


@pytest.mark.parametrize("missing", ["AccountSid", "To", "CallSid"])
def test_a_webhook_without_what_names_the_call_is_refused(public_app: Flask, twilio: Twilio, missing: str) -> None:
    params = {name: value for name, value in twilio.about("CA1").items() if name != missing}
    for path in voice_paths(public_app):
        answer = twilio.send(path, params)
        assert refused(answer), path


def test_a_call_to_an_unknown_number_is_refused_whatever_direction_it_claims(twilio: Twilio, session: Session) -> None:
    for direction in ("", "INBOUND", "inbound-api", "trunking"):
        params = twilio.about("CA1", To="+3280099999") | {"Direction": direction}
        assert refused(twilio.send(INCOMING, params)), direction
    assert people(session) == (0, 0, 0)


# Nonsense that is signed


@pytest.mark.parametrize("turn", ["-1", "9" * 30, "NaN", "1e9", "", "%D9%A3", "1&turn=2", "%00", "%ff"])
@pytest.mark.parametrize("path", ["/voice/step", "/voice/wait", "/voice/queued", "/voice/after"])
def test_a_strange_turn_changes_nothing(twilio: Twilio, session: Session, path: str, turn: str) -> None:
    twilio.post(INCOMING)
    answer = twilio.post(f"{path}?turn={turn}", Digits="1")
    assert answer.status_code == 200
    visit = session.scalars(select(CallLeg.visit)).one()
    assert visit
    assert (visit["turn"], visit["node"]) == (0, "language")


@pytest.mark.parametrize("number", ["-1", "0", "9223372036854775808", "x", "1.5", ""])
@pytest.mark.parametrize("path", ["ring", "ring/accept", "person", "person/accept", "conference"])
def test_a_reservation_that_does_not_exist_gets_a_sentence(twilio: Twilio, path: str, number: str) -> None:
    answer = twilio.post(f"/voice/{path}?reservation={number}", Digits="1", StatusCallbackEvent="participant-join")
    assert answer.status_code == (204 if path == "conference" else 200)


@pytest.mark.parametrize("value", ["\x00", "\ufffd", "x" * 5_000, "-1", "NaN", "١٢", "<Say/>", "'; drop table"])
def test_a_strange_value_is_never_an_error(public_app: Flask, twilio: Twilio, value: str) -> None:
    twilio.post(INCOMING)
    twilio.post("/voice/step?turn=0", Digits="1")
    twilio.post("/voice/step?turn=1", Digits="1")
    fields = ("From", "SpeechResult", "Confidence", "CallStatus", "QueueResult", "QueueTime")
    for number, path in enumerate(voice_paths(public_app)):
        for strange in (dict.fromkeys(fields, value), {"Digits": value}):
            known, unknown = twilio.about("CA" + "a" * 32, **strange), twilio.about(f"CA{number}", **strange)
            assert twilio.send(f"{path}?turn=2&reservation=1", known).status_code in (200, 204), path
            assert twilio.send(path, unknown).status_code in (200, 204), path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("RecordingDuration", "-5"),
        ("RecordingDuration", "9" * 30),
        ("DialCallDuration", "-5"),
        ("DialCallDuration", "9" * 30),
        ("DialCallStatus", "a-new-word"),
        ("RecordingSid", "\x00"),
        ("RecordingSid", "R" * 80),
        ("RecordingStatus", "completed"),
        ("SequenceNumber", "-1"),
        ("ErrorCode", "\x00"),
    ],
)
def test_a_strange_number_is_never_an_error(public_app: Flask, twilio: Twilio, field: str, value: str) -> None:
    more = {"RecordingSid": "RE1"} if field == "RecordingDuration" else {"DialCallStatus": "completed"}
    twilio.post(INCOMING)
    for path in voice_paths(public_app):
        assert twilio.post(f"{path}?turn=0", **{**more, field: value}).status_code in (200, 204), path


def test_bytes_that_are_no_text_are_never_an_error(public_app: Flask, twilio: Twilio) -> None:
    for path in voice_paths(public_app):
        body = urlencode(twilio.about("CA1")).encode() + b"&Digits=%ff%fe&%ff=1&SpeechResult=\xff\xfe"
        fields = {**twilio.about("CA1"), "Digits": "��", "�": "1", "SpeechResult": "��"}
        signature = RequestValidator(TOKEN).compute_signature(BASE + path, fields)
        answer = twilio.raw(path, body, headers={"X-Twilio-Signature": signature})
        assert answer.status_code in (200, 204, 403), path


def test_a_body_larger_than_twilio_sends_is_refused_and_is_no_error(public_app: Flask, twilio: Twilio) -> None:
    for path in voice_paths(public_app):
        assert refused(twilio.post(path, SpeechResult="x" * 70_000)), path
        assert refused(twilio.raw(path, b"x" * 70_000)), path
    for fields in (2000, 5000):
        answer = twilio.post(INCOMING, **{f"P{n}": "1" for n in range(fields)})
        assert answer.status_code in (200, 403, 413)


def fixtures() -> list[tuple[str, dict[str, str]]]:
    """Every webhook that Twilio's documentation describes, for our account and number."""
    if not FIXTURES.exists():
        pytest.skip("needs Twilio's parameters at ../shared/twilio")
    described = json.loads(FIXTURES.read_text())
    found = []
    for name, cases in described.items():
        for case in cases[:2] if isinstance(cases, list) else [cases]:  # withheld numbers have a test of their own
            params = {key: str(value) for key, value in case["params"].items()}
            found.append((name, {**params, "AccountSid": ACCOUNT}))
    assert len(found) > 20
    return found


def test_no_webhook_that_twilio_describes_is_an_error_at_any_address(public_app: Flask, twilio: Twilio) -> None:
    check = judge()
    for name, params in fixtures():
        for path in voice_paths(public_app):
            answer = twilio.send(f"{path}?turn=1&reservation=1", params)
            assert answer.status_code in (200, 204, 403), (name, path)
            assert answer.status_code != 200 or check(answer.data) == [], (name, path)


# Calls we do not know


def test_a_step_of_an_unknown_call_starts_at_the_first_node(twilio: Twilio, session: Session) -> None:
    first = twilio.post(INCOMING, "CA-known").data
    check = judge()
    for number, path in enumerate(("/voice/step?turn=4", "/voice/step", "/voice/incoming")):
        answer = twilio.post(path, f"CA-unknown-{number}", Digits="1")
        assert (answer.status_code, answer.data, answer.mimetype) == (200, first, "text/xml")
    answer = twilio.post("/voice/wait?turn=3", "CA-waiting")
    assert (answer.status_code, answer.data) == (200, first)
    assert check(answer.data) == []
    assert people(session) == (5, 5, 0)


def test_a_status_of_an_unknown_call_is_heard_and_forgotten(twilio: Twilio, session: Session) -> None:
    for status in ("completed", "a-new-word", ""):
        answer = twilio.post("/voice/status", "CA-unknown", CallStatus=status)
        assert (answer.status_code, answer.data) == (204, b"")
    assert people(session) == (0, 0, 0)


def test_an_unknown_status_word_changes_nothing(twilio: Twilio, session: Session) -> None:
    twilio.post(INCOMING)
    assert twilio.post("/voice/status", CallStatus="on-the-moon").status_code == 204
    assert session.scalars(select(CallLeg.state)).one() == "talking"


# Withheld callers

WITHHELD = (
    "anonymous", "Anonymous", "unknown", "restricted", "unavailable", "", "+266696687", "+7378742833", "+2562533",
    "+8656696", "+86282452253", "client:someone", "sip:someone@example.org", "1700", "+32", "not a number",
)  # fmt: skip


@pytest.mark.parametrize("caller", WITHHELD)
def test_a_caller_who_hides_the_number_leaves_none(twilio: Twilio, session: Session, caller: str) -> None:
    assert twilio.post(INCOMING, From=caller, Caller=caller).status_code == 200
    contact = session.scalars(select(Contact)).one()
    assert (contact.number, contact.number_hash) == (None, None)
    assert session.scalars(select(CallLeg.visit)).one()["number_known"] is False  # type: ignore[index]


def test_a_caller_without_any_from_is_served(twilio: Twilio, session: Session) -> None:
    params = {name: value for name, value in twilio.about("CA1").items() if name != "From"}
    assert twilio.send(INCOMING, params).status_code == 200
    assert session.scalars(select(Contact.number)).one() is None


def test_a_number_is_stored_encrypted_and_as_a_keyed_hash(twilio: Twilio, session: Session) -> None:
    twilio.post(INCOMING)
    contact = session.scalars(select(Contact)).one()
    assert contact.number
    assert contact.number_hash
    assert CALLER.encode() not in contact.number
    assert CALLER[3:].encode() not in contact.number_hash
    assert NUMBER


def test_nothing_is_promised_before_a_person_is_asked_for(twilio: Twilio, session: Session) -> None:
    twilio.post(INCOMING)
    twilio.post("/voice/step?turn=0", Digits="1")
    assert session.scalars(select(Promise)).all() == []
