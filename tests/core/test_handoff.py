"""A written talk goes to a person and back: who answers, in which order, and that nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, conversation, handoff, meanwhile, queue, reservation, silence
from hotline.core.contact import Contact, Event
from hotline.core.conversation import Conversation, Message
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, Priority, ReservationEnd, Topic
from tests.core.conftest import Hire, Waits


class Writer:
    """Somebody who writes to the hotline."""

    def __init__(self, session: Session, house: web.House, language: str = "fr", channel: Channel = Channel.CHAT):
        self.session, self.house = session, house
        self.talk = conversation.begin(session, channel, language, db.now(session))
        self.sent = 0
        session.commit()

    @property
    def contact(self) -> Contact:
        return self.session.get_one(Contact, self.talk.contact_id, populate_existing=True)

    @property
    def entry(self) -> QueueEntry | None:
        return queue.live_entry(self.session, self.talk.contact_id)

    @property
    def state(self) -> str:
        self.session.refresh(self.talk)
        return self.talk.state

    def writes(self, text: str) -> int:
        self.sent += 1
        talk = conversation.lock(self.session, self.talk.id)
        assert talk
        vault, at = self.house.vault, db.now(self.session)
        message = conversation.receive(self.session, vault, talk, f"m{self.sent}", text, at)
        self.session.commit()
        return message

    def asks(self, priority: Priority = Priority.NORMAL, why: str = "talk_to_human") -> QueueEntry:
        talk = conversation.lock(self.session, self.talk.id)
        assert talk
        vault, at = self.house.vault, db.now(self.session)
        entry = handoff.to_a_person(self.session, vault, talk, Topic.PLACE, priority, why, at)
        self.session.commit()
        return entry

    def heard(self) -> list[str | None]:
        """What was said to them: the names of our sentences, None for a dispatcher's own words."""
        found = conversation.after(self.session, self.talk)
        return [message.say for message in found if message.sender != "person"]

    def look(self, later: timedelta = timedelta()) -> None:
        """The clock looks, now or later."""
        house = self.house
        silence.look(self.session, house.vault, house.plan, house.settings.duty_phone, db.now(self.session) + later)

    def events(self) -> list[tuple[str, str | None]]:
        lines = self.session.scalars(
            select(Event).where(Event.contact_id == self.talk.contact_id).order_by(Event.at, Event.id)
        )
        return [(line.kind, (line.detail or {}).get("why")) for line in lines]


@pytest.fixture
def writer(session: Session, house: web.House) -> Writer:
    return Writer(session, house)


def take(session: Session, entry: QueueEntry, by: Dispatcher) -> Reservation:
    """As the console does it."""
    held = reservation.reserve(session, entry.id, by, db.now(session))
    session.commit()
    handoff.met(session, held, db.now(session))
    session.commit()
    return held


def test_who_asks_for_a_person_waits_in_line_and_the_assistant_is_silent(
    writer: Writer, hire: Hire, house: web.House
) -> None:
    hire()
    writer.writes("je veux parler à quelqu'un")
    entry = writer.asks()
    assert (writer.state, entry.channel, entry.state) == ("waiting", "chat", "waiting")
    assert writer.heard() == ["wait"]
    writer.writes("allô ?")
    assert conversation.lease(writer.session, writer.talk.id, db.now(writer.session), house.vault) is None


def test_a_second_handoff_changes_nothing_but_a_higher_priority_with_its_reason(writer: Writer, hire: Hire) -> None:
    hire()
    first = writer.asks()
    entered = first.entered_at
    assert writer.asks().id == first.id
    assert writer.asks(Priority.DANGER, "no_breath").priority == "danger"
    assert writer.asks(Priority.VULNERABLE, "pregnant").priority == "danger"
    assert writer.entry
    assert writer.entry.entered_at == entered
    assert writer.heard() == ["wait"]
    assert [line for line in writer.events() if line[0] == "handoff"] == [
        ("handoff", "talk_to_human"),
        ("handoff", "no_breath"),
    ]


def test_taking_a_chat_rings_nobody_and_ends_the_wait(writer: Writer, hire: Hire, session: Session) -> None:
    amina = hire()
    held = take(session, writer.asks(), amina)
    assert writer.state == "dispatcher"
    assert writer.contact.bridged_at == held.bridged_at
    assert writer.contact.outcome == "helped"
    assert session.scalars(select(Reservation.answered_at)).one() is not None


def test_a_killed_console_between_the_two_steps_leaves_the_person_in_line(
    writer: Writer, hire: Hire, session: Session
) -> None:
    held = reservation.reserve(session, writer.asks().id, hire(), db.now(session))
    session.commit()
    call.give_back(session, held, ReservationEnd.LAPSED, db.now(session))
    session.commit()
    handoff.met(session, held, db.now(session))
    session.commit()
    assert writer.entry
    assert (writer.state, writer.entry.state) == ("waiting", "waiting")


def test_handed_back_the_assistant_answers_again_and_the_person_is_told(
    writer: Writer, hire: Hire, session: Session, house: web.House
) -> None:
    amina = hire()
    held = take(session, writer.asks(), amina)
    handoff.hand_back(session, house.vault, held, db.now(session))
    handoff.hand_back(session, house.vault, held, db.now(session))
    session.commit()
    assert (writer.state, writer.entry, writer.contact.ended_at) == ("assistant", None, None)
    assert writer.heard() == ["wait", "handed_back"]
    assert held.end == ReservationEnd.HANDED_BACK
    session.refresh(amina)
    assert amina.activity == "available"
    writer.writes("merci, et pour manger ?")
    assert conversation.lease(session, writer.talk.id, db.now(session), house.vault)
    session.commit()
    again = writer.asks()
    assert (again.id != held.entry_id, writer.state) == (True, "waiting")


def test_given_back_the_person_goes_first_and_the_assistant_stays_silent(
    writer: Writer, hire: Hire, session: Session
) -> None:
    held = take(session, writer.asks(), hire())
    call.give_back(session, held, ReservationEnd.GIVEN_BACK, db.now(session))
    session.commit()
    assert writer.entry
    assert (writer.state, writer.entry.state, writer.entry.front) == ("waiting", "waiting", True)


def test_closed_by_a_dispatcher_the_talk_is_over_and_counts_as_helped(
    writer: Writer, hire: Hire, session: Session
) -> None:
    take(session, writer.asks(), hire())
    call.finish(session, writer.contact, db.now(session))
    session.commit()
    assert (writer.state, writer.contact.outcome) == ("closed", "helped")
    assert ("talk_closed", None) in writer.events()


def test_no_written_talk_is_begun_during_a_phone_call(
    writer: Writer, hire: Hire, session: Session, waits: Waits
) -> None:
    amina = hire()
    reservation.reserve(session, waits().id, amina, db.now(session))
    session.commit()
    with pytest.raises(reservation.Busy):
        reservation.reserve(session, writer.asks().id, amina, db.now(session))


def test_a_phone_call_in_between_is_told_once_and_so_is_its_end(
    writer: Writer, hire: Hire, session: Session, waits: Waits
) -> None:
    amina = hire()
    take(session, writer.asks(), amina)
    phone = reservation.reserve(session, waits().id, amina, db.now(session))
    session.commit()
    writer.look()
    writer.look()
    assert writer.heard() == ["wait", "helper_on_phone"]
    reservation.release(session, phone, ReservationEnd.NOT_ANSWERED, db.now(session))
    session.commit()
    writer.look()
    writer.look()
    assert writer.heard() == ["wait", "helper_on_phone", "helper_back"]


def test_the_place_in_line_is_honest_and_its_bound_only_gets_better(
    writer: Writer, hire: Hire, session: Session, waits: Waits, house: web.House
) -> None:
    amina = hire()
    waits(waited_s=30)
    writer.asks()
    at = db.now(session)
    first = meanwhile.standing(session, writer.talk, at)
    assert (first.state, first.position) == ("waiting", 2)
    assert first.wait_bound_s is not None
    for _ in range(3):
        waits(waited_s=300)
    second = meanwhile.standing(session, writer.talk, at + timedelta(seconds=60))
    assert (second.position, second.wait_bound_s) == (5, first.wait_bound_s - 60)
    late = meanwhile.standing(session, writer.talk, at + timedelta(seconds=first.wait_bound_s + 1))
    assert late.wait_bound_s is None
    amina.activity = "away"
    session.commit()
    other = Writer(session, house)
    other.asks()
    assert meanwhile.standing(session, other.talk, at).wait_bound_s is None


def test_with_nobody_at_work_a_call_is_offered_and_its_number_asked(
    writer: Writer, session: Session, house: web.House
) -> None:
    writer.asks()
    assert writer.heard() == ["wait", "nobody_at_work"]
    offer = conversation.after(session, writer.talk)[-1]
    offered = conversation.choices_of(house.vault, offer)
    assert [choice["value"] for choice in offered] == ["callback", "leave_message", "stay"]
    writer.writes("callback")
    writer.look()
    writer.writes("pas sûr")
    writer.look()
    writer.look()
    writer.writes("c'est le 0470 12 34 56 merci")
    writer.look()
    writer.writes("Oui")
    writer.look()
    assert writer.heard()[2:] == ["ask_number", "number_unclear", "ask_call_safe", "will_call"]
    assert writer.entry
    assert (writer.entry.channel, writer.contact.outcome, writer.contact.safe_to_call) == ("callback", "callback", True)


def test_where_a_call_is_not_safe_nobody_calls_and_the_number_is_forgotten(writer: Writer) -> None:
    entered = writer.asks().entered_at
    for text in ("Rappelez-moi", "0470123456", "non"):
        writer.writes(text)
        writer.look()
    assert writer.heard()[-1] == "no_call"
    assert writer.entry
    assert (writer.entry.channel, writer.entry.entered_at) == ("chat", entered)
    assert (writer.contact.safe_to_call, writer.contact.callback_number) == (False, None)


def test_who_waits_long_is_offered_a_call_once_and_keeps_the_place(
    writer: Writer, hire: Hire, session: Session, house: web.House
) -> None:
    hire()
    entry = writer.asks()
    entry.entered_at -= house.plan.offer
    session.commit()
    writer.look()
    writer.look()
    assert writer.heard() == ["wait", "takes_long"]
    assert entry.state == "waiting"


def test_who_has_three_talks_takes_the_next_caller_not_the_fourth_writer(
    hire: Hire, session: Session, waits: Waits, house: web.House
) -> None:
    amina = hire()
    for _ in range(reservation.WRITTEN_TALKS):
        take(session, Writer(session, house).asks(), amina)
    fourth = Writer(session, house)
    fourth.asks(Priority.DANGER)
    with pytest.raises(reservation.Busy):
        reservation.reserve_next(session, amina, db.now(session))
    session.rollback()
    caller = waits()
    held = reservation.reserve_next(session, amina, db.now(session))
    assert held
    assert held.entry_id == caller.id


def test_a_dispatcher_with_written_talks_can_still_take_a_call(
    writer: Writer, hire: Hire, session: Session, waits: Waits
) -> None:
    amina = hire()
    take(session, writer.asks(), amina)
    assert reservation.reserve(session, waits().id, amina, db.now(session))


def test_a_number_withdrawn_by_a_dispatcher_leaves_the_person_in_the_chat(writer: Writer, session: Session) -> None:
    writer.asks()
    for text in ("callback", "0470123456", "oui"):
        writer.writes(text)
        writer.look()
    assert call.drop_callback(session, writer.contact, db.now(session))
    session.commit()
    assert writer.entry
    assert (writer.entry.channel, writer.state, writer.contact.ended_at) == ("chat", "waiting", None)


def test_what_was_written_stands_in_order_whoever_answered(
    writer: Writer, hire: Hire, session: Session, house: web.House
) -> None:
    amina = hire()
    writer.writes("un")
    held = take(session, writer.asks(), amina)
    talk: Conversation = writer.talk
    conversation.dispatcher_says(session, house.vault, talk, amina.id, "Bonjour", "c1", db.now(session))
    conversation.dispatcher_says(session, house.vault, talk, amina.id, "Bonjour", "c1", db.now(session))
    session.commit()
    writer.writes("deux")
    handoff.hand_back(session, house.vault, held, db.now(session))
    session.commit()
    rows = session.scalars(select(Message).where(Message.conversation_id == talk.id).order_by(Message.id)).all()
    assert [row.sender for row in rows] == ["person", "assistant", "dispatcher", "person", "assistant"]
