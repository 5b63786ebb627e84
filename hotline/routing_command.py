"""`hotline reports check`: the files of the teams."""

import click

from hotline.core.report import teams
from hotline.core.report.teams import Rule, Team


@click.command("check")
def check() -> None:
    """Read the files of the teams and show them. Exit 2 and one line, where there is a mistake."""
    try:
        book = teams.read(teams.FOLDER)
    except teams.BrokenTeams as broken:
        raise click.BadParameter(str(broken), param_hint="knowledge_base/teams") from None
    for team in book.teams:
        click.echo(_team(team))
    for rule in book.rules:
        click.echo(_rule(rule))


def _team(team: Team) -> str:
    minutes = int(team.answer_within.total_seconds() // 60)
    open_at = team.hours or "day and night"
    assumed = f"\tto be agreed: {', '.join(team.assumed)}" if team.assumed else ""
    return f"team {team.id}\t{team.kind}\t{open_at}\t{team.capacity} at once\tanswers within {minutes} min{assumed}"


def _rule(rule: Rule) -> str:
    what = " or ".join(sorted(rule.any)) or "everything"
    also = f" with {' and '.join(sorted(rule.all))}" if rule.all else ""
    hours = f" at {rule.hours}" if rule.hours else ""
    return f"rule {rule.name}\t{what}{also}{hours}\t→ {', '.join(rule.ask) or 'a dispatcher'}"
