"""Many people at once: dispatchers who take one call after another, callers with a will of their own, writers."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import psycopg
import requests
from psycopg import sql

from hotline.local.carrier.client import Phone
from tests.line import HTTP_S, AtDesk, Line

KEYS = {"fr": "1", "nl": "2", "en": "3", "de": "4", "ar": "51", "pl": "53"}
DUTY = "+32470000112"
NONE = timedelta()


def clear(connection: psycopg.Connection[Any]) -> None:
    texts, people = ("outbox", "sms", "sms_in", "sms_opt_out"), ("report", "contact", "partner")
    for table in (*texts, *people, "login_session", "login_failure"):
        connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
    connection.execute("update dispatcher set activity = 'away', answers_on = 'browser', phone = null")


def hire(line: Line, *names: str) -> None:
    """More dispatchers, with the demo's password."""
    for name in names:
        line.rows(
            "insert into dispatcher (username, role, password_hash, activity, answers_on, console_language, created_at)"
            " select %s, role, password_hash, 'away', 'browser', 'fr', now() from dispatcher where username = 'jan'"
            " on conflict do nothing returning id",
            name,
        )


def nothing_open(line: Line) -> bool:
    """Every connection, place in line and pick-up is over; who asked to be called back may wait."""
    [counts] = line.rows(
        "select (select count(*) from call_leg where state <> 'ended'),"
        " (select count(*) from queue_entry where state <> 'ended' and channel = 'voice'),"
        " (select count(*) from reservation where ended_at is null)"
    )
    return not any(counts)


def at(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"])


@dataclass
class Caller:
    """One person who calls, and what they noticed."""

    phone: Phone
    language: str
    impatient: bool = False
    hangs_up_after_talk: bool = False
    noticed: list[dict[str, Any]] = field(default_factory=list)
    silence: timedelta = timedelta()  # the longest that nothing happened at the phone, outside a talk; real time

    def call(self) -> None:
        script = [{"hang up": True, "after": 18, "waiting": True}] if self.impatient else []
        self.phone.dial(script=script)
        for key in (*KEYS[self.language], "1"):
            self.phone.keys(key)

    def remember(self) -> None:
        events = self.phone.events()
        self.noticed = [event for event in events if event["type"] == "state"]
        self.silence = max((at(b) - at(a) for a, b in pairwise(events) if a.get("state") != "connected"), default=NONE)

    def first(self, state: str, **more: str) -> datetime | None:
        """When the phone network first saw the call in that state."""
        for event in self.noticed:
            if event["state"] == state and all(part in str(event.get(key, "")) for key, part in more.items()):
                return at(event)
        return None

    @property
    def talked(self) -> bool:
        return self.first("connected", conference="reservation-") is not None

    @property
    def on_duty_phone(self) -> bool:
        return self.first("connected", peer=DUTY) is not None

    @property
    def hung_up(self) -> bool:
        return self.noticed[-1].get("reason") == "the person hung up"


class Bot(threading.Thread):
    """A dispatcher who takes whoever is next, talks a moment, says goodbye, and is available again."""

    def __init__(self, line: Line, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.line, self.desk = line, AtDesk(line, name)
        self.desk.phone.behave("answer", after=0.2)
        self.stopped, self.logged_out, self.taken = threading.Event(), 0, 0

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self._one()
            except (requests.RequestException, ValueError, KeyError):
                time.sleep(0.3)

    def _one(self) -> None:
        self._post("/api/activity", {"activity": "available"})
        answer = self._post("/api/queue/next/accept")
        if answer.status_code != 200:
            time.sleep(0.4)
            if answer.status_code == 409 and answer.json()["error"] == "busy":
                self._come_back_to_the_talk()
            return
        entry, contact = answer.json()["id"], answer.json()["contact"]
        if self._until(lambda: self._state(entry) != "reserved", 60) and self._state(entry) == "bridged":
            self.taken += 1
            time.sleep(1.5)
            while self._post(f"/api/contacts/{contact}/finish").status_code >= 500:
                time.sleep(0.3)
            self._until(lambda: self._state(entry) != "bridged", 30)
        self._put_down()

    def _come_back_to_the_talk(self) -> None:
        """Their page was lost while a call came in or went on: whoever is at the phone ends it there."""
        time.sleep(3)
        self._put_down()

    def talks(self) -> list[tuple[str, datetime, datetime]]:
        """Every conversation at this desk, as the phone network saw it: conference, beginning, end; oldest first."""
        found: dict[str, tuple[str, datetime, datetime]] = {}
        for event in self.desk.phone.events():
            call, when = event["call"], at(event)
            if event["type"] == "state" and event["state"] == "connected":
                found[call] = (event.get("conference", "duty phone"), when, datetime.max.replace(tzinfo=UTC))
            elif call in found and event["type"] in ("heard", "state"):
                name, began, ended = found[call]
                found[call] = (name, began, min(ended, when))
        return sorted(found.values(), key=lambda talk: talk[1])

    def _put_down(self) -> None:
        """Nobody takes another call with the receiver still in hand."""
        for call in self.line.network.ask("GET", f"/phones/client:{self.name}")["calls"]:
            if call["state"] == "connected":
                self.line.network.ask("POST", f"/calls/{call['sid']}/hang-up", {})

    def _post(self, path: str, body: Any = None) -> requests.Response:
        answer = self.desk.post(path, body)
        self.logged_out += answer.status_code in (400, 401, 303)
        return answer

    def _state(self, entry: str) -> str:
        return next((e["state"] for e in self.desk.queue() if e["id"] == entry), "gone")

    def _until(self, true: Callable[[], bool], timeout: float) -> bool:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                if true():
                    return True
            except (requests.RequestException, ValueError, KeyError):
                pass
            time.sleep(0.3)
        return False


class Writer:
    """Somebody who writes over the chat."""

    def __init__(self, line: Line, language: str = "fr") -> None:
        chat = f"{line.public}/chat/conversations"
        began = requests.post(chat, json={"language": language}, timeout=HTTP_S).json()
        self.path, self.headers = f"{chat}/{began['id']}", {"Authorization": f"Bearer {began['token']}"}

    def write(self, text: str) -> str:
        body = {"client_message_id": uuid4().hex, "text": text}
        answer = requests.post(f"{self.path}/messages", json=body, headers=self.headers, timeout=HTTP_S)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def read(self) -> dict[str, Any]:
        return dict(requests.get(f"{self.path}/messages", headers=self.headers, timeout=HTTP_S).json())
