"""Asking a team: a text with the link of its mission, else a letter; where neither works a person sees it at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import sms
from hotline.core.number import spaced, text_number
from hotline.core.report import onward, stored
from hotline.core.report.stored import Report
from hotline.core.report.team import mission, team_words
from hotline.core.report.team.mission import OPEN, Mission, MissionState
from hotline.core.report.team.outcome import is_over
from hotline.core.report.team.team_reach import TeamReach, set_reach
from hotline.core.report.team.teams import Team
from hotline.core.secret import Vault
from hotline.core.words import SmsState, TextPurpose

NO_REACH = "no_reach"
LOST = (SmsState.FAILED, SmsState.UNDELIVERED)


@dataclass(frozen=True)
class Written:
    """A letter to a team. `id`: the same for a repeat."""

    to: str
    subject: str
    body: str
    id: str
    language: str


def ask(
    session: Session, vault: Vault, mission_id: int, at: datetime, *, base: str, line: str, mail: bool
) -> Written | None:
    """Owe the team its link by text, or return the letter with it (`mail`: letters can be sent from here).

    Asked again it is the same text; one that did not arrive leads to the letter, and that which is left to a person.
    """
    found = _open(session, mission_id)
    if found is None:
        return None
    given, report = found
    reach, token = session.get(TeamReach, given.team), mission.token(vault, given)
    if reach is not None and token is not None:
        url = address(base, token)
        if _texted(session, vault, reach, given, url, at):
            return None
        if mail and reach.mail and (to := vault.open(reach.mail)):
            return _letter(to, reach.language, given.id, url, line)
    onward.to_a_person(session, report, NO_REACH, at)
    return None


def change_reach(
    session: Session, vault: Vault, team: Team, at: datetime, *, phone: str | None, mail: str | None, language: str,
    by_id: int | None = None,
) -> None:  # fmt: skip
    """Reach a team otherwise. Its old phone may be in other hands: the links it has end, and it is asked anew."""
    old = session.get(TeamReach, team.id)
    before = (_opened(vault, old.phone), _opened(vault, old.mail)) if old is not None else (None, None)
    set_reach(session, vault, team.id, at, phone=phone, mail=mail, language=language, by_id=by_id)
    if before == (phone, mail):
        return
    mine = select(Mission).where(OPEN, Mission.team == team.id).order_by(Mission.report_id)
    for given in session.scalars(mine).all():
        report = stored.lock(session, given.report_id)
        session.refresh(given)
        if report is not None and not is_over(given, report):
            onward.ask(session, vault, report, team, given.why, at)


def _opened(vault: Vault, locked: bytes | None) -> str | None:
    return vault.open(locked) if locked else None


def mailed(session: Session, mission_id: int, at: datetime) -> None:
    """The letter is with the mail server."""
    given = session.get_one(Mission, mission_id)
    stored.record(session, given.report_id, "team_mailed", at, team=given.team, mission=given.id)


def unreached(session: Session, mission_id: int, at: datetime) -> None:
    """Nothing more is tried: a person rings them, or sends another team."""
    found = _open(session, mission_id)
    if found is not None:
        onward.to_a_person(session, found[1], NO_REACH, at)


def address(base: str, token: str) -> str:
    """Where a team's link leads."""
    return f"{base}/r/{token}"


def _open(session: Session, mission_id: int) -> tuple[Mission, Report] | None:
    """The mission and its report, locked. None: the team answered already, or has it no more."""
    given = session.get(Mission, mission_id)
    report = stored.lock(session, given.report_id) if given is not None else None
    if given is None or report is None:
        return None
    session.refresh(given)
    return None if is_over(given, report) or given.state != MissionState.ASKED else (given, report)


def _texted(session: Session, vault: Vault, reach: TeamReach, given: Mission, url: str, at: datetime) -> bool:
    """Whether a text is on its way, or arrived."""
    phone = text_number(vault.open(reach.phone)) if reach.phone else None
    if phone is None:
        return False
    words = team_words.asked(reach.language, given.id, url)
    owed = sms.owe(session, vault, phone, words, at, purpose=TextPurpose.TEAM, key=f"{sms.MISSION}{given.id}")
    if owed.state in LOST:
        return False
    if owed.made_at == at:
        stored.record(session, given.report_id, "team_texted", at, team=given.team, mission=given.id)
    return True


def _letter(to: str, language: str, mission_id: int, url: str, line: str) -> Written:
    words = team_words.letter(language, mission_id, url, spaced(line))
    return Written(to, team_words.subject(language, mission_id), words, f"mission-{mission_id}", language)
