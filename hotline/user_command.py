"""`hotline user`: the people who answer, added and removed from the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import dispatcher as dispatchers
from hotline.core import login, models, staff, words
from hotline.core.dispatcher import Dispatcher
from hotline.core.number import callable_number
from hotline.local import borrow
from hotline.texts import LANGUAGES

assert models  # noqa: S101  # every table must be known before a row is written


@click.group("user")
def command() -> None:
    """The people who answer: add, list, remove, take a lost second factor away."""


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice(words.ROLES), help="What they may do; at first: dispatcher.")
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
    with borrow.session() as (session, vault):
        with _an_admin_stays():
            person = staff.appoint(session, vault, who, db.now(session))
        session.commit()
        click.echo(f"{person.username} ({person.role}) can log in")


@command.command("list")
def show() -> None:
    """Everyone who can log in: name, role, languages, where they answer, activity."""
    with borrow.session() as (session, _):
        for person in staff.everyone(session):
            spoken = ",".join(person.languages or ["all"])
            click.echo(f"{person.username}\t{person.role}\t{spoken}\t{person.answers_on}\t{person.activity}")


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Log NAME out everywhere, for good. What they did stays on record."""
    with borrow.session() as (session, _):
        person = _person(session, name)
        with _an_admin_stays():
            staff.dismiss(session, person, db.now(session))
        session.commit()
        click.echo(f"{person.username} can no longer log in")


@command.command()
@click.argument("name")
def reset_otp(name: str) -> None:
    """The phone of NAME is lost, and the recovery codes too: the password alone opens again."""
    with borrow.session() as (session, _):
        person = _person(session, name)
        staff.reset_second_factor(session, person, db.now(session))
        session.commit()
        click.echo(f"{person.username} logs in with the password alone")


@contextmanager
def _an_admin_stays() -> Iterator[None]:
    try:
        yield
    except staff.LastAdmin:
        raise click.BadParameter("this is the last admin: add another first", param_hint="NAME") from None


def _person(session: Session, name: str) -> Dispatcher:
    person = dispatchers.by_username(session, name)
    if person is None:
        raise click.BadParameter("nobody has this name", param_hint="NAME")
    return person


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
