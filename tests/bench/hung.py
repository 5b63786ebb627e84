"""`voice_p99_ratio_rasa_hung`: how much slower callers are answered while the assistant hangs.

P99 of the keys of CALLS callers while WRITERS write and SPEAKERS say sentences to a hotline whose Rasa accepts every
question and never answers, divided by the same with one that answers at once. Both have a public app of their own,
and the same load, in turns; all keys of ROUNDS together. `hung_asked` questions hung; the others were spared: who was
silent twice is left alone for half a minute.
"""

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import gevent

from tests.bench.calls import talk, turn_of
from tests.bench.chat import Plain, post
from tests.bench.client import Caller, Connection, percentile_ms
from tests.bench.house import PUBLIC, House, Web
from tests.gateways.rasa_with_faults import Faulty, faulty

CALLS, SECONDS, PAUSE = 60, 8.0, (1.0, 2.0)
WRITERS, SPEAKERS, EVERY_S = 4, 4, 0.5
ROUNDS = 3
HANGS_S = 60.0
SENTENCE = "I have not slept anywhere for two days and do not know where to go"  # not a choice of the menu, no danger
_addresses = count(1)


def measure(house: House) -> dict[str, Any]:
    with faulty() as well, faulty() as hung:
        healthy, sick = _web(house, well), _web(house, hung)
        for web in (healthy, sick):  # what happens once in the life of a process
            _round(house, web)
        hung.asked.clear()
        hung.wait_s = HANGS_S
        rounds = [(_round(house, healthy), _round(house, sick)) for _ in range(ROUNDS)]
        before, during = ([one for pair in rounds for one in pair[side]] for side in (0, 1))
        asked = len(hung.asked)
        if not asked or not well.asked:
            raise RuntimeError("nobody asked the assistant: nothing was measured")
    return {
        "voice_p99_ratio_rasa_hung": round(percentile_ms(during, 99) / percentile_ms(before, 99), 2),
        "voice_p99_ms": [percentile_ms(before, 99), percentile_ms(during, 99)],
        "hung_asked": asked,
    }


def _web(house: House, rasa: Faulty) -> Web:
    environment = house.environment | {"RASA_URL": rasa.url, "HOTLINE_PROXIES": "1"}
    return replace(house, environment=environment).web(PUBLIC)


def _round(house: House, web: Web) -> list[float]:
    """Seconds of each key, while others write and speak."""
    with _others(house, web):
        load = talk(house, web, CALLS, SECONDS, PAUSE)
    if load.lost:
        raise RuntimeError(f"{load.lost} callers were sent to the duty phone")
    return load.times


@contextmanager
def _others(house: House, web: Web) -> Iterator[None]:
    people = [gevent.spawn(_writes, web, number) for number in range(WRITERS)]
    people += [gevent.spawn(_speaks, house, web, number) for number in range(SPEAKERS)]
    yield
    if failed := [one.exception for one in people if one.exception is not None]:
        raise RuntimeError("who writes or speaks was not served") from failed[0]
    gevent.killall(people)


def _writes(web: Web, number: int) -> None:
    """People who write, one after the other: each begins a conversation, from an address of its own."""
    gevent.sleep(number * EVERY_S / WRITERS)
    while True:
        connection, since = Plain(web.port), time.monotonic()
        one = next(_addresses)
        came_from = f"X-Forwarded-For: 10.{one >> 16 & 255}.{one >> 8 & 255}.{one & 255}\r\n"
        began = json.loads(connection.ask(post(web.port, "/chat/conversations", {"language": "en"}, came_from)))
        connection.ask(
            post(
                web.port,
                f"/chat/conversations/{began['id']}/messages",
                {"client_message_id": "1", "text": SENTENCE},
                f"Authorization: Bearer {began['token']}\r\n",
            )
        )
        connection.close()
        gevent.sleep(max(0, since + EVERY_S - time.monotonic()))


def _speaks(house: House, web: Web, number: int) -> None:
    """People who ring and say a sentence at the main menu."""
    gevent.sleep(random.uniform(0, EVERY_S))
    while True:
        caller, connection, since = Caller(house, web), Connection(web.port), time.monotonic()
        connection.ask(caller.rings())
        answer = connection.ask(caller.presses("3", 0))
        connection.ask(caller.says(SENTENCE, turn_of(answer)))
        connection.ask(caller.hangs_up())
        connection.close()
        gevent.sleep(max(0, since + EVERY_S - time.monotonic()))
