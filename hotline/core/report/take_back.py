"""A report falls away: who reported takes it back, or is forgotten. Others who told of the same person are heard."""

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.report import in_line, stored
from hotline.core.report.stored import Status
from hotline.core.report.team.mission import MissionEnd


def withdraw(session: Session, contact: Contact, code: str, at: datetime) -> None:
    """Who reported takes it back, in the talk in which they reported."""
    report = stored.own(session, contact, code)
    if report is not None and report.status != Status.CLOSED:
        go_on_without(session, report.id, at)
        stored.over(report, at)
        stored.record(session, report.id, "withdrawn", at)
        contacts.record(session, contact.id, "report_withdrawn", at, report=report.id)


def go_on_without(session: Session, report_id: int, at: datetime) -> None:
    """The first of those that went on in this report goes on by itself, before a person, and the rest in it."""
    merged = [one.id for one in stored.merged_into(session, report_id)]
    locked = [stored.lock(session, one) for one in sorted((report_id, *merged))]
    heirs = [one for one in locked if one is not None and one.merged_into_id == report_id and one.erased_at is None]
    if not heirs:
        return
    first, *rest = heirs
    first.merged_into_id, first.status = None, Status.RECEIVED
    for one in rest:
        one.merged_into_id = first.id
    stored.record(session, first.id, "unmerged", at, report=report_id)
    in_line.enter(session, first, MissionEnd.WITHDRAWN, at)
