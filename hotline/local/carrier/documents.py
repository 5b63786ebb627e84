"""Carries out one document of the hotline after another, until the call ends."""

from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, tostring

from hotline.local.carrier import dial, enqueue, gather, speech
from hotline.local.carrier.signals import HungUp, Moved
from hotline.local.carrier.twiml import VERBS, Document, Failure, Source, parse

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call

UNANSWERED = {"Reject", "Pause", "Redirect", "Hangup"}  # these can come before the call is taken up
APOLOGY = "We are sorry, an application error has occurred. Goodbye."


class Leave(Exception):
    """The caller steps out of the queue."""


def run(call: "Call", source: Source | None) -> None:
    """A call from its first document to its end."""
    try:
        while source is not None:
            try:
                source = perform(call, source)
            except Moved as moved:
                source = moved.source
    except HungUp:
        return
    except Exception as error:
        call.network.warn(call.sid, f"the phone network failed: {type(error).__name__}", call.base)
        call.hang_up("failed", "the phone network failed")
        raise
    call.hang_up(reason="the hotline hung up")


def perform(call: "Call", source: Source) -> Source | None:
    """Carry out one document; where it cannot be had, the fallback URL's."""
    try:
        return carry_out(call, read(call, source))
    except Failure as failure:
        call.network.warn(call.sid, f"{failure.code} {failure.reason}", failure.url)
        if call.fallback and not any(name == "ErrorCode" for name, _ in source.more):
            error = (("ErrorCode", str(failure.code)), ("ErrorUrl", failure.url))
            return Source(call.fallback, more=error)
        call.take_up()
        call.tell("heard", text=APOLOGY, language="en", voice="", kind="say", seconds=4)
        call.sleep(4)
        return None


def read(call: "Call", source: Source, allowed: set[str] = VERBS, more: dict[str, str] | None = None) -> Document:
    """Ask for a document and understand it. Raises Failure."""
    if source.text is not None:
        document = parse(source.text.encode(), source, allowed)
    else:
        url = urljoin(call.base or call.network.config.public_url, source.url)
        params = call.params() | dict(source.more) | (more or {})
        answer = call.do(lambda: call.network.webhooks.ask(url, params, source.method, call.sid))
        call.base = answer.url
        asked = Source(url, source.method)
        document = parse(_twiml(answer.body, answer.content_type, url), asked, allowed)
    for warning in document.warnings:
        call.network.warn(call.sid, warning, document.source.url)
    return document


def _twiml(body: bytes, content_type: str, url: str) -> bytes:
    kind = content_type.split(";")[0].strip().lower()
    if kind in {"text/xml", "application/xml", "text/html"}:
        return body
    if kind == "text/plain":
        say = Element("Say")
        say.text = body.decode("utf-8", "replace")
        return b"<Response>" + tostring(say) + b"</Response>"
    raise Failure(12300, url, f"Invalid Content-Type {kind or '(none)'}")


def carry_out(call: "Call", document: Document, waiting: bool = False) -> Source | None:
    """The verbs of one document in order. The source to go on with; None: the document is at its end."""
    for verb in document.verbs:
        if verb.tag not in UNANSWERED and not (verb.tag == "Dial" and verb.get("answerOnBridge") == "true"):
            call.take_up()
        onward = _verb(call, verb, document, waiting)
        if onward is not None:
            return onward
    return None


def _verb(call: "Call", verb: Element, document: Document, waiting: bool) -> Source | None:
    match verb.tag:
        case "Say":
            speech.say(call, verb)
        case "Play":
            speech.play(call, verb)
        case "Pause":
            call.sleep(speech.pause_s(verb))
        case "Gather":
            return gather.gather(call, verb, document, waiting)
        case "Record":
            return gather.record(call, verb, document)
        case "Redirect":
            return Source((verb.text or "").strip() or document.source.url, verb.get("method", "POST"))
        case "Enqueue":
            return enqueue.enqueue(call, verb, document)
        case "Dial":
            return dial.dial(call, verb, document)
        case "Leave" if waiting:
            raise Leave
        case "Reject":
            call.hang_up("busy" if verb.get("reason") == "busy" else "no-answer", reason="rejected")
            raise HungUp
        case "Hangup":
            call.hang_up(reason="the hotline hung up")
            raise HungUp
    return None


def listen_to(
    call: "Call",
    url: str,
    method: str,
    allowed: set[str],
    more: dict[str, str] | None = None,
    waiting: bool = False,
) -> None:
    """Carry out a document and those it leads to, inside a verb (waiting music, a whisper). Raises Failure, Leave."""
    source: Source | None = Source(url, method)
    while source is not None:
        source = carry_out(call, read(call, source, allowed, more), waiting)
        more = None  # only the first request carries them


def action_of(verb: Element, document: Document, **more: str) -> Source | None:
    """Where a verb's result goes, with what it found. None when the verb names no action."""
    url = verb.get("action")
    if url is None:
        return None
    return Source(url or document.source.url, verb.get("method", "POST"), more=tuple(more.items()))
