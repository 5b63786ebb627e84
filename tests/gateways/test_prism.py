"""Every REST call we make is one that Twilio's own description of its API accepts."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from hotline.core.words import LegState
from hotline.gateways.telephony import CannotDo, Telephony
from hotline.local import node
from hotline.local.ports import free_port
from hotline.settings import Settings
from tests.parts import settings_for

HERE = Path(__file__)
DESCRIPTION = HERE.parents[3] / "shared/twilio/openapi/twilio_api_v2010.prism-patched.json"
PRISM = HERE.parents[1] / "node_modules/@stoplight/prism-cli/dist/index.js"
CALL, RECORDING, TEXT = "CA" + "a" * 32, "RE" + "b" * 32, "SM" + "c" * 32
BASE = "https://hotline.example/voice"

# asks nothing; asks for a sound, and for a sender of WhatsApp, which the description leaves out
NOT_DESCRIBED = {"warm_up", "listen", "whatsapp_sender"}

pytestmark = pytest.mark.prism


@pytest.fixture(scope="module")
def prism() -> Iterator[str]:
    """Twilio's API as its description has it: a request that it does not allow gets a 4xx."""
    if not DESCRIPTION.exists():
        pytest.skip("needs Twilio's OpenAPI at ../shared/twilio")
    if not PRISM.exists():
        pytest.skip("needs the npm packages of the tests: make setup")
    port = free_port()
    words = [str(PRISM), "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(DESCRIPTION)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*node.command("node"), *words], env=node.environment(), **quiet)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_up(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            requests.get(url, timeout=2)
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("Prism does not start")


def settings(url: str) -> Settings:
    return settings_for("postgresql://nowhere", "redis://nowhere", api_url=url)


@pytest.fixture
def telephony(prism: str) -> Telephony:
    return Telephony(settings(prism))


def test_a_call_without_the_words_it_needs_is_refused(telephony: Telephony) -> None:
    """The judge judges: nonsense does not pass."""
    with pytest.raises(CannotDo) as refusal:
        telephony.move("not-a-sid", f"{BASE}/here")
    assert refusal.value.final
    with pytest.raises(CannotDo):
        telephony._do(lambda client: client.calls(CALL).update(status="on-the-moon"))


def test_a_call_that_is_not_signed_in_is_refused(prism: str) -> None:
    answer = requests.get(f"{prism}/2010-04-01/Accounts/AC{'0' * 32}/Calls/{CALL}.json", timeout=30)
    assert answer.status_code == 401


def test_a_dispatcher_is_rung_in_the_browser_and_on_a_phone(telephony: Telephony) -> None:
    for to in ("client:amina", "+32475000001"):
        assert telephony.ring(to, f"{BASE}/ring?reservation=7", f"{BASE}/status", 20)


def test_a_caller_is_moved_and_hung_up(telephony: Telephony) -> None:
    telephony.move(CALL, f"{BASE}/here", f"{BASE}/fallback")
    telephony.hang_up(CALL)


def test_a_call_is_asked_about(telephony: Telephony) -> None:
    assert telephony.state(CALL) in (*LegState, None)


def test_a_caller_is_asked_whether_somebody_talks_with_them(telephony: Telephony) -> None:
    assert isinstance(telephony.is_joined(CALL), bool)


def test_a_conference_is_asked_who_is_in_it(telephony: Telephony) -> None:
    assert isinstance(telephony.in_conference("reservation-7"), dict)


def test_someone_in_a_conference_is_put_on_hold_and_brought_back(telephony: Telephony) -> None:
    telephony.hold("reservation-7", CALL, f"{BASE}/hold?language=ar")
    telephony.hold("reservation-7", CALL, None)


def test_who_may_leave_a_talk_without_ending_it_is_said(telephony: Telephony) -> None:
    telephony.set_exits("reservation-7")
    telephony.take_out("reservation-7", CALL)


def test_records_are_deleted(telephony: Telephony) -> None:
    telephony.delete_call(CALL)
    telephony.delete_recording(RECORDING)


def test_a_text_is_sent_looked_up_and_deleted(telephony: Telephony) -> None:
    assert telephony.send("+32475000001", "0800 12 345", "https://hotline.example/messaging/status?sms=7")
    assert isinstance(telephony.texts_sent("+32475000001", "0800 12 345", datetime.now(UTC)), list)
    assert telephony.send("whatsapp:+32475000001", "0800 12 345", "https://hotline.example/messaging/status?sms=7")
    telephony.delete_pictures(TEXT)
    telephony.delete_sms(TEXT)


def test_the_waiting_room_is_made_and_our_number_looked_up(telephony: Telephony) -> None:
    telephony.make_queue()
    telephony.queue_size()
    with pytest.raises(CannotDo, match="500"):  # Twilio's own example of an answer breaks its rules; we would get 422
        telephony.number("+3280012345")


def test_the_doctor_asks_about_the_account(telephony: Telephony) -> None:
    telephony.account()
    telephony.may_show("+3222000000")


def test_every_call_that_the_gateway_can_make_is_judged_here() -> None:
    """A new method of Telephony must be added to this file."""
    text = HERE.read_text()
    public = [name for name in vars(Telephony) if not name.startswith("_") and callable(getattr(Telephony, name))]
    assert [name for name in public if f"telephony.{name}(" not in text and name not in NOT_DESCRIBED] == []


# What the provider answers


class Answering:
    """Answers every request with one status and body, and remembers the requests."""

    def __init__(self) -> None:
        self.status, self.body, self.asked = 200, "{}", [("", "", "")]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                outer.asked.append((self.command, self.path, self.rfile.read(length).decode()))
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body.encode())

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def provider() -> Iterator[Answering]:
    answering = Answering()
    thread = threading.Thread(target=answering.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield answering
    answering.server.shutdown()
    thread.join()
    answering.server.server_close()


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("queued", LegState.RINGING),
        ("ringing", LegState.RINGING),
        ("in-progress", LegState.TALKING),
        ("completed", LegState.ENDED),
        ("busy", LegState.ENDED),
        ("failed", LegState.ENDED),
        ("no-answer", LegState.ENDED),
        ("canceled", LegState.ENDED),
        ("a-new-word", None),
    ],
)
def test_each_word_of_the_provider_means_one_of_ours(provider: Answering, word: str, means: LegState | None) -> None:
    provider.body = json.dumps({"status": word, "sid": CALL})
    assert Telephony(settings(provider.url)).state(CALL) is means


def test_a_call_the_provider_does_not_know_is_over(provider: Answering) -> None:
    provider.status, provider.body = 404, json.dumps({"code": 20404, "message": "not found", "status": 404})
    assert Telephony(settings(provider.url)).state(CALL) is LegState.ENDED


@pytest.mark.parametrize(("status", "final"), [(400, True), (404, True), (429, False), (500, False), (503, False)])
def test_a_refusal_says_whether_asking_again_may_help_and_nothing_personal(
    provider: Answering, status: int, final: bool
) -> None:
    message = "The number +32475000001 is not valid"
    provider.status, provider.body = status, json.dumps({"code": 21211, "message": message, "status": status})
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings(provider.url)).ring("+32475000001", BASE, BASE, 20)
    assert refusal.value.final is final
    assert "475" not in str(refusal.value)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_at_the_provider_is_no_word_about_the_call(provider: Answering, status: int) -> None:
    """Every call would be taken for ended if a bad key meant that the provider does not know it."""
    provider.status, provider.body = status, json.dumps({"code": 20003, "message": "no", "status": status})
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings(provider.url)).state(CALL)
    assert not refusal.value.final


def test_a_provider_that_is_away_may_be_asked_again() -> None:
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings("http://127.0.0.1:9")).hang_up(CALL)
    assert not refusal.value.final


def test_whether_a_text_may_have_been_sent_all_the_same_is_told(
    provider: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No connection, or a refusal: surely not. An error, or no answer in time: perhaps."""
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings("http://127.0.0.1:9")).send("+32475000001", "x", BASE)
    assert not refusal.value.lost
    provider.body = json.dumps({"code": 21610, "message": "+32475000001 wrote STOP", "status": 400})
    for status, lost in ((400, False), (429, False), (503, False), (500, True), (502, True)):
        provider.status = status
        with pytest.raises(CannotDo) as refusal:
            Telephony(settings(provider.url)).send("+32475000001", "x", BASE)
        assert (refusal.value.lost, refusal.value.code) == (lost, "21610")
    monkeypatch.setattr("hotline.gateways.telephony.TIMEOUT_S", 0.3)
    provider.server.shutdown()  # takes the request and never answers
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings(provider.url)).send("+32475000001", "x", BASE)
    assert refusal.value.lost


def test_a_text_is_found_by_its_words_and_its_time(provider: Answering) -> None:
    made = "Thu, 24 Aug 2023 05:01:45 +0000"
    messages = [{"sid": f"SM{n}", "body": body, "date_created": made} for n, body in enumerate(["yes", "no", "yes"])]
    provider.body = json.dumps({"messages": messages})
    network, before = Telephony(settings(provider.url)), datetime(2023, 8, 24, 5, 1, tzinfo=UTC)
    assert network.texts_sent("+32475000001", "yes", before) == ["SM0", "SM2"]
    assert network.texts_sent("+32475000001", "yes", before + timedelta(minutes=1)) == []
    assert "To=%2B32475000001" in provider.asked[-1][1]


def test_an_answer_that_is_no_json_may_be_asked_again(provider: Answering) -> None:
    provider.status, provider.body = 502, "<html>bad gateway</html>"
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings(provider.url)).hang_up(CALL)
    assert not refusal.value.final


def test_a_message_is_fetched_where_twilio_keeps_it_and_a_missing_one_is_gone(provider: Answering) -> None:
    provider.body = "sound"
    assert Telephony(settings(provider.url)).listen(RECORDING)[1] == b"sound"
    assert provider.asked[-1][1] == f"/2010-04-01/Accounts/AC{'0' * 32}/Recordings/{RECORDING}"
    provider.status = 404
    with pytest.raises(CannotDo) as refusal:
        Telephony(settings(provider.url)).listen(RECORDING)
    assert refusal.value.gone
