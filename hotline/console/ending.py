"""Ending a contact on the desk: the words and pictures of the form, and what comes back from it."""

from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from hotline.console.labels import dispositions, topic
from hotline.console.language import _
from hotline.core.disposition import CALLERS, NEEDS, NON_CONTACTS, OUTCOMES, WHY, Ending


class Choice(NamedTuple):
    """One button of the form: its code, its picture in static/pictograms.svg, its words."""

    code: str
    picture: str
    words: str


def read(form: MultiDict[str, str]) -> Ending:
    """What was chosen. A form without the mark `ending` says only how it ended; the rest stays as it was."""
    how, _colon, why = form.get("disposition", "").partition(":")
    needs = tuple(form.getlist("needs")) if "ending" in form else None
    not_referred = set(form.getlist("referred_before")) - set(form.getlist("referred"))
    return Ending(how, why or None, form.get("caller") or None, needs, tuple(sorted(not_referred)))


def how_words(disposition: str | None, why: str | None = None) -> str:
    """How a contact ended, in one sentence."""
    said = dispositions().get(disposition or "", "")
    return f"{said}: {whys()[why]}" if why in WHY else said


def callers() -> list[Choice]:
    return _choices(
        CALLERS,
        {
            "person": ("person", _("The person")),
            "citizen": ("citizen", _("A passer-by or relative")),
            "police": ("police", _("Police")),
            "authority": ("authority", _("Commune, CPAS or authority")),
            "hospital": ("hospital", _("Hospital")),
            "transport": ("transport", _("Public transport")),
            "professional": ("professional", _("Social worker or service")),
            "visitor": ("visitor", _("Visitor at the desk")),
        },
    )


def topics() -> list[Choice]:
    """What a visitor may come for, as the topics of the line."""
    pictures = {"person": "person", "place": "bed", "report": "eye", "information": "information"}
    return [Choice(code, picture, topic(code)) for code, picture in pictures.items()]


def needs() -> list[Choice]:
    return _choices(
        NEEDS,
        {
            "shelter": ("bed", _("A bed")),
            "food": ("food", _("Food")),
            "hygiene": ("shower", _("Washing")),
            "day_centre": ("sun", _("Day centre")),
            "clothes": ("clothes", _("Clothes or blankets")),
            "health": ("health", _("Health")),
            "mental": ("mind", _("Mental health")),
            "addiction": ("addiction", _("Addiction")),
            "housing": ("house", _("Housing")),
            "guidance": ("guidance", _("Guidance at home")),
            "eviction": ("eviction", _("Threatened with eviction")),
            "violence": ("shield", _("Violence at home")),
            "minor": ("child", _("A minor")),
            "migration": ("globe", _("Asylum and migration")),
            "rights": ("papers", _("Rights and papers")),
            "work": ("work", _("Work and income")),
            "information": ("information", _("Information")),
            "report": ("eye", _("Someone in the street")),
            "other": ("dots", _("Something else")),
        },
    )


def outcomes() -> list[Choice]:
    """Every ending but "nothing found", which is said with its reason."""
    pictures = {
        "informed": "information",
        "place": "bed",
        "stable": "house",
        "transferred": "transfer",
        "report": "eye",
        "refused": "hand",
    }
    return [Choice(code, pictures[code], dispositions()[code]) for code in OUTCOMES if code != "nothing"]


def reasons() -> list[Choice]:
    """Nothing was found: one button for each reason, so that it stays one click."""
    pictures = dict(zip(WHY, ("full", "unsuitable", "clock", "papers", "far", "no_answer", "dots"), strict=True))
    return [Choice(f"nothing:{code}", pictures[code], whys()[code]) for code in WHY]


def non_contacts() -> list[Choice]:
    pictures = {"wrong_number": "wrong", "abusive": "abusive", "silent": "silent", "test": "test"}
    return [Choice(code, pictures[code], dispositions()[code]) for code in NON_CONTACTS]


def whys() -> dict[str, str]:
    return {
        "full": _("everything is full"),
        "unsuitable": _("nothing suits this person"),
        "closed": _("closed at this hour"),
        "conditions": _("the conditions are not met"),
        "too_far": _("cannot get there"),
        "no_answer": _("the service does not answer"),
        "other": _("another reason"),
    }


def _choices(codes: tuple[str, ...], words: dict[str, tuple[str, str]]) -> list[Choice]:
    return [Choice(code, *words[code]) for code in codes]
