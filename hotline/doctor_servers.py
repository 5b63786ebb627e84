"""What the doctor asks of our own side: the public address, the database, Redis, signs of life, people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator

from hotline import db, release
from hotline.core import beat, login, staff
from hotline.core.report.team import team_reach
from hotline.core.report.team.teams import book
from hotline.doctor_finding import Finding, ok, warning, wrong
from hotline.gateways import live
from hotline.local.demo import PASSWORD
from hotline.settings import Settings

TIMEOUT_S = 5
DRIFT_S = 2.0
NO_CALL = "CA" + "0" * 32  # a call nobody knows: a status for it changes nothing
LOOPBACK = ("127.0.0.1", "localhost", "::1")
START = {
    "clock": "start the process `clock`",
    "rings": "start the process `rings`; without it no dispatcher is rung in time",
    "worker": "start the process `worker`",
}
WITHOUT_ASSISTANT = {
    "off": ("there is none: menus and people", "set RASA_URL, or see what the process `bot` says"),
    "training": ("is being installed or trained: menus and people until then", "wait some minutes"),
    "down": ("does not answer at RASA_URL: menus and people", "start the process `bot`, or the Rasa at that address"),
}


def public_url(conf: Settings) -> Iterator[Finding]:
    """Whether the provider finds us, over https, and we believe it."""
    yield secure(conf)
    try:
        answer = requests.get(f"{conf.public_url}/healthz", timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        todo = "see that the process `public` runs and that this address leads to it"
        yield wrong("public URL", f"{conf.public_url} does not answer ({type(error).__name__})", todo)
        return
    yield health(answer.status_code, _json(answer))
    yield from signed(conf)


def secure(conf: Settings) -> Finding:
    """https, or this computer alone with the simulated phone network."""
    at = urlsplit(conf.public_url)
    if at.scheme == "https":
        return ok("public URL", "https")
    if conf.carrier_url and at.hostname in LOOPBACK:
        return ok("public URL", "this computer only, for the simulated phone network")
    return wrong(
        "public URL", "not https", "what callers press would travel in the open: set HOTLINE_PUBLIC_URL to https://…"
    )


def health(status: int, said: dict[str, Any]) -> Finding:
    """What /healthz says."""
    if status == 200 and said.get("ready"):
        return ok("public app", "ready")
    if said.get("database") == "down":
        return wrong("public app", "it does not reach its database", "compare its DATABASE_URL with ours")
    return wrong("public app", f"/healthz answers {status}", "this address must lead to the process `public`")


def signed(conf: Settings) -> Iterator[Finding]:
    """A webhook signed as the provider signs it is let in; one that is not is refused."""
    url = f"{conf.public_url}/voice/status"
    form = {"AccountSid": conf.account_sid, "CallSid": NO_CALL, "CallStatus": "completed"}
    for token in conf.auth_token:
        signature = RequestValidator(token).compute_signature(url, form)
        yield webhook(_post(url, form, {"X-Twilio-Signature": signature}), expected=204)
    yield webhook(_post(url, form, {}), expected=403)


def webhook(status: int, expected: int) -> Finding:
    """How the public app answered a signed (204) or an unsigned (403) webhook."""
    what = "signed webhook" if expected == 204 else "unsigned webhook"
    if status == expected:
        return ok(what, "let in" if expected == 204 else "refused")
    if status == 403:
        todo = "start `public` with the same HOTLINE_PUBLIC_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
        return wrong(what, "refused", f"{todo}; no proxy may change the path")
    return wrong(what, f"answered {status}", "see the log of the process `public`")


def clock(database: datetime, here_s: float) -> Finding:
    """The database's clock counts; here it only shows whether one of the two is off."""
    apart = abs(database.timestamp() - here_s)
    if apart <= DRIFT_S:
        return ok("database", "answers, and its clock is right")
    return warning("database", f"its clock and this machine's are {apart:.0f} s apart", "let both follow an NTP server")


def durable(session: Session) -> Finding:
    """Whether what was committed survives a crash of the database."""
    off = [name for name in ("fsync", "synchronous_commit") if session.scalar(text(f"show {name}")) == "off"]
    if off:
        return wrong("database", f"{' and '.join(off)} off: a crash loses callers", "switch on in postgresql.conf")
    return ok("database", "what it confirms survives a crash")


def migrations(session: Session) -> Finding:
    """Whether the tables are those of this version."""
    head = ScriptDirectory.from_config(release.config("")).get_current_head()
    present = MigrationContext.configure(session.connection()).get_current_revision()
    if present == head:
        return ok("migrations", f"at {head}")
    return wrong("migrations", f"at {present or 'nothing'}, this version needs {head}", "run `hotline release`")


def signs_of_life(session: Session) -> Iterator[Finding]:
    """The clock and the workers, as the database last saw them."""
    silent = beat.silent(session, db.now(session))
    for part in beat.PARTS:
        yield wrong(part, "no sign of life for 30 s", START[part]) if part in silent else ok(part, "works")


def people(conf: Settings, session: Session) -> Finding:
    """Whether anybody can log in and answer; on a real line, nobody with the password that everyone knows."""
    everyone = staff.everyone(session)
    if not everyone:
        return wrong("dispatchers", "nobody can log in", "hotline user add NAME --password-stdin")
    known = [] if conf.carrier_url else [p.username for p in everyone if login.password_fits(p.password_hash, PASSWORD)]
    if known:
        return wrong(
            "dispatchers", f"{', '.join(known)}: the demo's password", "give them another: hotline user add NAME …"
        )
    return ok("dispatchers", f"{len(everyone)} can log in")


def teams(session: Session) -> Finding:
    """Whether every team that goes to see somebody in the street has a phone or a mail address."""
    known = [one.id for one in book().teams]
    unreached = [one for one in known if one not in team_reach.reached(session)]
    if unreached:
        todo = "hotline reports team TEAM --phone … --mail …"
        return warning("teams", f"never asked, as they cannot be reached: {', '.join(unreached)}", todo)
    return ok("teams", f"{len(known)} can be reached")


def assistant(state: str) -> Finding:
    """How it stands with the assistant. Without it there are menus and people: no reason to stop a line."""
    if state == "ready":
        return ok("assistant", "understands")
    return warning("assistant", *WITHOUT_ASSISTANT[state])


def redis(conf: Settings) -> Iterator[Finding]:
    """Redis only makes it quick; without it the clock does the work, seconds later."""
    try:
        with live.connect(conf.redis_url) as client:
            client.ping()
    except RedisError as error:
        todo = "see that it runs and that REDIS_URL is its address"
        yield wrong("Redis", f"does not answer ({type(error).__name__}): rings come seconds late", todo)
        return
    yield ok("Redis", "answers")


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _post(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
    """The status, or 0 where nothing came."""
    try:
        return requests.post(url, form, headers=headers, timeout=TIMEOUT_S, allow_redirects=False).status_code
    except requests.RequestException:
        return 0
