"""What is known of a person is encrypted, masked, erased on time, and never in a log."""

import socket
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import JSON, LargeBinary, select
from sqlalchemy.orm import Session

from hotline import clock, db, settings, web
from hotline.core import models, retention
from hotline.core.contact import CallLeg, Contact, Note
from hotline.core.number import callable_number
from hotline.core.outbox import Promise
from hotline.core.secret import Vault, masked
from hotline.core.voicemail import Recording
from tests.core.conftest import hired, someone_waits
from tests.line import Line

assert models
NUMBERS, NOTES = timedelta(days=30), timedelta(days=365)

# A column whose name or type says "person" and that holds nothing personal: each with the reason.
HARMLESS = {
    "contact.safe_to_text": "yes or no",
    "contact_event.detail": "ids, words of closed lists, a centre's name, and the login name of who did it",
    "sms.error": "the provider's code, or why nothing was sent",
    "staff_event.detail": "roles and languages before and after",
    "centre.name": "of an institution",
    "centre.address": "of an institution; encrypted because some are secret, and gone when we no longer work with it",
    "centre.address_hidden": "yes or no",
    "centre.phone": "of an institution; gone when we no longer work with it",
    "centre.phone_hash": "the same",
    "centre.pin_hash": "a code of an institution",
    "centre.link_hash": "the same",
    "third_person.phonebook_id": "which entry of the phonebook was called",
    "sheet.pdf": "what everyone may know, on paper",
    "organization.document": "what an institution offers, from public pages",
    "answer.document": "our own texts",
    "organization.file_hash": "of a file of the knowledge base",
    "answer.file_hash": "the same",
    "directory_change.before": "the document of an institution, and which dispatcher changed it",
    "directory_change.after": "the same",
    "organization.reported": "which services people found closed, and the day",
    "conversation.texted_to": "the id of a message",
    "report.text_safe": "yes or no",
    "outbox.error": "the provider's status and code; its sentence is left out",
}
TELLING = (
    "number", "phone", "name", "text", "sid", "visit", "detail", "hash", "args", "error", "address", "mail", "body",
    "words", "url", "token", "birth",
)  # fmt: skip
# Plain facts without a word in their name that could mean a person: new columns must be added here or get a rule.
PLAIN = {
    "active", "caller_kind", "needs", "basis", "mark",
    "id", "part", "at", "kind", "state", "role", "channel", "language", "languages", "topic", "priority", "outcome",
    "disposition", "activity", "answers_on", "console_language", "front", "attempts", "end", "purpose", "tries",
    "otp_step", "safe_to_call", "call_window", "step", "stay", "missed", "away_why",
    "commune", "audience", "capacity", "buffer", "extra", "occupied", "held", "free", "by", "told_by", "keep_minutes",
    "hours", "starts_on", "ends_on", "why", "places", "result", "reason", "housing", "people", "bed_anyway",
    "must_accept", "verified_on", "key", "private", "how", "staff", "lat", "lon", "word", "entries", "vector",
    "fr", "nl", "also", "accuracy_m", "source",
    "people_count", "condition", "spoken_to", "contact_consent", "share_consent", "feedback_wanted", "status",
    "found", "fact", "sender", "language_chosen", "until", "sent", "answer",
    "team", "missions", "help", "still_there", "called_112", "answer_by",
}  # fmt: skip


def columns() -> dict[str, object]:
    return {
        f"{table.name}.{column.name}": column for table in db.Base.metadata.sorted_tables for column in table.columns
    }


def is_plain(name: str) -> bool:
    short = name.split(".")[1]
    return short in PLAIN or short.endswith(("_at", "_id", "_until")) or short == "not_before"


def test_every_column_that_may_hold_something_personal_has_a_rule() -> None:
    for name, column in columns().items():
        kind, short = column.type, name.split(".")[1]  # type: ignore[attr-defined]
        telling = isinstance(kind, (LargeBinary, JSON)) or any(word in short for word in TELLING)
        if telling and not short.endswith("_at"):
            assert (name in retention.RULES) != (name in HARMLESS), f"{name}: what erases it? hotline/core/retention.py"
        else:
            assert name in retention.RULES or is_plain(name), f"{name}: a new column; is it personal?"


def test_no_rule_is_for_a_column_that_is_gone() -> None:
    assert (set(retention.RULES) | set(HARMLESS)) - set(columns()) == set()


# Erased by the clock


@pytest.fixture
def caller(session: Session, house: web.House) -> Contact:
    """Someone who called, left another number and a message, and was written about; all over now."""
    entry = someone_waits(session)
    person, at, lock = session.get_one(Contact, entry.contact_id), db.now(session), house.vault.lock
    person.number, person.number_hash = lock("+32470123456"), house.vault.hash("+32470123456")
    person.callback_number, person.ended_at = lock("+32470654321"), at
    person.on_behalf_of = ["ill"]
    person.legs[0].visit = {"node": "queue", "need": "domestic_violence", "wish": ["evc", "Écoute"]}
    session.add(Recording(contact_id=person.id, sid="RE1", made_at=at))
    amina = hired(session, "amina")
    session.add(Note(contact_id=person.id, dispatcher_id=amina.id, at=at, text=lock("a note")))
    session.commit()
    return person


def erase(house: web.House, session: Session, days: float) -> None:
    clock.erase(house, session, db.now(session) + timedelta(days=days))
    session.expire_all()


def test_a_number_is_kept_for_its_time_and_then_erased_everywhere(
    house: web.House, session: Session, caller: Contact
) -> None:
    erase(house, session, 29.9)
    assert caller.number
    erase(house, session, 30.1)
    assert (caller.number, caller.number_hash, caller.callback_number, caller.on_behalf_of) == (None,) * 4
    assert caller.erased_at
    assert session.scalars(select(CallLeg.call_sid)).one().startswith("erased-")
    assert session.scalars(select(CallLeg.visit)).one() is None
    assert session.scalars(select(Recording.sid)).one().startswith("erased-")


def test_the_providers_own_records_are_owed_to_be_deleted_once(
    house: web.House, session: Session, caller: Contact
) -> None:
    for _ in range(3):
        erase(house, session, 31)
    owed = {(one.kind, one.args["sid"]) for one in session.scalars(select(Promise))}
    assert owed == {("delete_call", f"CA{caller.id}"), ("delete_recording", "RE1")}
    assert len(session.scalars(select(Promise)).all()) == 2


def test_the_wait_stays_on_record_after_the_person_is_forgotten(
    house: web.House, session: Session, caller: Contact
) -> None:
    before = (caller.opened_at, caller.asked_at, caller.ended_at, caller.language)
    erase(house, session, 31)
    assert (caller.opened_at, caller.asked_at, caller.ended_at, caller.language) == before


def test_a_note_is_erased_after_its_own_time(house: web.House, session: Session, caller: Contact) -> None:
    erase(house, session, 364)
    assert session.scalars(select(Note)).all()
    erase(house, session, 366)
    assert session.scalars(select(Note)).all() == []
    assert caller.id


def test_a_person_whose_call_never_ended_is_forgotten_too(house: web.House, session: Session, caller: Contact) -> None:
    caller.ended_at = None
    session.commit()
    erase(house, session, 36)
    assert caller.number
    erase(house, session, 38)
    assert caller.number is None


def test_a_kept_promise_with_an_id_in_it_is_forgotten_after_a_week(
    house: web.House, session: Session, caller: Contact
) -> None:
    erase(house, session, 31)
    for promise in session.scalars(select(Promise)):
        promise.state, promise.done_at = "sent", db.now(session) + timedelta(days=31)
    session.commit()
    erase(house, session, 39)
    assert session.scalars(select(Promise)).all() == []
    assert caller.id


# At rest


def test_a_number_is_shown_so_that_nobody_can_ring_it() -> None:
    for number in ("+32470123456", "+3227654321", "+33612345678"):
        shown = masked(number)
        assert number[5:-2] not in shown
        assert len([sign for sign in shown if sign.isdigit()]) <= 6


def test_a_secret_can_be_replaced_and_old_numbers_still_be_read_and_found() -> None:
    old, new = Vault(("o" * 40,)), Vault(("n" * 40, "o" * 40))
    assert new.open(old.lock("+32470123456")) == "+32470123456"
    assert old.hash("+32470123456") in new.hashes("+32470123456")
    assert old.open(new.lock("+32470123456")) is None
    assert Vault(("x" * 40,)).open(old.lock("+32470123456")) is None


def test_the_same_number_is_encrypted_differently_each_time_and_never_readable() -> None:
    vault = Vault(("o" * 40,))
    assert vault.lock("+32470123456") != vault.lock("+32470123456")
    assert b"470123456" not in vault.lock("+32470123456")
    assert vault.hash("+32470123456") == vault.hash("+32470123456") != vault.hash("+32470123457")
    assert Vault(("x" * 40,)).hash("+32470123456") != vault.hash("+32470123456")


@pytest.mark.parametrize("typed", ["0470123456", "+32470123456", "0032470123456", "0470 12 34 56"])
def test_a_number_that_is_typed_in_any_way_is_the_same_number(typed: str) -> None:
    assert callable_number(typed) == "+32470123456"


@pytest.mark.parametrize("typed", ["112", "100", "101", "1700", "1712", "0", "00", "+32112", "0900123456", "090312345"])
def test_nobody_makes_us_ring_an_emergency_or_a_premium_number(typed: str) -> None:
    assert callable_number(typed) is None


# In the logs of real processes


def test_no_log_holds_a_number_or_a_word_that_somebody_said(line: Line) -> None:
    """Everything a person may leave behind on a call, and the logs of all processes afterwards."""
    start = len(line.log.read_text())
    amina = line.dispatcher("amina")
    number, other, said = "+32471998877", "0479665544", "Je dors derrière la gare du Midi"
    caller = line.phone(number).dial().keys("1")
    caller.say(said, confidence=0.9)
    caller.say("un lit", confidence=0.9).wait_until("waiting")
    amina.accept(line.until(amina.queue)[0]["id"])
    amina.phone.answer()
    caller.wait_until("connected")
    amina.phone.say("Bonjour Monsieur Peeters")
    caller.say("Je suis Jan Peeters")
    caller.hang_up()
    line.until(lambda: amina.me()["activity"] == "wrap_up")

    called_back = line.phone(number).dial().wait_until("waiting")  # cut off a moment ago: back in line at once
    called_back.keys("1").keys(f"{other}#").wait_until("ended")
    line.until(lambda: [entry for entry in amina.queue() if entry["channel"] == "callback"])
    line.phone("+32471998878").dial().keys("99").keys("*#").say("prostituée violence police").hang_up()

    log = line.log.read_text()[start:]
    digits = "".join(sign for sign in log if sign.isdigit() or sign in "+ .-/")
    for secret in (number, number[3:], "0" + number[3:], other, other[1:], "471 99 88 77", "471.99.88.77"):
        assert secret not in log
        assert secret not in digits
    for word in ("gare du Midi", "Peeters", "un lit", "Bonjour", "prostitu", "SpeechResult", "Digits=", "From="):
        assert word.casefold() not in log.casefold(), word
    assert "Recording" not in str([entry for entry in line.network.log() if "<Record" in str(entry)])


def test_a_refused_webhook_leaves_no_body_in_the_log(line: Line) -> None:
    start = len(line.log.read_text())
    form = {"CallSid": "CA1", "From": "+32471112233", "SpeechResult": "secret words"}
    assert requests.post(f"{line.public}/voice/step?turn=1", form, timeout=30).status_code == 403
    line.until(lambda: "webhook refused" in line.log.read_text()[start:])
    log = line.log.read_text()[start:]
    assert "471112233" not in log
    assert "secret words" not in log


def test_the_providers_record_of_a_call_is_really_deleted_there(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = line.phone("+32471998879").dial().keys("1").keys("1").wait_until("waiting")
    sid = caller.call
    assert line.network.ask("GET", f"/calls/{sid}")
    caller.hang_up()
    line.until(lambda: line.rows("select 1 from contact where ended_at is not null"))
    line.rows("update contact set ended_at = ended_at - interval '31 days' returning id")
    for name, value in {**line.settings, "HOTLINE_PUBLIC_URL": line.public}.items():
        monkeypatch.setenv(name, value)
    house = web.build(settings.load())
    with house.sessions() as session:  # the clock does this once a minute; nobody waits for that
        clock.erase(house, session, db.now(session))
    house.sessions.kw["bind"].dispose()
    house.redis.close()
    line.until(lambda: line.rows("select 1 from outbox where kind = 'delete_call' and state = 'sent'"))
    with pytest.raises(RuntimeError, match="404"):
        line.network.ask("GET", f"/calls/{sid}")


BROKEN = (
    b"GET /r/{word}?q=a b HTTP/1.1\r\n\r\n",
    b"GET /r/{word} HTTP/9.9\r\n\r\n",
    b"{word} / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n{word} : x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n{word}\r\n\r\n",
    b"POST /fr/report HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{word}\r\n\r\n",
    b"POST /fr/report HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {word}\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nExpect: {word}\r\n\r\n",
)


def test_a_broken_request_leaves_neither_its_words_nor_its_address_in_the_log(line: Line) -> None:
    start, url = len(line.log.read_text()), urlsplit(line.public)
    for request in BROKEN:
        with socket.create_connection((url.hostname, url.port), timeout=30) as wire:  # type: ignore[arg-type]
            wire.sendall(request.replace(b"{word}", b"zinneke"))
            assert wire.recv(100)
    line.until(lambda: "invalid request" in line.log.read_text()[start:].casefold())
    log = line.log.read_text()[start:]
    assert "zinneke" not in log.casefold()
    assert "127.0.0.1" not in log
