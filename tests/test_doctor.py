"""An operator asks whether the line can be called, and hears what to do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from hotline import db, doctor_network, doctor_servers, web
from hotline.core import flow
from hotline.core.report.team import teams
from hotline.core.report.team.team_reach import set_reach
from hotline.doctor import examine
from hotline.doctor_finding import Finding
from hotline.gateways.telephony import QUEUE_SIZE
from hotline.local import environment
from hotline.local.ports import free_port
from hotline.settings import Settings
from hotline.voice import twiml
from hotline.web import FLOWS
from tests.carrier import CALLER_ID
from tests.carrier import environment as of_a_deployment
from tests.line import Line

PUBLIC = "https://line.example"
WHATSAPP = "webhook “a WhatsApp message comes in”"


def deployment(**changes: str) -> Settings:
    """The settings of a real deployment."""
    return Settings(**{**of_a_deployment(PUBLIC), **changes})


def of_line(line: Line, **changes: str) -> Settings:
    return Settings(**{**environment.of_running(line.folder / ".local"), **changes})


def doctor(folder: Path, *options: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """`hotline doctor` in a folder, with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", "doctor", *options],
        cwd=folder, env={"PATH": os.environ["PATH"], **more}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def told(findings: Any, about: str) -> Finding:
    [found] = [finding for finding in findings if finding.about == about]
    return found


def test_an_operator_whose_line_is_in_order_hears_so_once_the_queue_has_room(line: Line) -> None:
    line.until(lambda: told_by(line, "rings").mark == "ok", 30)
    line.phone().dial().keys("1").keys("1").wait_until("waiting").hang_up()  # makes a small queue
    before = doctor(line.folder)
    assert before.returncode == 0
    assert "warning waiting queue: it has room for 1000 callers only → run `hotline doctor --fix`" in before.stdout
    after = doctor(line.folder, "--fix")
    assert (after.returncode, after.stderr) == (0, ""), after.stdout
    assert after.stdout.splitlines()[-1] == "this line can be called"
    rows = [row for row in after.stdout.splitlines()[:-1] if not row.startswith("warning assistant: ")]
    assert {row.split()[0] for row in rows} == {"ok"}


def told_by(line: Line, about: str) -> Finding:
    return told(examine(of_line(line)), about)


def test_a_missing_setting_is_named_and_nothing_else_is_tried(tmp_path: Path) -> None:
    given = of_a_deployment(PUBLIC) | {"TWILIO_ACCOUNT_SID": "SK0"}
    del given["HOTLINE_DUTY_PHONE"]
    done = doctor(tmp_path, **given)
    assert done.returncode == 2
    first, second = done.stdout.splitlines()
    assert first.startswith("wrong   settings: TWILIO_ACCOUNT_SID cannot be used")
    assert second.startswith("wrong   settings: HOTLINE_DUTY_PHONE is missing")


def test_a_number_that_rings_elsewhere_is_told_with_the_right_address(line: Line) -> None:
    conf = of_line(line)
    real = doctor_network.Telephony(conf).number(conf.number)
    for voice_url, mark in (("https://elsewhere.example/voice", "wrong"), (real.voice_url, "ok")):
        real.update(voice_url=voice_url)
        found = told(examine(conf), "webhook “a call comes in”")
        assert found.mark == mark
    assert f"{conf.public_url}/voice/incoming" in doctor_network.hook("x", "", "POST", real.voice_url).todo


def test_texts_that_come_in_elsewhere_are_told_because_no_stop_would_be_heard() -> None:
    wanted = f"{PUBLIC}/messaging/incoming"
    for sms_url, mark in ((wanted, "ok"), ("https://elsewhere.example", "wrong"), ("", "wrong")):
        found = SimpleNamespace(sms_url=sms_url, sms_method="POST")
        assert doctor_network.texts(deployment(), found).mark == mark
    assert doctor_network.texts(deployment(), None).mark == "wrong"


def senders(callback: dict[str, str] | None, number: str = "+32460000001") -> dict[str, Any]:
    """Twilio's list of WhatsApp senders, as its documentation shows it."""
    sender = {"sid": "XE" + "0" * 32, "status": "ONLINE", "sender_id": f"whatsapp:{number}", "webhook": callback}
    return {"senders": [sender], "meta": {"key": "senders", "page": 0, "page_size": 50, "next_page_url": None}}


@pytest.mark.parametrize(
    ("known", "mark"),
    [
        (senders({"callback_url": f"{PUBLIC}/messaging/incoming", "callback_method": "POST"}), "ok"),
        (senders({"callback_url": f"{PUBLIC}/messaging/incoming", "callback_method": "PUT"}), "wrong"),
        (senders({"callback_url": "https://elsewhere.example", "callback_method": "POST"}), "wrong"),
        (senders(None), "wrong"),
        (senders({"callback_url": f"{PUBLIC}/messaging/incoming"}, "+32460000009"), "wrong"),
    ],
)
def test_a_whatsapp_sender_that_leads_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, Any], mark: str
) -> None:
    asked: list[tuple[str, Any]] = []

    def answer(_: Any, method: str, url: str, params: Any = None, *_more: Any, **_named: Any) -> Response:
        asked.append((f"{method} {url}", params))
        return Response(200, json.dumps(known))

    monkeypatch.setattr(TwilioHttpClient, "request", answer)
    conf = deployment().model_copy(update={"api_url": None, "carrier_url": None})
    [found] = doctor_network.whatsapp(conf, doctor_network.Telephony(conf))
    assert (found.about, found.mark) == (WHATSAPP, mark)
    assert [one for one, _ in asked] == ["GET https://messaging.twilio.com/v2/Channels/Senders"]
    assert asked[0][1]["Channel"] == "whatsapp"


def test_where_twilio_does_not_show_its_whatsapp_senders_somebody_is_told_to_look() -> None:
    conf = deployment().model_copy(update={"api_url": "https://api.dublin.ie1.twilio.com", "carrier_url": None})
    [found] = doctor_network.whatsapp(conf, doctor_network.Telephony(conf))
    assert found.mark == "warning"
    assert f"{PUBLIC}/messaging/incoming" in found.todo
    without = conf.model_copy(update={"whatsapp_number": None})
    assert list(doctor_network.whatsapp(without, doctor_network.Telephony(without))) == []


def test_a_team_that_nobody_can_reach_is_named_before_somebody_in_the_street_waits_for_it(
    session: Session, house: web.House
) -> None:
    *reached, forgotten = [team.id for team in teams.book().teams]
    for nth, name in enumerate(reached):
        set_reach(
            session, house.vault, name, db.now(session), phone=f"+3247000010{nth}", mail=None, language="fr"
        )  # fmt: skip
    found = doctor_servers.teams(session)
    assert (found.mark, found.what) == ("warning", f"never asked, as they cannot be reached: {forgotten}")
    set_reach(session, house.vault, forgotten, db.now(session), phone=None, mail="a@example.org", language="fr")
    assert doctor_servers.teams(session).mark == "ok"


def test_a_database_that_is_away_does_not_hide_what_else_is_wrong(line: Line) -> None:
    away = of_line(line, DATABASE_URL=f"postgresql://x:y@127.0.0.1:{free_port()}/x", REDIS_URL="redis://127.0.0.1:1")
    found = list(examine(away))
    assert told(found, "database").mark == "wrong"
    assert told(found, "Redis").mark == "wrong"
    assert told(found, "public app").mark == "ok"
    assert told(found, "caller ID").mark == "ok"


def test_another_token_than_the_running_app_has_is_noticed(line: Line) -> None:
    found = list(examine(of_line(line, TWILIO_AUTH_TOKEN="0" * 32)))
    assert "TWILIO_AUTH_TOKEN" in told(found, "signed webhook").todo
    assert "do not belong together" in told(found, "account").todo


def test_a_stand_in_for_twilio_that_does_not_know_a_question_is_asked_the_others(line: Line) -> None:
    conf = of_line(line)
    as_twilio = conf.model_copy(update={"api_url": conf.carrier_url, "carrier_url": None})
    found = list(doctor_network.account(as_twilio, doctor_network.Telephony(as_twilio), fix=True))
    assert found[0].mark == "warning"
    assert [finding.mark for finding in found[1:]] == ["ok"] * 6 + ["warning"]
    assert "cannot be seen from here" in told(found, WHATSAPP).what


def test_a_public_address_where_nobody_answers_is_told(line: Line) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    found = list(examine(of_line(line, HOTLINE_PUBLIC_URL=nowhere)))
    assert f"{nowhere} does not answer" in [one for one in found if one.about == "public URL"][1].what


def test_a_public_address_without_https_is_wrong() -> None:
    assert doctor_servers.secure(deployment()).mark == "ok"
    assert doctor_servers.secure(deployment(HOTLINE_PUBLIC_URL="http://line.example")).mark == "wrong"


@pytest.mark.parametrize("wrong_id", ["+3280012345", "+3280099999"])
def test_an_0800_as_caller_id_is_wrong_because_no_dispatcher_could_be_rung(wrong_id: str) -> None:
    found = list(doctor_network.own_numbers(deployment(HOTLINE_CALLER_ID=wrong_id)))
    assert "may not call out" in told(found, "caller ID").todo


def test_a_duty_phone_that_is_our_own_number_would_send_callers_in_a_circle() -> None:
    conf = deployment(HOTLINE_DUTY_PHONE="+3280012345")
    assert told(doctor_network.own_numbers(conf), "duty phone").mark == "wrong"
    assert told(doctor_network.own_numbers(deployment()), "duty phone").mark == "ok"


def test_the_duty_phone_is_never_shown() -> None:
    conf = deployment(HOTLINE_DUTY_PHONE="+32470999998")
    assert not any("470999998" in finding.line for finding in doctor_network.own_numbers(conf))


def test_calls_handled_outside_the_union_are_a_warning_that_says_what_to_set() -> None:
    assert "TWILIO_API_URL" in doctor_network.region(deployment()).todo
    assert doctor_network.region(deployment(TWILIO_API_URL=doctor_network.EUROPE)).mark == "ok"


def test_a_trial_account_is_wrong_because_callers_would_hear_an_advertisement() -> None:
    assert doctor_network.standing("active", "Trial").mark == "wrong"
    assert doctor_network.standing("suspended", "Full").mark == "wrong"
    assert doctor_network.standing("active", "Full").mark == "ok"


def test_a_caller_id_of_somebody_else_must_be_verified() -> None:
    assert doctor_network.caller_id(deployment(), None, lambda _: True).mark == "ok"
    assert doctor_network.caller_id(deployment(), None, lambda _: False).mark == "wrong"
    unanswered = SimpleNamespace(voice_url="https://demo.twilio.com/welcome")
    assert doctor_network.caller_id(deployment(), unanswered, None).mark == "warning"


def test_a_webhook_sent_by_get_would_not_be_understood() -> None:
    wanted = f"{PUBLIC}/voice/incoming"
    assert doctor_network.hook("x", wanted, "GET", wanted).mark == "wrong"
    assert doctor_network.hook("x", f"{wanted}#rt=4000", "POST", wanted).mark == "ok"


@pytest.fixture
def static_host(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address where its files are served."""
    serve = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield tmp_path, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_fallback_elsewhere_must_dial(static_host: tuple[Path, str]) -> None:
    folder, host = static_host
    line = flow.load(FLOWS)["line"]
    (folder / "line.xml").write_text(twiml.duty_phone(line, twiml.Numbers(PUBLIC, CALLER_ID, "+32470999999")))
    (folder / "hello.xml").write_text("<Response><Say>Hello</Say></Response>")
    for path, mark in (("/line.xml", "ok"), ("/hello.xml", "wrong"), ("/gone.xml", "wrong")):
        assert doctor_network.fallback(deployment(), f"{host}{path}", "GET").mark == mark
    assert doctor_network.fallback(deployment(), "", "POST").mark == "wrong"
    assert doctor_network.fallback(deployment(), f"{PUBLIC}/voice/fallback", "POST").mark == "ok"


def test_a_queue_that_does_not_exist_yet_is_told() -> None:
    for size, mark in ((None, "wrong"), (1000, "wrong"), (QUEUE_SIZE, "ok")):
        network: Any = SimpleNamespace(queue_size=lambda size=size: size)
        assert doctor_network.waiting_queue(deployment(), network, fix=False).mark == mark


def test_a_real_line_on_which_somebody_has_the_password_of_the_demo_is_wrong(line: Line) -> None:
    conf = of_line(line)
    assert told(examine(conf), "dispatchers").mark == "ok"
    found = told(examine(conf.model_copy(update={"carrier_url": None, "api_url": conf.carrier_url})), "dispatchers")
    assert (found.mark, found.what) == ("wrong", "amina, jan, sara: the demo's password")


@pytest.mark.parametrize(
    ("status", "said", "mark"),
    [(200, {"ready": True}, "ok"), (503, {"ready": False, "database": "down"}, "wrong"), (404, {}, "wrong")],
)
def test_an_app_that_is_not_ready_is_told(status: int, said: dict[str, Any], mark: str) -> None:
    assert doctor_servers.health(status, said).mark == mark


def test_an_app_that_lets_an_unsigned_webhook_in_is_wrong() -> None:
    assert doctor_servers.webhook(204, expected=403).mark == "wrong"


def test_a_machine_whose_clock_is_off_is_warned() -> None:
    assert doctor_servers.clock(datetime.fromtimestamp(1000, UTC), 1060.0).mark == "warning"


def test_an_operator_hears_how_it_stands_with_the_assistant_and_may_open_without_it() -> None:
    found = {state: doctor_servers.assistant(state) for state in ("ready", "training", "off", "down")}
    assert {state: finding.mark for state, finding in found.items()} == {
        "ready": "ok", "training": "warning", "off": "warning", "down": "warning",
    }  # fmt: skip
    assert all("menus and people" in found[state].what and found[state].todo for state in ("training", "off", "down"))
