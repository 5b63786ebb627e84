"""Messages that callers left, played from the provider to the dispatcher; nothing is kept here."""

from flask import Blueprint, Response, abort

from hotline.console.guard import at, me
from hotline.core import access
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.voicemail import Recording
from hotline.gateways.telephony import CannotDo, Telephony
from hotline.web import commit, house, session

messages = Blueprint("messages", __name__)


@messages.get("/messages/<int:message_id>")
def listen(message_id: int) -> Response:
    """The sound of one message. Who listened is put on record before."""
    message = session().get(Recording, message_id) if message_id < 2**63 else None
    if message is None or message.deleted_at is not None:
        abort(404)
    access.opened(session(), session().get_one(Contact, message.contact_id), me(), at())
    contacts.record(session(), message.contact_id, "listened", at(), dispatcher=me().username)
    sid = message.sid
    commit()
    try:
        kind, sound = Telephony(house().settings).listen(sid)
    except CannotDo:
        abort(404)
    return Response(sound, mimetype=kind, headers={"Content-Disposition": "inline"})
