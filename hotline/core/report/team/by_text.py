"""A team answers with a digit from its own phone: "2", or with several missions "12 2"."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from hotline.core.report.team import outcome, team_reach, team_words
from hotline.core.report.team.mission import SAID_BY_TEAM, Mission, MissionState
from hotline.core.report.team.outcome import Heard
from hotline.core.report.team.team_reach import TeamReach
from hotline.core.secret import Vault

# The whole message: a digit, maybe after the number of the mission. Anything else is not guessed at.
ANSWER = re.compile(r"\s*(?:(?i:mis)\w*\.?\s+)?(?:(\d{1,15})[\s:,./-]+)?(\d)\s*[.!]?\s*")
LATELY = timedelta(hours=1)  # so long a lone digit may be meant for a mission that somebody else has by now


def told(session: Session, vault: Vault, number: str, body: str, at: datetime) -> str | None:
    """A text from a phone. Returns the answer to it; None: not a team's phone, or not about a mission."""
    reach = team_reach.by_phone(session, vault, number)
    if reach is None:
        return None
    waiting, said = _waiting(session, reach.team), read(body)
    if said is None:
        return team_words.unclear(reach.language, waiting) if waiting else None
    given = _meant(session, reach.team, said[0], at)
    if given is None:
        return team_words.unclear(reach.language, waiting)
    return _answered(session, vault, reach, given, said[1], at)


def read(body: str) -> tuple[int | None, str] | None:
    """The number of the mission, if it is said, and the answer, one of outcome.ANSWERS. None: it is not clear."""
    found = ANSWER.fullmatch(body)
    what = team_words.DIGITS.get(int(found[2])) if found else None
    return (int(found[1]) if found[1] else None, what) if found and what else None


def _answered(session: Session, vault: Vault, reach: TeamReach, given: Mission, what: str, at: datetime) -> str:
    heard = outcome.answer(session, vault, given, what, at, puts_right=True)
    if heard == Heard.OVER:
        return team_words.over(reach.language, given.id)
    if heard == Heard.RIGHT:
        return team_words.put_right(reach.language, given.id)
    return team_words.noted(reach.language, given.id, what)


def _waiting(session: Session, team: str) -> Sequence[int]:
    mine = select(Mission.id).where(Mission.team == team, Mission.state != MissionState.ENDED)
    return session.scalars(mine.order_by(Mission.id)).all()


def _meant(session: Session, team: str, number: int | None, at: datetime) -> Mission | None:
    """The mission of this team with this number; without one, the only one that can be meant."""
    if number is not None:
        return session.scalar(select(Mission).where(Mission.id == number, Mission.team == team))
    taken = and_(Mission.ended_at > at - LATELY, Mission.outcome.not_in(SAID_BY_TEAM))
    possible = select(Mission).where(Mission.team == team, or_(Mission.state != MissionState.ENDED, taken))
    found = session.scalars(possible.limit(2)).all()
    if found:
        return found[0] if len(found) == 1 else None
    last = select(Mission).where(Mission.team == team, Mission.ended_at > at - outcome.SHIFT)
    return session.scalar(last.order_by(Mission.ended_at.desc()).limit(1))
