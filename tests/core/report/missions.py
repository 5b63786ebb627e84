"""Reports in the hands of teams, without the rules that choose one."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from hotline import db
from hotline.core.report.code import draw
from hotline.core.report.stored import Report
from hotline.core.report.team import mission, team_reach
from hotline.core.report.team.mission import Mission
from hotline.core.secret import Vault

TEAM, PHONE = "maraude", "+32470200001"
MIDI = (50.8357, 4.3361)


def a_report(session: Session, vault: Vault, at: datetime | None = None, **more: Any) -> Report:
    """Somebody told of a person near the Midi station."""
    at = at or db.now(session)
    usual = {"channel": "web", "language": "fr", "status": "received", "priority": "normal", "share_consent": True}
    usual |= {"commune": "Saint-Gilles", "lat": MIDI[0], "lon": MIDI[1], "clothing": vault.lock("a red coat")}
    usual |= {"place": vault.lock("behind the kiosk")}
    report = Report(code=draw(), made_at=at, **(usual | more))
    session.add(report)
    session.flush()
    return report


def in_hand(
    session: Session, vault: Vault, report: Report | None = None, team: str = TEAM, at: datetime | None = None
) -> Mission:
    """A team is asked for a report, and has twenty minutes to answer."""
    at = at or db.now(session)
    given = report or a_report(session, vault, at)
    return mission.ask(session, vault, given, team, {"rule": "test"}, at, at + timedelta(minutes=20))


def reached_by(session: Session, vault: Vault, **how: Any) -> None:
    usual: dict[str, Any] = {"phone": PHONE, "mail": None, "language": "fr", "team": TEAM}
    team_reach.set_reach(session, vault, at=db.now(session), **(usual | how))
