"""Reports of people in the street, in the words of the dispatcher's language."""

from typing import Any

from hotline.console.language import _, locale
from hotline.core.gazetteer import commune_name
from hotline.core.report.facts import SPOT

NOTHING = "–"  # was said


def status(code: str) -> str:
    return {
        "received": _("received"),
        "in_hand": _("in hand"),
        "closed": _("closed"),
    }.get(code, code)


def door(code: str) -> str:
    """By which door it came in."""
    return {
        "voice": _("call"),
        "chat": _("chat"),
        "sms": _("SMS"),
        "whatsapp": _("WhatsApp"),
        "voicemail": _("voice message"),
        "desk": _("at the desk"),
        "web": _("web form"),
        "partner": _("a partner's program"),
    }.get(code, code)


def commune(french: str | None) -> str:
    """A commune as it is called in the dispatcher's language; one of no list as it was told."""
    return commune_name(french, locale()) if french else NOTHING


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


def help_wanted(code: str | None) -> str:
    """What seems to be needed."""
    return {
        "support": _("somebody to talk to, support"),
        "information": _("information"),
        "aid": _("blankets, food, drink"),
        "care": _("care for a wound or an illness"),
        "transport": _("transport to a bed"),
    }.get(code or "", NOTHING)


def role(code: str | None) -> str:
    """Who reports."""
    return {
        "citizen": _("a passer-by or neighbour"),
        "themself": _("the person themself"),
        "station": _("station or transport staff"),
        "professional": _("a professional"),
        "other": _("somebody else"),
    }.get(code or "", NOTHING)


def called(code: str | None) -> str:
    """Who called 112."""
    return {
        "reporter": _("who reported"),
        "dispatcher": _("a dispatcher"),
        "other": _("somebody else"),
        "nobody": _("nobody: it was not needed"),
    }.get(code or "", NOTHING)


def spot(name: str) -> str:
    """What leads a team the last metres."""
    return {
        "now_at": _("where they are now"),
        "street": _("street and number"),
        "landmark": _("near what"),
        "stop": _("stop or station"),
        "line": _("tram, bus or metro line"),
        "inside": _("inside: hall, level"),
        "side": _("which side, which way"),
    }[name]


def fact(name: str) -> str:
    """What a fact is called."""
    return {
        "place": _("the place"),
        "commune": _("commune"),
        "when": _("when"),
        "people_count": _("how many"),
        "condition": _("how they are"),
        "condition_words": _("how they are"),
        "minors": _("children"),
        "animals": _("animals"),
        "spoken_to": _("somebody talked to them"),
        "wants_help": _("they want help"),
        "still_there": _("still there"),
        "dangers": _("dangers for the team"),
        "clothing": _("clothes"),
        "heard": _("language heard"),
        "help": _("what they need"),
        "role": _("who reports"),
        **{one: spot(one) for one in SPOT},
    }.get(name, "")


def why_closed(code: str | None) -> str:
    """Why a dispatcher closed a report."""
    return {
        "helped": _("the person was helped"),
        "gone": _("the person is no longer there"),
        "refused": _("the person did not want help"),
        "known": _("somebody looks after them already"),
        "not_ours": _("passed on to another service"),
        "not_found": _("nobody was found"),
        "mistake": _("a mistake, a test or a joke"),
    }.get(code or "", NOTHING)


def why_a_person(code: str) -> str:
    """Why a person must look at a report."""
    return {
        "danger": _("danger"),
        "crisis": _("cold or heat: a person looks at every report"),
        "many": _("many reports came at once: no team has been asked, as they may be false"),
        "place_unclear": _("it is not clear where"),
        "no_team": _("there is no team for it"),
        "no_answer": _("no team answered in time"),
        "no_reach": _("the team cannot be reached"),
        "left_alone": _("it was with nobody: please tell the technician"),
        "hung_up": _("danger: the caller hung up before they agreed that it is passed on"),
        "reporter_answered": _("who reported answered"),
        "late_answer": _("a team answered too late"),
        "wrong_button": _("a team pressed the wrong button and put it right"),
    }.get(code) or outcome(code)


def mission_state(code: str) -> str:
    """How far a team is."""
    return {
        "asked": _("asked, no answer yet"),
        "on_the_way": _("on the way"),
        "ended": _("ended"),
    }.get(code, code)


def outcome(code: str | None) -> str:
    """How a mission ended."""
    return {
        "helped": _("found and helped"),
        "refused": _("found, did not want help"),
        "known": _("found, known to a service"),
        "not_found": _("not found"),
        "wrong_place": _("wrong place"),
        "moved": _("moved elsewhere"),
        "duplicate": _("the same person as another report"),
        "emergency": _("emergency"),
        "cannot_go": _("cannot go"),
        "no_answer": _("no answer in time"),
        "reassigned": _("given to another team"),
        "withdrawn": _("taken back"),
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
