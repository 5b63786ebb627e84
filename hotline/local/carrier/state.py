"""The whole simulated phone network: one account, its numbers, and everything that is going on. In memory only."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import urljoin

import gevent
from gevent.pool import Group

from hotline.local.carrier.call import Call, Callback
from hotline.local.carrier.conference import Conference
from hotline.local.carrier.config import Config, Number
from hotline.local.carrier.documents import run
from hotline.local.carrier.faults import Faults
from hotline.local.carrier.feed import Feed
from hotline.local.carrier.phones import Phone
from hotline.local.carrier.queues import Queue
from hotline.local.carrier.ring import place
from hotline.local.carrier.sids import sid
from hotline.local.carrier.twiml import Failure, Source
from hotline.local.carrier.webhooks import Webhooks

ENDED_KEPT = 5_000


@dataclass
class Recording:
    """A message after the tone. Instead of sound we keep the words."""

    sid: str
    call_sid: str
    url: str
    words: str
    duration: int
    created: datetime


class Network:
    """Everything that the outside world knows."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.webhooks = Webhooks(config)
        self._work = Group()
        self._begin()

    def _begin(self) -> None:
        self.numbers = _numbers(self.config)
        self.next_turn = 0.0  # of monotonic time: when the account may make its next call
        self.phones: dict[str, Phone] = {}
        self.calls: dict[str, Call] = {}
        self.queues: dict[str, Queue] = {}
        self.conferences: dict[str, Conference] = {}
        self.recordings: dict[str, Recording] = {}
        self.messages: dict[str, dict[str, Any]] = {}
        self.media: dict[str, str] = {}  # a picture → the message it came with
        self.whatsapp_heard: dict[str, float] = {}  # when a person last wrote by WhatsApp, of monotonic time
        self.opted_out: set[tuple[str, str]] = set()  # (our number, the person's) since STOP
        self._open: dict[str, Conference] = {}
        self._ended: deque[str] = deque()
        self._over: deque[str] = deque()

    def reset(self) -> None:
        """As after a start: every call ends without a word to the hotline."""
        self._work.kill()
        calls, self.calls = self.calls, {}
        for call in calls.values():
            call.hang_up("failed", "the network was reset")
        self._work.kill()
        self.webhooks.reset()
        self._begin()

    @property
    def log(self) -> Feed:
        return self.webhooks.log

    @property
    def faults(self) -> Faults:
        return self.webhooks.faults

    # Time and work

    def time(self) -> float:
        return monotonic()

    def pause(self, seconds: float) -> None:
        """Real seconds, whatever the speed."""
        gevent.sleep(max(seconds, 0))

    def beside(self, work: Callable[[], Any]) -> None:
        """Do something beside everything else."""
        self._work.spawn(work)

    def notify(self, url: str, params: dict[str, str], method: str, call: str, base: str = "") -> None:
        """Tell the hotline something without waiting for its answer (not of a call from before a reset)."""
        if call and call not in self.calls:
            return
        target = urljoin(base or self.config.public_url, url)

        def tell() -> None:
            try:
                self.webhooks.ask(target, params, method, call)
            except Failure as failure:
                self.warn(call, f"{failure.code} {failure.reason}", failure.url)

        self.beside(tell)

    def warn(self, call: str, what: str, url: str) -> None:
        """Something is wrong with what the hotline said; developers read it in the log of the network."""
        self.log.add(call=call, type="warning", error=what, url=url)

    # Phones and calls

    def phone(self, address: str) -> Phone:
        if address not in self.phones:
            self.phones[address] = Phone(self, address)
        return self.phones[address]

    def call(self, from_: str, to: str, direction: str, parent: Call | None = None, handset: str = "") -> Call:
        """A new connection; `handset` is the person's phone (the called one when the hotline calls)."""
        phone = self.phone(handset or to)
        call = Call(self, sid("CA"), from_, to, direction, phone, parent)
        self.calls[call.sid] = call
        phone.add(call)
        return call

    def dial_in(self, handset: str, from_: str, to: str, patience: float, script: list[dict[str, Any]]) -> Call:
        """Somebody calls a number of the account. Raises KeyError when it is not one of ours."""
        number = self.numbers[to]
        call = self.call(from_, to, "inbound", handset=handset)
        call.status, call.fallback, call.base = "ringing", number.voice_fallback_url, number.voice_url
        call.callback = Callback(number.status_callback)
        call.patience = patience or call.patience
        call.script.extend(script)
        call.tell("state", state="dialing", direction="outgoing", peer=to)
        self.beside(lambda: run(call, Source(number.voice_url)))
        return call

    def dial_out(
        self, from_: str, to: str, source: Source, timeout: float, callback: Callback | None, fallback: str
    ) -> Call:
        """The hotline calls somebody."""
        call = self.call(from_, to, "outbound-api")
        call.callback, call.fallback = callback, fallback
        self.beside(lambda: place(call, source, timeout))
        return call

    def finished(self, call: Call) -> None:
        """Ended calls are kept for a while, then forgotten."""
        self._ended.append(call.sid)
        if len(self._ended) > ENDED_KEPT:
            self.calls.pop(self._ended.popleft(), None)

    # Queues, conferences, recordings

    def queue_named(self, name: str, most: int = 1000) -> Queue:
        for queue in self.queues.values():
            if queue.name == name or queue.sid == name:
                return queue
        queue = Queue(sid("QU"), name, most)
        self.queues[queue.sid] = queue
        return queue

    def conference(self, name: str) -> Conference:
        """The conference of this name that is going on, or a new one."""
        if name not in self._open:
            conference = self._open[name] = Conference(self, sid("CF"), name)
            self.conferences[conference.sid] = conference
        return self._open[name]

    def conference_over(self, conference: Conference) -> None:
        """The name is free again; old conferences are forgotten one by one."""
        self._open.pop(conference.name, None)
        self._over.append(conference.sid)
        if len(self._over) > ENDED_KEPT:
            self.conferences.pop(self._over.popleft(), None)

    def record(self, call: Call, words: str, began: datetime) -> Recording:
        name = sid("RE")
        url = f"{self.config.base_url}/2010-04-01/Accounts/{self.config.account_sid}/Recordings/{name}"
        seconds = max(round((datetime.now(UTC) - began).total_seconds()), 1 if words else 0)
        self.recordings[name] = Recording(name, call.sid, url, words, seconds, began)
        return self.recordings[name]


def _numbers(config: Config) -> dict[str, Number]:
    base = config.public_url
    found = {}
    for phone_number in (config.number, config.caller_id, config.sms_number):
        found[phone_number] = Number(
            sid=sid("PN"),
            phone_number=phone_number,
            voice_url=f"{base}/voice/incoming",
            voice_fallback_url=f"{base}/voice/fallback",
            status_callback=f"{base}/voice/status",
            sms_url=f"{base}/messaging/incoming",
        )
    return found
