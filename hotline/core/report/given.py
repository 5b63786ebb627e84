"""A dispatcher gives a report to a team by hand, and a report that is decided leaves the line.

Whoever calls these holds the report's lock, and before it that of the contact of its entry in the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import call, crisis, disposition, queue, reservation
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.disposition import Ending
from hotline.core.report import in_line, onward, stored
from hotline.core.report.stored import Report
from hotline.core.report.team import mission, routing, team_reach, teams
from hotline.core.report.team.mission import Mission, MissionEnd
from hotline.core.report.team.teams import Team
from hotline.core.secret import Vault
from hotline.core.words import EntryState

BY_HAND = "by_hand"  # the rule of a mission that a dispatcher chose
FORBIDS = ("no_reach", "consent")  # what no dispatcher can set aside


class CannotGo(Exception):
    """This team cannot have this report. `why`: one of FORBIDS, or `over`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Option:
    """A team to choose. `against`: why the rules would not, of routing.REFUSALS, or `no_reach`; None: they might."""

    team: Team
    against: str | None

    @property
    def may(self) -> bool:
        """Whether a dispatcher may choose it all the same."""
        return self.against not in FORBIDS


def options(session: Session, vault: Vault, report: Report, at: datetime) -> Sequence[Option]:
    """All teams, those that the rules might choose first."""
    seen = onward.seen_of(session, vault, report, [one.kind for one in crisis.going_on(session)])
    reached, load = team_reach.reached(session), onward.load(session)
    tried = {one.team for one in mission.of(session, report.id)}
    found = [
        Option(team, routing.refusal(team, seen, at, load, tried) if team.id in reached else "no_reach")
        for team in teams.book().teams
    ]
    return sorted(found, key=lambda one: (one.against is not None, not one.may))


def to_call(session: Session, vault: Vault, report: Report, at: datetime) -> Sequence[str]:
    """Keys of the phonebook whom a dispatcher may call, by the rule that fits this report now."""
    seen = onward.seen_of(session, vault, report, [one.kind for one in crisis.going_on(session)])
    return next(rule for rule in teams.book().rules if rule.fits(seen.tags, at)).lines


def give(session: Session, vault: Vault, report: Report, team: str, by: Dispatcher, at: datetime) -> Mission:
    """Ask this team, whatever else the rules say. The one that has it already keeps it. Raises CannotGo."""
    if stored.is_done(report):
        raise CannotGo("over")
    chosen = next((one for one in options(session, vault, report, at) if one.team.id == team), None)
    if chosen is None or not chosen.may:
        raise CannotGo(chosen.against or "" if chosen else "no_reach")
    now = mission.open_of(session, report.id)
    if now is not None and now.team == team:
        return now
    stored.record(session, report.id, "given", at, dispatcher=by.username, team=team)
    why = {"rule": BY_HAND, "reasons": [chosen.against] if chosen.against else []}
    return onward.ask(session, vault, report, chosen.team, why, at)


def next_team(session: Session, vault: Vault, report: Report, at: datetime) -> Mission | None:
    """Whoever has it does not go: the next one by the rules. None: there is none, a person looks. Raises CannotGo."""
    if stored.is_done(report):
        raise CannotGo("over")
    mission.end_open(session, report, MissionEnd.REASSIGNED, at)
    return onward.go_on(session, vault, report, "no_team", at)


def contact_in_line(session: Session, report_id: int) -> Contact | None:
    """The contact with which a report waits for a person, locked. To be asked before the report is locked."""
    waits = session.execute(in_line.waiting()).all()
    found = next((entry.contact_id for of, entry in waits if int(of) == report_id), None)
    return contacts.lock(session, found) if found is not None else None


def settle(session: Session, contact: Contact | None, by: Dispatcher, at: datetime) -> bool:
    """Once nothing is left open it is off the desk of whoever decided. False: it stays, or a colleague has it."""
    entry = queue.live_entry(session, contact.id) if contact is not None else None
    if contact is None or entry is None or in_line.kept_open(session, contact) is not None:
        return False
    if entry.state == EntryState.WAITING:
        reservation.finish(session, entry, at)
        contacts.end(session, contact, at)
        disposition.close(session, contact, Ending("report"), by.username, at)
        return True
    held = reservation.reservation_of(session, contact.id)
    if held is None or held.dispatcher_id != by.id or held.bridged_at is None:
        return False
    call.finish(session, contact, at)
    return True
