"""The timeline of a report: each line a sentence."""

from typing import Any

from hotline.console import report_words as words
from hotline.console.language import _
from hotline.console.report_teams import name
from hotline.core.report.stored import ReportEvent


def event(line: ReportEvent) -> str:
    """One line of the timeline as a sentence."""
    detail = line.detail or {}
    who, team = detail.get("dispatcher", ""), name(detail.get("team", ""))
    return {
        "received": _("came in: %(door)s", door=words.door(detail.get("channel", ""))),
        "typed": _("%(name)s wrote it down", name=who),
        "opened": _("%(name)s opened this page", name=who),
        "team_asked": _("asked: %(team)s", team=team),
        "on_the_way": _("on the way: %(team)s", team=team),
        "mission_ended": _ended(team, detail),
        "called_112": _("112: %(who)s", who=words.called(detail.get("who"))),
        "corrected": _("%(name)s put right: %(what)s", name=who, what=_facts(detail.get("what", []))),
        "given": _("%(name)s chose the team: %(team)s", name=who, team=team),
        "on_a_sheet": _("on round sheet %(number)s: %(team)s", number=detail.get("sheet", ""), team=team),
        "closed": _closed(who, detail),
        "withdrawn": _("who reported took it back"),
    }.get(line.kind, line.kind.replace("_", " "))


def _ended(team: str, detail: dict[str, Any]) -> str:
    return f"{team}: {words.outcome(detail.get('outcome'))}"


def _closed(who: str, detail: dict[str, Any]) -> str:
    if not who:
        return _("closed")
    return _("%(name)s closed: %(how)s", name=who, how=words.why_closed(detail.get("why")))


def _facts(names: list[str]) -> str:
    said = dict.fromkeys(words.fact(one) for one in names)
    return ", ".join(one for one in said if one)
