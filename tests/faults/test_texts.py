"""A worker dies while a text is on its way: the person gets it, and gets it once."""

import psutil
import pytest

from tests.line import Line

pytestmark = pytest.mark.faults


def kill_worker(line: Line) -> None:
    """The worker and its child, at once: nobody finishes anything."""
    worker = psutil.Process(line.pid("worker"))
    for process in [*worker.children(), worker]:
        process.kill()


@pytest.mark.parametrize("arrives", [True, False], ids=["after it was sent", "before it was sent"])
def test_a_worker_that_dies_in_the_middle_of_sending_leaves_one_text_on_the_phone(line: Line, arrives: bool) -> None:
    line.network.worsen("delay", "/Messages.json", times=1, seconds=2)
    line.network.worsen("delay", "/messaging/status", seconds=60)  # nothing is heard of it before we must look
    if not arrives:
        line.network.worsen("drop", "/Messages.json", times=1)
    person = line.phone("+32471998872").write("hello")
    line.until(lambda: line.rows("select state from sms") == [("sending",)])
    kill_worker(line)
    if arrives:
        assert person.wait_for_message()
    line.rows("update sms set held_until = now() returning id")  # as if the time had passed
    line.rows("update outbox set due_at = now() where kind = 'sms' returning id")
    line.until(lambda: line.rows("select state, sid is not null from sms") == [("queued", True)])
    line.network.mend()
    line.until(lambda: line.rows("select state from sms") == [("delivered",)])
    assert len(person.messages) == 1
