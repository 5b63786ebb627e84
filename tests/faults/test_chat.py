"""A public process dies while it answers somebody who writes: they have their answer all the same, and have it once."""

from typing import Any

import pytest

from tests.faults.people import Writer
from tests.gateways.rasa_with_faults import Faulty
from tests.line import HTTP_S, Line

pytestmark = pytest.mark.faults


def told(writer: Writer) -> list[Any]:
    return [one["say"] for one in writer.read()["messages"] if one["from"] == "assistant"]


def kill_public(line: Line) -> None:
    """Both public processes die; others take their place."""
    before = {process: line.pid(process) for process in ("public", "public-2")}
    for process in before:
        line.kill(process)
    line.until(lambda: all(line.pid(process) != pid for process, pid in before.items()), HTTP_S)
    line.until(line.healthy, HTTP_S)


def test_whoever_wrote_when_the_process_died_is_answered_once(line: Line, sick: Faulty) -> None:
    kill_public(line)  # the new ones have met no silence of Rasa: they ask it
    lucky, unlucky = Writer(line), Writer(line)
    lucky.write("bonjour")
    line.until(lambda: told(lucky), HTTP_S)
    asked = len(sick.asked)
    sick.wait_s = 2.5
    unlucky.write("bonjour")
    line.until(lambda: len(sick.asked) > asked)  # leased, and nobody has answered yet
    kill_public(line)
    sick.wait_s = 0.0
    line.until(lambda: told(unlucky), HTTP_S)
    line.until(lambda: line.rows("select 1 from message where answered_at is null") == [])
    assert told(unlucky) == told(lucky)
