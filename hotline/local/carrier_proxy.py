"""Passes requests of a page on to the simulated phone network: only those that a telephone needs."""

import re
from collections.abc import Iterator
from typing import Any

import urllib3
from flask import Response, jsonify, request
from urllib3.exceptions import HTTPError

NUMBER = r"(?:\+\d{3,15}|client:[\w.@-]{1,64})"
CALL = r"CA[0-9a-f]{32}"
READ = re.compile(rf"phones/{NUMBER}(?:/events)?|calls/{CALL}|log|settings")
ACT = re.compile(rf"phones/{NUMBER}/(?:dial|messages)|calls/{CALL}/(?:keys|say|silence|answer|reject|hang-up)")
STREAM_QUIET_S = 60  # the network says something at least every 15 s

_pool = urllib3.PoolManager(maxsize=100, retries=False)


def may(method: str, path: str) -> bool:
    """Whether a telephone page may ask this."""
    return bool((READ if method == "GET" else ACT).fullmatch(path))


def forward(carrier_url: str, path: str) -> Response:
    """The answer of the phone network, event streams as they come. 404: not for a telephone. 502: it is away."""
    if not may(request.method, path):
        return _error(404, "not found")
    if request.method == "POST" and not request.is_json:
        return _error(415, "JSON only")  # what a page of another site cannot send unasked
    wanted = {name: request.headers[name] for name in ("Accept", "Last-Event-ID") if name in request.headers}
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    try:
        answer = _pool.request(
            request.method,
            f"{carrier_url}/control/{path.replace('+', '%2B')}{query}",
            body=request.get_data() if request.method == "POST" else None,
            headers=wanted | {"Content-Type": "application/json"},
            preload_content=False,
            timeout=urllib3.Timeout(connect=2, read=STREAM_QUIET_S),
        )
    except HTTPError:
        return _error(502, "the phone network is away")
    kind = answer.headers.get("Content-Type", "application/json")
    if kind.startswith("text/event-stream"):
        return Response(_chunks(answer), 200, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, mimetype=kind)
    return Response(_whole(answer), answer.status, mimetype="application/json")


def get(carrier_url: str, path: str) -> dict[str, Any]:
    """What the phone network knows of something; nothing when it is away."""
    try:
        answer = _pool.request("GET", f"{carrier_url}/control/{path.replace('+', '%2B')}", timeout=2)
    except HTTPError:
        return {}
    return dict(answer.json()) if answer.status == 200 else {}


def _chunks(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        while chunk := answer.read1(65536):
            yield chunk
    except HTTPError:
        return  # the browser asks again by itself
    finally:
        answer.close()


def _whole(answer: urllib3.BaseHTTPResponse) -> bytes:
    try:
        return answer.read()
    finally:
        answer.release_conn()


def _error(status: int, what: str) -> Response:
    response = jsonify(error=what)
    response.status_code = status
    return response
