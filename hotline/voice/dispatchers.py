"""The other side: ringing a dispatcher, calling a person back, and bringing both into one conference."""

from flask import Response, request

from hotline.core import call, caller, contact, flow, instead, talk
from hotline.core.contact import CallLeg
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, LegRole, LegState
from hotline.db import now
from hotline.texts import mark
from hotline.voice import callers, thirds, twiml
from hotline.voice.reply import happened, line, numbers, reservation_id, turn, xml
from hotline.web import commit, house, session

WAITING = mark("The help line: someone is waiting for you.")
PRESS_ONE = mark("Press 1 to take the call.")
NO_LONGER = mark("This call is no longer waiting. Thank you.")
# Perhaps a machine or someone else listens: nothing of who calls or why.
CALLED_BACK = mark("Hello. If you are expecting this call, press 1.")
GOODBYE = mark("Thank you for calling. Goodbye.")
NO_ANSWER = mark("The person does not answer. Goodbye.")


def ring() -> Response:
    """A dispatcher's phone was answered. A browser was clicked a moment ago; a phone must press 1."""
    held = _held()
    at = now(session())
    leg = call.ring_answered(session(), held, request.form["CallSid"], at) if held else None
    if held is None or leg is None:
        commit()
        return xml(twiml.sentence(line(), None, NO_LONGER))
    language = held.dispatcher.console_language
    if not request.form.get("To", "").startswith("client:"):
        commit()
        return _press_one(language, f"ring/accept?reservation={held.id}", WAITING, PRESS_ONE)
    return _accept(held)


def ring_accept() -> Response:
    held = _held()
    if held is None or request.form.get("Digits") != "1":
        return xml(twiml.sentence(line(), None, NO_LONGER))
    contact.lock(session(), held.contact_id)
    session().refresh(held)
    if held.ended_at is not None:
        return xml(twiml.sentence(line(), None, NO_LONGER))
    return _accept(held)


def person() -> Response:
    """Someone we call back has answered, or their voicemail: nothing is said until a person presses 1."""
    held = _held()
    if held is None or held.ended_at is not None:
        return xml(twiml.sentence(line(), None, GOODBYE))
    language, locked = held.entry.language, held.entry.contact.safe_word
    word = house().vault.open(locked) if locked else None
    call.ringing(session(), held, request.form["CallSid"], LegRole.CALLED_BACK, now(session()))
    commit()
    return _press_one(language, f"person/accept?reservation={held.id}", *([word] if word else []), CALLED_BACK)


def person_accept() -> Response:
    """They are there. A dispatcher who left meanwhile is no reason to let them go: they wait in line then."""
    leg = contact.leg_by_sid(session(), request.form["CallSid"])
    if leg is None or request.form.get("Digits") != "1":
        return xml(twiml.sentence(line(), None, GOODBYE))
    caller.give_a_visit(line(), leg, leg.contact.language)
    return _belongs(leg)


def here() -> Response:
    """Where a phone connection belongs at this moment: asked when we moved it."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if leg is None:
        inbound = request.form.get("Direction") == "inbound"
        return callers.incoming() if inbound else xml(twiml.sentence(line(), None, GOODBYE))
    return _belongs(leg)


def _belongs(leg: CallLeg) -> Response:
    held = call.conversation(session(), leg)
    if held is None and leg.role == LegRole.CALLED_BACK and leg.visit is not None:
        call.talk_over(session(), line(), leg, leg.visit["turn"], now(session()))
    document = _talk(held, leg) if held else _no_talk(leg)
    commit()
    return xml(document)


def after() -> Response:
    """The conference let the caller go: the talk was finished, or the dispatcher's line broke."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if leg is None:
        return xml(twiml.sentence(line(), None, GOODBYE))
    if callers.STATUS.get(request.form.get("CallStatus", "")) is LegState.ENDED:  # they hung up: nobody was cut off
        call.leg_changed(session(), leg, LegState.ENDED, now(session()))
    visit = call.talk_over(session(), line(), leg, turn(), now(session()), reservation_id())
    commit()
    if visit is None:
        return xml(_no_talk(leg))
    return xml(twiml.render(line(), visit, numbers()))


def conference() -> Response:
    """Who is in the conference: the join of the second of the two is the pick-up."""
    held = _held()
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if held is not None and leg is not None and request.form.get("StatusCallbackEvent") == "participant-join":
        session().refresh(held)
        at = now(session())
        call.joined(session(), held, leg, at, happened(at))
        commit()
    return Response(status=204)


def duty() -> Response:
    """The duty phone was answered: only a person may take the caller, not a voicemail."""
    return _press_one(None, "duty/accept", WAITING, PRESS_ONE)


def duty_accept() -> Response:
    """A person is at the duty phone: the caller's wait is over, and no dispatcher takes them as well."""
    if request.form.get("Digits") != "1":
        return xml(twiml.sentence(line(), None, NO_LONGER))
    leg = contact.leg_by_sid(session(), request.form.get("ParentCallSid", ""))
    if leg is not None:
        instead.helped_by_duty_phone(session(), leg.contact, 0, now(session()))
        commit()
    return xml(twiml.empty())


def _press_one(language: str | None, path: str, *msgids: str) -> Response:
    return xml(twiml.press_one(line(), language, f"{numbers().base}/voice/{path}", *msgids))


def _accept(held: Reservation) -> Response:
    call.accepted(session(), held, now(session()))
    commit()
    return xml(twiml.conference(held.conference, held.id, numbers()))


def _talk(held: Reservation, leg: CallLeg) -> str:
    visit = flow.visit_from_json(leg.visit or {}) if leg.visit else None
    action = f"{numbers().base}/voice/after?turn={visit.turn}&reservation={held.id}" if visit else None
    return twiml.conference(held.conference, held.id, numbers(), action)


def _no_talk(leg: CallLeg) -> str:
    """No dispatcher is on the line for this contact: a caller goes on where they were, others are told."""
    if leg.role == LegRole.DISPATCHER:
        return twiml.sentence(line(), None, NO_ANSWER if _called_in_vain(leg) else NO_LONGER)
    if talk.needs_an_answer(session(), leg):
        return thirds.still_needed(leg)
    if leg.visit is None or leg.contact.ended_at is not None:
        return twiml.sentence(line(), leg.contact.language, GOODBYE)
    return twiml.render(line(), flow.visit_from_json(leg.visit), numbers())


def _called_in_vain(leg: CallLeg) -> bool:
    held = session().get(Reservation, leg.reservation_id) if leg.reservation_id else None
    return held is not None and held.bridged_at is None and held.entry.channel in (Channel.CALLBACK, Channel.VOICEMAIL)


def _held() -> Reservation | None:
    return session().get(Reservation, reservation_id())


ROUTES = {
    "/ring": ring,
    "/ring/accept": ring_accept,
    "/person": person,
    "/person/accept": person_accept,
    "/here": here,
    "/after": after,
    "/conference": conference,
    "/duty": duty,
    "/duty/accept": duty_accept,
}
