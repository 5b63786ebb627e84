"""Texts through the whole hotline and the simulated network: what a person finds on their phone."""

from tests.line import Line


def test_a_person_gets_exactly_one_answer_though_the_providers_own_was_lost(line: Line) -> None:
    start = len(line.log.read_text())
    line.network.worsen("lose", "/Messages.json", times=1)
    line.network.worsen("delay", "/messaging/status", seconds=60)  # nothing is heard of it before we must look
    person = line.phone("+32471998870").write("Je dors dehors")
    assert "personne" in person.wait_for_message()
    sooner = "update outbox set due_at = now() where state = 'pending' and attempts = 1 returning id"
    line.until(lambda: line.rows(sooner))
    line.until(lambda: line.rows("select state from sms") == [("queued",)])
    line.network.mend()
    line.until(lambda: line.rows("select state from sms") == [("delivered",)])
    assert len(person.messages) == 1
    log = line.log.read_text()[start:]
    assert "998870" not in log
    assert "dors dehors" not in log


def test_who_writes_stop_is_left_alone_and_who_writes_start_again_is_answered(line: Line) -> None:
    person = line.phone("+32471998871").write("STOP")
    line.until(lambda: line.rows("select 1 from sms_opt_out"))
    person.write("hello")
    line.until(lambda: line.rows("select error from sms") == [("opted_out",)])
    person.write("START")
    line.until(lambda: not line.rows("select 1 from sms_opt_out"))
    line.rows("delete from contact returning id")
    person.write("hello again")
    line.until(lambda: [words for words in person.messages if "personne" in words])


def test_who_writes_by_whatsapp_is_answered_there(line: Line) -> None:
    person = line.phone("+32471998872").write("Aidez-moi", f"whatsapp:{line.settings['HOTLINE_WHATSAPP_NUMBER']}")
    assert "personne" in person.wait_for_message()
    line.until(lambda: line.rows("select state, channel from sms") == [("delivered", "whatsapp")])
    assert line.rows("select channel from queue_entry") == [("whatsapp",)]
