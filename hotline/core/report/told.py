"""How far a report is, for whoever told us of somebody: in general terms, the same by chat, text, phone and page.

Never who, where to, nor how the person was found: a report can be used against the person it is about.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from hotline.core.report import stored
from hotline.core.report.code import spelled
from hotline.core.report.stored import Report, Status
from hotline.core.report.team import mission
from hotline.core.report.team.mission import MissionState
from hotline.texts import mark, t


class Stage(StrEnum):
    """What may be told."""

    RECEIVED = "received"
    ASKED = "asked"
    ON_THE_WAY = "on_the_way"
    IN_HAND = "in_hand"  # no team has it at this moment: another is looked for, or a person looks at it
    CLOSED = "closed"


NOTED = mark("Thank you. It is noted.")
SENTENCES: Mapping[str, str] = {
    Stage.RECEIVED: mark("Your report %(code)s has reached us. A team has not taken it up yet."),
    Stage.ASKED: mark(
        "A team has been asked about your report %(code)s. We say no more, out of respect for the person."
    ),
    Stage.ON_THE_WAY: mark(
        "A team is on its way for your report %(code)s. We say no more, out of respect for the person."
    ),
    Stage.IN_HAND: mark("We are looking after your report %(code)s. We say no more, out of respect for the person."),
    Stage.CLOSED: mark(
        "Your report %(code)s is closed. Thank you for having looked. If somebody needs help there again, tell us"
        " again: each report counts."
    ),
}


class Next(StrEnum):
    """What happens now with a report that has just been sent."""

    DANGER = "danger"
    ASKED = "asked"
    LOOKED_AT = "looked_at"  # no team is asked yet


NEXT: Mapping[str, str] = {
    Next.DANGER: mark("Your report goes first here. 112 is quicker: if nobody has called yet, call now."),
    Next.ASKED: mark("A team is asked to go and see. We cannot promise an hour."),
    Next.LOOKED_AT: mark("Somebody of our team reads it first and looks who can go. We cannot promise an hour."),
}
TOO_MANY = mark("Too many wrong codes came in just now. Please try again later, or call us.")


def stage(session: Session, report: Report) -> Stage:
    """How far a report is; one that tells of the same person as another is as far as that one."""
    known = stored.main_of(session, report)
    if known.status == Status.CLOSED:
        return Stage.CLOSED
    given = mission.open_of(session, known.id)
    if given is not None:
        return Stage.ON_THE_WAY if given.state == MissionState.ON_THE_WAY else Stage.ASKED
    return Stage.RECEIVED if known.status == Status.RECEIVED else Stage.IN_HAND


def next_step(session: Session, report: Report) -> Next:
    """What who reported may expect now: no hour and no visit is promised."""
    if report.danger is not None:
        return Next.DANGER
    return Next.ASKED if stage(session, report) in (Stage.ASKED, Stage.ON_THE_WAY) else Next.LOOKED_AT


def sentence(reached: str, code: str, language: str) -> str:
    """The same in words."""
    return t(language, SENTENCES[reached], code=spelled(code))
