"""The telephone in the dispatcher's browser may be rung, and nothing else."""

import time

import jwt
from flask import Flask

from hotline.settings import Settings
from tests.console.pages import Browser


def test_the_token_names_the_dispatcher_and_allows_only_incoming_calls(amina: Browser, settings: Settings) -> None:
    answer = amina.get("/api/softphone-token").json
    token = jwt.decode(answer["token"], settings.api_key_secret, algorithms=["HS256"])
    assert answer["identity"] == token["grants"]["identity"] == "amina"
    assert token["grants"]["voice"] == {"incoming": {"allow": True}}
    assert (token["iss"], token["sub"]) == (settings.api_key_sid, settings.account_sid)
    assert 880 < token["exp"] - time.time() <= 900


def test_the_console_lets_twilio_in_and_nobody_else(app: Flask, amina: Browser) -> None:
    policy = amina.get("/").headers["Content-Security-Policy"]
    assert "connect-src 'self' https://eventgw.twilio.com wss://voice-js.roaming.twilio.com" in policy
    assert "frame-ancestors 'none'" in policy
    script = next(part for part in policy.split(";") if "script-src" in part)
    assert "twilio" not in script
