"""Rasa hangs, lies or is gone: whoever writes has a person or a choice within 4 s, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.faults.people import Writer
from tests.gateways.rasa_with_faults import Faulty
from tests.line import HTTP_S, Line

WITHIN = timedelta(seconds=4)
SICK: dict[str, dict[str, Any]] = {  # the slow ones last: who was silent twice is not asked for a while
    "an empty list": {"answer": []},
    "nonsense": {"answer": {"intent": {"name": "drop table", "confidence": "very"}, "entities": "none"}},
    "no JSON": {"answer": b"<html>502</html>", "status": 502},
    "one byte a second": {"drip_s": 1.0},
    "hung for 30 s": {"wait_s": 30.0},
}


def answered(writer: Writer, messages: int) -> bool:
    """Everything that was written is there, and after it a person or something to choose from."""
    talk = writer.read()
    mine = [one for one in talk["messages"] if one["from"] == "person"]
    last = talk["messages"][-1]
    helped = talk["state"]["state"] == "waiting" or (last["from"] == "assistant" and last["choices"])
    return len(mine) == messages and bool(helped)


def longest_wait(line: Line) -> timedelta:
    """From a person's message to the first word of ours after it, by the clock of the database."""
    query = (
        "select max(answer.at - asked.at) from message asked join lateral (select min(m.at) as at from message m"
        " where m.conversation_id = asked.conversation_id and m.id > asked.id and m.sender <> 'person') answer on true"
        " where asked.sender = 'person'"
    )
    ((waited,),) = line.rows(query)
    assert isinstance(waited, timedelta)
    return waited


@pytest.mark.faults
@pytest.mark.parametrize("illness", SICK)
def test_whoever_writes_has_a_person_or_a_choice_within_four_seconds(line: Line, sick: Faulty, illness: str) -> None:
    for name, value in SICK[illness].items():
        setattr(sick, name, value)
    writer = Writer(line)
    writer.write("je cherche un endroit pour dormir")
    line.until(lambda: answered(writer, 1), HTTP_S)
    assert longest_wait(line) < WITHIN


@pytest.mark.faults
def test_while_rasa_hangs_many_write_and_ring_and_nobody_is_lost(line: Line, sick: Faulty) -> None:
    sick.wait_s = 30.0
    writers = [Writer(line, language) for language in ("fr", "nl", "en", "ar") * 3]
    with ThreadPoolExecutor(12) as people:
        list(people.map(lambda writer: [writer.write("help"), writer.write("is somebody there")], writers))
    line.phone().dial().keys("1").keys("1").wait_until("waiting")
    for writer in writers:
        line.until(lambda one=writer: answered(one, 2), HTTP_S)
