"""Where a report goes from here: danger before a person at once, a team by the rules, and never to nobody.

Locks: contact → report → entry → the choice of teams, always in this order; the last is held by one at a time, so that
two reports never take the same last place of a team. Times and waits: docs/reports.md.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import crisis, gazetteer
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry
from hotline.core.report import cold_and_heat, flood, in_line, stored, tags
from hotline.core.report.cold_and_heat import EVERY_ONE_IN
from hotline.core.report.facts import Facts
from hotline.core.report.stored import MINE, Report, Status
from hotline.core.report.tags import Seen
from hotline.core.report.team import mission, out_again, routing, team_reach, teams
from hotline.core.report.team.mission import AGAIN, OPEN, Mission, MissionEnd, MissionState
from hotline.core.report.team.routing import Choice, Going
from hotline.core.report.team.teams import Team
from hotline.core.report.twin import merging
from hotline.core.secret import Vault
from hotline.core.words import EntryState, Priority, higher

LOCK = 7_131  # the advisory lock of the choice of a team
BATCH = 100
AGREED = "security_agreed"  # of the report's timeline: the person themself agreed that security comes


def take_on(session: Session, vault: Vault, report: Report, at: datetime) -> None:
    """A report that was just stored: before a person where one must look, and to the team that the rules choose.

    One of very many goes before a person first, whatever it tells: false ones would keep the teams from everybody else.
    """
    crises = [one.kind for one in crisis.going_on(session)]
    seen = _judged(session, report, _located(session, vault, report), crises, at)
    if flood.is_one_of_many(session, report):
        in_line.enter(session, report, flood.MANY, at)
        return
    choice = choose(session, vault, report, seen, at)
    if choice.team is not None:
        ask(session, vault, report, choice.team, choice.why, at)
    if why := why_a_person(report.danger, choice, crises):
        in_line.enter(session, report, why, at, (*choice.reasons, *choice.lines) if choice.team is None else ())


def to_a_person(session: Session, report: Report, why: str, at: datetime) -> QueueEntry:
    """A person must look at this report, locked. `why`: a word for the timeline; `emergency`: it is danger from now on.

    A closed report is open again.
    """
    if why == "emergency":
        report.danger, report.called_112 = report.danger or "emergency", None
        report.priority = Priority.DANGER
    if report.status == Status.CLOSED:
        report.status, report.closed_at = Status.IN_HAND, None
    return in_line.enter(session, report, why, at)


def go_on(session: Session, vault: Vault, report: Report, why: str, at: datetime) -> Mission | None:
    """The team that had this report, locked, does not go: the next is asked. None: there is none, a person looks."""
    crises = [one.kind for one in crisis.going_on(session)]
    choice = choose(session, vault, report, seen_of(session, vault, report, crises), at)
    if choice.team is not None:
        return ask(session, vault, report, choice.team, choice.why, at)
    in_line.enter(session, report, why, at, (*choice.reasons, *choice.lines))
    return None


def look_again(session: Session, vault: Vault, report: Report, at: datetime) -> None:
    """Facts were put right, or it got colder: what is danger by now stands before a person, who is asked about 112."""
    crises = [one.kind for one in crisis.going_on(session)]
    rule = tags.urgent(stored.facts_of(vault, report), report.language, crises)
    if rule is None or report.danger is not None or stored.is_done(report):
        return
    report.danger, report.priority = rule, Priority.DANGER
    in_line.enter(session, report, "danger", at)


def ask(session: Session, vault: Vault, report: Report, team: Team, why: dict[str, Any], at: datetime) -> Mission:
    """Give a report, locked, to a team, and owe the message to it."""
    given = mission.ask(session, vault, report, team.id, why, at, at + team.answer_within)
    promise(session, "ask_team", at, mission=given.id)
    session.info["queue_changed"] = True
    return given


def choose(session: Session, vault: Vault, report: Report, seen: Seen, at: datetime) -> Choice:
    """The team for this report as everything stands; no other is chosen until this transaction is over."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    able = teams.book().only(team_reach.reached(session))
    tried = {one.team for one in mission.of(session, report.id)}
    busy, twin = load(session), merging.sure_twin(session, vault, report)
    if twin is None:
        return routing.choose(able, seen, at, busy, tried)
    busy[twin.team] = _again(session, twin.team)
    return routing.choose(able, seen, at, busy, tried, Going(twin.team, twin.id, twin.why.get("rule", "")))


def load(session: Session) -> dict[str, int]:
    """The open missions of each team, without those to somebody it goes to already: these need no room of their own."""
    rows = session.execute(select(Mission.team, func.count()).where(OPEN, ~AGAIN).group_by(Mission.team))
    return dict(rows.all())


def _again(session: Session, team: str) -> int:
    """How often this team was asked for somebody it goes to already: not without end either."""
    return session.scalar(select(func.count()).where(OPEN, AGAIN, Mission.team == team)) or 0


def seen_of(session: Session, vault: Vault, report: Report, crises: Collection[str]) -> Seen:
    """A stored report as the rules see it."""
    facts, agreed = stored.facts_of(vault, report), stored.happened(session, report.id, AGREED)
    _, found = tags.judged(gazetteer.current(session), facts, report.language, crises, agreed=agreed)
    return replace(found, tags=found.tags | {"danger"}) if report.danger else found


def agree_to_security(session: Session, report: Report, by: str, at: datetime) -> None:
    """The person in the street said, and a dispatcher heard or read it, that police or station security may come."""
    stored.record(session, report.id, AGREED, at, dispatcher=by)


def look(session: Session, vault: Vault, at: datetime) -> None:
    """What time alone brings about in reports. Called by the clock; each report is committed by itself."""
    for given_id, report_id in _unanswered(session, at):
        _has_not_answered(session, vault, given_id, report_id, at)
        session.commit()
    for report_id in _of_over(session):
        if (report := stored.lock(session, report_id)) is not None and _is_over(report):
            mission.end_open(session, report, MissionEnd.WITHDRAWN, at)
        session.commit()
    for report_id in out_again.due(session, at):
        if (report := stored.lock(session, report_id)) is not None and out_again.due(session, at, report_id):
            go_on(session, vault, report, "no_team", at)
        session.commit()
    for report_id in _left_alone(session, at):
        report = stored.lock(session, report_id)
        if report is not None and _needs_somebody(session, report):
            to_a_person(session, report, "danger" if in_line.asks_112(report) else "left_alone", at)
        session.commit()
    for report_id in cold_and_heat.unseen(session, at):
        if (report := stored.lock(session, report_id)) is not None:
            look_again(session, vault, report, at)
            cold_and_heat.show(session, report, at)
        session.commit()
    for contact_ids, is_due in (
        (_needed_no_more(session), in_line.needed_no_more),
        (cold_and_heat.passed(session), cold_and_heat.has_passed),
    ):
        for contact_id in contact_ids:
            in_line.let_go(session, contact_id, at, is_due)
            session.commit()


def _has_not_answered(session: Session, vault: Vault, given_id: int, report_id: int, at: datetime) -> None:
    report = stored.lock(session, report_id)
    given = session.get(Mission, given_id, populate_existing=True)
    if report is None or given is None or given.answer_by is None or given.answer_by > at:
        return
    if given.state == MissionState.ON_THE_WAY:
        given.answer_by = None
        to_a_person(session, report, "no_outcome", at)
        return
    mission.end(session, given, MissionEnd.NO_ANSWER, at)
    if _is_over(report):
        return
    if report.share_consent:
        go_on(session, vault, report, "no_answer", at)
    else:  # a person decides each time whom to tell
        to_a_person(session, report, "no_answer", at)


def _unanswered(session: Session, at: datetime) -> Sequence[tuple[int, int]]:
    """Missions whose team did not answer, or went and never said what it found."""
    late = (Mission.state != MissionState.ENDED, Mission.answer_by <= at)
    rows = session.execute(select(Mission.id, Mission.report_id).where(*late).order_by(Mission.answer_by).limit(BATCH))
    return [(given, report) for given, report in rows]


def _of_over(session: Session) -> Sequence[int]:
    """Reports that are closed, or the same as another, and with a team still."""
    over = (Report.status == Status.CLOSED) | Report.merged_into_id.is_not(None)
    open_ones = select(Report.id).join(Mission).where(Mission.state != MissionState.ENDED, over)
    return session.scalars(open_ones.limit(BATCH)).all()


def _left_alone(session: Session, at: datetime) -> Sequence[int]:
    """Open reports that are neither with a team nor before a person, or in danger and nobody is asked about 112."""
    with_a_team = select(Mission.report_id).where(Mission.state != MissionState.ENDED)
    asks_112 = Report.danger.is_not(None) & Report.called_112.is_(None)
    known = (Report.made_at > at - MINE, Report.status != Status.CLOSED, Report.merged_into_id.is_(None))
    alone = select(Report.id).where(*known, Report.id.not_in(with_a_team) | asks_112)
    found = session.scalars(alone.order_by(Report.id)).all()
    in_sight = {of for of, _ in session.execute(in_line.waiting())} if found else set()
    return [one for one in found if one not in in_sight][:BATCH]


def _needs_somebody(session: Session, report: Report) -> bool:
    if in_line.entry_of(session, report.id) is not None:
        return False
    open_question = in_line.asks_112(report) and not _is_over(report)
    return open_question or not in_line.is_cared_for(session, report)


def _needed_no_more(session: Session) -> Sequence[int]:
    """Contacts of reports that nobody took and that are over meanwhile, or stand in line twice after a merging."""
    rows = session.execute(in_line.waiting()).all()
    twice = {of for of, times in Counter(of for of, _ in rows).items() if times > 1}
    over = Report.id.in_({of for of, _ in rows}) & (Report.status == Status.CLOSED)
    closed = set(session.scalars(select(Report.id).where(over))) if rows else set()
    return [
        entry.contact_id
        for of, entry in rows
        if entry.state == EntryState.WAITING and (of in twice or (of in closed and entry.priority != Priority.DANGER))
    ]


def _is_over(report: Report) -> bool:
    return report.status == Status.CLOSED or report.merged_into_id is not None


def _located(session: Session, vault: Vault, report: Report) -> Facts:
    """What was told; the point of a place that was only written down, where it is clear."""
    facts = stored.facts_of(vault, report)
    found = tags.located(gazetteer.current(session), facts, report.language)
    report.lat, report.lon, report.accuracy_m, report.commune = found.lat, found.lon, found.accuracy_m, found.commune
    return found


def _judged(session: Session, report: Report, facts: Facts, crises: Collection[str], at: datetime) -> Seen:
    """How urgent it is, noted. "Nobody called 112" leaves the question open for a dispatcher."""
    rule, found = tags.judged(gazetteer.current(session), facts, report.language, crises)
    report.danger = report.danger or rule
    report.priority = higher(report.priority, tags.priority(found.tags))
    if report.danger is not None and report.called_112 == "nobody":
        report.called_112 = None
        stored.record(session, report.id, "called_112", at, who="nobody")
    return found


def why_a_person(danger: str | None, choice: Choice, crises: Collection[str]) -> str | None:
    """Why a person looks at a report, whether a team goes or not; None: nobody needs to."""
    if danger is not None:
        return "danger"
    if set(EVERY_ONE_IN) & set(crises):
        return "crisis"
    if choice.team is None:
        return "place_unclear" if "place_unclear" in choice.reasons else "no_team"
    return None
