"""Waiting in a queue: the loop of waiting documents, and what the hotline is told when it ends."""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from hotline.local.carrier import documents
from hotline.local.carrier.queues import Member, Queue
from hotline.local.carrier.signals import HungUp, Moved
from hotline.local.carrier.twiml import IN_WAIT, Document, Failure, Source, words

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call

SHORTEST_ROUND_S = 1.0  # an empty waiting document must not make a storm of requests


def enqueue(call: "Call", verb: Element, document: Document) -> Source | None:
    """Wait in line until the caller leaves, hangs up, or is moved by a REST request."""
    queue = call.network.queue_named(words(verb) or "default")
    if len(queue.members) >= queue.most:
        return documents.action_of(verb, document, QueueResult="queue-full")
    member = queue.join(call)
    call.tell("state", state="waiting", queue=queue.name, position=queue.position(member))
    try:
        result = _wait(call, verb, queue, member)
    except (HungUp, Moved) as end:
        _gone(call, verb, document, queue, member, "hangup" if isinstance(end, HungUp) else "redirected")
        raise
    queue.leave(member)
    return documents.action_of(verb, document, **_result(queue, member, result))


def _wait(call: "Call", verb: Element, queue: Queue, member: Member) -> str:
    """Ask the waiting document again and again. `leave`, or `error` when it cannot be had."""
    url = verb.get("waitUrl")
    try:
        while True:
            began = call.network.time()
            if not url:
                call.tell("heard", kind="play", text="", url="music", language="", voice="", seconds=30)
                call.sleep(30)
                continue
            documents.listen_to(call, url, verb.get("waitUrlMethod", "POST"), IN_WAIT, _place(queue, member), True)
            if call.network.time() - began < SHORTEST_ROUND_S / call.network.config.speed:
                call.sleep(SHORTEST_ROUND_S)
    except documents.Leave:
        return "leave"
    except Failure as failure:
        call.network.warn(call.sid, f"{failure.code} {failure.reason}", failure.url)
        return "error"


def _place(queue: Queue, member: Member) -> dict[str, str]:
    return {
        "QueuePosition": str(queue.position(member)),
        "QueueSid": queue.sid,
        "QueueTime": str(member.waited_s),
        "AvgQueueTime": str(queue.average_s),
        "CurrentQueueSize": str(len(queue.members)),
        "MaxQueueSize": str(queue.most),
    }


def _result(queue: Queue, member: Member, result: str) -> dict[str, str]:
    return {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": str(member.waited_s)}


def _gone(call: "Call", verb: Element, document: Document, queue: Queue, member: Member, result: str) -> None:
    """Tell the action URL beside the call: whatever it answers, the call goes its own way."""
    queue.leave(member)
    action = documents.action_of(verb, document, **_result(queue, member, result))
    if action:
        params = call.params() | dict(action.more)
        call.network.notify(action.url, params, action.method, call.sid, base=call.base)
