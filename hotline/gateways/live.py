"""Redis: nudges to the workers and to the open consoles. Nothing here is needed for correctness; it makes it quick."""

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy.orm import Session

from hotline.core.outbox import URGENT, Promise

log = structlog.get_logger()

CHANNEL = "hotline:live"
TALKS = "hotline:talks"  # what changed: the public id of a written talk
FORGOTTEN_S = 60
RINGS, WORK = "rings", "work"  # the two RQ queues


def connect(url: str) -> Redis:
    """A client that gives up within 0.3 s: a caller must not wait for Redis."""
    return Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.3, health_check_interval=15)


def tell(redis: Redis, session: Session) -> None:
    """After a commit: hand new promises to the workers and tell the consoles that the queue changed."""
    promised: list[Promise] = session.info.pop("promised", [])
    changed = session.info.pop("queue_changed", False)
    talks: set[str] = session.info.pop("conversations", set())
    try:
        for owed in promised:
            nudge(redis, owed)
        if changed:
            redis.publish(CHANNEL, "queue")
        for talk in talks:
            redis.publish(TALKS, talk)
    except RedisError as error:
        log.warning("redis is silent; the clock will do it", error=type(error).__name__)


def nudge(redis: Redis, owed: Promise) -> None:
    """Ask a worker to keep one promise. Asked twice, it is kept once: the row is claimed.

    The clock asks again every second: without a worker the words pile up, so each is forgotten after a while.
    """
    queue = Queue(RINGS if owed.kind in URGENT else WORK, connection=redis)
    queue.enqueue("hotline.jobs.keep", owed.id, result_ttl=0, failure_ttl=3600, ttl=FORGOTTEN_S)


def nudge_talk(redis: Redis, conversation_id: int) -> None:
    """Ask a worker to have a written talk answered. Asked twice, each message is answered once: it is leased."""
    queue = Queue(WORK, connection=redis)
    queue.enqueue("hotline.jobs.answer", conversation_id, result_ttl=0, failure_ttl=3600, ttl=FORGOTTEN_S)
