"""Texts in the words of the dispatcher's language: what for, how far they have come, why not."""

from typing import Any

from hotline.console.language import _


def purpose_of(code: str) -> str:
    return {
        "our_number": _("our number"),
        "place_kept": _("the place that is kept"),
        "callback_missed": _("we called back"),
        "reply": _("answer to a text"),
        "centre": _("answer to a centre"),
        "staff": _("to a colleague"),
        "reporter": _("a report is closed"),
    }.get(code, _("information"))


def state_of(code: str) -> str:
    """How far a text has come."""
    return {
        "owed": _("waits to be sent"),
        "sending": _("being sent"),
        "queued": _("on its way"),
        "sent": _("sent"),
        "delivered": _("arrived"),
        "undelivered": _("did not arrive"),
        "failed": _("not sent"),
    }.get(code, code)


def error_of(code: str) -> str:
    """Why a text did not arrive; the provider's own code where we have no words for it."""
    return {
        "unusable": _("this phone cannot get texts"),
        "not_safe": _("nobody said that this phone is safe to text"),
        "opted_out": _("this phone wrote STOP"),
        "21610": _("this phone wrote STOP"),
        "21211": _("not a number that exists"),
        "21614": _("not a mobile phone"),
        "30006": _("not a mobile phone"),
        "30003": _("the phone is off or out of reach"),
        "30005": _("nobody has this number"),
        "63016": _("WhatsApp lets us write only for a day after their last message"),
        "no_whatsapp": _("we have no WhatsApp number"),
        "too_late": _("it could not be sent for an hour"),
        "given_up": _("the provider did not answer"),
        "lost": _("perhaps: the provider did not say"),
    }.get(code, code)


def sent_line(name: str, detail: dict[str, Any]) -> str:
    purpose = purpose_of(detail.get("purpose", ""))
    return (
        _("%(name)s sent a text: %(purpose)s", name=name, purpose=purpose)
        if name
        else _("text: %(purpose)s", purpose=purpose)
    )
