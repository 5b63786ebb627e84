"""More reports through one door than people make, from wherever: each is taken, and a person looks before a team goes.

The fullest ten minutes of eight simulated nights of −12 °C (417 reports each) have 16, by all doors together.
"""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core.report.stored import Report
from hotline.core.words import Channel

MANY = "many"  # why a person looks
WITHIN, MOST = timedelta(minutes=10), 20  # by the form, by the chat, by one partner's keys
MACHINES = ("web", "partner", Channel.CHAT)  # doors that a program can open without end


def is_one_of_many(session: Session, report: Report) -> bool:
    """Whether more than MOST came by the door of this report lately, itself counted."""
    if report.channel not in MACHINES:
        return False
    lately = Report.made_at.between(report.made_at - WITHIN, report.made_at)
    same_door = (Report.channel == report.channel, Report.partner_id.is_not_distinct_from(report.partner_id))
    return (session.scalar(select(func.count()).where(lately, *same_door)) or 0) > MOST
