"""How long each personal datum lives. Every column that holds one has a rule here, or a test is red.

The periods are configurable; the data protection officer decides them (docs/privacy.md).
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from hotline.core import conversation, login, rejoin, report, sms, text_in, voicemail
from hotline.core.callout import Callout
from hotline.core.contact import CallLeg, Contact, Note
from hotline.core.directory import checking, link, proposal
from hotline.core.offer import Search
from hotline.core.open_work import Handed
from hotline.core.outbox import Promise, promise
from hotline.core.third import ThirdPerson
from hotline.core.voicemail import Recording

# table.column → what erases it. A column whose name or type says "person" and is not here fails the test.
RULES = {
    "contact.number": "numbers",
    "contact.number_hash": "numbers",
    "contact.callback_number": "numbers",
    "contact.on_behalf_of": "numbers",  # who is ill or pregnant is nobody's business afterwards
    "contact.referred_to": "numbers",  # where they were sent may tell of their health
    "contact.safe_word": "numbers",
    "rejoin_code.code": "codes",  # free again half an hour after the call
    "call_leg.visit": "numbers",  # where they stood in the menus: what they need, whom they want to be put through to
    "call_leg.call_sid": "numbers",  # leads to the number at the provider: its record is deleted there
    "third_person.number": "numbers",
    "callout.call_sid": "numbers",  # leads to a colleague's phone at the provider
    "conversation.token_hash": "numbers",
    "conversation.public_id": "numbers",
    "conversation.dialogue": "numbers",  # what was understood so far: a need, a place, a number
    "message.client_message_id": "numbers",  # the rows go: what was said, and what our own sentences answered
    "message.body": "numbers",
    "message.say": "numbers",
    "message.offered": "numbers",
    "report.code": "numbers",
    "report.place": "numbers",
    "report.lat": "numbers",
    "report.lon": "numbers",
    "report.seen_words": "numbers",
    "report.condition_words": "numbers",
    "report.reach": "numbers",
    "report.minors": "numbers",
    "report.animals": "numbers",
    "report.wants_help": "numbers",
    "report.spot": "numbers",
    "report.place_id": "numbers",
    "report.clothing": "numbers",  # gone at once when the report closes
    "report.dangers": "numbers",
    "report.heard": "numbers",
    "report.sent_key": "numbers",
    "report.danger": "numbers",
    "report_event.detail": "numbers",  # why a team was chosen may tell of their health; ids and states stay
    "mission.token_hash": "numbers",
    "mission.words": "numbers",
    "mission.why": "numbers",  # the rule that chose the team may tell of their health
    "team_reach.phone": "addresses",
    "team_reach.phone_hash": "addresses",
    "team_reach.mail": "addresses",
    "partner_key.key_hash": "partners",
    "note.text": "notes",
    "handed.note": "notes",
    "recording.sid": "numbers",
    "sms.number": "numbers",
    "sms.body": "numbers",
    "sms.sid": "numbers",
    "sms.key": "numbers",  # may hold the provider's id of what it answers
    "sms_in.sid": "numbers",  # the words are forgotten at the provider after an hour, and never stored here
    "sms_in.number_hash": "numbers",
    "sms_opt_out.number_hash": "wishes",  # until they write START
    "place_search.wishes": "numbers",  # what somebody needs may tell of their health
    "outbox.args": "promises",  # the provider's id of a record to delete
    "login_session.token_hash": "logins",
    "login_failure.username_hash": "logins",
    "partner.name": "partners",  # an organisation's name: stays, as who called
    "partner.pin_hash": "partners",  # gone at once when the partner is retired (core/partner.py)
    "partner_number.number": "partners",
    "partner_number.number_hash": "partners",
    "phonebook.number": "phonebook",  # until a supervisor takes it off the list
    "phonebook.name": "phonebook",
    "phonebook.note": "phonebook",
    "directory_check.words": "numbers",  # what a stranger wrote about a door may name somebody
    "directory_check.reporter": "reports",  # a week: only to tell two people apart
    "directory_address.mail": "addresses",  # until a supervisor takes it off the page of the service
    "directory_address.phone": "addresses",
    "directory_link.token_hash": "links",
    "directory_proposal.base": "proposals",  # what was accepted stands in the history; the rest is forgotten
    "directory_proposal.wanted": "proposals",
    "directory_proposal.words": "proposals",
    "dispatcher.phone": "staff",
    "dispatcher.username": "staff",
    "dispatcher.password_hash": "staff",
    "dispatcher.otp_secret": "staff",
    "recovery_code.code_hash": "staff",
}
KEPT_PROMISES = timedelta(days=7)
NEVER_ENDED = timedelta(days=7)  # longer than anyone waits: a contact still open then is erased as if it had ended
BATCH = 200


def erase(session: Session, at: datetime, numbers: timedelta, notes: timedelta) -> int:
    """Erase what is past its time, a batch at a time. Returns how many contacts were erased."""
    due = session.scalars(
        select(Contact)
        .where(
            or_(
                Contact.ended_at < at - numbers,
                and_(Contact.ended_at.is_(None), Contact.opened_at < at - numbers - NEVER_ENDED),
            ),
            Contact.erased_at.is_(None),
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for contact in due:
        erase_contact(session, contact, at)
    sms.erase(session, at, numbers, BATCH)
    text_in.erase(session, at - numbers)
    rejoin.forget_codes(session, at)
    login.clean(session, at)
    report.forget(session, at, numbers)
    checking.forget(session, at, numbers)
    link.forget(session, at)
    proposal.forget(session, at, numbers)
    session.execute(delete(Note).where(Note.at < at - notes))
    session.execute(update(Handed).where(Handed.at < at - notes).values(note=None))
    session.execute(delete(Promise).where(Promise.done_at < at - KEPT_PROMISES, Promise.state.in_(("sent", "failed"))))
    return len(due)


def erase_contact(session: Session, contact: Contact, at: datetime) -> None:
    """Forget who this was, here and, owed, at the provider. Notes have a time of their own."""
    contact.number = contact.number_hash = contact.callback_number = contact.safe_word = None
    contact.on_behalf_of = contact.referred_to = None
    contact.erased_at = at
    session.execute(update(Search).where(Search.contact_id == contact.id).values(wishes=[]))
    conversation.forget(session, contact.id)
    report.forget_of(session, contact.id, at)
    for leg in session.scalars(select(CallLeg).where(CallLeg.contact_id == contact.id)):
        promise(session, "delete_call", at, sid=leg.call_sid)
        leg.call_sid, leg.visit = f"erased-{leg.id}", None
    session.execute(update(ThirdPerson).where(ThirdPerson.contact_id == contact.id).values(number=None))
    for rung in session.scalars(select(Callout).where(Callout.contact_id == contact.id, Callout.call_sid.is_not(None))):
        promise(session, "delete_call", at, sid=rung.call_sid)
        rung.call_sid = None
    for recording in session.scalars(select(Recording).where(Recording.contact_id == contact.id)):
        if recording.deleted_at is None:
            voicemail.delete(session, recording, at)
        recording.sid = f"erased-{recording.id}"
