"""`hotline doctor`: looks at a deployment and says, a line a check, what is well and what to do about the rest."""

import os
import time
from collections.abc import Callable, Iterator

import click
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from hotline import db, doctor_network, doctor_servers, web
from hotline.doctor_finding import Finding, wrong
from hotline.gateways.assistant import Assistant
from hotline.gateways.telephony import Telephony
from hotline.local import environment
from hotline.settings import Settings

Check = Callable[[Settings], Iterator[Finding]]


@click.command()
@click.option("--fix", is_flag=True, help="Make the waiting queue at Twilio, or give it its size.")
def command(fix: bool) -> None:
    """Check this deployment and say what to do. Exit 0: nothing is wrong; 1: something is; 2: a bad setting."""
    with environment.filled(_of_running()):
        conf = _settings()
        found = list(_told(examine(conf, fix=fix)))
    bad = [finding for finding in found if finding.mark == "wrong"]
    click.echo(f"{len(bad)} of {len(found)} things to put right" if bad else "this line can be called")
    if bad:
        raise SystemExit(1)


def examine(conf: Settings, *, fix: bool = False) -> Iterator[Finding]:
    """Every check in turn. What depends on something that does not answer is left out."""
    yield from doctor_servers.public_url(conf)
    yield from _database(conf)
    yield from doctor_servers.redis(conf)
    yield from doctor_network.own_numbers(conf)
    yield doctor_network.region(conf)
    yield from doctor_network.account(conf, Telephony(conf), fix=fix)


def _database(conf: Settings) -> Iterator[Finding]:
    understood = Assistant(conf.rasa_url).answers()
    engine = db.connect(conf.database_url, pool_size=1)
    try:
        with db.sessions(engine)() as session:
            yield doctor_servers.clock(db.now(session), time.time())
            yield doctor_servers.durable(session)
            yield (at_head := doctor_servers.migrations(session))
            if at_head.mark == "ok":
                yield from doctor_servers.signs_of_life(session)
                yield doctor_servers.people(conf, session)
                yield doctor_servers.teams(session)
                yield doctor_servers.assistant(web.assistant_state(conf, session, db.now(session), answers=understood))
    except SQLAlchemyError as error:
        yield wrong(
            "database", f"{type(error).__name__}", "see that PostgreSQL runs and that DATABASE_URL is its address"
        )
    finally:
        engine.dispose()


def _told(findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding in findings:
        click.echo(finding.line)
        yield finding


def _of_running() -> dict[str, str]:
    """What the `make run` in this folder uses, unless the environment names another database."""
    running = environment.of_running()
    return running if os.environ.get("DATABASE_URL") in (None, "", running.get("DATABASE_URL")) else {}


def _settings() -> Settings:
    """All settings; every missing or wrong one is told, then exit 2."""
    try:
        conf = Settings()  # type: ignore[call-arg]  # every field comes from the environment
    except ValidationError as error:
        for problem in error.errors():
            what = "is missing" if problem["type"] == "missing" else f"cannot be used: {problem['msg']}"
            click.echo(wrong("settings", f"{problem['loc'][0]} {what}", "see docs/settings.md").line)
        raise SystemExit(2) from None
    click.echo(Finding("ok", "settings", "complete").line)
    return conf
