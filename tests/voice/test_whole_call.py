"""From ring to goodbye, through real processes and the simulated phone network."""

from hotline.core.secret import Vault
from tests.line import Line


def test_a_caller_presses_two_keys_waits_and_talks_to_a_dispatcher(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    entry = line.until(amina.queue)[0]
    assert (entry["language"], entry["topic"], entry["state"]) == ("fr", "place", "waiting")

    assert amina.accept(entry["id"]).json()["state"] == "reserved"
    amina.phone.answer()
    caller.wait_until("connected")
    amina.phone.say("Bonjour, je vous écoute.")
    caller.wait_for("je vous écoute")
    caller.say("Je cherche un lit pour cette nuit.")
    amina.phone.wait_for("un lit")
    caller.hang_up()

    line.until(lambda: amina.me()["activity"] == "wrap_up")
    [(outcome, asked, bridged)] = line.rows("select outcome, asked_at, bridged_at from contact")
    assert outcome == "helped"
    assert asked < bridged


def test_a_caller_who_hangs_up_while_waiting_has_given_up(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("2").keys("2").keys("0").wait_until("waiting")
    line.until(amina.queue)
    caller.hang_up()
    line.until(lambda: not amina.queue())
    assert line.rows("select outcome, bridged_at, language, topic from contact") == [
        ("abandoned", None, "nl", "report")
    ]


def test_a_caller_whose_dispatcher_does_not_answer_keeps_the_time_of_arrival(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    entry = line.until(amina.queue)[0]
    amina.accept(entry["id"])
    amina.phone.reject()
    [again] = line.until(lambda: [e for e in amina.queue() if e["state"] == "waiting"])
    assert again["entered_at"] == entry["entered_at"]
    assert amina.accept(again["id"]).status_code == 200
    amina.phone.answer()
    caller.wait_until("connected")


def test_a_caller_whose_dispatcher_is_cut_off_hears_so_and_goes_first(line: Line) -> None:
    amina, jan = line.dispatcher("amina"), line.dispatcher("jan")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    amina.accept(line.until(amina.queue)[0]["id"])
    amina.phone.answer()
    caller.wait_until("connected")
    earlier = line.phone("+32470000001").dial().keys("1").keys("1").wait_until("waiting")
    line.until(lambda: len(amina.queue()) == 2)

    amina.phone.hang_up()
    caller.wait_until("waiting")
    assert line.until(lambda: [e for e in jan.queue() if e["state"] == "waiting"][1:])
    jan.accept()
    jan.phone.answer()
    caller.wait_until("connected")
    assert earlier.state == "waiting"


def test_a_dispatcher_on_their_own_phone_presses_1_and_a_voicemail_never_gets_the_caller(line: Line) -> None:
    amina = line.dispatcher("amina")
    number = "+32475000001"
    locked = Vault((line.settings["HOTLINE_SECRET_KEY"],)).lock(number)
    line.rows("update dispatcher set answers_on = 'phone', phone = %s where username = 'amina' returning id", locked)
    mobile = line.network.phone(number)
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    amina.accept(line.until(amina.queue)[0]["id"])
    mobile.answer()
    mobile.wait_for("1")
    mobile.stay_silent()
    line.until(lambda: [e for e in amina.queue() if e["state"] == "waiting"])
    assert caller.state == "waiting"

    amina.accept()
    mobile.answer()
    mobile.keys("1")
    caller.wait_until("connected")


def test_a_caller_who_asks_to_be_called_back_keeps_the_place_and_is_called(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    entry = line.until(amina.queue)[0]
    caller.keys("1")
    caller.wait_for("autre téléphone")
    caller.keys("1#").wait_until("ended")
    [callback] = line.until(lambda: [e for e in amina.queue() if e["channel"] == "callback"])
    assert callback["entered_at"] == entry["entered_at"]

    amina.accept(callback["id"])
    amina.phone.answer()
    caller.answer()
    caller.keys("1").wait_until("connected")
    amina.phone.say("Nous vous rappelons.")
    caller.wait_for("rappelons")
    assert line.rows("select outcome from contact") == [("callback",)]


def test_someone_we_called_back_whose_dispatcher_is_cut_off_goes_first_without_hanging_up(line: Line) -> None:
    amina, jan = line.dispatcher("amina"), line.dispatcher("jan")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    caller.keys("1")
    caller.wait_for("autre téléphone")
    caller.keys("1#").wait_until("ended")
    amina.accept(line.until(lambda: [e for e in amina.queue() if e["channel"] == "callback"])[0]["id"])
    amina.phone.answer()
    caller.answer()
    caller.keys("1").wait_until("connected")

    amina.phone.hang_up()
    caller.wait_until("waiting")
    jan.accept()
    jan.phone.answer()
    caller.wait_until("connected")


def test_a_caller_who_ends_the_talk_was_not_cut_off(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
    amina.accept(line.until(amina.queue)[0]["id"])
    amina.phone.answer()
    caller.wait_until("connected").hang_up()
    line.until(lambda: amina.me()["activity"] == "wrap_up")
    assert line.rows('select "end" from reservation') == [("talked",)]


def test_a_number_that_cannot_be_rung_is_asked_for_again(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone().dial(withheld=True).keys("1").keys("1").wait_until("waiting")
    caller.keys("1")
    caller.wait_for("dièse")
    caller.keys("111111111#")
    caller.wait_for("dièse")
    caller.keys("0470123456#").wait_until("ended")
    assert line.until(lambda: [e for e in amina.queue() if e["channel"] == "callback"])


def test_a_caller_without_a_number_whom_nobody_answers_leaves_a_message_that_a_dispatcher_hears(line: Line) -> None:
    amina = line.dispatcher("amina")
    line.network.phone("+32470000112").behave("no answer")
    caller = line.phone().dial(withheld=True).keys("1").keys("1").wait_until("waiting")
    caller.keys("1")
    for _ in range(2):
        caller.wait_for("dièse")
        caller.stay_silent()
    caller.wait_for("laisser un message", timeout=40)
    caller.keys("1")
    caller.wait_for("Après le bip")
    caller.say("Nous sommes deux, gare du Midi.").keys("#").wait_until("ended")

    [entry] = line.until(lambda: [e for e in amina.queue() if e["channel"] == "voicemail"])
    assert entry["state"] == "waiting"
    [(message,)] = line.until(lambda: line.rows("select id from recording"))
    assert "gare du Midi" in amina.http.get(f"{line.console}/messages/{message}", timeout=30).text
    assert line.rows("select outcome from contact") == [("voicemail",)]


def test_a_caller_who_talks_with_the_duty_phone_waits_for_nobody_else(line: Line) -> None:
    amina = line.dispatcher("amina")
    duty = line.network.phone("+32470000112")
    caller = line.phone().dial(withheld=True).keys("1").keys("1").wait_until("waiting")
    caller.keys("1")
    for _ in range(2):
        caller.wait_for("dièse")
        caller.stay_silent()
    duty.answer()
    duty.keys("1")
    caller.wait_until("connected")
    line.until(lambda: not amina.queue())
    duty.say("Bonsoir, je vous écoute.")
    caller.wait_for("je vous écoute")
    duty.hang_up()
    caller.wait_until("ended")
    assert line.rows("select outcome, bridged_at is not null from contact") == [("helped", True)]
