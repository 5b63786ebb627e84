"""The closed lists in the words of the dispatcher's language."""

from typing import Any

from babel import Locale, UnknownLocaleError

from hotline.console import place_labels, report_words, talk_words, text_labels
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
        "report": _("report from the street"),
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


def finds() -> dict[str, str]:
    """What a note seems to hold."""
    return {
        "mail": _("an e-mail address"),
        "register": _("a national register number"),
        "phone": _("a phone number"),
        "digits": _("a long number"),
    }


def telling(found: list[str]) -> str:
    """The question before a note is kept that seems to tell who somebody is."""
    return _(
        "This note seems to hold: %(what)s. Take out what is not needed, or press the same button again to keep it.",
        what=", ".join(finds()[one] for one in found),
    )


def reasons() -> dict[str, str]:
    """Why a closed contact is opened, in the order of the page."""
    return {
        "handover": _("hand-over from a colleague"),
        "follow_up": _("the person calls again, or is called back"),
        "correction": _("something must be corrected"),
        "complaint": _("a complaint"),
        "request": _("the person asks what we know"),
        "supervision": _("supervision"),
    }


def _ending(detail: dict[str, Any]) -> str:
    """How it ended, before and after where that changed."""
    said = detail.get("changes", {}).get("disposition", [detail.get("disposition")])
    return " → ".join(dispositions().get(one or "", one or "") for one in said)


def _changes(changes: dict[str, Any]) -> str:
    """Before and after, field by field: normal → danger."""
    say = {"language": spoken, "topic": topic, "priority": priority}
    pairs = [(say[name], *changes[name]) for name in say if name in changes]
    return ", ".join(f"{words(before)} → {words(after)}" for words, before, after in pairs)


def _opened(name: str, reason: str | None) -> str:
    if reason is None:
        return _("%(name)s opened this page", name=name)
    return _("%(name)s opened this closed page: %(reason)s", name=name, reason=reasons().get(reason, reason))


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
        "not_yet": _("This person asked to be called at certain hours only."),
        "talking": _("You are still on the line. Hang up first, or give the call back."),
        "ask_112": _("First say whether 112 was called, and by whom."),
        "report_open": _("First ask a team to go there, or close the report."),
        "not_yours": _("This contact is closed. A supervisor can correct it."),
        "too_long": _("This is too long."),
        "empty_message": _("Write something first."),
        **talk_words.refusals(),
    }


def _handed(name: str, to: str | None) -> str:
    if to is None:
        return _("%(name)s left this to the desk", name=name)
    return _("%(name)s handed this to %(to)s", name=name, to=to)


def open_work(kind: str) -> str:
    """What is open about somebody."""
    return {
        "unfinished": _("talk without an ending"),
        "callback": _("to be called back"),
        "voicemail": _("message to listen to"),
        "report": _("report to look at"),
        "hold": _("place kept"),
    }.get(kind, kind)


def _called_out(step: str) -> str:
    """Whose phones rang because nobody took the person; a step that only this house's plan knows has the last words."""
    return {
        "alert": _("nobody took them: the duty phone got a text"),
        "available": _("nobody took the call: free colleagues are rung"),
        "everyone": _("nobody took the call: everyone on duty is rung"),
        "duty": _("nobody took the call: the duty phone rings"),
    }.get(step, _("nobody took the call: phones ring again"))


def safety(said: dict[str, Any]) -> str:
    """What is safe for this person, in a sentence."""
    if said.get("call") is False:
        return _("Do not call: it is not safe.")
    if said.get("text"):
        return _("Safe to call and to text.")
    return _("Safe to call, not to text.") if said.get("call") else _("Not asked whether a call is safe.")


def window(code: str | None) -> str:
    """When this person wants to be called."""
    return {
        "morning": _("call only between 8 and 12"),
        "afternoon": _("call only between 12 and 18"),
        "evening": _("call only between 18 and 22"),
    }.get(code or "", "")


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
        "erased": _("erased at the person's request by %(name)s", name=name),
        "taken_over": _("taken over from %(name)s", name=name),
        "changed": _("%(name)s corrected: %(changes)s", name=name, changes=_changes(detail.get("changes", {}))),
        "line_lost": _("the line to %(name)s broke: goes first", name=name),
        "hung_up": _("hung up"),
        "left": _("hung up before anyone answered"),
        "callback": _("asked to be called back"),
        "callback_not_answered": _("called back, no answer"),
        "centre": _("a centre called to tell its free places"),
        "came_back": _("called again from another phone, with the code: same place in line")
        if detail.get("by") == "code"
        else _("called again from the same number: same place in line. Ask first who it is."),
        "priority": _("goes sooner: %(priority)s", priority=priority(detail.get("priority", ""))),
        "safety": safety(detail),
        "safe_word": _("chose a word that we say first"),
        "voicemail": _("left a voice message"),
        "message_left": _("the message can be heard"),
        "duty_phone": _("talked with the duty phone"),
        "work_handed": _handed(name, detail.get("to")),
        "work_taken": _("%(name)s took this over", name=name),
        "work_left": _("%(name)s left without handing this over: it is everybody's", name=name),
        "seen_to": _("%(name)s was told by phone and opens the console", name=name),
        "called_out": _called_out(detail.get("step", "")),
        "text": text_labels.sent_line(name, detail),
        "opened": _opened(name, detail.get("reason")),
        "listened": _("%(name)s listened to the message", name=name),
        "noted": _("%(name)s wrote a note", name=name),
        "came": _("came to the desk"),
        **talk_words.writing(detail),
        **report_words.events(),
        "went": _("left the desk"),
        "recognised": _("known as a partner"),
        "declared": _("said of the person: %(what)s", what=priority(detail.get("priority", ""))),
        "closed": _("%(name)s closed: %(how)s", name=name, how=dispositions().get(detail.get("disposition", ""), "")),
        "corrected": _("%(name)s corrected: %(how)s", name=name, how=_ending(detail)),
        "referred": _("%(name)s referred to a service", name=name),
        **place_labels.events(detail, name),
        **talk_words.events(detail),
    }.get(line.kind, line.kind.replace("_", " "))
