"""The network behaves badly on request, and tries again as Twilio does."""

import time
from typing import Any

from hotline.local.carrier.client import Network
from tests.carrier import Answering

GATHER = '<Gather numDigits="1" action="/step"><Say>Press</Say></Gather>'


def test_a_webhook_that_gets_lost_is_sent_once_more(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    network.worsen("drop", "/voice/incoming", times=1)
    network.phone("+32470000001").dial().wait_for("Hello")
    assert len(answering.params("/voice/incoming")) == 1


def test_a_hotline_that_is_away_leads_to_the_fallback(network: Network, answering: Answering) -> None:
    answering.says("/voice/fallback", lambda params: f"<Say>{params['ErrorCode']} {params['ErrorUrl']}</Say>")
    network.worsen("drop", "/voice/incoming")
    network.phone("+32470000001").dial().wait_for(f"11205 {answering.url}/voice/incoming")


def test_without_a_fallback_the_caller_hears_an_apology(network: Network, answering: Answering) -> None:
    network.worsen("drop")
    network.phone("+32470000001").dial().wait_for("application error").get("call")


def test_an_answer_that_gets_lost_makes_the_hotline_hear_twice(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", GATHER)
    answering.says("/step", "<Say>Thank you</Say>")
    network.worsen("lose", "/step", times=1)
    network.phone("+32470000001").dial().keys("1").wait_for("Thank you")
    first, second = answering.params("/step")
    assert first == second
    assert first["_token"] == second["_token"]


def test_copies_arrive_at_the_same_moment(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", GATHER)
    answering.says("/step", "<Say>Thank you</Say>")
    network.worsen("duplicate", "/step", times=1, copies=20)
    caller = network.phone("+32470000001").dial().keys("1")
    caller.wait_for("Thank you")
    assert len(answering.params("/step")) == 20
    assert len({entry["body"] for entry in network.requests("/step", caller.call)}) == 1


def test_a_callback_comes_after_the_next_one(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    network.worsen("reorder", "/voice/status", times=2, seconds=5)
    first = network.phone("+32470000001").dial().wait_until("ended")
    second = network.phone("+32470000002").dial().wait_until("ended")
    network.wait_for_request("/voice/status", {"CallSid": first.call})
    assert [params["CallSid"] for params in answering.params("/voice/status")] == [second.call, first.call]


def test_a_late_webhook_does_not_hold_back_a_hang_up(network: Network, answering: Answering) -> None:
    network.worsen("delay", "/voice/incoming", seconds=60)
    network.phone("+32470000001").dial().hang_up().wait_until("ended")
    network.wait_for_request("/voice/status", {"CallStatus": "canceled"})
    assert answering.params("/voice/incoming") == []
    network.mend()
    network.wait_for_request("/voice/incoming")


def test_the_fragment_of_a_url_sets_limits_and_is_not_sent(network: Network, answering: Answering) -> None:
    def slow(params: dict[str, str]) -> Any:
        time.sleep(1)
        return "<Say>Too late</Say>"

    answering.says("/voice/incoming", "<Redirect>/slow?turn=1#rt=200&amp;rc=2&amp;rp=all</Redirect>")
    answering.says("/slow", slow)
    answering.says("/voice/fallback", "<Say>Fallback</Say>")
    network.phone("+32470000001").dial().wait_for("Fallback")
    assert len(answering.params("/slow")) == 3


def test_an_error_of_the_hotline_is_not_tried_again(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", lambda params: ("", 500))
    answering.says("/voice/fallback", lambda params: f"<Say>{params['ErrorCode']}</Say>")
    network.phone("+32470000001").dial().wait_for("11200")
    assert len(answering.params("/voice/incoming")) == 1


def test_a_document_of_the_wrong_kind_is_refused(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", lambda params: ({"json": 1}, 200))
    answering.says("/voice/fallback", lambda params: f"<Say>{params['ErrorCode']}</Say>")
    network.phone("+32470000001").dial().wait_for("12300")


def test_verbs_that_may_not_wait_are_skipped_with_a_warning(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Enqueue waitUrl="/wait">line</Enqueue>')
    answering.says("/wait", "<Dial>+32470999999</Dial><Say>Waiting</Say>")
    network.phone("+32470000001").dial().wait_for("Waiting")
    assert "<Dial> cannot be used here" in network.warnings()[0]


def test_a_scripted_caller_presses_by_itself(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", GATHER)
    answering.says("/step", lambda params: f"<Say>Pressed {params['Digits']}</Say>{GATHER}")
    script = [{"keys": "1", "after": 2}, {"silence": True}]
    caller = network.phone("+32470000001", patience=0).dial(script=script)
    caller.wait_for("Pressed 1")
    caller.wait_until("ended")


def test_a_webhook_by_get_is_signed_over_its_query(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather method="GET" action="/step?turn=1" numDigits="1"/>')
    answering.says("/step", lambda params: f"<Say>turn {params['turn']} key {params['Digits']}</Say>")
    network.phone("+32470000001").dial().keys("4").wait_for("turn 1 key 4")


def test_a_redirect_of_the_web_server_is_followed(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", lambda params: ("", 307, {"Location": "/elsewhere"}))
    answering.says("/elsewhere", "<Say>Here</Say>")
    network.phone("+32470000001").dial().wait_for("Here")
    assert answering.params("/elsewhere")[0]["CallStatus"] == "ringing"
