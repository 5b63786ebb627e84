"""The caller's way through the flow, from the ring on: one answer at a time, and what each step promises.

Every function here may be called twice, late or out of order. The caller's leg and contact are locked before.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import dispatcher, flow, informing, instead, measure, partner, queue, rejoin, typed
from hotline.core.contact import CallLeg, Contact
from hotline.core.number import callable_number
from hotline.core.queue import QueueEntry
from hotline.core.report.phone import by_phone
from hotline.core.secret import Vault
from hotline.core.words import Channel, EntryState, LegRole, LegState, Outcome
from hotline.db import now


def ring(session: Session, line: flow.Flow, vault: Vault, call_sid: str, raw: str | None, at: datetime) -> CallLeg:
    """Someone rings: open a contact, once for each CallSid. Returns the locked leg at its first node."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(call_sid))))
    leg = contacts.leg_by_sid(session, call_sid)
    if leg is not None:
        return leg
    number = callable_number(raw)
    earlier = rejoin.by_number(session, vault.hashes(number), at) if number else None
    if earlier is not None:
        return _back(session, line, earlier, call_sid, at)
    contact = Contact(
        channel=Channel.VOICE,
        number=vault.lock(number) if number else None,
        number_hash=vault.hash(number) if number else None,
        opened_at=at,
    )
    visit = flow.visit_to_json(flow.begin(line, number_known=number is not None))
    leg = CallLeg(contact=contact, call_sid=call_sid, role=LegRole.CALLER, visit=visit, started_at=at, seen_at=at)
    leg.state = LegState.TALKING
    session.add(leg)
    session.flush()
    contacts.record(session, contact.id, "rang", at)
    if number is not None:
        partner.recognise(session, contact, partner.by_number(session, vault, number), at)
    return leg


def _back(session: Session, line: flow.Flow, contact: Contact, call_sid: str, at: datetime) -> CallLeg:
    """They called a moment ago: this is another connection of the same contact."""
    leg = CallLeg(contact=contact, call_sid=call_sid, role=LegRole.CALLER, started_at=at, seen_at=at)
    leg.state = LegState.TALKING
    session.add(leg)
    session.flush()
    visit = rejoin.come_back(session, line, contact, leg, "number", at, number_known=True)
    leg.visit = flow.visit_to_json(_in_line(session, leg, visit, at))
    return leg


def step(
    session: Session, line: flow.Flow, vault: Vault, leg: CallLeg, turn: int | None, answer: flow.Answer
) -> flow.Visit:
    """Move a caller on one answer and do what the new node promises. A repeat or a late answer changes nothing."""
    visit = flow.visit_from_json(leg.visit or {})
    if turn != visit.turn:
        return visit
    if leg.state == LegState.ENDED:
        return _said_last(session, line, vault, leg, visit, answer)
    visit, answer = by_phone.heard(session, line, vault, leg.contact, visit, answer)
    moved = _moved(session, line, vault, leg, visit, answer)
    if moved.turn != visit.turn and moved.exit != "back":
        moved = _keep_promises(session, vault, leg, answer, flow.node_of(line, visit), flow.node_of(line, moved), moved)
    leg.visit = flow.visit_to_json(moved)
    return moved


def _said_last(
    session: Session, line: flow.Flow, vault: Vault, leg: CallLeg, visit: flow.Visit, answer: flow.Answer
) -> flow.Visit:
    """They hung up right after a key, and we heard of that first: a yes to a call or a report counts all the same."""
    if flow.node_of(line, visit).kind == "callback":
        moved = flow.advance(line, visit, visit.turn, answer)
        if moved.exit != "taken" or leg.contact.ended_at is None:
            return visit
        instead.leave_callback(session, vault, leg.contact, answer, now(session))
    else:
        moved = by_phone.agreed_last(session, line, vault, leg.contact, visit, answer)
    leg.visit = flow.visit_to_json(moved)
    return moved


def _moved(
    session: Session, line: flow.Flow, vault: Vault, leg: CallLeg, visit: flow.Visit, answer: flow.Answer
) -> flow.Visit:
    node = flow.node_of(line, visit)
    if node.check:
        at = now(session)
        back = typed.taken_up(session, line, vault, leg, visit, answer, at) if node.check == "code" else None
        if back is not None:
            return _in_line(session, leg, back, at)
        answer = typed.checked(session, vault, leg, node, answer, at)
    moved = flow.advance(line, visit, visit.turn, answer)
    if flow.asks_the_directory(line, moved):
        moved = informing.inform(session, line, vault, leg.contact, moved, now(session))
    return moved


def _keep_promises(
    session: Session,
    vault: Vault,
    leg: CallLeg,
    answer: flow.Answer,
    before: flow.Node,
    after: flow.Node,
    moved: flow.Visit,
) -> flow.Visit:
    """What the caller's way through the flow means for the contact and the queue. The visit, with the code they get."""
    at = contacts.alive(session, leg)
    if moved.exit == "anew":
        rejoin.anew(session, leg, at)
    contact = leg.contact
    if isinstance(answer, flow.Understood) and moved.priority not in (None, contact.priority):
        contacts.record(session, contact.id, "handoff", at, why=answer.why)
    contacts.choose(session, contact, moved.language, moved.topic, at, moved.priority)
    typed.chosen(session, leg, before, moved.exit, at)
    if before.kind == "callback" and moved.exit in ("taken", "wishes"):
        instead.leave_callback(session, vault, contact, answer, at)
    if before.kind == "voicemail" and moved.exit == "recorded":
        instead.leave_voicemail(session, contact, at)
    if after.kind == "directory" and contact.asked_at is None:
        contact.outcome = Outcome.ASSISTANT_ONLY  # unless they ask for a person: whoever hangs up now was informed
    elif contact.outcome == Outcome.ASSISTANT_ONLY and after.kind in ("queue", "transfer", "callback", "voicemail"):
        contact.outcome = None
    if after.kind == "queue" and before.kind != "queue":
        entry = queue.enter(session, contact, moved.topic or contact.topic or "person", at)
        instead.stay_on_the_line(session, contact, entry)
        moved = replace(moved, code=rejoin.code_for(session, contact, at))
        moved = _in_line(session, leg, moved, at)
    if after.kind in ("transfer", "callback", "voicemail"):
        contact.asked_at = contact.asked_at or at
    return moved


def _in_line(session: Session, leg: CallLeg, visit: flow.Visit, at: datetime) -> flow.Visit:
    """The visit of someone who joins the queue: with nobody on duty they hear so at once."""
    return visit if dispatcher.count_at_work(session, at)[0] else flow.entered(visit, wait_round(session, leg))


def give_a_visit(line: flow.Flow, leg: CallLeg, language: str | None) -> None:
    """Someone we call back stands in the flow too: where they go on if the talk is cut off."""
    if leg.visit is None:
        leg.visit = flow.visit_to_json(replace(flow.begin(line, number_known=True), language=language))


def wait_round(session: Session, leg: CallLeg) -> flow.Waiting:
    """What can honestly be told to someone who waits. Reading it is a sign of life."""
    at = contacts.alive(session, leg)
    entry = session.scalar(
        select(QueueEntry).where(QueueEntry.contact_id == leg.contact_id, QueueEntry.state != EntryState.ENDED)
    )
    duty, free = dispatcher.count_at_work(session, at)
    if entry is None:
        return flow.Waiting(position=1, bound_min=None, on_duty=duty, waited_s=0)
    before = queue.ahead(session, entry, at)
    return flow.Waiting(
        position=before + 1,
        bound_min=measure.bound_minutes(before, duty, free),
        on_duty=duty,
        waited_s=int((at - entry.entered_at).total_seconds()),
    )
