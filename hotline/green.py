"""A database connection for gevent: while one greenlet waits for PostgreSQL the others go on."""

from typing import Any, TypeVar

from gevent.socket import wait_read, wait_readwrite, wait_write
from psycopg import Connection
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait

WAIT = {Wait.R: wait_read, Wait.W: wait_write, Wait.RW: wait_readwrite}
# After a wait for both psycopg may try both; it never blocks on either.
READY = {Wait.R: Ready.R, Wait.W: Ready.W, Wait.RW: Ready.RW}

RV = TypeVar("RV")


class GreenConnection(Connection[Any]):
    """Waits on the event loop itself: a third of the price of psycopg's own way through a patched poll().

    Measured by `make bench`; a webhook waits for the database four times. gevent.Timeout ends a wait as anywhere.
    """

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Run one of psycopg's generators to its end; its result."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        socket = self.pgconn.socket
        try:
            wanted = next(gen)
            while True:
                WAIT[wanted](socket)
                wanted = gen.send(READY[wanted])
        except StopIteration as end:
            result: RV = end.value
            return result
