"""How long each personal datum lives. Every column that holds one has a rule here, or a test is red.

The periods are configurable; the data protection officer decides them (docs/privacy.md).
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from hotline.core import voicemail
from hotline.core.contact import CallLeg, Contact, Note
from hotline.core.outbox import Promise, promise
from hotline.core.voicemail import Recording

# table.column → what erases it. A column whose name or type says "person" and is not here fails the test.
RULES = {
    "contact.number": "numbers",
    "contact.number_hash": "numbers",
    "contact.callback_number": "numbers",
    "call_leg.call_sid": "numbers",  # leads to the number at the provider: its record is deleted there
    "note.text": "notes",
    "recording.sid": "numbers",
    "outbox.args": "promises",  # the provider's id of a record to delete
    "login_session.token_hash": "logins",
    "login_failure.username_hash": "logins",
    "dispatcher.phone": "staff",
    "dispatcher.username": "staff",
    "dispatcher.password_hash": "staff",
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
        _erase_contact(session, contact, at)
    session.execute(delete(Note).where(Note.at < at - notes))
    session.execute(delete(Promise).where(Promise.done_at < at - KEPT_PROMISES, Promise.state.in_(("sent", "failed"))))
    return len(due)


def _erase_contact(session: Session, contact: Contact, at: datetime) -> None:
    contact.number = contact.number_hash = contact.callback_number = None
    contact.erased_at = at
    for leg in session.scalars(select(CallLeg).where(CallLeg.contact_id == contact.id)):
        promise(session, "delete_call", at, sid=leg.call_sid)
        leg.call_sid = f"erased-{leg.id}"
    for recording in session.scalars(select(Recording).where(Recording.contact_id == contact.id)):
        if recording.deleted_at is None:
            voicemail.delete(session, recording, at)
        recording.sid = f"erased-{recording.id}"
