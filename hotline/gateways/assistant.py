"""Rasa, asked for one thing: what a sentence means. Whatever it does, we have an answer or `Silent` within 3 s."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import structlog

from hotline.core.meaning import INTENTS, KINDS, NOT_UNDERSTOOD, Entity, Meaning, Silent
from hotline.gateways.breaker import Breaker
from hotline.gateways.typed import for_rasa

log = structlog.get_logger()

TIMEOUT_S = 3.0
CONNECT_S = 1.0
ANSWERS_WITHIN_S, ANSWERS_FOR_S = 0.5, 3.0  # /healthz asks often, and must not wait
MOST_LINES = 16  # open between two questions
LONGEST_ANSWER = 256 * 1024  # bytes; a real one has 3,000
MOST_ENTITIES = 30
GUESSED = 0.3
FALLBACK = "nlu_fallback"  # Rasa's word for: nothing was likely enough

Line = http.client.HTTPConnection


class Assistant:
    """One Rasa server; its URL may carry a token as password: http://:token@host:5005. None: there is no assistant."""

    def __init__(self, url: str | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._at = urlsplit(url) if url else None
        self._clock = clock
        self._breaker = Breaker(clock)
        self._answered: tuple[float, bool] = (float("-inf"), False)
        self._lines: list[Line] = []

    def __del__(self) -> None:
        for line in self._lines:
            line.close()

    def parse(self, text: str, language: str | None = None) -> Meaning:
        """What the person wants. Raises Silent, and nothing else.

        `language`: the person's own choice. One model reads every language, so Rasa need not know it.
        """
        if not (said := for_rasa(text)):
            return NOT_UNDERSTOOD
        if self._at is None or not self._breaker.lets_through():
            raise Silent
        try:
            status, body = self._ask("POST", "/model/parse", TIMEOUT_S, json.dumps({"text": said}).encode("ascii"))
        except (OSError, http.client.HTTPException) as error:
            self._breaker.failed()
            log.warning("assistant silent", error=type(error).__name__)
            raise Silent from None
        self._breaker.answered()
        try:
            return _meaning(status, body, said)
        except (ValueError, RecursionError):
            log.warning("assistant answers nonsense", status=status, size=len(body))
            raise Silent from None

    def answers(self) -> bool:
        """Whether Rasa is there with a model. Asked at most every 3 s, and given half a second."""
        asked, was = self._answered
        if self._at is None or self._clock() - asked < ANSWERS_FOR_S:
            return was
        self._answered = (self._clock(), was)  # who comes meanwhile does not ask too
        try:
            is_there = self._ask("GET", "/status", ANSWERS_WITHIN_S)[0] == 200
        except (OSError, http.client.HTTPException):
            is_there = False
        self._answered = (self._clock(), is_there)
        return is_there

    def _ask(self, method: str, path: str, within_s: float, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body, all within that time. Raises OSError or HTTPException, never with words in it."""
        until = time.monotonic() + within_s
        while (line := self._kept_line()) is not None:
            with suppress(ConnectionError):  # Rasa hung up since: asking once more does no harm
                return self._over(line, until, method, path, body)
            if time.monotonic() >= until:
                raise TimeoutError
        assert self._at is not None  # noqa: S101  # both callers looked
        kind = http.client.HTTPSConnection if self._at.scheme == "https" else http.client.HTTPConnection
        line = kind(self._at.hostname or "", self._at.port, timeout=min(CONNECT_S, within_s))
        line.connect()
        return self._over(line, until, method, path, body)

    def _kept_line(self) -> Line | None:
        """One that is open since an earlier question."""
        with suppress(IndexError):
            return self._lines.pop()
        return None

    def _over(self, line: Line, until: float, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Ask over this line, and keep it for the next question if it can be kept."""
        keep = False
        try:
            left_s = max(until - time.monotonic(), 0.001)
            line.sock.settimeout(left_s)
            with _cut_after(left_s, line.sock) as is_late:
                line.request(method, self._path(path), body, {"Content-Type": "application/json"})
                response = line.getresponse()
                whole = response.read(LONGEST_ANSWER + 1)
            if is_late():
                raise TimeoutError  # what was read may be half of it
            keep = response.isclosed() and not response.will_close and len(self._lines) < MOST_LINES
            if keep:
                self._lines.append(line)
            return response.status, whole
        finally:
            if not keep:
                line.close()

    def _path(self, path: str) -> str:
        assert self._at is not None  # noqa: S101
        token = unquote(self._at.password or "")
        return f"{self._at.path.rstrip('/')}{path}" + (f"?token={quote(token, safe='')}" if token else "")


@contextmanager
def _cut_after(seconds: float, sock: socket.socket) -> Iterator[Callable[[], bool]]:
    """End a conversation that takes too long; a timeout of the socket alone would start anew with each byte."""
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield is_late.is_set
    finally:
        watch.cancel()


def _meaning(status: int, body: bytes, said: str) -> Meaning:
    """Rasa's answer in our words. Raises ValueError where it makes no sense."""
    if status != 200 or len(body) > LONGEST_ANSWER:
        raise ValueError
    answer = json.loads(body, parse_constant=_no_number)
    intent = _dict(_dict(answer).get("intent"))
    name, confidence = intent.get("name"), intent.get("confidence")
    entities = _entities(_dict(answer).get("entities", []), said)
    if name == FALLBACK:
        return Meaning(None, entities=entities, guess=_guess(answer.get("intent_ranking")))
    if not isinstance(name, str) or name not in INTENTS or isinstance(confidence, bool):
        raise ValueError
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise ValueError
    return Meaning(name, float(confidence), entities)


def _guess(ranking: Any) -> str | None:
    """What is likeliest of what was not likely enough."""
    for row in ranking if isinstance(ranking, list) else ():
        name, likely = _dict(row).get("name"), _dict(row).get("confidence")
        if name in INTENTS and isinstance(likely, float) and likely >= GUESSED:
            return str(name)
    return None


def _no_number(word: str) -> float:
    raise ValueError


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError
    return value


def _entities(found: Any, said: str) -> tuple[Entity, ...]:
    """What was found, in the order of the sentence. Model and tables may both find one: the longer stays."""
    if not isinstance(found, list):
        raise ValueError
    spans = [span for row in found[:MOST_ENTITIES] if (span := _span(_dict(row), said))]
    kept: list[tuple[int, int, Entity]] = []
    for start, end, entity in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(entity.kind != other.kind or end <= since or until <= start for since, until, other in kept):
            kept.append((start, end, entity))
    return tuple(entity for _, _, entity in sorted(kept, key=lambda span: span[:2]))


def _span(row: dict[str, Any], said: str) -> tuple[int, int, Entity] | None:
    """Where one entity begins and ends. None for one that we do not know or that is not in the sentence."""
    kind, value, start, end = (row.get(name) for name in ("entity", "value", "start", "end"))
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(value, str) or not value:
        return None
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(said)):
        return None
    return start, end, Entity(kind, value, said[start:end])
