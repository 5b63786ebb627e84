"""Asks the hotline what to do next, signed as Twilio signs, with its time limits and its one retry."""

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from uuid import uuid4

import gevent
import urllib3
from gevent.event import Event
from twilio.request_validator import RequestValidator
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError, ReadTimeoutError

from hotline.local.carrier.faults import Faults
from hotline.local.carrier.feed import Feed
from hotline.local.carrier.twiml import MOST_BYTES, Failure

if TYPE_CHECKING:
    from hotline.local.carrier.config import Config

REDIRECTS = 10
KEPT_BODY = 16_000


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


class Webhooks:
    """Every request to the hotline goes through here and is kept in the developers' log."""

    def __init__(self, config: "Config", log: Feed, faults: Faults) -> None:
        self.config, self.log, self.faults = config, log, faults
        self.validator = RequestValidator(config.auth_token)
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=200, block=False, retries=False)
        self._held: Event | None = None

    def ask(self, url: str, params: dict[str, str], method: str = "POST", call: str = "") -> Answer:
        """The answer of the hotline. Raises Failure: 11200 bad status or slow, 11205 no connection, 11750 too long."""
        limits, token = Limits.of(url), str(uuid4())
        target = url.split("#", 1)[0]
        for attempt in range(limits.retries + 1):
            try:
                return self._through_faults(target, params, method, limits, token, call, attempt)
            except _Miss as miss:
                if attempt == limits.retries or not limits.allow(miss.code, miss.status):
                    raise Failure(miss.code, target, str(miss)) from None
        raise AssertionError("unreachable")

    def _through_faults(
        self, url: str, params: dict[str, str], method: str, limits: Limits, token: str, call: str, attempt: int
    ) -> Answer:
        met = self.faults.hit(url)
        if late := met.get("delay"):
            gevent.sleep(late.seconds)
        if "reorder" in met:
            self._let_one_pass(met["reorder"].seconds)
        if "drop" in met:
            self._note(url, params, method, call, attempt, error="dropped on the way")
            raise _Miss(11205, "the network dropped the request")
        copies = met["duplicate"].copies if "duplicate" in met else 1
        others = [
            gevent.spawn(self._once, url, params, method, limits, token, call, attempt) for _ in range(copies - 1)
        ]
        answer = self._once(url, params, method, limits, token, call, attempt)
        gevent.joinall(others)
        if "lose" in met:
            raise _Miss(11205, "the answer was lost on the way")
        return answer

    def _let_one_pass(self, seconds: float) -> None:
        if self._held:
            self._held.set()  # this is the one the other waits for
            self._held = None
            return
        held = self._held = Event()
        held.wait(seconds)
        if self._held is held:
            self._held = None
        gevent.sleep(0.05)  # the other goes first

    def _once(
        self, url: str, params: dict[str, str], method: str, limits: Limits, token: str, call: str, attempt: int
    ) -> Answer:
        began = monotonic()
        try:
            answer = self._send(url, params, method, limits, token)
        except _Miss as miss:
            self._note(url, params, method, call, attempt, error=str(miss), status=miss.status)
            raise
        self._note(url, params, method, call, attempt, answer=answer, ms=round((monotonic() - began) * 1000))
        return answer

    def _send(self, url: str, params: dict[str, str], method: str, limits: Limits, token: str) -> Answer:
        for _ in range(REDIRECTS + 1):
            response = self._transfer(url, params, method, limits, token)
            if response.status in {301, 302, 303, 307, 308} and "Location" in response.headers:
                url = urljoin(url, response.headers["Location"])
                method = method if response.status in {307, 308} else "GET"
                continue
            if response.status >= 300:
                raise _Miss(11200, f"answered {response.status}", response.status)
            if len(response.data) > MOST_BYTES:
                raise _Miss(11750, "the answer is longer than 64 kB", response.status)
            return Answer(response.status, response.data, response.headers.get("Content-Type", ""), url)
        raise _Miss(11200, "too many redirects")

    def _transfer(
        self, url: str, params: dict[str, str], method: str, limits: Limits, token: str
    ) -> urllib3.BaseHTTPResponse:
        if method == "GET" and params:
            url += ("&" if "?" in url else "?") + urlencode(params)
            params = {}
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "X-Twilio-Signature": self.validator.compute_signature(url, params),
            "I-Twilio-Idempotency-Token": token,
        }
        body = None
        if method == "POST":
            body = urlencode(params)
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        timeout = urllib3.Timeout(connect=limits.connect, read=limits.read)
        try:
            return self._pool.request(method, url, body=body, headers=headers, timeout=timeout, redirect=False)
        except (NewConnectionError, ConnectTimeoutError, ProtocolError) as error:
            raise _Miss(11205, f"no connection: {type(error).__name__}") from None
        except ReadTimeoutError:
            raise _Miss(11200, f"no answer within {limits.read:g} s") from None
        except (HTTPError, ValueError) as error:
            raise _Miss(11210, f"bad address: {type(error).__name__}") from None

    def _note(
        self,
        url: str,
        params: dict[str, str],
        method: str,
        call: str,
        attempt: int,
        *,
        answer: Answer | None = None,
        error: str = "",
        status: int = 0,
        ms: int = 0,
    ) -> None:
        entry: dict[str, Any] = {"call": call, "type": "webhook", "method": method, "url": url, "params": params}
        if answer:
            status = answer.status
            entry["body"] = answer.body[:KEPT_BODY].decode("utf-8", "replace")
        self.log.add(**entry, attempt=attempt, status=status, error=error, ms=ms)


class _Miss(Exception):
    """One attempt failed."""

    def __init__(self, code: int, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.code, self.status = code, status
