"""How gunicorn serves both apps: one event loop a process, no access log (paths and queries may hold numbers)."""

import gc
import os
import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger

if "HOTLINE_LISTEN_FD" in os.environ:  # a socket that stays open while we start again: see hotline/local/supervisor.py
    bind = f"fd://{os.environ['HOTLINE_LISTEN_FD']}"
else:
    bind = f"{os.environ.get('HOTLINE_BIND', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104  # behind a proxy
worker_class = "gevent"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_connections = 4000  # live streams stay open
accesslog = None


class Quiet(Logger):  # type: ignore[misc]  # gunicorn has no types
    """What goes wrong, without who asked and without a word of what: a link is a secret."""

    def warning(self, msg: str, *args: Any, **more: Any) -> None:
        super().warning("invalid request" if msg.startswith("Invalid request") else msg, *args, **more)

    def exception(self, *_: Any, **__: Any) -> None:
        kind, _error, trace = sys.exc_info()
        at = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-1:]]
        super().error("unforeseen: %s at %s", kind.__name__ if kind else "", at)


logger_class = Quiet
errorlog = "-"
loglevel = "warning"
timeout = 30
graceful_timeout = 5  # a provider repeats what a shutdown cuts off
keepalive = 75  # longer than most proxies keep an idle connection
control_socket_disable = True


def post_worker_init(_worker: Any) -> None:
    """What was loaded stays: the garbage collector need not look through it while a caller waits (0.3 s, measured)."""
    gc.collect()
    gc.freeze()
