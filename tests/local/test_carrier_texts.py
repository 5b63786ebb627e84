"""Text messages on the simulated network: states, refusals, STOP, and answers that get lost, as at Twilio."""

import pytest
from twilio.base.exceptions import TwilioRestException

from hotline.local.carrier.client import Network
from tests.carrier import CALLER_ID, Answering, rest_client

PHONE = "+32470000001"


def send(network: Network, answering: Answering, to: str = PHONE, body: str = "A bed is free") -> str:
    callback = f"{answering.url}/told"
    made = rest_client(network).messages.create(to=to, from_=CALLER_ID, body=body, status_callback=callback)
    assert made.status == "queued"
    return str(made.sid)


@pytest.mark.parametrize(
    ("phone", "states", "code"),
    [
        ("delivered", {"queued", "sent", "delivered"}, ""),
        ("undelivered", {"queued", "sent", "undelivered"}, "30003"),
        ("landline", {"queued", "sent", "undelivered"}, "30006"),
        ("unknown", {"queued", "sent", "undelivered"}, "30005"),
        ("silent", {"queued", "sent"}, ""),
    ],
)
def test_each_state_of_a_text_is_told(
    network: Network, answering: Answering, phone: str, states: set[str], code: str
) -> None:
    person = network.phone(PHONE).texts_are(phone)
    sid = send(network, answering)
    for state in states:
        network.wait_for_request("/told", {"MessageStatus": state, "MessageSid": sid})
    told = answering.params("/told")
    assert {one["MessageStatus"] for one in told} == states
    assert {one.get("ErrorCode", "") for one in told} <= {"", code}
    assert person.messages == (["A bed is free"] if phone == "delivered" else [])
    fetched = rest_client(network).messages(sid).fetch()
    assert (fetched.error_code or "") == (int(code) if code else "")


def test_who_wrote_stop_is_refused_by_the_provider_itself(network: Network, answering: Answering) -> None:
    person = network.phone(PHONE)
    person.write("Stop", CALLER_ID)
    assert "unsubscribed" in person.wait_for_message()
    network.wait_for_request("/messaging/incoming", {"Body": "Stop", "OptOutType": "STOP"})
    with pytest.raises(TwilioRestException) as refused:
        send(network, answering)
    assert refused.value.code == 21610
    person.write("START", CALLER_ID)
    network.wait_for_request("/messaging/incoming", {"OptOutType": "START"})
    assert send(network, answering)


@pytest.mark.parametrize(
    ("to", "body", "code"), [("anonymous", "x", 21211), (PHONE, "x" * 1601, 21617), (CALLER_ID, "x", 21266)]
)
def test_texts_that_cannot_be_sent_are_refused(
    network: Network, answering: Answering, to: str, body: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        send(network, answering, to, body)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_an_answer_that_gets_lost_leaves_the_text_on_its_way(network: Network, answering: Answering) -> None:
    network.worsen("lose", "/Messages.json", times=1)
    with pytest.raises(TwilioRestException) as lost:
        send(network, answering)
    assert lost.value.status == 502
    assert network.phone(PHONE).wait_for_message() == "A bed is free"
    assert len(rest_client(network).messages.list(to=PHONE)) == 1


def test_a_request_that_never_arrives_sends_nothing(network: Network, answering: Answering) -> None:
    network.worsen("drop", "/Messages.json", times=1)
    with pytest.raises(TwilioRestException) as lost:
        send(network, answering)
    assert lost.value.status == 503
    assert rest_client(network).messages.list(to=PHONE) == []


def test_a_fault_for_all_webhooks_leaves_rest_requests_alone(network: Network, answering: Answering) -> None:
    network.worsen("drop")
    assert send(network, answering)


# WhatsApp

OURS_THERE, THERE = "whatsapp:+32460000001", f"whatsapp:{PHONE}"


def test_a_whatsapp_message_comes_from_their_address_and_is_read_at_last(
    network: Network, answering: Answering
) -> None:
    person = network.phone(PHONE).write("Bonjour", OURS_THERE)
    told = network.wait_for_request("/messaging/incoming", {"From": THERE, "To": OURS_THERE})["params"]
    assert (told["WaId"], "OptOutType" in told) == (PHONE[1:], False)
    callback = f"{answering.url}/told"
    made = rest_client(network).messages.create(to=THERE, from_=OURS_THERE, body="Bien", status_callback=callback)
    for state in ("queued", "sent", "delivered", "read"):
        network.wait_for_request("/told", {"MessageStatus": state, "MessageSid": str(made.sid)})
    assert person.messages == ["Bien"]


def test_free_text_to_who_has_not_written_by_whatsapp_fails(network: Network, answering: Answering) -> None:
    callback = f"{answering.url}/told"
    rest_client(network).messages.create(to=THERE, from_=OURS_THERE, body="Bien", status_callback=callback)
    network.wait_for_request("/told", {"MessageStatus": "failed", "ErrorCode": "63016"})
    assert network.phone(PHONE).messages == []


def test_whatsapp_goes_only_from_our_whatsapp_number(network: Network, answering: Answering) -> None:
    with pytest.raises(TwilioRestException) as refused:
        rest_client(network).messages.create(to=THERE, from_=f"whatsapp:{CALLER_ID}", body="x")
    assert refused.value.code == 63007


def test_pictures_lie_at_the_provider_until_they_are_deleted(network: Network, answering: Answering) -> None:
    network.phone(PHONE).write("", OURS_THERE, media=2)
    told = network.wait_for_request("/messaging/incoming", {"NumMedia": "2"})["params"]
    assert told["MediaUrl1"].startswith("http")
    client = rest_client(network)
    found = client.messages(told["MessageSid"]).media.list()
    assert len(found) == 2
    for one in found:
        assert one.delete()
    assert client.messages(told["MessageSid"]).media.list() == []
