"""`hotline user`: the people who answer, added and removed from the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import dispatcher as dispatchers
from hotline.core import login, models, staff
from hotline.core.number import callable_number
from hotline.core.secret import Vault
from hotline.local import borrow
from hotline.texts import LANGUAGES

assert models  # noqa: S101  # every table must be known before a row is written


@click.group("user")
def command() -> None:
    """The people who answer: add, list, remove."""


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice(staff.ROLES), help="What they may do; at first: dispatcher.")
@click.option("--languages", help="What they speak, such as fr,nl. Left out: all.")
@click.option("--phone", help="They answer on this phone, such as +32470123456, not in the browser.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def add(name: str, role: str | None, languages: str | None, phone: str | None, password_stdin: bool) -> None:
    """Add NAME, or give NAME the new password (which ends their logins)."""
    password = sys.stdin.read().rstrip("\r\n")
    if not password:
        raise click.BadParameter("no password came on standard input", param_hint="--password-stdin")
    if len(password) < login.PASSWORD_LENGTH:
        click.echo(f"a password should have {login.PASSWORD_LENGTH} characters or more", err=True)
    who = staff.Appointment(_username(name), login.hash_password(password), role, _languages(languages), _phone(phone))
    with _session() as (session, vault):
        person = staff.appoint(session, vault, who, db.now(session))
        session.commit()
        click.echo(f"{person.username} ({person.role}) can log in")


@command.command("list")
def show() -> None:
    """Everyone who can log in: name, role, languages, where they answer, activity."""
    with _session() as (session, _):
        for person in staff.everyone(session):
            spoken = ",".join(person.languages or ["all"])
            click.echo(f"{person.username}\t{person.role}\t{spoken}\t{person.answers_on}\t{person.activity}")


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Log NAME out everywhere, for good. What they did stays on record."""
    with _session() as (session, _):
        person = dispatchers.by_username(session, name)
        if person is None:
            raise click.BadParameter("nobody has this name", param_hint="NAME")
        staff.dismiss(session, person, db.now(session))
        session.commit()
        click.echo(f"{person.username} can no longer log in")


@contextmanager
def _session() -> Iterator[tuple[Session, Vault]]:
    with borrow.settings() as loaded:
        engine = db.connect(loaded.database_url, pool_size=1)
        try:
            with db.sessions(engine)() as session:
                yield session, Vault(loaded.secret_key)
        finally:
            engine.dispose()


def _username(name: str) -> str:
    if not staff.USERNAME.fullmatch(name):
        raise click.BadParameter("1 to 60 of: a-z 0-9 _ . -", param_hint="NAME")
    return name


def _languages(given: str | None) -> tuple[str, ...] | None:
    if given is None:
        return ()
    codes = tuple(code.strip() for code in given.split(",") if code.strip())
    unknown = [code for code in codes if code not in LANGUAGES]
    if unknown:
        raise click.BadParameter(f"unknown: {', '.join(unknown)}", param_hint="--languages")
    return codes


def _phone(given: str | None) -> str | None:
    if given is None:
        return None
    number = callable_number(given)
    if number is None:
        raise click.BadParameter("not a number that can be called", param_hint="--phone")
    return number
