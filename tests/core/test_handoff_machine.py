"""Whatever happens in a written talk, twice or late: one answers at a time, nothing written is lost, one holder."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, contact, conversation, handoff, reservation, silence
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Message
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.reservation import AlreadyTaken, Busy, Gone, NotAvailable, Reservation
from hotline.core.words import Channel, Priority, ReservationEnd, Topic
from tests.core.conftest import hired
from tests.parts import empty

WHO, STAFF = st.integers(0, 1), st.integers(0, 1)
COPIES = st.sampled_from([1, 1, 2])


class Talks(RuleBasedStateMachine):
    """Two people who write, two dispatchers."""

    house: ClassVar[web.House]

    @initialize()
    def begins(self) -> None:
        empty(self.house.sessions.kw["bind"])
        self.later, self.sent = timedelta(), 0
        self.wrote: dict[int, list[str]] = {}
        with self.house.sessions() as session:
            self.staff = [hired(session, f"d{n}").id for n in range(2)]
            self.talks = [conversation.begin(session, Channel.CHAT, "fr", db.now(session)).id for _ in range(2)]
            session.commit()

    def does(self, act: Callable[[Session], object], copies: int = 1) -> None:
        for _ in range(copies):
            with self.house.sessions() as session:
                try:
                    act(session)
                except (AlreadyTaken, Busy, Gone, NotAvailable):
                    session.rollback()
                session.commit()

    def locked(self, session: Session, who: int) -> Conversation:
        talk = conversation.lock(session, self.talks[who])
        assert talk
        return talk

    @rule(who=WHO, copies=COPIES)
    def writes(self, who: int, copies: int) -> None:
        self.sent += 1
        name = f"m{self.sent}"

        def write(session: Session) -> None:
            talk = self.locked(session, who)
            conversation.receive(session, self.house.vault, talk, name, name, db.now(session))

        self.does(write, copies)
        self.wrote.setdefault(who, []).append(name)

    @rule(who=WHO, copies=COPIES, priority=st.sampled_from(list(Priority)))
    def is_handed_over(self, who: int, copies: int, priority: Priority) -> None:
        def hand(session: Session) -> None:
            talk = self.locked(session, who)
            if talk.state != "closed":
                handoff.to_a_person(session, self.house.vault, talk, Topic.PERSON, priority, "x", db.now(session))

        self.does(hand, copies)

    @rule(who=WHO, by=STAFF)
    def gets_somebody(self, who: int, by: int) -> None:
        """The usual way, so that what follows is tried often."""
        self.is_handed_over(who, 1, Priority.NORMAL)
        self.is_taken(who, by, 1, dies=False)

    @rule(who=WHO, by=STAFF, copies=COPIES, dies=st.booleans())
    def is_taken(self, who: int, by: int, copies: int, dies: bool) -> None:
        """`dies`: the console is killed between its two steps; the clock gives the person back."""

        def take(session: Session) -> None:
            entry = session.scalar(self.live(session, who))
            if entry is None:
                return
            dispatcher = session.get_one(Dispatcher, self.staff[by])
            held = reservation.reserve(session, entry.id, dispatcher, db.now(session))
            session.commit()
            if dies and held.bridged_at is None:
                call.give_back(session, held, ReservationEnd.LAPSED, db.now(session))
                session.commit()
            handoff.met(session, held, db.now(session))

        self.does(take, copies)

    @rule(who=WHO, copies=COPIES, how=st.sampled_from(["give_back", "hand_back", "finish"]))
    def is_left(self, who: int, copies: int, how: str) -> None:
        def leave(session: Session) -> None:
            talk = self.locked(session, who)
            held = reservation.reservation_of(session, talk.contact_id)
            if held is None or held.bridged_at is None:
                return
            if how == "give_back":
                call.give_back(session, held, ReservationEnd.GIVEN_BACK, db.now(session))
            elif how == "hand_back":
                handoff.hand_back(session, self.house.vault, held, db.now(session))
            else:
                call.finish(session, talk.contact, db.now(session))

        self.does(leave, copies)

    @rule(minutes=st.sampled_from([0, 4, 6, 300]))
    def the_clock_looks(self, minutes: int) -> None:
        house, later = self.house, timedelta(minutes=minutes)
        with house.sessions() as session:
            silence.look(session, house.vault, house.plan, house.settings.duty_phone, db.now(session) + later)
            session.commit()

    def live(self, session: Session, who: int) -> object:
        contact_id = session.get_one(Conversation, self.talks[who]).contact_id
        return select(QueueEntry).where(QueueEntry.contact_id == contact_id, QueueEntry.state != "ended")

    @invariant()
    def one_answers_and_nothing_is_lost(self) -> None:
        with self.house.sessions() as session:
            for who, talk_id in enumerate(self.talks):
                talk = session.get_one(Conversation, talk_id)
                entry = session.scalar(self.live(session, who))
                held = session.scalars(
                    select(Reservation).where(Reservation.contact_id == talk.contact_id, Reservation.ended_at.is_(None))
                ).all()
                assert len(held) <= 1
                assert (talk.state == "dispatcher") == (entry is not None and entry.state == "bridged")
                assert (talk.state == "waiting") == (entry is not None and entry.state in ("waiting", "reserved"))
                person = session.get_one(Contact, talk.contact_id)
                assert (person.ended_at is not None) == (talk.state == "closed")
                messages = session.scalars(
                    select(Message).where(Message.conversation_id == talk_id).order_by(Message.id)
                ).all()
                theirs = [self.house.vault.open(m.body) for m in messages if m.sender == "person"]
                assert theirs == self.wrote.get(who, [])
                if talk.state != "assistant":
                    assert conversation.lease(session, talk_id, db.now(session), self.house.vault) is None
                    assert all(m.answered_at for m in messages)
            session.rollback()


def test_whatever_happens_one_answers_at_a_time_and_nothing_is_lost(house: web.House) -> None:
    Talks.house = house
    assert contact
    run_state_machine_as_test(
        Talks,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            phases=(Phase.generate,),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
