"""Parts die in a dispatcher's written talk: what is sent arrives once and in its order, and the talk goes on."""

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import requests

from tests.faults.people import Writer
from tests.faults.test_chat import kill_public
from tests.line import HTTP_S, AtDesk, Line

pytestmark = pytest.mark.faults


class Reader(threading.Thread):
    """The person's page: it listens, and after every break takes the stream up where it was."""

    def __init__(self, writer: Writer) -> None:
        super().__init__(daemon=True)
        self.writer, self.over = writer, threading.Event()
        self.heard: list[dict[str, Any]] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._listen()
            except requests.RequestException:
                self.over.wait(0.2)

    def _listen(self) -> None:
        last = {"Last-Event-ID": self.heard[-1]["id"]} if self.heard else {}
        address, kind = f"{self.writer.path}/events", ""
        with requests.get(address, headers=self.writer.headers | last, stream=True, timeout=HTTP_S) as stream:
            for line in stream.iter_lines(chunk_size=1, decode_unicode=True):
                kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
                if line.startswith("data: ") and kind == "message":
                    self.heard.append(json.loads(line.removeprefix("data: ")))
                if self.over.is_set():
                    return

    def answers(self) -> list[str]:
        return [one["text"] for one in self.heard if one["from"] == "dispatcher"]


class Desk(AtDesk):
    """Amina's console, with the talk that she took there."""

    def take(self, line: Line, writer: Writer) -> "Desk":
        writer.write("je veux parler à une personne")
        [entry] = line.until(self.queue)
        taken = self.accept(entry["id"])
        assert taken.status_code == 200, taken.text
        self.contact = taken.json()["contact"]
        line.until(lambda: writer.read()["state"]["state"] == "dispatcher")
        return self

    def send(self, text: str) -> bool:
        """What her page does until it is confirmed: the same words under the same id."""
        try:
            return self.post(f"/api/contacts/{self.contact}/messages", self._body(text)).status_code == 202
        except requests.RequestException:
            return False

    def send_and_hear_nothing(self, text: str) -> socket.socket:
        """It leaves her page; whether an answer comes nobody will know."""
        where, body = urlsplit(self.base), json.dumps(self._body(text))
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.http.cookies)
        head = {"Host": where.netloc, "Cookie": cookies, **self.headers, "Content-Type": "application/json"}
        lines = [f"POST /api/contacts/{self.contact}/messages HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
        wire = socket.create_connection((where.hostname, where.port), HTTP_S)
        wire.sendall("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode())
        return wire

    @staticmethod
    def _body(text: str) -> dict[str, str]:
        return {"text": text, "client_message_id": f"id of {text}"}


@pytest.fixture
def writer(line: Line) -> Writer:
    return Writer(line)


@pytest.fixture
def desk(line: Line, writer: Writer) -> Desk:
    desk = Desk(line, "amina")
    desk.available()
    return desk.take(line, writer)


@pytest.fixture
def reader(writer: Writer) -> Iterator[Reader]:
    reader = Reader(writer)
    reader.start()
    yield reader
    reader.over.set()


def console_of(line: Line) -> list[psutil.Process]:
    console = psutil.Process(line.pid("console"))
    return [console, *console.children()]


def kill(processes: list[psutil.Process]) -> None:
    """All at once: nobody finishes anything."""
    for process in processes:
        process.kill()


def another_takes_its_place(line: Line, before: list[psutil.Process]) -> None:
    line.until(lambda: line.pid("console") != before[0].pid, HTTP_S)
    line.until(line.healthy, HTTP_S)


def waits_for_a_lock(line: Line, processes: list[psutil.Process]) -> bool:
    """Whether one of these processes waits in the database."""
    ours = {one.laddr.port for process in processes for one in process.net_connections("tcp")}
    waiting = "select client_port from pg_stat_activity where wait_event_type = 'Lock'"
    return any(port in ours for (port,) in line.rows(waiting))


def dies_before_it_is_stored(line: Line, desk: Desk, text: str) -> None:
    """Somebody else holds the contact's lock just then: the console dies while it waits for it."""
    console = console_of(line)
    with psycopg.connect(line.settings["DATABASE_URL"]) as other:
        other.execute("select 1 from contact where id = %s for update", (int(desk.contact),))
        with desk.send_and_hear_nothing(text):
            line.until(lambda: waits_for_a_lock(line, console))
            kill(console)
    another_takes_its_place(line, console)
    assert written(line) == 1


def dies_after_it_is_stored(line: Line, desk: Desk, text: str) -> None:
    console = console_of(line)
    with desk.send_and_hear_nothing(text):
        line.until(lambda: written(line) == 2)
        kill(console)
    another_takes_its_place(line, console)


def written(line: Line) -> int:
    [(count,)] = line.rows("select count(*) from message where sender = 'dispatcher'")
    return int(count)


@pytest.mark.parametrize("dies", [dies_before_it_is_stored, dies_after_it_is_stored])
def test_what_a_dispatcher_sends_when_the_console_dies_arrives_once_and_the_talk_goes_on(
    line: Line, desk: Desk, writer: Writer, reader: Reader, dies: Any
) -> None:
    assert desk.send("un")
    dies(line, desk, "deux")
    line.until(lambda: desk.send("deux"))
    assert desk.send("trois")
    line.until(lambda: len(reader.answers()) >= 3)
    writer.write("merci")
    line.until(lambda: reader.heard[-1]["text"] == "merci")
    assert reader.answers() == ["un", "deux", "trois"]
    assert written(line) == 3
    assert writer.read()["state"]["state"] == "dispatcher"


def test_what_a_dispatcher_sends_while_the_persons_line_is_cut_arrives_once_and_the_talk_goes_on(
    line: Line, desk: Desk, writer: Writer, reader: Reader
) -> None:
    assert desk.send("un")
    line.until(lambda: reader.answers() == ["un"])
    killer = threading.Thread(target=kill_public, args=(line,))
    killer.start()
    assert desk.send("deux")
    killer.join()
    assert desk.send("trois")
    line.until(lambda: len(reader.answers()) >= 3)
    writer.write("merci")
    line.until(lambda: reader.heard[-1]["text"] == "merci")
    assert reader.answers() == ["un", "deux", "trois"]
    assert writer.read()["state"]["state"] == "dispatcher"
