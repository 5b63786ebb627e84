"""The REST API answers the official client as Twilio does, and refuses what Twilio refuses."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hotline.local.carrier.client import Network
from tests.carrier import ACCOUNT, CALLER_ID, NUMBER, Answering, _Local, rest_client


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        ("anonymous", CALLER_ID, 21211),
        ("+86282452253", CALLER_ID, 21211),
        ("+32470000001", NUMBER, 21210),
        ("+32470000001", "+32499999999", 21210),
    ],
)
def test_calls_that_cannot_be_made_are_refused(network: Network, to: str, from_: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        rest_client(network).calls.create(to=to, from_=from_, url="http://127.0.0.1/x")
    assert (refused.value.status, refused.value.code) == (400, code)


def test_wrong_credentials_are_refused(network: Network) -> None:
    with pytest.raises(TwilioRestException) as refused:
        Client(ACCOUNT, "wrong", http_client=_Local(network.url)).calls("CA" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_an_api_key_may_ask_too(network: Network) -> None:
    key = Client("SK" + "0" * 32, "k" * 32, ACCOUNT, http_client=_Local(network.url))
    assert key.calls.list() == []


def test_an_unknown_call_is_not_found(network: Network) -> None:
    with pytest.raises(TwilioRestException) as refused:
        rest_client(network).calls("CA" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_call_is_listed_while_it_lives_and_deleted_after(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Say>Hello</Say><Pause length="600"/>')
    caller = network.phone("+32470000001").dial()
    caller.wait_for("Hello")
    client = rest_client(network)
    assert [call.sid for call in client.calls.list(status="in-progress", from_="+32470000001")] == [caller.call]
    assert client.calls(caller.call).update(status="completed").status == "completed"
    caller.wait_until("ended")
    assert client.calls(caller.call).delete()
    with pytest.raises(TwilioRestException):
        client.calls(caller.call).update(url="http://127.0.0.1/x")


def test_a_call_that_is_over_cannot_be_moved(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    caller = network.phone("+32470000001").dial().wait_until("ended")
    with pytest.raises(TwilioRestException) as refused:
        rest_client(network).calls(caller.call).update(twiml="<Response/>")
    assert refused.value.code == 21220


@pytest.mark.parametrize(
    ("on_ring", "status"), [("busy", "busy"), ("no answer", "no-answer"), ("failed", "failed"), ("reject", "busy")]
)
def test_a_phone_that_is_not_taken_up_is_reported(
    network: Network, answering: Answering, on_ring: str, status: str
) -> None:
    network.phone("+32470000001").behave(on_ring)
    made = rest_client(network).calls.create(
        to="+32470000001", from_=CALLER_ID, twiml="<Response/>", status_callback=f"{answering.url}/status"
    )
    network.wait_for_request("/status", {"CallStatus": status, "CallSid": made.sid})


def test_a_ring_can_be_canceled(network: Network, answering: Answering) -> None:
    phone = network.phone("+32470000001")
    client = rest_client(network)
    made = client.calls.create(to="+32470000001", from_=CALLER_ID, twiml="<Response/>")
    phone.wait_for_ring()
    assert client.calls(made.sid).update(status="canceled").status == "canceled"


def test_one_call_a_second_where_that_is_the_rule(network: Network) -> None:
    network.set(calls_per_s=1)
    client = rest_client(network)
    made = [client.calls.create(to=f"client:{who}", from_=CALLER_ID, twiml="<Response/>") for who in ("amina", "bert")]
    network.browser("amina").wait_for_ring()
    assert client.calls(made[1].sid).fetch().status == "queued"
    network.browser("bert").wait_for_ring()


def test_the_number_shows_where_its_calls_go(network: Network, answering: Answering) -> None:
    number = rest_client(network).incoming_phone_numbers.list(phone_number=NUMBER)[0]
    assert number.voice_url == f"{answering.url}/voice/incoming"
    assert number.voice_fallback_url == f"{answering.url}/voice/fallback"
    assert number.status_callback == f"{answering.url}/voice/status"


def test_a_text_message_reaches_the_phone_and_an_answer_goes_back(network: Network, answering: Answering) -> None:
    phone = network.phone("+32470000001")
    client = rest_client(network)
    sent = client.messages.create(
        to="+32470000001", from_=CALLER_ID, body="A bed is free", status_callback=f"{answering.url}/sent"
    )
    assert phone.wait_for_message() == "A bed is free"
    network.wait_for_request("/sent", {"MessageStatus": "delivered"})
    assert client.messages(sent.sid).fetch().status == "delivered"
    answering.says("/messaging/incoming", "<Message>Understood</Message>")
    phone.write("I am coming")
    assert phone.wait_for_message() == "Understood"


def test_long_lists_come_in_pages(network: Network, answering: Answering) -> None:
    client = rest_client(network)
    for place in range(5):
        client.queues.create(friendly_name=f"queue-{place}")
    assert len(client.queues.list(page_size=2)) == 5
