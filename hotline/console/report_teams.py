"""The outreach teams in the console: what they are called, and why one of them was chosen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hotline.console.language import _, locale
from hotline.core.report.team import teams


def names() -> Mapping[str, str]:
    """Each team by its id."""
    return {team.id: team.called(locale()) for team in teams.book().teams}


def name(team: str) -> str:
    """What a team is called; one that is in no file any more by its id."""
    known = teams.book().team(team)
    return known.called(locale()) if known else team


def why(reasons: Mapping[str, Any]) -> Sequence[str]:
    """Why a team was chosen, in words: the rule, what counted, and who was passed over."""
    return list(_why(reasons))


def _why(reasons: Mapping[str, Any]) -> Iterator[str]:
    yield rule(reasons.get("rule", ""))
    yield from (reason(one) for one in reasons.get("reasons", ()))
    for team, against in reasons.get("passed", {}).items():
        yield _("not %(team)s: %(why)s", team=name(team), why=reason(against))


def rule(code: str) -> str:
    """The rule of knowledge_base/teams that fitted; one that we have no words for by its name."""
    return {
        "by_hand": _("chosen by a dispatcher"),
        "minor_alone": _("a minor alone"),
        "violence": _("violence"),
        "danger": _("danger to life"),
        "metro": _("in a metro station"),
        "rail": _("in a railway station"),
        "medical": _("hurt or ill"),
        "refused": _("said no to help: somebody they can get to know"),
        "night": _("help at night"),
        "aid": _("help, care or transport"),
        "support": _("support or information"),
        "usual": _("the usual case"),
    }.get(code, code)


def reason(code: str) -> str:
    """What counted for a team, or against it."""
    return {
        "own_commune": _("works in this commune"),
        "whole_region": _("works in the whole Region"),
        "at_station": _("works in stations"),
        "speaks": _("speaks the language"),
        "open": _("is out now"),
        "free": _("has nothing else"),
        "has_room": _("has room for one more"),
        "same_person": _("goes to the same person already"),
        "consent": _("only if the person themself agrees"),
        "never": _("does not take such reports"),
        "elsewhere": _("does not go there"),
        "audience": _("is there for other people"),
        "tried": _("was asked before"),
        "closed": _("is not out now"),
        "full": _("has enough already"),
        "later": _("comes after this one"),
        "no_reach": _("cannot be reached"),
        "no_team": _("there is no team for it"),
        "place_unclear": _("it is not clear where"),
    }.get(code, code)
