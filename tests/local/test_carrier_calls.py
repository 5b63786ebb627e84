"""A person calls, hears, presses and speaks, on the simulated phone network."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from hotline.local.carrier.client import Network
from tests.carrier import NUMBER, Answering


def test_a_caller_hears_the_greeting_and_the_line_ends(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Say language="fr-BE" voice="Polly.Isabelle-Neural">Bonjour</Say>')

    caller = network.phone("+32470123456").dial()

    heard = caller.wait_for("Bonjour")
    assert (heard["language"], heard["voice"]) == ("fr-BE", "Polly.Isabelle-Neural")
    caller.wait_until("ended")
    first = answering.params("/voice/incoming")[0]
    assert (first["From"], first["To"], first["CallStatus"]) == ("+32470123456", NUMBER, "ringing")
    done = network.wait_for_request("/voice/status")["params"]
    assert (done["CallStatus"], done["CallSid"]) == ("completed", caller.call)


def test_a_withheld_number_stays_withheld(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    network.phone("+32470123456").dial(withheld=True).wait_until("ended")
    assert answering.params("/voice/incoming")[0]["From"] == "anonymous"


def test_a_key_goes_to_the_action(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather numDigits="1" action="/voice/step?turn=1"><Say>Press</Say></Gather>')
    answering.says("/voice/step", lambda params: f"<Say>You pressed {params['Digits']}</Say>")
    network.phone("+32470123456").dial().keys("2").wait_for("You pressed 2")


def test_silence_falls_through(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather action="/no"><Say>Press</Say></Gather><Say>Nobody there</Say>')
    network.phone("+32470123456").dial().stay_silent().wait_for("Nobody there")
    assert answering.params("/no") == []


def test_silence_is_told_where_the_hotline_wants_it(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather action="/quiet" actionOnEmptyResult="true"/>')
    answering.says("/quiet", lambda params: f"<Say>Digits {params.get('Digits')}</Say>")
    network.phone("+32470123456").dial().stay_silent().wait_for("Digits None")


def test_words_are_told_with_their_confidence(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather input="dtmf speech" language="fr-FR" action="/said"/>')
    answering.says("/said", lambda params: f"<Say>{params['SpeechResult']} {params.get('Confidence')}</Say>")
    network.phone("+32470123456").dial().say("gare du midi", confidence=None).wait_for("gare du midi None")


def test_several_keys_end_with_the_hash_key(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather action="/number"/>')
    answering.says("/number", lambda params: f"<Say>{params['Digits']}</Say>")
    network.phone("+32470123456").dial().keys("0470#").wait_for("0470")


def test_each_kept_answer_reaches_one_question_though_all_come_at_the_same_moment(
    network: Network, answering: Answering
) -> None:
    """As when the machine is busy: the second answer is there before the first was taken, and is not lost with it."""
    answering.says("/voice/incoming", '<Gather numDigits="1" action="/number"><Pause length="50"/></Gather>')
    answering.says("/number", lambda params: f'<Gather action="/silent?first={params["Digits"]}"/>')
    answering.says("/silent", '<Gather action="/no" actionOnEmptyResult="false"/><Say>Nobody there</Say>')
    caller = network.phone("+32470123456").dial()
    caller.wait_for(lambda event: event["type"] == "listening")
    acts = [("keys", {"digits": "1", "patient": True}), ("keys", {"digits": "0479#", "patient": True}), ("silence", {})]
    at_the_same_moment(network, [(f"/control/calls/{caller.call}/{act}", body) for act, body in acts])
    caller.wait_for("Nobody there")
    assert answering.params("/number")[0]["Digits"] == "1"
    assert answering.params("/silent")[0]["Digits"] == "0479"


def at_the_same_moment(network: Network, requests: list[tuple[str, dict[str, object]]]) -> None:
    """Everything in one packet: the network handles one after the other without a pause."""
    where = urlsplit(network.url)
    packet = b""
    for path, body in requests:
        data = json.dumps(body).encode()
        last = "Connection: close\r\n" if (path, body) == requests[-1] else ""
        head = f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n{last}"
        packet += head.encode() + f"Content-Length: {len(data)}\r\n\r\n".encode() + data
    with socket.create_connection((str(where.hostname), int(where.port or 0)), 20) as connection:
        connection.sendall(packet)
        while connection.recv(1000):
            pass  # until the last is answered


def test_an_omitted_action_asks_for_the_same_document_again(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Gather/>")
    caller = network.phone("+32470123456").dial().keys("1#").keys("2#")
    caller.wait_for(lambda event: event["type"] == "listening")
    network.wait_for_request("/voice/incoming", {"Digits": "2"})


def test_a_document_that_cannot_be_read_leads_to_the_fallback(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", lambda params: ("oops", 200, {"Content-Type": "text/xml"}))
    answering.says("/voice/fallback", lambda params: f"<Say>Fallback {params['ErrorCode']}</Say>")
    network.phone("+32470123456").dial().wait_for("Fallback 12100")


def test_a_rejected_caller_hears_busy(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Reject reason="busy"/>')
    network.phone("+32470123456").dial().wait_until("ended")
    network.wait_for_request("/voice/status", {"CallStatus": "busy"})


@pytest.mark.parametrize(("keys", "digits"), [("#", "#"), ("", "hangup")])
def test_a_message_after_the_tone_is_kept(network: Network, answering: Answering, keys: str, digits: str) -> None:
    answering.says("/voice/incoming", '<Record action="/kept" recordingStatusCallback="/recorded"/>')
    answering.says("/kept", "<Say>Thank you</Say>")
    caller = network.phone("+32470123456").dial().say("Please call me back")
    if keys:
        caller.keys(keys).wait_for("Thank you")
    else:
        caller.wait_for(lambda event: event["type"] == "listening")
        caller.hang_up()
    assert network.wait_for_request("/kept")["params"]["Digits"] == digits
    assert network.wait_for_request("/recorded")["params"]["RecordingStatus"] == "completed"


@pytest.mark.parametrize("shown", ["+266696687", "0470123456", "restricted"])
def test_a_number_is_passed_on_as_the_network_shows_it(network: Network, answering: Answering, shown: str) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    network.phone("+32470123456").dial(shown=shown).wait_for("Hello")
    assert answering.params("/voice/incoming")[0]["From"] == shown
