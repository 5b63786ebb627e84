"""A light client: requests are built and signed before the clock runs, then sent over kept connections by greenlets."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from itertools import count
from urllib.parse import urlencode

import gevent
from gevent import socket

from tests.bench.house import House, Web

# What Twilio sends with every request about an inbound call, besides CallSid and what the caller did.
PLACES = {f"{end}{part}": "" for end in ("From", "To", "Caller", "Called") for part in ("City", "State", "Zip")}
COUNTRIES = {f"{end}Country": "BE" for end in ("From", "To", "Caller", "Called")}
_numbers = count(1)


class Refused(Exception):
    """An answer that is not 200 with TwiML: the measurement would be worth nothing."""


class Connection:
    """One kept connection. Sends a request and reads its answer to the end."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        self._socket.sendall(request)
        answer = self._socket.recv(65536)
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        if answer.startswith(b"HTTP/1.1 204"):
            return b""
        head = answer[:end].lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        while len(answer) < end + 4 + length:
            answer += self._more()
        if not answer.startswith(b"HTTP/1.1 200") or b"<Response>" not in answer:
            raise Refused(answer[:60])
        return answer[end + 4 :]

    def _more(self) -> bytes:
        part: bytes = self._socket.recv(65536)
        if not part:
            raise Refused(b"closed in the middle")
        return part

    def close(self) -> None:
        self._socket.close()


class Caller:
    """Someone who rings: builds the signed requests of one call."""

    def __init__(self, house: House, web: Web) -> None:
        self.web, settings = web, house.environment
        self._token = settings["TWILIO_AUTH_TOKEN"].encode()
        number = f"+3247{next(_numbers):07d}"
        self.sid = f"CA{next(_numbers):032x}"
        to = settings["HOTLINE_NUMBER"]
        self._form = {
            "CallSid": self.sid,
            "AccountSid": settings["TWILIO_ACCOUNT_SID"],
            "From": number,
            "Caller": number,
            "To": to,
            "Called": to,
            "CallStatus": "in-progress",
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
            **PLACES,
            **COUNTRIES,
        }

    def rings(self) -> bytes:
        return self._request("/voice/incoming")

    def presses(self, key: str, turn: int) -> bytes:
        return self._request(f"/voice/step?turn={turn}", Digits=key, msg="Gather", FinishedOnKey="")

    def says(self, words: str, turn: int) -> bytes:
        return self._request(f"/voice/step?turn={turn}", SpeechResult=words, Confidence="0.9", msg="Gather")

    def waits(self, turn: int) -> bytes:
        return self._request(f"/voice/wait?turn={turn}", QueueSid=f"QU{0:032x}", QueuePosition="1", QueueTime="15")

    def hangs_up(self) -> bytes:
        return self._request("/voice/status", CallStatus="completed", CallDuration="20")

    def listens(self) -> bytes:
        """The same bytes, for the yardstick."""
        return self._request("/bare", Digits="9", msg="Gather", FinishedOnKey="")

    def _request(self, path: str, **more: str) -> bytes:
        form = self._form | more
        body = urlencode(form)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.web.port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            f"X-Twilio-Signature: {self._signature(self.web.url + path, form)}\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()

    def _signature(self, url: str, form: Mapping[str, str]) -> str:
        """Source: Twilio, Webhooks security: HMAC-SHA1 over the URL and the sorted fields."""
        signed = url + "".join(name + form[name] for name in sorted(form))
        return base64.b64encode(hmac.digest(self._token, signed.encode(), hashlib.sha1)).decode()


def volley(port: int, chains: Sequence[Sequence[bytes]], connections: int) -> tuple[float, list[float]]:
    """Send all chains, each in its order, over so many connections at once. Seconds in all, and of each request."""
    left, times = list(reversed(chains)), list[float]()
    opened = [Connection(port) for _ in range(connections)]

    def work(connection: Connection) -> None:
        while left:
            for request in left.pop():
                began = time.perf_counter()
                connection.ask(request)
                times.append(time.perf_counter() - began)

    began = time.perf_counter()
    gevent.joinall([gevent.spawn(work, connection) for connection in opened], raise_error=True)
    took = time.perf_counter() - began
    for connection in opened:
        connection.close()
    return took, times


def p95_ms(times: Sequence[float]) -> float:
    """The time that 95 of 100 requests do not exceed, in milliseconds."""
    return percentile_ms(times, 95)


def percentile_ms(times: Sequence[float], percent: int) -> float:
    """The time that so many of 100 requests do not exceed, in milliseconds (nearest rank)."""
    return round(sorted(times)[max(-(-percent * len(times) // 100) - 1, 0)] * 1000, 2)
