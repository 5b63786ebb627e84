"""`hotline reports check` and `route`: the files of the teams, and what they would do with a report."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from hotline import db
from hotline.core import gazetteer
from hotline.core.assistant.condition import condition
from hotline.core.measure import BRUSSELS
from hotline.core.report import Facts
from hotline.core.report.facts import HELP, STATES
from hotline.core.report.team import teams, trial
from hotline.core.report.team.teams import Book, Rule, Team
from hotline.core.report.team.trial import Routed
from hotline.local import borrow

CRISES = ("cold", "heat")
YES, NO = ("yes", "true", "1", "oui", "ja"), ("no", "false", "0", "non", "nee", "neen")
TEXTS = (
    "place", "commune", "when", "condition", "condition_words", "place_id", "street", "landmark", "stop", "line",
    "inside", "side", "dangers", "clothing", "heard", "help", "role",
)  # fmt: skip
NUMBERS: Mapping[str, Callable[[str], Any]] = {"lat": float, "lon": float, "accuracy_m": int, "people_count": int}
SAID = ("minors", "animals", "spoken_to", "wants_help", "still_there")
ALSO = {"text": "place", "words": "place", "people": "people_count", "at": "hour"}
ROW = ("id", "language", "hour", "day", "crisis")


@click.command("check")
def check() -> None:
    """Read the files of the teams and show them. Exit 2 and one line, where there is a mistake."""
    book = _book()
    for team in book.teams:
        click.echo(_team(team))
    for rule in book.rules:
        click.echo(_rule(rule))


@click.command("route")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a row.")
def route(file: Path, *, as_json: bool) -> None:
    """What the rules would do with each report described in FILE (CSV or JSON lines), and why. Nothing is kept.

    Columns, all optional: id, language, hour (22:30), day (2026-12-24), crisis (cold, heat) and what is told of a
    report: place, commune, lat, lon, condition, condition_words, minors, people_count, help, heard, inside, role …
    """
    book, rows = _book(), list(_rows(file))
    with borrow.session() as (session, _):
        now, places = db.now(session), gazetteer.current(session)
    for nth, row in enumerate(rows, start=1):
        told, at, crises = _facts(row, nth), _moment(row, now, nth), [row["crisis"]] if row.get("crisis") else []
        found = trial.routed(book, places, told, row.get("language") or None, at, crises)
        line = _line(row.get("id") or str(nth), found)
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else "\t".join(_shown(v) for v in line.values()))


def _book() -> Book:
    try:
        return teams.read(teams.FOLDER)
    except teams.BrokenTeams as broken:
        raise click.BadParameter(str(broken), param_hint="knowledge_base/teams") from None


def _rows(file: Path) -> Iterator[dict[str, str]]:
    """Each row with its values as texts. Columns that are not known here are named on stderr and left out."""
    known, left_out = {*TEXTS, *NUMBERS, *SAID, *ROW}, set[str]()
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            found = _json_rows(source) if file.suffix in (".jsonl", ".ndjson") else csv.DictReader(source, strict=True)
            for row in found:
                named = {ALSO.get(str(name), str(name)): _text(value) for name, value in row.items()}
                left_out |= named.keys() - known
                yield {name: text for name, text in named.items() if name in known}
    except (csv.Error, ValueError) as error:
        raise click.BadParameter(f"no readable CSV or JSON lines in UTF-8: {error}", param_hint="FILE") from None
    if left_out:
        click.echo(f"left out: {', '.join(sorted(left_out))}", err=True)


def _json_rows(source: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in source:
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a line is no object")
            yield row


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _facts(row: Mapping[str, str], nth: int) -> Facts:
    told: dict[str, Any] = {name: row[name] for name in TEXTS if row.get(name)}
    for name in (*NUMBERS, *SAID):
        if row.get(name):
            told[name] = _value(name, row[name], nth)
    if told.get("help") not in (None, *HELP):
        raise click.BadParameter(f"row {nth}, help: none of {', '.join(HELP)}", param_hint="FILE")
    if (said := told.get("condition")) not in (None, *STATES):  # in words, as somebody would say it
        told |= {"condition": condition(said), "condition_words": f"{said} {told.get('condition_words', '')}".strip()}
    return Facts(**told)


def _value(name: str, text: str, nth: int) -> Any:
    try:
        return NUMBERS[name](text) if name in NUMBERS else _yes(text.lower())
    except ValueError:
        raise click.BadParameter(f"row {nth}, {name}: {text!r} cannot be read", param_hint="FILE") from None


def _yes(text: str) -> bool:
    if text not in (*YES, *NO):
        raise ValueError(text)
    return text in YES


def _moment(row: Mapping[str, str], now: datetime, nth: int) -> datetime:
    """The hour on a wall in Brussels, on that day or today; now, if none is given."""
    here = now.astimezone(BRUSSELS)
    try:
        day = date.fromisoformat(row["day"]) if row.get("day") else here.date()
        said = row.get("hour") or ""
        if "T" in said:
            return _whole(datetime.fromisoformat(said))
        hour = time.fromisoformat(said.zfill(2) if said.isdecimal() else said) if said else here.time()
    except ValueError:
        raise click.BadParameter(f"row {nth}: hour or day cannot be read", param_hint="FILE") from None
    return datetime.combine(day, hour, BRUSSELS)


def _whole(said: datetime) -> datetime:
    return said if said.tzinfo else said.replace(tzinfo=BRUSSELS)


def _line(name: str, found: Routed) -> dict[str, object]:
    choice = found.choice
    return {
        "id": name,
        "team": choice.team.id if choice.team else None,
        "rule": choice.rule,
        "reasons": list(choice.reasons),
        "passed": dict(choice.passed),
        "person": found.person,
        "lines": list(choice.lines),
        "danger": found.danger,
        "priority": str(found.priority),
        "commune": found.commune,
    }


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}:{why}" for name, why in value.items()) or "–"
    return " ".join(map(str, value)) or "–" if isinstance(value, list) else str(value or "–")


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
