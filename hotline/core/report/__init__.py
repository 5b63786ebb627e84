"""Street reports: somebody tells of a person in the street; a team goes; who reported may hear how it went."""

from hotline.core.report import decisions
from hotline.core.report.arrival import NotAgreed, send
from hotline.core.report.code import aloud, code_in, spelled
from hotline.core.report.facts import Facts
from hotline.core.report.forget import forget, forget_of
from hotline.core.report.stored import (
    Report,
    Status,
    close,
    facts_of,
    lock,
    newest,
    record,
    tell_back,
    timeline,
)
from hotline.core.report.take_back import withdraw
from hotline.core.report.team.mission import Mission

__all__ = [
    "Facts",
    "Mission",
    "NotAgreed",
    "Report",
    "Status",
    "aloud",
    "close",
    "code_in",
    "decisions",
    "facts_of",
    "forget",
    "forget_of",
    "lock",
    "newest",
    "record",
    "send",
    "spelled",
    "tell_back",
    "timeline",
    "withdraw",
]
