"""Many open consoles, in a process of their own: `python -m tests.bench.listen PORT HOW_MANY COOKIE`.

Says "open" when every stream has spoken, and ends when its input ends.
"""

import sys

import gevent
from gevent import socket
from gevent.event import Event
from gevent.fileobject import FileObject

APART_S = 0.02  # they do not open in the same moment
AGAIN_S = 1.0


def _stream(port: int, cookie: str, spoken: Event) -> None:
    """One console: tries until the stream speaks, then listens."""
    while not spoken.is_set():
        _listen(port, cookie, spoken)
        gevent.sleep(AGAIN_S)


def _listen(port: int, cookie: str, spoken: Event) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"GET /stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        heard = line.recv(65536)
        if not heard.startswith(b"HTTP/1.1 200"):
            return
        while part := line.recv(65536):
            heard = heard[-100:] + part
            if b"event: live" in heard:
                spoken.set()


def main(port: int, how_many: int, cookie: str) -> None:
    events = [Event() for _ in range(how_many)]
    for number, spoken in enumerate(events):
        gevent.spawn_later(number * APART_S, _stream, port, cookie, spoken)
    if not all(spoken.wait(60) for spoken in events):
        raise SystemExit("a stream stays silent")
    sys.stdout.write("open\n")
    sys.stdout.flush()
    FileObject(sys.stdin).read()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
