"""Information by phone through the whole hotline: what is heard, the text that comes, the talk that follows."""

from tests.line import Line


def test_a_caller_hears_the_free_number_gets_it_as_one_text_and_is_put_through_by_a_colleague(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("1").keys("3")
    caller.wait_for("où dormir")
    caller.keys("1").wait_for("0 800, 99, 340")
    caller.keys("3").wait_for("sans danger")
    caller.keys("1").wait_for("en route")
    assert "0800 99 340" in caller.wait_for_message()

    caller.keys("4").wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert (entry["language"], entry["topic"]) == ("fr", "information")
    amina.accept(entry["id"])
    amina.phone.answer()
    caller.wait_until("connected")
    page = amina.http.get(f"{line.console}/", timeout=10).text
    assert "Numéro gratuit du New Samusocial" in page
    line.until(lambda: line.rows("select state from sms") == [("delivered",)])
    assert len(caller.messages) == 1
