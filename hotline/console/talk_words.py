"""What happens during a talk, in the words of the dispatcher's language."""

from typing import Any

from hotline.console import report_words
from hotline.console.language import _


def guest(kind: str) -> str:
    """What a third person in a talk is."""
    return {
        "emergency": _("emergency"),
        "medical": _("medical help"),
        "interpreter": _("interpreter"),
        "centre": _("centre"),
        "service": _("service"),
        "colleague": _("colleague"),
        "number": _("typed number"),
    }.get(kind, kind)


def not_reached(why: str | None, name: str) -> str:
    """Why somebody did not come into the talk."""
    if why == "busy":
        return _("%(name)s is busy.", name=name)
    if why in ("no_answer", None):
        return _("%(name)s does not answer.", name=name)
    if why == "failed":
        return _("%(name)s cannot be reached.", name=name)
    return _("%(name)s was not needed any more.", name=name)


def not_usable(field: str) -> str:
    """Which field of a phonebook entry cannot be used."""
    return {
        "number": _("This is not a number that we can call."),
        "hours": _("These hours cannot be read. Write them like this: Mo-Fr 08:00-18:00; Sa 10:00-14:00"),
    }.get(field, _("Please fill in every field, and not too much in it."))


def refusals() -> dict[str, str]:
    """Why a click during a talk had no effect."""
    return {
        "not_talking": _("You are not in this talk."),
        "enough": _("There are three others in this talk already. Let one go first."),
        "colleague_busy": _("This colleague is not free."),
        "not_dialable": _("This is not a number that we can call."),
        "in_line": _("This person is in line again already."),
        "no_number": _("There is no number to call this person back."),
    }


def why_raised(why: str) -> str:
    """Why the assistant gave a written talk to a person: its own reasons, or the rule of the safety net ("fr.fire")."""
    language, _dot, rule = why.rpartition(".")
    known = {
        "talk_to_human": _("the person asked for a person"),
        "asked": _("the person asked for a person"),
        "too_many": _("more texts in an hour than the assistant answers"),
        "no_texts_there": _("wrote from a phone that cannot get texts"),
        "emergency": _("spoke of an emergency"),
        "domestic_violence": _("spoke of violence"),
        "unaccompanied_minor": _("somebody under 18 alone"),
        "mental_health": _("feels very bad"),
        "assistant_silent": _("the assistant did not answer"),
        "not_understood": _("the assistant did not understand"),
        "few_words": _("the assistant knows only a few sentences of this language"),
    }
    said = known.get(why) or report_words.why(why)
    if said is None and language:
        said = _("words of danger: %(what)s", what=f"{rule.replace('_', ' ')} ({language})")
    return said or why.replace("_", " ")


def writing(detail: dict[str, Any]) -> dict[str, str]:
    """The lines of the timeline that are about a written talk."""
    name = detail.get("dispatcher", "")
    return {
        "handoff": _("handed to a person, because: %(why)s", why=why_raised(str(detail.get("why", "")))),
        "handed_back": _("%(name)s handed back to the assistant", name=name),
        "talk_closed": _("the conversation was closed"),
        "fell_silent": _("nothing was heard of them for long"),
        "wrote_again": _("wrote again: same place in line"),
    }


def events(detail: dict[str, Any]) -> dict[str, str]:
    """The lines of the timeline that are about a talk."""
    name, colleague, who = detail.get("dispatcher", ""), detail.get("colleague", ""), guest(detail.get("who", ""))
    who = f"{who} {colleague}".strip()
    return {
        "third_asked": _("called to join: %(who)s", who=who),
        "third_joined": _("joined the talk: %(who)s", who=who),
        "third_left": _("left the talk: %(who)s", who=who),
        "third_not_reached": not_reached(detail.get("why"), who),
        "on_hold": _("%(name)s put the call on hold", name=name),
        "off_hold": _("%(name)s came back from hold", name=name),
        "left_talk": _("%(name)s left the talk to the others", name=name),
        "handed_over": _("%(name)s handed over to %(to)s", name=name, to=detail.get("colleague", "")),
        "needs_us": _("still needs us: goes first"),
        "called_again": _("%(name)s calls this person again", name=name),
        "interrupted": _("a phone call came between; the person is asked to stay"),
        "resumed": _("the phone call is over, the chat goes on"),
    }
