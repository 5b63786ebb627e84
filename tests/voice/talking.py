"""A talk with a dispatcher into which others are brought, told by webhooks."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import contact, talk, third
from hotline.core.contact import Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.reservation import Reservation
from hotline.core.third import ThirdPerson, Wanted
from tests.core.conftest import hired
from tests.parts import Twilio
from tests.voice.test_attack_talks import PERSON, Desk

INTERPRETER, OTHER, JAN = "CA" + "1" * 32, "CA" + "2" * 32, "CA" + "3" * 32
NEXT_DESK = "CA" + "e" * 32
NUMBER = "+32475111111"


class Talk(Desk):
    """Amina and a caller talk; she adds people."""

    def __init__(self, twilio: Twilio, session: Session, house: web.House) -> None:
        super().__init__(twilio, session)
        self.house = house

    def held(self) -> Reservation:
        return self.fresh().scalars(select(Reservation).order_by(Reservation.id.desc())).first()  # type: ignore[return-value]

    def asks(self, number: str = NUMBER, *, must_accept: bool = True) -> int:
        held = self.held()
        contact.lock(self.session, held.contact_id)
        wanted = Wanted("interpreter", number, must_accept=must_accept)
        one = third.ask(self.session, self.house.vault, held, wanted, db.now(self.session))
        self.session.commit()
        return one.id

    def asks_jan(self) -> int:
        held = self.held()
        jan = self.session.scalar(select(Dispatcher).filter_by(username="jan")) or hired(self.session, "jan")
        contact.lock(self.session, held.contact_id)
        one = talk.ask_colleague(self.session, self.house.vault, held, jan, db.now(self.session))
        self.session.commit()
        return one.id

    def answered_again(self) -> Reservation:
        """The next dispatcher takes them and answers."""
        held = self.takes()
        self.answers(held, NEXT_DESK)
        return held

    def third(self, one: int) -> ThirdPerson:
        return self.fresh().get_one(ThirdPerson, one)

    def answers_as_third(self, one: int, sid: str = INTERPRETER, to: str = NUMBER) -> str:
        return self.out(f"/voice/third?third={one}", sid, to)

    def joins(self, one: int, sid: str = INTERPRETER, to: str = NUMBER) -> None:
        self.answers_as_third(one, sid, to)
        if not to.startswith("client:"):
            self.out(f"/voice/third/accept?third={one}", sid, to, Digits="1")
        self.in_conference(self.held(), sid)

    def adds(self, **how: bool) -> int:
        one = self.asks(**how)
        self.joins(one)
        return one

    def leaves(self) -> None:
        held = self.held()
        contact.lock(self.session, held.contact_id)
        talk.leave(self.session, held, db.now(self.session))
        self.session.commit()

    def happened(self) -> list[str]:
        return [event.kind for event in self.fresh().scalars(select(Event).order_by(Event.id))]

    def owed_since(self, mark: int) -> list[tuple[str, object]]:
        rows = self.fresh().scalars(select(Promise).where(Promise.id > mark).order_by(Promise.id))
        return [(one.kind, one.args.get("leg")) for one in rows if one.kind != "exits"]

    def last_promise(self) -> int:
        return max([one.id for one in self.fresh().scalars(select(Promise))], default=0)


@pytest.fixture
def talking(twilio: Twilio, session: Session, house: web.House) -> Talk:
    """A caller who asked in French for a place talks with Amina."""
    twilio.post("/voice/incoming", PERSON)
    twilio.post("/voice/step?turn=0", PERSON, Digits="1")
    twilio.post("/voice/step?turn=1", PERSON, Digits="1")
    found = Talk(twilio, session, house)
    found.talks()
    return found
