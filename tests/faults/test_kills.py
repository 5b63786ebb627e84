"""Fifty people call while every part is killed in turn: each gets a person, once, and the waits are right."""

import sys
import threading
import time
from datetime import datetime, timedelta
from itertools import cycle, pairwise
from typing import Any

import pytest

from tests.faults.people import DUTY, KEYS, Bot, Caller, hire, nothing_open
from tests.line import Line

pytestmark = pytest.mark.faults

CALLS, EVERY_S, BETWEEN_KILLS_S = 50, 0.8, 4.5
VICTIMS = ("public", "rings", "console", "worker", "public-2", "clock", "valkey", "postgres")
STAFF = ("amina", "jan", "lena", "omar")
NEAR = timedelta(seconds=3)
LONGEST_SILENCE = timedelta(seconds=15)


@pytest.fixture
def callers(line: Line) -> list[Caller]:
    languages = cycle(KEYS)
    return [
        Caller(line.phone(f"+3247010{n:04}"), next(languages), impatient=n % 8 == 5, hangs_up_after_talk=n % 5 == 2)
        for n in range(CALLS)
    ]


def kill_in_turn(line: Line, stop: threading.Event) -> None:
    for victim in VICTIMS:
        if stop.wait(BETWEEN_KILLS_S):
            return
        line.kill(victim)


def ring_one_after_the_other(callers: list[Caller]) -> None:
    for caller in callers:
        caller.call()
        time.sleep(EVERY_S)


def say_goodbye(line: Line, callers: list[Caller], stop: threading.Event) -> None:
    """Some callers end the talk themselves."""
    while not stop.wait(1):
        polite = {caller.phone.call for caller in callers if caller.hangs_up_after_talk}
        for call in line.network.ask("GET", "/calls")["calls"]:
            if call["state"] == "connected" and call["sid"] in polite:
                line.network.ask("POST", f"/calls/{call['sid']}/hang-up", {})


def test_nobody_is_lost_while_everything_is_killed_in_turn(line: Line, callers: list[Caller]) -> None:
    hire(line, *STAFF[2:])
    bots = [Bot(line, name) for name in STAFF]
    line.network.phone(DUTY).behave("answer", after=0.5, keys="1", hang_up_after=3)
    stop = threading.Event()
    others = [
        *bots,
        threading.Thread(target=kill_in_turn, args=(line, stop)),
        threading.Thread(target=say_goodbye, args=(line, callers, stop)),
    ]
    for thread in others:
        thread.start()
    try:
        ring_one_after_the_other(callers)
        line.until(lambda: not line.network.ask("GET", "/calls")["calls"], 80)
        line.until(lambda: nothing_open(line), 30)
    except AssertionError:
        sys.stderr.write(still_open(line))
        raise
    finally:
        stop.set()
        for bot in bots:
            bot.stopped.set()
        for thread in others:
            thread.join(20)
        for caller in callers:
            caller.remember()
        report(line, callers, bots)
    everyone_was_served(callers)
    nobody_was_shared(line, callers, bots)
    waits_are_right(line, callers)
    assert sum(bot.logged_out for bot in bots) == 0


def still_open(line: Line) -> str:
    """For whoever has to find out why someone was left."""
    legs = line.rows("select contact_id, reservation_id, role, state from call_leg where state <> 'ended'")
    entries = line.rows("select contact_id, channel, state, dispatcher_id from queue_entry where state <> 'ended'")
    held = line.rows("select * from reservation where ended_at is null")
    return (
        f"still open: legs {legs}, entries {entries}, reservations {held}, network {line.network.ask('GET', '/calls')}"
    )


def everyone_was_served(callers: list[Caller]) -> None:
    lost = [c for c in callers if not (c.talked or c.on_duty_phone or (c.impatient and c.hung_up))]
    assert [(c.phone.address, c.noticed) for c in lost] == []
    assert max(c.silence for c in callers) < LONGEST_SILENCE


def nobody_was_shared(line: Line, callers: list[Caller], bots: list[Bot]) -> None:
    """Never two callers or two dispatchers in one conference; never one dispatcher in two at once."""
    rooms: dict[str, list[str]] = {}
    for caller in callers:
        for name in {str(event["conference"]) for event in caller.noticed if "conference" in event}:
            rooms.setdefault(name, []).append("caller")
    for bot in bots:
        talks = bot.talks()
        for name, _, _ in talks:
            rooms.setdefault(name, []).append(bot.name)
        assert [(one, other) for one, other in pairwise(talks) if other[1] < one[2]] == []
    assert {name: who for name, who in rooms.items() if len(who) > 2 or who.count("caller") > 1} == {}
    for query in (TWO_FOR_ONE_ENTRY, TWO_FOR_ONE_DISPATCHER):
        assert line.rows(query) == []


OVERLAP = "a.id < b.id and a.made_at < b.ended_at and b.made_at < a.ended_at"
TWO_FOR_ONE_ENTRY = f"select a.id, b.id from reservation a join reservation b on a.entry_id = b.entry_id and {OVERLAP}"
TWO_FOR_ONE_DISPATCHER = (
    f"select a.id, b.id from reservation a join reservation b on a.dispatcher_id = b.dispatcher_id and {OVERLAP}"
)


def on_record(line: Line) -> dict[str, tuple[Any, ...]]:
    """What the database says of each caller: outcome, asked, bridged, ended."""
    rows = line.rows(
        "select call_sid, outcome, asked_at, bridged_at, contact.ended_at from contact"
        " join call_leg on contact_id = contact.id where role = 'caller'"
    )
    return {sid: tuple(rest) for sid, *rest in rows}


def waits_are_right(line: Line, callers: list[Caller]) -> None:
    records = on_record(line)
    wrong = [(c.phone.address, problems, c.noticed) for c in callers if (problems := differences(c, records))]
    assert wrong == []


def differences(caller: Caller, records: dict[str, tuple[Any, ...]]) -> list[str]:
    """Where the record does not say what the phone network saw."""
    if caller.phone.call not in records:
        return [] if caller.on_duty_phone else ["not on record"]
    outcome, asked, bridged, ended = records[caller.phone.call]
    waited, talked = caller.first("waiting"), caller.first("connected")
    if waited is None and asked is not None and talked is not None and asked <= talked + NEAR:
        waited = asked  # picked up, by a dispatcher or the duty phone, before they were told to wait
    problems = [f"outcome {outcome}"] if outcome != ("helped" if talked else "abandoned") else []
    problems += [
        f"{name} {mine} seen {seen}"
        for name, mine, seen in (("asked", asked, waited), ("bridged", bridged, talked))
        if not near(mine, seen)
    ]
    problems += [] if ended else ["never ended"]
    return problems


def near(mine: datetime | None, seen: datetime | None) -> bool:
    return mine is seen or (mine is not None and seen is not None and abs(mine - seen) <= NEAR)


def report(line: Line, callers: list[Caller], bots: list[Bot]) -> None:
    """Figures for the log of the tests (`pytest -s`)."""
    waits = [t - w for c in callers if (t := c.first("connected")) and (w := c.first("waiting"))]
    figures = {
        "calls": len(callers),
        "talked": sum(c.talked for c in callers),
        "duty phone": sum(c.on_duty_phone for c in callers),
        "gave up": sum(c.hung_up and not c.talked for c in callers),
        "longest wait": str(max(waits, default=None)),
        "longest silence": str(max(c.silence for c in callers)),
        "taken": {bot.name: bot.taken for bot in bots},
        "ended by signal 9": line.log.read_text().count("signal 9"),
    }
    sys.stdout.write(f"{figures}\n")
