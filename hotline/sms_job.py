"""Sending one text message: taken by one worker, looked up before it is repeated, and repeated once at most."""

from hotline import db
from hotline.core import sms as texts
from hotline.core import text_out
from hotline.gateways.telephony import CannotDo, Telephony
from hotline.web import House, change


def send(house: House, telephony: Telephony, sms_id: int) -> None:
    """Send it, unless it is on its way. Where an earlier answer was lost, the provider is asked whether it has it."""
    with change(house) as session:
        try:
            wanted = texts.take(session, house.vault, sms_id, db.now(session))
        except texts.InOtherHands:
            raise CannotDo("in other hands") from None
    if wanted is None:
        return
    try:
        sid = _sent_already(house, telephony, wanted) or _send(house, telephony, sms_id, wanted)
    except CannotDo as error:
        _not_sent(house, sms_id, wanted, error)
        if not error.final:
            raise
        return
    with change(house) as session:
        texts.accepted(session, sms_id, sid, db.now(session))


def tell(house: House, conversation_id: int) -> None:
    """What was written in a talk of a phone is owed to it as one text."""
    with change(house) as session:
        text_out.owe(session, house.vault, conversation_id, house.settings.number, db.now(session))


def _sent_already(house: House, telephony: Telephony, wanted: texts.ToSend) -> str | None:
    if wanted.tried_since is None:
        return None
    try:
        found = telephony.texts_sent(wanted.number, wanted.body, wanted.tried_since)
    except CannotDo as error:  # only the question failed: nothing was sent this time
        raise CannotDo(str(error)) from None
    with house.sessions() as session:
        ours = texts.unknown_sids(session, found)
    return ours[0] if ours else None


def _send(house: House, telephony: Telephony, sms_id: int, wanted: texts.ToSend) -> str:
    if not wanted.may_send:
        raise CannotDo("lost", final=True, code="lost")
    status = f"{house.settings.public_url}/messaging/status?sms={sms_id}"
    return telephony.send(wanted.number, wanted.body, status)


def _not_sent(house: House, sms_id: int, wanted: texts.ToSend, error: CannotDo) -> None:
    known = wanted.may_send and not error.lost
    with change(house) as session:
        at, code = db.now(session), error.code or "refused"
        texts.not_sent(session, house.vault, sms_id, code, at, final=error.final, known=known)
