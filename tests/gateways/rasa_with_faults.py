"""A server in Rasa's place that fails as no real one does on request: hung, slow, dripping, talking nonsense."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Faulty:
    """`answer`: what it says (bytes, or anything for JSON). `asked`: the texts it was asked about."""

    def __init__(self) -> None:
        self.answer: Any = {"intent": {"name": "food", "confidence": 0.9}, "entities": []}
        self.status, self.wait_s, self.drip_s = 200, 0.0, 0.0
        self.asked: list[str] = []
        self.paths: list[str] = []
        self.gone = threading.Event()  # nobody waits for a hung one at the end of a test
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                house.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
                self.do_GET()

            def do_GET(self) -> None:
                house.paths.append(self.path)
                house.gone.wait(house.wait_s)
                body = house.answer if isinstance(house.answer, bytes) else json.dumps(house.answer).encode()
                self.send_response(house.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.write(body)

            def write(self, body: bytes) -> None:
                if not house.drip_s:
                    self.wfile.write(body)
                for sign in body if house.drip_s else b"":
                    self.wfile.write(bytes([sign]))
                    if house.gone.wait(house.drip_s):
                        return

            def log_message(self, *words: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *who: object) -> None:
                pass  # the caller hung up: so it should

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def faulty() -> Iterator[Faulty]:
    """A server that does as it is told."""
    house = Faulty()
    thread = threading.Thread(target=house.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield house
    finally:
        house.gone.set()
        house.server.shutdown()
        house.server.server_close()
        thread.join()


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        return self.now
