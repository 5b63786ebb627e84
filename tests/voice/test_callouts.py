"""Nobody takes a person: the phones ring, through real processes and the simulated phone network."""

import requests

from hotline.core.secret import Vault
from tests.line import HTTP_S, Line

DUTY = "+32470000112"


def test_with_nobody_on_duty_the_duty_phone_rings_at_once_and_its_owner_has_the_caller(line: Line) -> None:
    duty = line.network.phone(DUTY)
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    caller.wait_for("personne à la permanence")
    duty.answer()
    duty.wait_for("1")
    duty.keys("1")
    caller.wait_until("connected")
    duty.say("Bonsoir, je vous écoute.")
    caller.wait_for("je vous écoute")
    duty.hang_up()
    caller.wait_until("ended")
    assert line.rows("select outcome, bridged_at is not null from contact") == [("helped", True)]


def test_of_two_colleagues_who_are_rung_the_first_to_press_1_has_the_caller(line: Line) -> None:
    amina, jan = line.dispatcher("amina"), line.dispatcher("jan")
    number = "+32475000001"
    locked = Vault((line.settings["HOTLINE_SECRET_KEY"],)).lock(number)
    line.rows("update dispatcher set answers_on = 'phone', phone = %s where username = 'jan' returning id", locked)
    mobile = line.network.phone(number)
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    [entry] = line.until(amina.queue)
    line.rows("update queue_entry set entered_at = entered_at - interval '25 seconds' returning id")
    mobile.answer()
    mobile.wait_for("1")
    amina.phone.wait_for_ring()
    mobile.keys("1")
    caller.wait_until("connected")
    line.until(lambda: amina.phone.state in ("ended", "idle"))
    [taken] = line.until(lambda: [one for one in jan.queue() if one["state"] == "bridged"])
    assert taken["id"] == entry["id"]
    assert amina.accept(entry["id"]).json() == {"error": "already_taken", "by": "jan"}
    mobile.hang_up()


def write(line: Line, text: str) -> requests.Response:
    """Somebody writes to us in the chat."""
    chat = f"{line.public}/chat/conversations"
    began = requests.post(chat, json={"language": "fr"}, timeout=HTTP_S).json()
    body, headers = {"client_message_id": "m1", "text": text}, {"Authorization": f"Bearer {began['token']}"}
    return requests.post(f"{chat}/{began['id']}/messages", json=body, headers=headers, timeout=HTTP_S)


def test_danger_in_the_chat_at_night_rings_the_duty_phone_whose_owner_opens_a_console(line: Line) -> None:
    duty = line.network.phone(DUTY)
    assert write(line, "il ne respire plus, il est tout bleu").status_code == 202
    duty.answer()
    duty.wait_for("en danger")
    duty.keys("1")
    duty.wait_for("ouvrir la console")
    duty.wait_until("ended")
    assert line.rows('select step, "end" from callout') == [("duty", "seen_to")]
    amina = line.dispatcher("amina")
    [entry] = amina.queue()
    assert (entry["channel"], entry["priority"], entry["state"]) == ("chat", "danger", "waiting")
    assert amina.accept().status_code == 200


def test_danger_in_the_chat_rings_at_the_desk_and_stops_when_a_colleague_takes_the_person(line: Line) -> None:
    amina, jan = line.dispatcher("amina"), line.dispatcher("jan")
    assert write(line, "il ne respire plus, il est tout bleu").status_code == 202
    [entry] = line.until(amina.queue)
    line.rows("update queue_entry set entered_at = entered_at - interval '35 seconds' returning id")
    jan.phone.wait_for_ring()
    amina.phone.wait_for_ring()
    assert amina.accept(entry["id"]).status_code == 200
    line.until(lambda: jan.phone.state in ("ended", "idle") and amina.phone.state in ("ended", "idle"))
    assert line.rows("select state from conversation") == [("dispatcher",)]
