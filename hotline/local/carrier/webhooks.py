"""Asks the hotline what to do next, signed as Twilio signs, with its time limits and its one retry."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from uuid import uuid4

import gevent
import urllib3
from gevent.event import Event
from twilio.request_validator import RequestValidator
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError, ReadTimeoutError

from hotline.local.carrier.faults import Fault, Faults
from hotline.local.carrier.feed import Feed
from hotline.local.carrier.twiml import MOST_BYTES, Failure

if TYPE_CHECKING:
    from hotline.local.carrier.config import Config

REDIRECTS = 10
KEPT_BODY = 16_000
LOG_KEPT = 3_000


@dataclass(frozen=True)
class Limits:
    """Time limits in seconds and retries; a URL's fragment (#ct=2000&rt=4000&rc=1&rp=all) overrides them."""

    connect: float = 5.0
    read: float = 15.0
    retries: int = 1
    when: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> "Limits":
        given = dict(parse_qsl(urlsplit(url).fragment))

        def whole(name: str, default: int, most: int) -> int:
            value = given.get(name, "")
            return min(int(value), most) if value.isdigit() else default

        return cls(
            connect=whole("ct", 5000, 10_000) / 1000,
            read=whole("rt", 15_000, 15_000) / 1000,
            retries=whole("rc", 1, 5),
            when=frozenset(given.get("rp", "ct").split(",")),
        )

    def allow(self, code: int, status: int) -> bool:
        """Whether a failure of this kind may be tried again."""
        kind = {11205: "ct", 11210: "ct", 11200: "rt"}.get(code, "")
        if status:
            kind = f"{status // 100}xx"
        return "all" in self.when or kind in self.when


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str
    url: str


@dataclass(frozen=True)
class Request:
    """One webhook; a second attempt is the same one with the same token."""

    url: str
    params: dict[str, str]
    method: str
    call: str
    limits: Limits
    attempt: int = 0
    token: str = field(default_factory=lambda: str(uuid4()))


class Webhooks:
    """Every request to the hotline goes through here and is kept in the developers' log."""

    def __init__(self, config: "Config") -> None:
        self.validator = RequestValidator(config.auth_token)
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=200, block=False, retries=False)
        self.reset()

    def reset(self) -> None:
        """A good network with an empty log."""
        self.log, self.faults = Feed(keep=LOG_KEPT), Faults()
        self._held: Event | None = None

    def ask(self, url: str, params: dict[str, str], method: str = "POST", call: str = "") -> Answer:
        """The answer of the hotline. Raises Failure: 11200 bad status or slow, 11205 no connection, 11750 too long."""
        asked = Request(url.split("#", 1)[0], params, method, call, Limits.of(url))
        while True:
            try:
                return self._through_faults(asked)
            except _Miss as miss:
                if asked.attempt == asked.limits.retries or not asked.limits.allow(miss.code, miss.status):
                    raise Failure(miss.code, asked.url, str(miss)) from None
            asked = replace(asked, attempt=asked.attempt + 1)

    # A bad network

    def _through_faults(self, asked: Request) -> Answer:
        met = self.faults.hit(asked.url)
        if late := met.get("delay"):
            self.faults.delay(late)
        other = self._turn_about(met["reorder"].seconds) if "reorder" in met else None
        try:
            return self._arrive(asked, met)
        finally:
            if other:
                other.set()

    def _arrive(self, asked: Request, met: dict[str, Fault]) -> Answer:
        if "drop" in met:
            self._note(asked, error="dropped on the way")
            raise _Miss(11205, "the network dropped the request")
        copies = met["duplicate"].copies if "duplicate" in met else 1
        others = [gevent.spawn(self._copy, asked) for _ in range(copies - 1)]
        try:
            answer = self._once(asked)
        finally:
            gevent.joinall(others)
        if "lose" in met:
            raise _Miss(11205, "the answer was lost on the way")
        return answer

    def _turn_about(self, seconds: float) -> Event | None:
        """The first waits until the second has been answered; the second gets what it must set after that."""
        if self._held:
            held, self._held = self._held, None
            return held
        held = self._held = Event()
        held.wait(seconds)
        if self._held is held:
            self._held = None
        return None

    def _copy(self, asked: Request) -> None:
        with suppress(_Miss):  # what came of it is in the log
            self._once(asked)

    # One request

    def _once(self, asked: Request) -> Answer:
        began = monotonic()
        try:
            answer = self._send(asked)
        except _Miss as miss:
            self._note(asked, error=str(miss), status=miss.status)
            raise
        self._note(
            asked,
            status=answer.status,
            ms=round((monotonic() - began) * 1000),
            body=answer.body[:KEPT_BODY].decode("utf-8", "replace"),
        )
        return answer

    def _send(self, asked: Request) -> Answer:
        for _ in range(REDIRECTS + 1):
            response = self._transfer(asked)
            if response.status in {301, 302, 303, 307, 308} and "Location" in response.headers:
                method = asked.method if response.status in {307, 308} else "GET"
                asked = replace(asked, url=urljoin(asked.url, response.headers["Location"]), method=method)
                continue
            if response.status >= 300:
                raise _Miss(11200, f"answered {response.status}", response.status)
            if len(response.data) > MOST_BYTES:
                raise _Miss(11750, "the answer is longer than 64 kB", response.status)
            return Answer(response.status, response.data, response.headers.get("Content-Type", ""), asked.url)
        raise _Miss(11200, "too many redirects")

    def _transfer(self, asked: Request) -> urllib3.BaseHTTPResponse:
        url, params, limits = asked.url, asked.params, asked.limits
        if asked.method == "GET" and params:
            url += ("&" if "?" in url else "?") + urlencode(params)
            params = {}
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "X-Twilio-Signature": self.validator.compute_signature(url, params),
            "I-Twilio-Idempotency-Token": asked.token,
        }
        if asked.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        body = urlencode(params) if asked.method == "POST" else None
        timeout = urllib3.Timeout(connect=limits.connect, read=limits.read)
        try:
            return self._pool.request(asked.method, url, body=body, headers=headers, timeout=timeout, redirect=False)
        except (NewConnectionError, ConnectTimeoutError, ProtocolError) as error:
            raise _Miss(11205, f"no connection: {type(error).__name__}") from None
        except ReadTimeoutError:
            raise _Miss(11200, f"no answer within {limits.read:g} s") from None
        except (HTTPError, ValueError) as error:
            raise _Miss(11210, f"bad address: {type(error).__name__}") from None

    def _note(self, asked: Request, *, status: int = 0, error: str = "", ms: int = 0, body: str = "") -> None:
        self.log.add(
            call=asked.call,
            type="webhook",
            method=asked.method,
            url=asked.url,
            params=asked.params,
            attempt=asked.attempt,
            status=status,
            error=error,
            ms=ms,
            body=body,
        )


class _Miss(Exception):
    """One attempt failed."""

    def __init__(self, code: int, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.code, self.status = code, status
