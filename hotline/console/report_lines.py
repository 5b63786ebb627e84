"""The timeline of a report: each line a sentence."""

from collections.abc import Mapping
from typing import Any

from hotline.console import report_words as words
from hotline.console.language import _
from hotline.console.report_teams import name, reason
from hotline.core.report.stored import ReportEvent


def event(line: ReportEvent, phonebook: Mapping[str, str]) -> str:
    """One line of the timeline as a sentence. `phonebook`: names of its entries by their keys."""
    detail = line.detail or {}
    who, team = detail.get("dispatcher", detail.get("by", "")), name(detail.get("team", ""))
    return {
        "received": _("came in: %(door)s", door=words.door(detail.get("channel", ""))),
        "typed": _("%(name)s wrote it down", name=who),
        "opened": _("%(name)s opened this page", name=who),
        "to_a_person": _to_a_person(detail, phonebook),
        "team_asked": _("asked: %(team)s", team=team),
        "team_texted": _("text message sent: %(team)s", team=team),
        "team_mailed": _("mail sent: %(team)s", team=team),
        "on_the_way": _("on the way: %(team)s", team=team),
        "mission_ended": f"{team}: {words.outcome(detail.get('outcome'))}",
        "answered_late": _("answered too late: %(what)s", what=f"{team}, {words.outcome(detail.get('outcome'))}"),
        "put_right": _("put right: %(what)s", what=f"{team}, {words.outcome(detail.get('outcome'))}"),
        "called_112": _("112: %(who)s", who=words.called(detail.get("who"))),
        "security_agreed": _("%(name)s noted: the person agreed that security comes", name=who),
        "corrected": _("%(name)s put right: %(what)s", name=who, what=_facts(detail.get("what", []))),
        "given": _("%(name)s chose the team: %(team)s", name=who, team=team),
        "on_a_sheet": _("on round sheet %(number)s: %(team)s", number=detail.get("sheet", ""), team=team),
        "closed": _closed(who, words.why_closed(detail.get("why"))),
        "withdrawn": _("who reported took it back"),
        "asked_back": _("who reported was asked where exactly"),
        "answered_back": _answered_back(detail),
        "told_back": _("who reported was told that it is closed"),
        "merged": _("made one with another report"),
        "unmerged": _("taken apart from another report"),
        "not_same": _("not the same person as another report"),
    }.get(line.kind, line.kind.replace("_", " "))


def _to_a_person(detail: dict[str, Any], phonebook: Mapping[str, str]) -> str:
    """Why, and whom they may call."""
    reasons = detail.get("reasons", ())
    why = [words.why_a_person(detail.get("why", "")), *(reason(one) for one in reasons if one not in phonebook)]
    said = _("before a person: %(why)s", why=", ".join(dict.fromkeys(why)))
    numbers = ", ".join(phonebook[one] for one in reasons if one in phonebook)
    return f"{said} · {_('whom you can call')}: {numbers}" if numbers else said


def _answered_back(detail: dict[str, Any]) -> str:
    gone = detail.get("said") == "gone"
    return _("who reported answered: no longer there") if gone else _("who reported answered")


def _closed(who: str, how: str) -> str:
    return _("%(name)s closed: %(how)s", name=who, how=how) if who else _("closed: %(how)s", how=how)


def _facts(names: list[str]) -> str:
    said = dict.fromkeys(words.fact(one) for one in names)
    return ", ".join(one for one in said if one)
