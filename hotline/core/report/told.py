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
    Stage.CLOSED: mark("Your report %(code)s is closed. Thank you for having looked."),
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


def sentence(reached: str, code: str, language: str) -> str:
    """The same in words."""
    return t(language, SENTENCES[reached], code=spelled(code))
