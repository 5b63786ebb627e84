"""The words of the bed board: closed lists in the dispatcher's language."""

from typing import Any

from hotline.console.language import _, locale
from hotline.texts import n


def audience(code: str) -> str:
    return {
        "men": _("men"),
        "women": _("women"),
        "families": _("families"),
        "couples": _("couples"),
        "minors": _("minors alone"),
        "animals": _("animals"),
        "reduced_mobility": _("reduced mobility"),
        "medical": _("medical care"),
        "day": _("may stay by day"),
    }.get(code, code)


def housing(code: str | None) -> str:
    return {
        "lost": _("lost already"),
        "not_yet": _("not yet"),
        "long": _("no home for long"),
    }.get(code or "", "")


def free(count: int) -> str:
    """What stands after the number of free places."""
    return n(locale(), "place free", "places free", count)


def source(code: str | None) -> str:
    """How a free count reached us."""
    return {
        "board": _("by a dispatcher"),
        "phone": _("by phone keys"),
        "sms": _("by SMS"),
        "link": _("by its link"),
    }.get(code or "", "")


def refused() -> dict[str, str]:
    """Why somebody does not want a place: never asked for, noted if they say it."""
    return {
        "too_far": _("too far"),
        "partner": _("not with the partner or family"),
        "animal": _("not with the animal"),
        "not_safe": _("does not feel safe there"),
        "rules": _("hours or rules of the house"),
        "other_solution": _("has another solution"),
    }


def nothing() -> dict[str, str]:
    return {
        "full": _("everything is full"),
        "no_audience": _("no place for these people"),
        "refused_by_centre": _("the centre refused"),
        "no_transport": _("no way to get there"),
        "not_eligible": _("does not meet the conditions"),
        "closed": _("closed at this hour or season"),
    }


def crisis(code: str) -> str:
    return {
        "cold": _("cold"),
        "heat": _("heat"),
        "storm": _("storm"),
        "epidemic": _("epidemic"),
        "humanitarian": _("humanitarian"),
    }.get(code, code)


def refusal(error: str, name: str) -> str:
    """Why a click on the board had no effect, in a sentence without blame."""
    return {
        "full": _("The last free place at %(name)s has just been taken. Please choose another centre.", name=name),
        "shut": _("%(name)s is not open now and does not open within a day.", name=name),
        "over": _("This place is no longer kept: its time has passed, or it was given back."),
        "no_talk": _("You are not in a talk with this person, or too many take part already."),
        "ask_first": _("First ask whether the home is lost already, then keep a place."),
        "too_many": _("%(name)s has fewer places than that. Nothing was changed.", name=name),
    }.get(error, _("That could not be done. Please go back and try again."))


def events(detail: dict[str, Any], name: str) -> dict[str, str]:
    """Lines of the timeline that are about places."""
    at = {"centre": detail.get("centre", ""), "count": detail.get("places", 1), "name": name}
    return {
        "housing": _("housing: %(answer)s", answer=housing(detail.get("housing"))),
        "place_kept": _("%(name)s kept a place at %(centre)s (%(count)s)", **at),
        "place_extended": _("%(name)s keeps the place at %(centre)s longer", **at),
        "place_released": _("place at %(centre)s given back", **at),
        "place_arrived": _("arrived at %(centre)s", **at),
        "place_expired": _("did not arrive at %(centre)s in time: the place is free again", **at),
        "place_refused": _("did not want a place at %(centre)s", **at),
        "place_nothing": _("no place found: %(why)s", why=nothing().get(detail.get("reason", ""), "")),
    }
