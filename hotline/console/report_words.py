"""Reports of people in the street, in the words of the dispatcher's language."""

from typing import Any

from hotline.console.language import _

NOTHING = "–"  # was said


def status(code: str) -> str:
    return {
        "received": _("received"),
        "in_hand": _("in hand"),
        "closed": _("closed"),
    }.get(code, code)


def condition(code: str | None) -> str:
    """How the person was, in a word."""
    return {
        "not_responding": _("not responding"),
        "injured": _("hurt or ill"),
        "confused": _("confused or drunk"),
        "cold": _("is cold"),
        "asleep": _("asleep"),
        "awake": _("awake"),
    }.get(code or "", NOTHING)


def yes_no(said: bool | None) -> str:
    """What was said; a dash where nothing was."""
    return NOTHING if said is None else _("yes") if said else _("no")


def events() -> dict[str, str]:
    """The lines of a timeline that are about a report."""
    return {
        "report_sent": _("reported someone in the street"),
        "report_withdrawn": _("took the report back"),
        "report_asked": _("asked how the report went"),
        "report_unknown": _("asked with a code that does not exist"),
    }


def why(code: str) -> str | None:
    """Why the assistant gave a talk to a person."""
    return {
        "professional_referral": _("a professional asks"),
        "report_followup": _("asks about a report and has no code"),
        "callback": _("wants to be called, and it is not safe"),
        "not_responding": _("the person in the street does not respond"),
        "to_be_sure": _("the assistant is not sure; it may be serious"),
        "emergency": _("the assistant understood: emergency"),
        "domestic_violence": _("the assistant understood: violence"),
        "unaccompanied_minor": _("the assistant understood: under 18 and alone"),
        "mental_health": _("the assistant understood: in distress"),
    }.get(code)


def accuracy(lines: dict[str, Any]) -> str:
    """How exactly the place is known."""
    metres = lines.get("accuracy_m")
    return _("within %(metres)s m", metres=metres) if metres else NOTHING
