"""Ways through the line that begin badly: a dead phone, no voice, someone who listens in, and those behind the star."""

import re

from hotline.core.secret import Vault
from tests.line import Line

OTHER_PHONE = "+32475999888"


def code_of(caller: object) -> str:
    """The four digits that were spoken while somebody waited."""
    said = caller.wait_for("code")["text"]  # type: ignore[attr-defined]
    return "".join(re.findall(r"\d", said)[:4])


def test_whose_phone_dies_is_back_in_line_from_a_borrowed_one_with_the_code(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("2").keys("1").wait_until("waiting")
    [entry] = line.until(amina.queue)
    code = code_of(caller)
    caller.hang_up()
    line.until(lambda: not amina.queue())

    borrowed = line.phone(OTHER_PHONE).dial().keys("*")
    borrowed.wait_for("code")
    borrowed.keys(f"{code}#").wait_until("waiting")
    [again] = line.until(amina.queue)
    assert (again["entered_at"], again["language"], again["topic"]) == (entry["entered_at"], "nl", "place")
    amina.accept(again["id"])
    amina.phone.answer()
    borrowed.wait_until("connected")


def test_who_cannot_speak_presses_1_and_goes_before_others(line: Line) -> None:
    amina = line.dispatcher("amina")
    line.phone("+32470000001").dial().keys("1").keys("1").wait_until("waiting")
    silent = line.phone().dial()
    silent.stay_silent().stay_silent()
    silent.wait_for("entend")
    silent.keys("1").wait_until("waiting")
    entries = line.until(lambda: amina.queue() if len(amina.queue()) == 2 else None)
    assert [entry["priority"] for entry in entries if entry["topic"] == "person"] == ["vulnerable"]


def test_whoever_listens_in_to_a_callback_learns_nothing_and_the_person_hears_their_own_word_first(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    line.until(amina.queue)
    caller.keys("1").wait_for("en premier")
    caller.keys("4#")
    caller.wait_for("choisir un mot")
    caller.keys("2")
    caller.wait_for("un mot")
    caller.say("tournesol")
    caller.wait_for("noté")
    caller.keys("2#").wait_until("ended")
    assert line.until(lambda: line.rows("select safe_to_call, safe_to_text from contact")) == [(True, False)]

    heard = len(caller.heard())
    [entry] = line.until(lambda: [one for one in amina.queue() if one["channel"] == "callback"])
    amina.accept(entry["id"])
    amina.phone.answer()
    caller.answer()
    caller.wait_for("attendez cet appel")
    said = caller.heard()[heard:]
    assert said[0] == "tournesol"
    assert not [words for words in said if re.search("bruxelles|abri|aide|rappel", words, re.IGNORECASE)]
    caller.keys("1").wait_until("connected")


def test_a_centre_types_its_pin_and_its_free_places_behind_the_star(line: Line) -> None:
    vault = Vault((line.settings["HOTLINE_SECRET_KEY"],))
    name = "Het Lantaarntje (démo)"
    line.rows("update centre set pin_hash = %s where name = %s returning id", vault.hash("pin:7654321"), name)
    phone = line.phone("+3225550101").dial().keys("*")
    phone.wait_for("code")
    phone.keys("7654321#")
    phone.wait_for("places")
    phone.keys("9#").wait_until("ended")
    free = "select capacity + extra - occupied - held, told_by from centre where name = %s"
    assert line.rows(free, name) == [(9, "phone")]
    assert line.rows("select outcome from contact") == [("assistant_only",)]
    line.rows("update centre set pin_hash = null where name = %s returning id", name)
