"""How it goes on between the hotline and the phone network: one step after another, in an order that can be chosen."""

from random import Random
from typing import Any, ClassVar

from sqlalchemy import select, text

from hotline import clock, db, jobs, web
from hotline.core import contact, reservation
from hotline.core.outbox import Promise
from tests.voice.provider import Provider

ROUNDS = 200  # steps after which it should have settled
TOO_LATE = "update queue_entry set reserved_until = clock_timestamp() - interval '1 s' where state = 'reserved'"


class Steps:
    """What the network and our workers still have to do. `order`: 0 as things come, else any, some of it twice."""

    house: ClassVar[web.House]
    net: Provider
    order: int
    between: list[int]  # what the network does between two of our requests

    def settles(self, *, to_the_end: bool) -> None:
        """Every word arrives, every promise is kept; to the end: nobody does anything more, and deadlines pass."""
        chance = Random(self.order)
        for _ in range(ROUNDS):
            mail, owed, busy = len(self.net.mail), self.owed(), self.net.busy()
            n = chance.randrange(mail + len(owed) + len(busy) or 1) if self.order else 0
            copies = 2 if self.order and chance.random() < 0.1 else 1
            if n < mail:
                self.net.deliver(n, copies)
            elif n < mail + len(owed):
                self.keeps(owed[n - mail], [chance.randrange(12)] if self.order else [], copies)
            elif busy:
                self.net.goes_on(busy[n - mail - len(owed)], copies)
            elif not to_the_end or not self._time_passes():
                return
        raise AssertionError("it never settles")

    def _time_passes(self) -> bool:
        for one in list(self.net.calls.values()):
            if one.question is not None:
                self.net.presses(one, None)
                return True
            if one.status == "ringing":
                self.net.hangs_up(one, "no-answer")
                return True
        before = self.owed()
        self.all_too_late()
        return self.owed() != before

    def something_happens(self) -> None:
        if not self.between:
            return
        n = self.between.pop()
        ringing = [one for one in self.net.calls.values() if one.status == "ringing"]
        if self.net.mail and n % 3 == 0:
            self.net.deliver(n)
        elif ringing and n % 3 == 1:
            self.net.answers(ringing[-1])
        elif busy := self.net.busy():
            self.net.goes_on(busy[n % len(busy)])

    def all_too_late(self) -> None:
        with self.house.sessions() as session:
            session.execute(text(TOO_LATE))
            session.commit()
            at = db.now(session)
            for held in reservation.lapsed(session, at):
                if contact.lock(session, held.contact_id) and reservation.has_lapsed(session, held, at):
                    clock.lapse(session, held, at)
                session.commit()

    def owed(self) -> list[int]:
        with self.house.sessions() as session:
            wanted = select(Promise.id).where(Promise.state.in_(("pending", "sending")), Promise.kind != "call_out")
            return list(session.scalars(wanted.order_by(Promise.id)))

    def keeps(self, owed: int, meanwhile: list[int], copies: int) -> None:
        kind, args = self._due(owed)
        self.between = meanwhile
        jobs.keep(owed)
        if copies > 1:
            jobs.KEEPING[kind](**args)
        self.between = []

    def _due(self, owed: int) -> tuple[str, dict[str, Any]]:
        with self.house.sessions() as session:
            found = session.get_one(Promise, owed)
            found.due_at = db.now(session)
            session.commit()
            return found.kind, found.args
