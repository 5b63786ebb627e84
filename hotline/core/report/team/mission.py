"""A mission: one report in the hands of one outreach team, until the team says how it went or its time is over.

The team's link carries a token that is made from our secret, so that a text that is repeated carries the same one; only
its hash is kept. The link ends with the mission.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, cast, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from hotline.core.report import stored
from hotline.core.report.stored import Report, Status
from hotline.core.secret import Vault, hashed
from hotline.db import Base


class MissionState(StrEnum):
    """How far a team is."""

    ASKED = "asked"
    ON_THE_WAY = "on_the_way"
    ENDED = "ended"


class MissionEnd(StrEnum):
    """How a mission ended. From NO_ANSWER on it was not the team that said so."""

    HELPED = "helped"
    REFUSED = "refused"  # the person did not want help: belongs to this place and this night
    KNOWN = "known"  # somebody already looks after them
    NOT_FOUND = "not_found"
    WRONG_PLACE = "wrong_place"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    EMERGENCY = "emergency"
    CANNOT_GO = "cannot_go"
    NO_ANSWER = "no_answer"
    REASSIGNED = "reassigned"
    WITHDRAWN = "withdrawn"


FOUND = (MissionEnd.HELPED, MissionEnd.REFUSED, MissionEnd.KNOWN)
SAID_BY_TEAM = tuple(MissionEnd)[: tuple(MissionEnd).index(MissionEnd.NO_ANSWER)]


class Mission(Base):
    """`team`: its id in knowledge_base/teams; `why`: the rule that chose it and what else counted, in closed words, and
    `same_as`: the number of another mission of this team to the same person.

    `words`: what the team adds, such as where the person went to.
    """

    __tablename__ = "mission"
    __table_args__ = (Index("uq_mission_open", "report_id", unique=True, postgresql_where="state <> 'ended'"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    team: Mapped[str] = mapped_column(String(40), index=True)
    why: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(10), default=MissionState.ASKED)
    outcome: Mapped[str | None] = mapped_column(String(15))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]  # None: nobody waits for an answer any more
    on_the_way_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    report: Mapped[Report] = relationship()


OPEN = Mission.state != MissionState.ENDED
_first = aliased(Mission)
AGAIN = (  # the team has another one, open too, to the same person
    select(_first.id)
    .where(
        _first.id == cast(Mission.why["same_as"].astext, BigInteger),
        _first.team == Mission.team,
        _first.state != MissionState.ENDED,
    )
    .exists()
)


def ask(
    session: Session, vault: Vault, report: Report, team: str, why: dict[str, Any], at: datetime, answer_by: datetime
) -> Mission:
    """Give a report, locked, to a team. The one that had it has it no more."""
    end_open(session, report, MissionEnd.REASSIGNED, at)
    given = Mission(
        report_id=report.id, team=team, why=why, state=MissionState.ASKED, asked_at=at, answer_by=answer_by
    )  # fmt: skip
    session.add(given)
    session.flush()
    given.token_hash = hashed(_tokens(vault, given)[0])
    report.status = Status.IN_HAND
    stored.record(session, report.id, "team_asked", at, team=team, mission=given.id, rule=why.get("rule"))
    return given


def end(session: Session, given: Mission, how: MissionEnd, at: datetime) -> None:
    """The mission is over, and its link leads nowhere any more. A second end changes nothing."""
    if given.state == MissionState.ENDED:
        return
    given.state, given.outcome, given.ended_at, given.answer_by = MissionState.ENDED, how, at, None
    session.flush()
    stored.record(session, given.report_id, "mission_ended", at, team=given.team, mission=given.id, outcome=how)


def end_open(session: Session, report: Report, how: MissionEnd, at: datetime) -> None:
    """End the mission that a report, locked, has now, if any."""
    if (given := open_of(session, report.id)) is not None:
        end(session, given, how, at)


def open_of(session: Session, report_id: int) -> Mission | None:
    """The mission that a report has now."""
    return session.scalar(select(Mission).where(Mission.report_id == report_id, Mission.state != MissionState.ENDED))


def of(session: Session, report_id: int) -> Sequence[Mission]:
    """All missions of a report, oldest first."""
    return session.scalars(select(Mission).where(Mission.report_id == report_id).order_by(Mission.id)).all()


def token(vault: Vault, given: Mission) -> str | None:
    """The token of the link, for who sends it. None: our secret is another one now, or the mission is erased."""
    return next((one for one in _tokens(vault, given) if hashed(one) == given.token_hash), None)


def by_token(session: Session, shown: str) -> Mission | None:
    """Whose link this is; an ended mission is found too, to say that it is over. None: wrong or erased."""
    return session.scalar(select(Mission).where(Mission.token_hash == hashed(shown)))


def _tokens(vault: Vault, given: Mission) -> list[str]:
    return vault.tokens(f"mission {given.id} {given.report_id} {given.asked_at.isoformat()}")
