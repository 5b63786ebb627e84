"""`hotline worker [rings]`: processes that keep promises, restarted one by one when they die."""

import ctypes
import os
import signal
import time
from contextlib import suppress
from typing import Literal

import click
from redis import Redis
from rq import SimpleWorker
from sqlalchemy.exc import DBAPIError

from hotline import jobs, settings
from hotline.gateways import live
from hotline.logs import configure

RINGERS = 4  # a ring waits for the provider; the next one must not wait for it
PR_SET_PDEATHSIG = 1


class Patient(SimpleWorker):
    """Works in its own process, looks for lost jobs every 30 s, and is back soon after Redis is."""

    max_connection_wait_time = 2.0


@click.command()
@click.argument("part", type=click.Choice(["rings", "work"]), default="work")
@click.option("--processes", type=click.IntRange(1, 64), help="How many at once (rings: 4, else 1).")
def command(part: Literal["rings", "work"], processes: int | None) -> None:
    """Keep promises: `rings` where a person holds the line, `work` the rest."""
    configure(part)
    conf = settings.load()
    children: set[int] = set()
    _on_stop(children)
    for _ in range(processes or (RINGERS if part == "rings" else 1)):
        children.add(_start(part, conf.redis_url))
    while True:
        pid, _ = os.wait()
        children.discard(pid)
        time.sleep(0.5)
        children.add(_start(part, conf.redis_url))


def _start(part: str, redis_url: str) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)
    _work(part, redis_url)
    os._exit(0)


def _work(part: str, redis_url: str) -> None:
    with suppress(DBAPIError):  # the database may come later; the promises wait in it
        jobs.warm_up()
        jobs.show_life("rings" if part == "rings" else "worker")
    redis = Redis.from_url(redis_url, socket_connect_timeout=2, health_check_interval=15)
    queue = live.RINGS if part == "rings" else live.WORK
    Patient([queue], connection=redis, maintenance_interval=30).work(logging_level="WARNING")


def _on_stop(children: set[int]) -> None:
    def stop(*_: object) -> None:
        for pid in children:
            os.kill(pid, signal.SIGTERM)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
