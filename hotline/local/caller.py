"""`hotline call`: a telephone in the terminal, on the simulated phone network."""

import os
import queue
import re
import signal
import sys
import threading
from typing import Any

import click
from urllib3.exceptions import HTTPError

from hotline.local import environment
from hotline.local.carrier.client import Network, Phone

KNOWN = "+32470123456"
NUMBER = re.compile(r"\+[1-9]\d{7,14}")
KEYS = frozenset("0123456789*#")
HANG_UP = {"", "hang up", "bye"}


@click.command()
@click.option("--from", "from_", default=KNOWN, metavar="NUMBER", help="The caller's number, or `withheld`.")
@click.option("--carrier", metavar="URL", help="The phone network; else that of the running `make run`.")
@click.option("--patient", is_flag=True, help="Keep each line until the hotline listens (for scripts).")
def command(from_: str, carrier: str | None, patient: bool) -> None:
    """Call the hotline. Lines of digits are keys, other lines are words; an empty line or `hang up` ends the call."""
    if from_ != "withheld" and not NUMBER.fullmatch(from_):
        raise click.UsageError("--from is a number such as +32470123456, or `withheld`.")
    network = Network(carrier or _carrier())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        phone = Phone(network, KNOWN if from_ == "withheld" else from_, 30.0 if patient else 0.0)
        phone.dial(withheld=from_ == "withheld")
        try:
            Terminal(phone, patient).run()
        finally:  # whoever closes the terminal has hung up
            phone.hang_up()
    except (HTTPError, RuntimeError) as error:
        raise click.ClickException(f"the phone network does not answer: {type(error).__name__}") from None


def _carrier() -> str:
    url = os.environ.get("HOTLINE_CARRIER_URL") or environment.of_running().get("HOTLINE_CARRIER_URL")
    if not url:
        raise click.UsageError("There is no phone network: start `make run` first, or give --carrier URL.")
    return url


class Terminal:
    """Prints what is heard while lines are typed."""

    def __init__(self, phone: Phone, patient: bool) -> None:
        self.phone, self.patient = phone, patient
        self.over = threading.Event()
        self.lines: queue.Queue[str | None] = queue.Queue()

    def run(self) -> None:
        """Until the call ends, or the person has no more to say and hangs up."""
        listener = threading.Thread(target=self._listen, daemon=True)
        listener.start()
        threading.Thread(target=self._type, daemon=True).start()
        while not self.over.is_set():
            try:
                line = self.lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if not self._do(line):
                break
        listener.join(5)

    def _type(self) -> None:
        for line in sys.stdin:
            self.lines.put(line.strip())
        self.lines.put(None)

    def _do(self, line: str | None) -> bool:
        """One line of the person; False when the call is to end. None: there are no more lines."""
        if line is None and self.patient:
            self.over.wait(60)  # what was said may still have its effect
        if line is None or line.lower() in HANG_UP:
            self.phone.hang_up()
            return False
        if set(line) <= KEYS:
            self.phone.keys(line, at_once=not self.patient)
        else:
            self.phone.say(line, at_once=not self.patient)
        return True

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                event = self.phone.wait_for(lambda event: event["call"] == self.phone.call, timeout=20)
            except AssertionError:
                continue  # nothing happened for a while
            except (HTTPError, RuntimeError):
                click.echo("-- the line is dead")
                self.over.set()
                return
            if text := told(event):
                click.echo(text)
            if event["type"] == "state" and event["state"] == "ended":
                self.over.set()


def told(event: dict[str, Any]) -> str:
    """One event of the call as a line."""
    match event["type"]:
        case "heard" if event["kind"] == "say":
            return f"[{event['language']}] {event['text']}"
        case "heard":
            return f"[{event['kind']}] {event.get('url', '')}".rstrip()
        case "voice":
            return f"[person] {event['text']}"
        case "state":
            return f"-- {event['state']}"
    return ""
