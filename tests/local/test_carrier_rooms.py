"""Waiting, being picked up, and talking, steered with the official client as the hotline does it."""

from hotline.local.carrier.client import Network
from tests.carrier import CALLER_ID, Answering, rest_client

WAIT = '<Enqueue waitUrl="/wait" action="/queued">line</Enqueue><Say>After the queue</Say>'
MUSIC = '<Say>You are waiting</Say><Pause length="20"/>'
CONFERENCE = (
    '<Dial><Conference endConferenceOnExit="{ends}" statusCallback="/room" '
    'statusCallbackEvent="start end join leave">reservation-7</Conference></Dial>'
)


def test_a_caller_waits_and_is_told_the_place_in_line(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", MUSIC)
    network.phone("+32470000001").dial().wait_for("waiting")
    network.phone("+32470000002").dial().wait_for("waiting")
    second = network.wait_for_request("/wait", {"QueuePosition": "2"})["params"]
    assert (second["CurrentQueueSize"], second["MaxQueueSize"]) == ("2", "1000")
    queue = rest_client(network).queues.list()[0]
    assert (queue.friendly_name, queue.current_size) == ("line", 2)
    assert [member.position for member in rest_client(network).queues(queue.sid).members.list()] == [1, 2]


def test_the_waiting_document_is_asked_for_again_when_it_ends(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", "<Say>Still here</Say>")
    caller = network.phone("+32470000001").dial()
    for _ in range(3):
        caller.wait_for("Still here")


def test_a_caller_who_hangs_up_while_waiting_is_reported(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", MUSIC)
    network.phone("+32470000001").dial().wait_until("waiting").hang_up()
    gone = network.wait_for_request("/queued")["params"]
    assert (gone["QueueResult"], gone["CallStatus"]) == ("hangup", "completed")


def test_a_caller_can_leave_the_queue_with_a_key(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", '<Gather numDigits="1" action="/out"><Say>Press 1</Say></Gather><Pause length="60"/>')
    answering.says("/out", "<Leave/>")
    answering.says("/queued", lambda params: f"<Say>{params['QueueResult']}</Say>")
    network.phone("+32470000001").dial().keys("1").wait_for("leave")


def test_a_full_queue_turns_the_next_caller_away(network: Network, answering: Answering) -> None:
    rest_client(network).queues.create(friendly_name="line", max_size=1)
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", MUSIC)
    answering.says("/queued", lambda params: f"<Say>{params['QueueResult']} {params.get('QueueSid')}</Say>")
    network.phone("+32470000001").dial().wait_until("waiting")
    network.phone("+32470000002").dial().wait_for("queue-full None")


def test_a_dispatcher_picks_up_and_both_talk(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", MUSIC)
    answering.says("/ring", CONFERENCE.format(ends="true"))
    answering.says("/bridge", CONFERENCE.format(ends="false") + "<Say>The line broke</Say>")
    caller = network.phone("+32470000001").dial().wait_until("waiting")
    amina = network.browser("amina")

    rest_client(network).calls.create(
        to="client:amina",
        from_=CALLER_ID,
        url=f"{answering.url}/ring",
        status_callback=f"{answering.url}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    amina.answer()
    rest_client(network).calls(caller.call).update(url=f"{answering.url}/bridge")

    caller.wait_until("connected")
    network.wait_for_request("/queued", {"QueueResult": "redirected"})
    caller.say("J'ai besoin d'aide")
    amina.wait_for("besoin d'aide")
    amina.say("Je vous écoute")
    caller.wait_for("écoute")
    amina.hang_up()
    caller.wait_for("The line broke")
    last = network.wait_for_request("/room", {"StatusCallbackEvent": "conference-end"})["params"]
    for number in range(1, int(last["SequenceNumber"])):  # webhooks may arrive in another order
        network.wait_for_request("/room", {"SequenceNumber": str(number)})
    events = [params["StatusCallbackEvent"] for params in sorted(answering.params("/room"), key=_sequence)]
    assert events == [
        *["participant-join", "participant-join", "conference-start"],
        *["participant-leave", "participant-leave", "conference-end"],
    ]
    network.wait_for_request("/status", {"CallStatus": "completed"})
    states = [params["CallStatus"] for params in sorted(answering.params("/status"), key=_sequence)]
    assert states == ["initiated", "ringing", "in-progress", "completed"]


def _sequence(params: dict[str, str]) -> int:
    return int(params["SequenceNumber"])


def test_holding_and_ending_a_conference_by_rest(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", CONFERENCE.format(ends="false") + "<Say>Goodbye</Say>")
    first = network.phone("+32470000001").dial()
    second = network.phone("+32470000002").dial()
    first.wait_until("connected")
    second.wait_until("connected")
    client = rest_client(network)
    room = client.conferences.list(friendly_name="reservation-7", status="in-progress")[0]
    client.conferences(room.sid).participants(second.call).update(hold=True)
    first.say("Can you hear me?")
    client.conferences(room.sid).participants(second.call).update(hold=False)
    first.say("And now?").wait_for(lambda event: event.get("text") == "And now?")
    second.wait_for("And now?")
    assert "Can you hear me?" not in second.heard()
    client.conferences(room.sid).update(status="completed")
    second.wait_for("Goodbye")


def test_someone_on_hold_hears_what_the_hold_url_says_until_brought_back(
    network: Network, answering: Answering
) -> None:
    answering.says("/voice/incoming", CONFERENCE.format(ends="true"))
    answering.says("/hold", '<Say>Please stay</Say><Pause length="5"/><Redirect>/hold</Redirect>')
    first = network.phone("+32470000001").dial()
    second = network.phone("+32470000002").dial().wait_until("connected")
    client = rest_client(network)
    [room] = client.conferences.list(friendly_name="reservation-7", status="in-progress")
    one = client.conferences(room.sid).participants(second.call)
    one.update(hold=True, hold_url=f"{answering.url}/hold", hold_method="POST")
    second.wait_for("Please stay")
    second.wait_for("Please stay")
    assert {params["CallSid"] for params in answering.params("/hold")} == {second.call}
    assert one.update(hold=False).hold is False
    second.wait_for(lambda event: event.get("state") == "connected")
    first.say("I am back")
    second.wait_for("I am back")
    one.update(hold=True, hold_url=f"{answering.url}/hold", hold_method="POST")
    second.wait_for("Please stay")
    first.hang_up()
    second.wait_until("ended")


def test_three_talk_on_when_one_leaves_who_may_leave(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", CONFERENCE.format(ends="true"))
    phones = [network.phone(f"+3247000000{n}").dial() for n in range(3)]
    for phone in phones:
        phone.wait_until("connected")
    client = rest_client(network)
    [room] = client.conferences.list(friendly_name="reservation-7", status="in-progress")
    client.conferences(room.sid).participants(phones[0].call).update(end_conference_on_exit=False)
    phones[0].hang_up()
    phones[1].say("Still there?")
    phones[2].wait_for("Still there?")
    phones[1].hang_up()
    phones[2].wait_until("ended")


def test_a_forwarded_caller_talks_to_the_duty_phone(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", f'<Dial action="/after" callerId="{CALLER_ID}">+32470999999</Dial>')
    answering.says("/after", lambda params: f"<Say>{params['DialCallStatus']}</Say>")
    duty = network.phone("+32470999999")
    caller = network.phone("+32470000001").dial()
    duty.answer()
    caller.wait_until("connected").say("Hello")
    duty.wait_for("Hello")
    duty.hang_up()
    caller.wait_for("completed")


def test_a_duty_phone_that_does_not_answer_is_told(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Dial action="/after">+32470999999</Dial>')
    answering.says("/after", lambda params: f"<Say>{params['DialCallStatus']}</Say>")
    for on_ring, status in (("busy", "busy"), ("no answer", "no-answer"), ("failed", "failed")):
        network.phone("+32470999999").behave(on_ring)
        network.phone("+32470000001").dial().wait_for(status)


def test_voicemail_never_presses_one(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Dial action="/after"><Number url="/accept">+32470999999</Number></Dial>')
    answering.says("/accept", '<Gather numDigits="1" action="/yes"><Say>Press 1</Say></Gather><Hangup/>')
    answering.says("/yes", "<Say>Connecting</Say>")
    answering.says("/after", lambda params: f"<Say>{params['DialCallStatus']}</Say>")
    network.phone("+32470999999").behave("voicemail")
    network.phone("+32470000001").dial().wait_for("no-answer")
    network.phone("+32470999999").behave("answer", keys="1")
    network.phone("+32470000001").dial().wait_until("connected")


def test_a_waiting_caller_is_taken_out_by_the_queue_member(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", WAIT)
    answering.says("/wait", MUSIC)
    answering.says("/next", "<Say>Your turn</Say>")
    caller = network.phone("+32470000001").dial().wait_until("waiting")
    queue = rest_client(network).queues.list()[0]
    rest_client(network).queues(queue.sid).members("Front").update(url=f"{answering.url}/next", method="GET")
    caller.wait_for("Your turn")
    assert answering.params("/next")[0]["CallSid"] == caller.call
    assert rest_client(network).queues(queue.sid).fetch().current_size == 0


def test_one_participant_is_put_out_and_the_other_stays(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", CONFERENCE.format(ends="false") + "<Say>Goodbye</Say>")
    first = network.phone("+32470000001").dial()
    second = network.phone("+32470000002").dial().wait_until("connected")
    client = rest_client(network)
    room = client.conferences.list(friendly_name="reservation-7", status="in-progress")[0]
    client.conferences(room.sid).participants(second.call).delete()
    second.wait_for("Goodbye")
    assert [one.call_sid for one in client.conferences(room.sid).participants.list()] == [first.call]
    changed = client.conferences(room.sid).participants(first.call).update(end_conference_on_exit=True, muted=True)
    assert (changed.end_conference_on_exit, changed.muted) == (True, True)


def test_a_dialled_phone_that_is_moved_lives_on(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Dial action="/after">+32470999999</Dial>')
    answering.says("/after", "<Say>They are gone</Say>")
    duty = network.phone("+32470999999")
    caller = network.phone("+32470000001").dial()
    duty.answer().wait_until("connected")
    rest_client(network).calls(duty.call).update(twiml="<Response><Say>Elsewhere</Say><Pause length='600'/></Response>")
    duty.wait_for("Elsewhere")
    caller.wait_for("They are gone")
    caller.wait_until("ended")
    assert duty.state == "talking"


def test_a_phone_that_answers_and_speaks_is_heard(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Dial>+32470999999</Dial>")
    network.phone("+32470999999").behave("answer", say="Good evening")
    network.phone("+32470000001").dial().wait_for("Good evening")


def test_a_caller_who_gives_up_lets_the_phone_stop_ringing(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Dial action="/after">+32470999999</Dial>')
    duty = network.phone("+32470999999")
    caller = network.phone("+32470000001").dial()
    ring = duty.wait_for_ring()["sid"]
    caller.hang_up()
    duty.wait_for(lambda event: event.get("status") == "canceled")
    assert rest_client(network).calls(ring).fetch().status == "canceled"
