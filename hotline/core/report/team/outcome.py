"""What a team says of its mission, by its link or by text, and what follows from it.

Said twice it counts once. What comes after the end changes nothing, but is shown to a person while the report is open;
so is what a team puts right that pressed the wrong button, which opens the report again.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from hotline.core.gazetteer import distance_m
from hotline.core.measure import BRUSSELS
from hotline.core.outbox import promise
from hotline.core.report import now_at, onward, stored
from hotline.core.report.stored import Report, ReportEvent
from hotline.core.report.strip import stripped
from hotline.core.report.team import mission
from hotline.core.report.team.mission import FOUND, SAID_BY_TEAM, Mission, MissionEnd, MissionState
from hotline.core.secret import Vault

ON_THE_WAY = str(MissionState.ON_THE_WAY)
ANSWERS = (ON_THE_WAY, *(str(one) for one in SAID_BY_TEAM))
ARRIVES = timedelta(minutes=60)  # a team that is on its way is not asked about again for so long
SHIFT = timedelta(hours=12)
PUT_RIGHT = timedelta(minutes=10)  # so long after it ended a mission a team may say that it pressed the wrong button
WORDS = 300  # characters that a team may add
NEAR_M = 150
PARTS_OF_A_DAY = (time(7), time(18))  # a refusal belongs to one of them: to a night, or to a day
LATE, WRONG_BUTTON = "late_answer", "wrong_button"
NOBODY_THERE = (MissionEnd.NOT_FOUND, MissionEnd.WRONG_PLACE, MissionEnd.MOVED)


class Heard(StrEnum):
    """What became of an answer."""

    NOTED = "noted"
    SAME = "same"  # said before
    OVER = "over"  # the mission had ended otherwise
    RIGHT = "right"  # put right: a person looks


def answer(
    session: Session, vault: Vault, given: Mission, what: str, at: datetime, words: str | None = None, *,
    called_112: str | None = None, puts_right: bool = False,
) -> Heard:  # fmt: skip
    """A team says how it goes, one of ANSWERS. `words`: where the person is, or went. Raises ValueError.

    `called_112`, of facts.CALLED: in an emergency, whether somebody called 112; None: not said. `puts_right`: it comes
    from the team's own phone, and may put right what was said a moment ago; a link that is closed may not.
    """
    if what not in ANSWERS:
        raise ValueError(what)
    report = stored.lock(session, given.report_id)
    if report is None:
        return Heard.OVER
    session.refresh(given)
    if given.outcome == what:
        return Heard.SAME
    if puts_right and may_put_right(given, at) and what != ON_THE_WAY:
        _put_right(session, report, given, what, at, called_112)
        return Heard.RIGHT
    if is_over(given, report):
        _too_late(session, report, given, what, at, called_112)
        return Heard.OVER
    if what == ON_THE_WAY:
        return _on_the_way(session, given, at)
    said = stripped(words[:WORDS]).strip() if words else ""
    given.words = vault.lock(said) if said else None
    mission.end(session, given, MissionEnd(what), at)
    if what == MissionEnd.CANNOT_GO:
        onward.go_on(session, vault, report, what, at)
    else:
        _follows(session, report, what, at, called_112)
    if what in NOBODY_THERE:
        _where_now(session, vault, report, said, at)
    return Heard.NOTED


def is_over(given: Mission, report: Report) -> bool:
    """Whether the link leads nowhere any more."""
    return given.state == MissionState.ENDED or stored.is_done(report)


def may_put_right(given: Mission, at: datetime) -> bool:
    """Whether the team itself ended this mission a moment ago, and may have pressed the wrong button."""
    return given.outcome in SAID_BY_TEAM and given.ended_at is not None and at < given.ended_at + PUT_RIGHT


def _on_the_way(session: Session, given: Mission, at: datetime) -> Heard:
    if given.state == MissionState.ON_THE_WAY:
        return Heard.SAME
    given.state, given.on_the_way_at, given.answer_by = MissionState.ON_THE_WAY, at, at + ARRIVES
    session.flush()
    stored.record(session, given.report_id, "on_the_way", at, team=given.team, mission=given.id)
    return Heard.NOTED


def _follows(session: Session, report: Report, what: str, at: datetime, called_112: str | None) -> None:
    """Found: there is nothing more to do. All else is for a person; an emergency before everybody."""
    if what in FOUND:
        stored.close(session, report, at)
        stored.record(session, report.id, "closed", at, why=what)
        return
    onward.to_a_person(session, report, what, at)
    if what == MissionEnd.EMERGENCY and called_112 is not None:
        _of_112(session, report, called_112, at)


def _where_now(session: Session, vault: Vault, report: Report, said: str, at: datetime) -> None:
    """What the team knows goes with the report; where that leads nowhere, who reported is asked."""
    if said and now_at.tell(session, vault, report, said):
        return
    promise(session, "ask_reporter", at, report=report.id)


def _of_112(session: Session, report: Report, who: str, at: datetime) -> None:
    """Who called 112 by the team's word. Nobody: the question stays open for a dispatcher."""
    report.called_112 = None if who == "nobody" else who
    stored.record(session, report.id, "called_112", at, who=who)


def _too_late(
    session: Session, report: Report, given: Mission, what: str, at: datetime, called_112: str | None
) -> None:
    """Somebody else has it meanwhile, or they said otherwise: a person should know, once, unless all is done."""
    if stored.is_done(report) or _known_late(session, given, what):
        return
    stored.record(session, report.id, "answered_late", at, team=given.team, mission=given.id, outcome=what)
    if what == MissionEnd.EMERGENCY:
        _follows(session, report, what, at, called_112)
    elif what in FOUND:
        onward.to_a_person(session, report, LATE, at)


def _put_right(
    session: Session, report: Report, given: Mission, what: str, at: datetime, called_112: str | None
) -> None:
    """What they pressed first stays on record. Whom they did not find after all is looked for again, by a person."""
    if _known_late(session, given, what, "put_right"):
        return
    stored.record(session, report.id, "put_right", at, team=given.team, mission=given.id, outcome=what)
    if stored.is_done(report) and report.closed_at != given.ended_at:
        return  # a dispatcher decided meanwhile
    if what == MissionEnd.EMERGENCY:
        _follows(session, report, what, at, called_112)
    elif given.outcome not in FOUND or what not in FOUND:
        onward.to_a_person(session, report, WRONG_BUTTON, at)


def _known_late(session: Session, given: Mission, what: str, kind: str = "answered_late") -> bool:
    lines = select(ReportEvent.id).where(
        ReportEvent.report_id == given.report_id,
        ReportEvent.kind == kind,
        ReportEvent.detail["mission"].as_integer() == given.id,
        ReportEvent.detail["outcome"].astext == what,
    )
    return session.scalar(lines.limit(1)) is not None


def refused_near(session: Session, report: Report, at: datetime) -> Sequence[Mission]:
    """Help refused at this place this night, the latest first. It is shown with a report; it closes and hides none."""
    refused = (
        select(Mission)
        .join(Mission.report)
        .options(contains_eager(Mission.report))
        .where(
            Mission.outcome == MissionEnd.REFUSED,
            Mission.ended_at >= part_of_the_day(at),
            Mission.ended_at <= at,
            Report.id != report.id,
        )
        .order_by(Mission.ended_at.desc(), Mission.id.desc())
    )
    return [one for one in session.scalars(refused) if _same_place(one.report, report)]


def part_of_the_day(at: datetime) -> datetime:
    """When this night began, or this day."""
    local = at.astimezone(BRUSSELS)
    begins = [
        datetime.combine(local.date() - timedelta(days=back), one, BRUSSELS)
        for back in (0, 1)
        for one in PARTS_OF_A_DAY
    ]
    return max(one for one in begins if one <= local)


def _same_place(one: Report, other: Report) -> bool:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return one.place_id is not None and one.place_id == other.place_id
    return distance_m((one.lat, one.lon), (other.lat, other.lon)) <= NEAR_M
