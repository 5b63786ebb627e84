"""A telephone in Python, for tests and for `hotline call`: `phone.dial()`, `phone.wait_for("…")`, `phone.keys("1")`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import urllib3

from hotline.local.ports import free_port, is_listening

Json = dict[str, Any]
STEP_S = 0.5
WAIT_S = 30.0  # real seconds: only what fails takes so long, also on a machine that is busy with other things


class NotHeard(AssertionError):
    """What one waited for did not happen in time. The message says what did."""


class Network:
    """The simulated phone network at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=50, retries=False, timeout=30)

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """One request to the control API. Raises RuntimeError when it is refused."""
        headers = {"Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        response = self._pool.request(method, f"{self.url}/control{path}", body=data, headers=headers)
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {response.data.decode('utf-8', 'replace')}")
        return json.loads(response.data) if response.data else {}

    def phone(self, number: str, *, patience: float = WAIT_S) -> "Phone":
        """A person's telephone. `patience`: real seconds the network waits for them where a Gather would time out."""
        return Phone(self, number, patience)

    def browser(self, name: str, *, patience: float = WAIT_S) -> "Phone":
        """A dispatcher's softphone: client:name."""
        return Phone(self, f"client:{name}", patience)

    def worsen(self, kind: str, match: str = "", **how: Any) -> Json:
        """A fault: drop, lose, duplicate (copies), delay (seconds), reorder; `times` or `share` limit it."""
        return self.ask("POST", "/faults", {"kind": kind, "match": match, **how})

    def mend(self) -> None:
        """No more faults; what is held up comes at once."""
        self.ask("DELETE", "/faults")

    def reset(self) -> None:
        """Forget everything, as after a start; calls end without a word to the hotline."""
        self.ask("POST", "/reset", {})

    def set(self, **settings: Any) -> None:
        self.ask("PUT", "/settings", settings)

    def log(self, path: str = "", call: str = "") -> list[Json]:
        """What the network asked the hotline, and what it answered; and warnings about the answers."""
        events: list[Json] = self._log(path, call)["events"]
        return events

    def _log(self, path: str, call: str, after: int = 0, wait: float = 0) -> Json:
        return self.ask("GET", f"/log?url={quote(path, safe='')}&call={call}&after={after}&wait={wait:.3f}")

    def requests(self, path: str, call: str = "") -> list[Json]:
        """Webhooks whose URL contains `path`, oldest first."""
        return [entry for entry in self.log(path, call) if entry["type"] == "webhook"]

    def warnings(self) -> list[str]:
        return [f"{entry['error']} {entry['url']}" for entry in self.log() if entry["type"] == "warning"]

    def wait_for_request(
        self, path: str, matches: Mapping[str, str] | None = None, timeout: float = WAIT_S, call: str = ""
    ) -> Json:
        """The first webhook to `path` whose parameters match. Raises NotHeard."""
        end, last = time.monotonic() + timeout, 0
        while (left := end - time.monotonic()) > 0:
            answer = self._log(path, call, last, min(left, STEP_S))
            last = answer["last"]
            for entry in answer["events"]:
                if entry["type"] == "webhook" and (matches or {}).items() <= entry["params"].items():
                    return dict(entry)
        raise NotHeard(f"no request to {path} with {dict(matches or {})} in {timeout} s")


class Phone:
    """One person with one telephone."""

    def __init__(self, network: Network, address: str, patience: float = WAIT_S) -> None:
        self.network, self.address, self.patience = network, address, patience
        self.call = ""
        self._path = f"/phones/{quote(address, safe='')}"
        self._events: list[Json] = []
        self._read = 0  # heard up to here by wait_for
        self._last = self._state()["last"]
        self.network.ask("PUT", f"{self._path}/behaviour", {"patience": patience})

    # What the person does

    def dial(self, to: str = "", *, withheld: bool = False, shown: str = "", script: Sequence[Json] = ()) -> "Phone":
        """Call the hotline (or another of its numbers). `shown`: the caller's number as the network shows it."""
        body = {"to": to, "withheld": withheld, "from": shown, "script": list(script), "patience": self.patience}
        self.call = self.network.ask("POST", f"{self._path}/dial", body)["sid"]
        return self

    def keys(self, digits: str, *, at_once: bool = False) -> "Phone":
        """Press keys as soon as the hotline listens; `at_once`: now, heard or not."""
        return self._act("keys", digits=digits, patient=not at_once)

    def say(self, text: str, *, confidence: float | None = 0.9, at_once: bool = False) -> "Phone":
        return self._act("say", text=text, confidence=confidence, patient=not at_once)

    def stay_silent(self) -> "Phone":
        """Let the present (or next) question pass without an answer."""
        return self._act("silence")

    def hang_up(self) -> "Phone":
        return self._act("hang-up")

    def answer(self, timeout: float = WAIT_S) -> "Phone":
        """Take up the call that rings here, waiting for it if need be."""
        self.call = self.wait_for_ring(timeout)["sid"]
        self._act("answer")
        self.wait_until("talking", "connected", timeout=timeout)
        return self

    def reject(self, timeout: float = WAIT_S) -> "Phone":
        self.call = self.wait_for_ring(timeout)["sid"]
        return self._act("reject")

    def behave(self, on_ring: str, **how: Any) -> "Phone":
        """From now on react alone: answer, busy, "no answer", reject, failed, voicemail; `after`, `keys`, `say`.

        "wait" leaves it to a person again. Seconds are real ones. No question is held up for a machine.
        """
        patience = 0 if on_ring == "voicemail" else self.patience
        self.network.ask("PUT", f"{self._path}/behaviour", {"on_ring": on_ring, "patience": patience, **how})
        return self

    def write(self, body: str, to: str = "", *, media: int = 0) -> "Phone":
        """Send a text message to the hotline, maybe with pictures."""
        self.network.ask("POST", f"{self._path}/messages", {"to": to, "body": body, "media": media})
        return self

    def texts_are(self, what: str) -> "Phone":
        """What becomes of texts to this phone: delivered, undelivered, landline, unknown, silent."""
        self.network.ask("PUT", f"{self._path}/behaviour", {"patience": self.patience, "texts": what})
        return self

    # What the person notices

    @property
    def state(self) -> str:
        """ringing, talking, waiting, connected, ended, or idle without a call."""
        return str(self._call_state().get("state", "idle"))

    @property
    def messages(self) -> list[str]:
        return [str(message["body"]) for message in self._state()["messages"]]

    def events(self) -> list[Json]:
        """Everything that happened at this phone since it was made."""
        self._fetch(0)
        return list(self._events)

    def heard(self) -> list[str]:
        """Prompts of the hotline and words of others, oldest first."""
        return [str(event["text"]) for event in self.events() if event["type"] in {"heard", "voice"}]

    def wait_for(self, what: str | Callable[[Json], bool], timeout: float = WAIT_S) -> Json:
        """The next event whose text contains `what` (or that `what` accepts), after the one found before. NotHeard."""
        end = time.monotonic() + timeout
        while True:
            for at in range(self._read, len(self._events)):
                if _fits(self._events[at], what):
                    self._read = at + 1
                    return self._events[at]
            left = end - time.monotonic()
            if left <= 0:
                raise NotHeard(f"{what!r} in {timeout} s; happened since: {self._events[self._read :]}")
            self._fetch(min(left, STEP_S))

    def wait_for_ring(self, timeout: float = WAIT_S) -> Json:
        """The call that rings at this phone. Raises NotHeard."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for call in self._state()["calls"]:
                if call["state"] == "ringing" and call["direction"] == "incoming":
                    return dict(call)
            self._fetch(min(STEP_S, max(end - time.monotonic(), 0)))
        raise NotHeard(f"{self.address} did not ring in {timeout} s")

    def wait_until(self, *states: str, timeout: float = WAIT_S) -> "Phone":
        """Until the call is in one of these states: waiting, connected, talking, ended. Raises NotHeard."""
        end = time.monotonic() + timeout
        while (state := self.state) not in states:
            if time.monotonic() > end:
                raise NotHeard(f"{self.address} is {state}, not {' or '.join(states)}, after {timeout} s")
            self._fetch(0.05)
            time.sleep(0.01)
        return self

    def wait_for_message(self, timeout: float = WAIT_S) -> str:
        """The next text message."""
        return str(self.wait_for(lambda event: event["type"] == "message", timeout)["body"])

    def _act(self, path: str, **body: Any) -> "Phone":
        self.network.ask("POST", f"/calls/{self.call}/{path}", body)
        return self

    def _state(self) -> Json:
        return self.network.ask("GET", self._path)

    def _call_state(self) -> Json:
        return self.network.ask("GET", f"/calls/{self.call}") if self.call else {}

    def _fetch(self, wait: float) -> None:
        answer = self.network.ask("GET", f"{self._path}/events?after={self._last}&wait={wait:.3f}")
        self._events += answer["events"]
        self._last = answer["last"]


def _fits(event: Json, what: str | Callable[[Json], bool]) -> bool:
    if callable(what):
        return what(event)
    return event["type"] in {"heard", "voice"} and what.casefold() in str(event["text"]).casefold()


class Process:
    """A phone network of one's own, for tests: a process on a free port, stopped by `stop` or at the end of `with`."""

    def __init__(self, environment: Mapping[str, str], speed: float = 50, timeout: float = 60) -> None:
        self.url = environment.get("HOTLINE_CARRIER_URL") or f"http://127.0.0.1:{free_port()}"
        env = dict(os.environ) | dict(environment)
        env |= {"HOTLINE_CARRIER_URL": self.url, "HOTLINE_CARRIER_SPEED": str(speed)}
        self.process = subprocess.Popen([sys.executable, "-m", "hotline.local.carrier"], env=env)
        end = time.monotonic() + timeout
        while not is_listening(int(self.url.rsplit(":", 1)[1])):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError("the phone network did not start")
            time.sleep(0.05)
        self.network = Network(self.url)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self) -> Network:
        return self.network

    def __exit__(self, *_: object) -> None:
        self.stop()
