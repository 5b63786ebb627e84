"""The closed lists in the words of the dispatcher's language."""

from typing import Any

from babel import Locale, UnknownLocaleError

from hotline.console.language import _, locale
from hotline.core.contact import Event


def language(code: str | None) -> str:
    """The language's name as the dispatcher says it, as a heading: Arabic, Arabe or Arabisch for `ar`."""
    name = spoken(code)
    return name[0].upper() + name[1:]


def spoken(code: str | None) -> str:
    """The same inside a sentence: `arabe` in French."""
    if code is None:
        return _("language unknown")
    try:
        return Locale.parse(code).get_display_name(locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def topic(code: str | None) -> str:
    return {
        "place": _("place for tonight"),
        "report": _("someone in the street"),
        "information": _("information"),
        "professional": _("professional"),
        "person": _("wants a person"),
    }.get(code or "", _("topic unknown"))


def priority(code: str) -> str:
    return {
        "danger": _("danger"),
        "minor": _("minor"),
        "vulnerable": _("vulnerable"),
        "normal": _("normal"),
    }.get(code, code)


def channel(code: str) -> str:
    return {
        "voice": _("call"),
        "chat": _("chat"),
        "sms": _("SMS"),
        "whatsapp": _("WhatsApp"),
        "callback": _("call back"),
        "voicemail": _("voice message"),
        "desk": _("at the desk"),
    }.get(code, code)


def state(code: str) -> str:
    return {
        "waiting": _("waiting"),
        "reserved": _("ringing"),
        "bridged": _("talking"),
        "ended": _("ended"),
    }.get(code, code)


def activity(code: str) -> str:
    return {"available": _("available"), "away": _("away"), "wrap_up": _("wrapping up")}.get(code, code)


def role(code: str) -> str:
    return {"dispatcher": _("dispatcher"), "supervisor": _("supervisor"), "admin": _("administrator")}.get(code, code)


def dispositions() -> dict[str, str]:
    """Every way a contact can end, in the order of the page."""
    return {
        "informed": _("Informed or advised"),
        "place": _("Place for the night found"),
        "stable": _("On the way to a lasting solution"),
        "transferred": _("Put through to another service"),
        "report": _("Report of someone in the street taken"),
        "refused": _("The person did not want help"),
        "nothing": _("Nothing free or suitable found"),
        "wrong_number": _("Wrong number"),
        "abusive": _("Abuse or a joke"),
        "silent": _("Nobody spoke"),
        "test": _("Test call"),
    }


def refusal(error: str, more: dict[str, Any]) -> str:
    """Why a click had no effect, in a sentence without blame."""
    if error == "already_taken" and more.get("by"):
        return _("%(name)s took this call.", name=more["by"])
    return refusals().get(error, _("That could not be done. Please go back and try again."))


def refusals() -> dict[str, str]:
    """The same for the page's script, which knows the name of the error; NAME stands for a colleague."""
    return {
        "taken_by": _("%(name)s took this call.", name="NAME"),
        "already_taken": _("A colleague took this call."),
        "busy": _("You already have a call. Finish it first."),
        "not_available": _("You are not available. Say that you are, then take a call."),
        "empty": _("Nobody waits."),
        "gone": _("This person is no longer in line."),
        "talking": _("You are still on the line. Hang up first, or give the call back."),
        "too_long": _("This note is too long."),
    }


def event(line: Event) -> str:
    """One line of the timeline as a sentence."""
    detail = line.detail or {}
    name = detail.get("dispatcher", "")
    return {
        "rang": _("rang"),
        "language": _("chose %(language)s", language=spoken(detail.get("language"))),
        "topic": _("chose: %(topic)s", topic=topic(detail.get("topic"))),
        "asked": _("asked for a person"),
        "reserved": _("%(name)s took the call", name=name),
        "answered": _("answered"),
        "bridged": _("talking with %(name)s", name=name),
        "not_answered": _("%(name)s did not answer: back in line", name=name),
        "lapsed": _("%(name)s did not answer: back in line", name=name),
        "given_back": _("%(name)s gave the call back", name=name),
        "line_lost": _("the line to %(name)s broke: goes first", name=name),
        "hung_up": _("hung up"),
        "left": _("hung up before anyone answered"),
        "callback": _("asked to be called back"),
        "callback_not_answered": _("called back, no answer"),
        "voicemail": _("left a voice message"),
        "message_left": _("the message can be heard"),
        "duty_phone": _("talked with the duty phone"),
        "opened": _("%(name)s opened this page", name=name),
        "listened": _("%(name)s listened to the message", name=name),
        "noted": _("%(name)s wrote a note", name=name),
        "closed": _("closed: %(how)s", how=dispositions().get(detail.get("disposition", ""), "")),
    }.get(line.kind, line.kind.replace("_", " "))
