"""Who is on the phones at night, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from hotline import db
from hotline.core import dispatcher as dispatchers
from hotline.core import flow, reservation
from hotline.core.contact import CallLeg
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import Busy, NotAvailable
from hotline.core.words import Activity

if TYPE_CHECKING:
    from tests.nights.world import Call, World

KEYS = "1234567890*#"


class Person:
    """Someone with a telephone. `habits`: what they do at each ring, the last one for all that follow."""

    def __init__(self, number: str, *habits: tuple[str, float], talks_s: float = 90) -> None:
        self.number, self.habits, self.talks_s = number, list(habits) or [("answer", 4.0)], talks_s
        self.withheld = self.talked = self.speaks_after_the_tone = False
        self.rung = 0
        self.call: Call | None = None

    def on_ring(self, world: World, call: Call) -> tuple[str, float]:
        habit = self.habits[min(self.rung, len(self.habits) - 1)]
        self.rung += 1
        return habit

    def is_engaged(self, world: World, call: Call) -> bool:
        """One person, one telephone: whoever talks is engaged."""
        return any(
            one.person is self and one is not call and one.state == "in-progress" for one in world.calls.values()
        )

    def keys(self, world: World, call: Call) -> str:
        """A person who is asked to press 1 does; a voicemail does not."""
        return "" if getattr(call, "machine", False) else "1"


class Caller(Person):
    """Someone who needs help. `way`: the nodes they want to come to, one after the other; then they press nothing."""

    def __init__(self, number: str, way: tuple[str, ...] = (), *, withheld: bool = False, speaks: bool = False) -> None:
        super().__init__(number, ("answer", 5.0), talks_s=40)
        self.way, self.withheld, self.speaks_after_the_tone = list(way), withheld, speaks

    def keys(self, world: World, call: Call) -> str:
        if call.params["Direction"] != "inbound":
            return super().keys(world, call)  # we call them back
        if not self.way:
            return ""

        def look(session: object) -> str:
            stored = session.scalar(select(CallLeg.visit).where(CallLeg.call_sid == call.sid))  # type: ignore[attr-defined]
            line, visit = world.house.flows["line"], flow.visit_from_json(stored or {})
            for key in (*KEYS, "0" + self.number[3:]):
                if flow.advance(line, visit, visit.turn, flow.Key(key)).node == self.way[0] != visit.node:
                    return key
            return ""

        pressed = str(world.in_session(look))
        if pressed:
            self.way.pop(0)
        return pressed


class AtConsole(Person):
    """A dispatcher with an open console who takes whoever is next, from `comes_s` until `goes_s` after the start.

    `asleep`: the console is open, but nobody sits there.
    """

    def __init__(self, name: str, comes_s: float = 0, goes_s: float = 1e9, *, asleep: bool = False) -> None:
        super().__init__(f"client:{name}", ("no answer", 0) if asleep else ("answer", 2.0), talks_s=200)
        self.name, self.comes_s, self.goes_s, self.asleep = name, comes_s, goes_s, asleep

    def begin(self, world: World) -> None:
        world.phones[self.number] = self
        world.after(self.comes_s, lambda: self._comes(world))

    def _comes(self, world: World) -> None:
        world.in_session(lambda s: dispatchers.set_activity(s, self._me(s).id, Activity.AVAILABLE, db.now(s)))
        self._looks(world)
        world.after(self.goes_s - self.comes_s, lambda: self._goes(world))

    def _goes(self, world: World) -> None:
        world.in_session(lambda s: dispatchers.set_activity(s, self._me(s).id, Activity.AWAY, db.now(s)))
        self.asleep = True

    def _looks(self, world: World) -> None:
        """Every ten seconds the open page asks; a human takes the next one, and is done writing after 20."""

        def look(session: object) -> None:
            me = self._me(session)
            dispatchers.seen(session, me.id, db.now(session))  # type: ignore[arg-type]
            if self.asleep:
                return
            if me.activity == Activity.WRAP_UP and (world.now - (me.activity_at or world.now)).total_seconds() > 20:
                dispatchers.set_activity(session, me.id, Activity.AVAILABLE, db.now(session))  # type: ignore[arg-type]
            try:
                reservation.reserve_next(session, me, db.now(session))  # type: ignore[arg-type]
            except (Busy, NotAvailable):
                session.rollback()  # type: ignore[attr-defined]

        world.in_session(look)
        if world.now.timestamp() - self._start(world) < self.goes_s:
            world.after(10, lambda: self._looks(world))

    def _start(self, world: World) -> float:
        return world.start.timestamp()

    def _me(self, session: object) -> Dispatcher:
        wanted = select(Dispatcher).where(Dispatcher.username == self.name)
        return session.scalars(wanted.execution_options(populate_existing=True)).one()  # type: ignore[attr-defined]
