"""Ports on loopback: a free one that stays ours, whether one is taken, and one that never closes."""

import random
import socket

# Below the range from which the system takes ports for outgoing connections (32768 on Linux),
# so that a server that was killed finds its port again.
_RANGE = range(20_000, 32_000)
BACKLOG = 2048  # gunicorn's own


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_listening(port: int) -> bool:
    """Whether a program takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def listen(port: int) -> socket.socket:
    """A socket at which callers of a program queue also while it starts again. Raises OSError."""
    return socket.create_server(("127.0.0.1", port), backlog=BACKLOG)


def free_port() -> int:
    """A port nobody listens on now. Raises OSError when a hundred tries find none."""
    for port in random.SystemRandom().sample(_RANGE, 100):
        if is_free(port):
            return port
    raise OSError("no free port on 127.0.0.1")
