"""What the doctor asks of the phone network: the account, our numbers and their webhooks, the waiting queue."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

import requests

from hotline.core.number import callable_number
from hotline.doctor_finding import Finding, ok, warning, wrong
from hotline.gateways.telephony import OFFICIAL, QUEUE, QUEUE_SIZE, CannotDo, Telephony
from hotline.settings import Settings

TIMEOUT_S = 5
FREE = "+32800"  # a Belgian freephone number can be called, and cannot call
UNKNOWN_HERE = " 404 "  # in CannotDo: the server has no such resource
EUROPE = "https://api.dublin.ie1.twilio.com"


def own_numbers(conf: Settings) -> Iterator[Finding]:
    """What can be seen of the numbers without asking anybody."""
    if conf.caller_id == conf.number or conf.caller_id.startswith(FREE):
        todo = "an 0800 may not call out: set HOTLINE_CALLER_ID to a geographic or mobile number of the account"
        yield wrong("caller ID", "it is the 0800", todo)
    if conf.duty_phone in (conf.number, conf.caller_id, conf.sms_number):
        todo = "set HOTLINE_DUTY_PHONE to a phone that a person answers day and night"
        yield wrong("duty phone", "it is one of our own numbers: callers would go in a circle", todo)
    elif callable_number(conf.duty_phone) is None:
        yield wrong("duty phone", "not a number that can be called", "check HOTLINE_DUTY_PHONE")
    else:
        yield ok("duty phone", "set; ring it yourself once a month")


def region(conf: Settings) -> Finding:
    """Where calls are processed and their records lie."""
    if conf.carrier_url:
        return ok("region", "the simulated phone network")
    if conf.api_url is None or conf.api_url == OFFICIAL:
        todo = (
            f"for Ireland (IE1) set TWILIO_API_URL={EUROPE}, use that region's token and API key, and route the number"
        )
        return warning("region", "calls are handled in the United States", f"{todo} there: docs/runbook.md")
    if ".ie1." in conf.api_url:
        return ok("region", "Ireland (IE1); the numbers' routing must say so too: docs/runbook.md")
    return ok("region", "REST calls go to the server that TWILIO_API_URL names")


def account(conf: Settings, network: Telephony, *, fix: bool) -> Iterator[Finding]:
    """Everything that takes the credentials. Where they are refused, or nobody answers, the rest is left out."""
    questions: tuple[Callable[[], Iterable[Finding]], ...] = (
        lambda: [] if conf.carrier_url else [standing(*network.account())],
        lambda: number(conf, network.number(conf.number)),
        lambda: [caller_id(conf, network.number(conf.caller_id), network.may_show)],
        lambda: [texts(conf, network.number(conf.sms_number))],
        lambda: [waiting_queue(conf, network, fix=fix)],
        lambda: whatsapp(conf, network),
    )
    for ask in questions:
        try:
            yield from ask()
        except CannotDo as error:
            yield refused(str(error))
            if not error.final or UNKNOWN_HERE not in str(error):
                return


def refused(error: str) -> Finding:
    """Why the provider did not answer our question."""
    if " 401 " in error:
        todo = (
            "TWILIO_ACCOUNT_SID and the first TWILIO_AUTH_TOKEN do not belong together; each region has its own token"
        )
        return wrong("account", f"the credentials are refused ({error})", todo)
    if UNKNOWN_HERE in error:
        return warning("account", f"one question is unknown there ({error})", "expected only of a stand-in for Twilio")
    return wrong("account", f"no answer ({error})", "see status.twilio.com, and whether this machine reaches Twilio")


def standing(status: str, kind: str) -> Finding:
    """The account's state, in Twilio's words: active, suspended or closed; Trial or Full."""
    if status != "active":
        return wrong("account", f"it is {status}", "see Twilio's console")
    if kind.lower() == "trial":
        todo = "upgrade it: a trial account speaks a message first and only calls numbers it knows"
        return wrong("account", "it is a trial account", todo)
    return ok("account", "active")


def number(conf: Settings, found: Any | None) -> Iterator[Finding]:
    """The webhooks of the number people dial. `found`: Twilio's IncomingPhoneNumber, None when it is not ours."""
    if found is None:
        yield wrong("number", f"{conf.number} does not belong to this account (in this region)", "check HOTLINE_NUMBER")
        return
    yield hook("a call comes in", found.voice_url, found.voice_method, f"{conf.public_url}/voice/incoming")
    yield fallback(conf, found.voice_fallback_url, found.voice_fallback_method)
    yield hook("status changes", found.status_callback, found.status_callback_method, f"{conf.public_url}/voice/status")


def texts(conf: Settings, found: Any | None) -> Finding:
    """What hears whoever writes to the number our texts come from: without it nobody's STOP is heard."""
    if found is None:
        todo = "check HOTLINE_SMS_NUMBER: without it no text is sent"
        return wrong("webhook “a message comes in”", "the number for texts does not belong to this account", todo)
    return hook("a message comes in", found.sms_url, found.sms_method, f"{conf.public_url}/messaging/incoming")


def whatsapp(conf: Settings, network: Telephony) -> Iterator[Finding]:
    """What hears whoever writes by WhatsApp. Only Twilio's own address knows senders; elsewhere somebody must look."""
    if conf.whatsapp_number is None or conf.carrier_url:
        return
    about, wanted = "webhook “a WhatsApp message comes in”", f"{conf.public_url}/messaging/incoming"
    if conf.api_url not in (None, OFFICIAL):
        todo = f"look in Twilio's console, Messaging, Senders, WhatsApp: {wanted}, HTTP POST"
        yield warning(about, "it cannot be seen from here: Twilio shows senders only at its address in the US", todo)
        return
    found = network.whatsapp_sender()
    if found is None:
        todo = "check HOTLINE_WHATSAPP_NUMBER, and whether the sender is registered"
        yield wrong(about, "no such WhatsApp sender belongs to this account", todo)
        return
    set_to = found.webhook or {}
    yield hook("a WhatsApp message comes in", set_to.get("callback_url"), set_to.get("callback_method"), wanted)


def hook(name: str, url: str | None, method: str | None, wanted: str) -> Finding:
    """One webhook of a number. What follows `#` only tunes time-outs."""
    about, set_to = f"webhook “{name}”", (url or "").partition("#")[0]
    if set_to != wanted:
        return wrong(about, f"it is {set_to or 'empty'}", f"set it to {wanted}, HTTP POST")
    if method != "POST":
        return wrong(about, f"it is sent by {method}", "set it to HTTP POST")
    return ok(about, "as it should be")


def fallback(conf: Settings, url: str | None, method: str | None) -> Finding:
    """Where callers go when we do not answer: our own second try, or a file elsewhere that dials the duty phone."""
    about, own = "webhook “primary handler fails”", f"{conf.public_url}/voice/fallback"
    if not url:
        return wrong(
            about, "it is empty", f"set it to {own}, HTTP POST, or to a file made by `hotline fallback export`"
        )
    if url.partition("#")[0] == own:
        return hook("primary handler fails", url, method, own)
    try:
        answer = requests.get(url, timeout=TIMEOUT_S)
        dials = answer.ok and ElementTree.fromstring(answer.content).find("Dial") is not None  # noqa: S314  # ours
    except (requests.RequestException, ElementTree.ParseError):
        dials = False
    if not dials:
        return wrong(about, f"{url} is not TwiML that dials", "put the output of `hotline fallback export` there")
    return ok(about, "a file elsewhere that dials the duty phone")


def caller_id(conf: Settings, found: Any | None, may_show: Any) -> Finding:
    """Whether we may call out from HOTLINE_CALLER_ID, and what hears whoever calls it back."""
    if found is None:
        if may_show(conf.caller_id):
            return ok("caller ID", "verified for this account")
        todo = "buy this number or verify it in Twilio's console: without it no dispatcher can be rung"
        return wrong("caller ID", "it does not belong to this account", todo)
    wanted = f"{conf.public_url}/voice/incoming"
    if (found.voice_url or "").partition("#")[0] != wanted:
        return warning("caller ID", "people who call it back do not reach us", f"set its webhook to {wanted} too")
    return ok("caller ID", "belongs to this account; whoever calls it back reaches the line")


def waiting_queue(conf: Settings, network: Telephony, *, fix: bool) -> Finding:
    """The queue in which callers wait at the provider, with room for all. A demo has room enough as it is."""
    if fix:
        network.make_queue()
    size = network.queue_size()
    if size == QUEUE_SIZE:
        return ok("waiting queue", f"there, with room for {QUEUE_SIZE}")
    what = f"the queue `{QUEUE}` does not exist yet" if size is None else f"it has room for {size} callers only"
    return (warning if conf.carrier_url else wrong)("waiting queue", what, "run `hotline doctor --fix`")
