"""`hotline assistant`: tries sentences and talks on the assistant as the line would answer them; nothing is kept."""

import csv
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, NoReturn

import click
from sqlalchemy.orm import Session

from hotline import db
from hotline.bot import borrow as bots
from hotline.bot.child import NoAssistant
from hotline.core import models
from hotline.core.assistant import trial
from hotline.core.meaning import Meaning, Silent
from hotline.core.secret import Vault
from hotline.core.words import WRITTEN, Channel
from hotline.gateways.assistant import Assistant
from hotline.local import borrow
from hotline.local.ports import free_port
from hotline.texts import KNOWN

assert models  # noqa: S101  # every table must be known before one is read

COLUMNS = ("id", "language", "channel", "text", "intent")
CHANNELS = (*WRITTEN, Channel.VOICE)
AT_ONCE = 4  # sentences that Rasa is asked about at the same time
PATIENCE_S = 60.0  # a busy machine: here understanding is measured, not speed


@click.group("assistant")
def command() -> None:
    """What the assistant understands, answers and does."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a sentence.")
def evaluate(file: Path, *, as_json: bool) -> None:
    """Each sentence of a CSV file (id,language,channel,text,intent) as the first of a talk."""
    rows = _rows(file)
    with _house() as (session, _, assistant), ThreadPoolExecutor(AT_ONCE) as asking:
        right = 0
        meanings = asking.map(lambda row: understood(assistant, row["text"], row["language"]), rows)
        for row, meaning in zip(rows, meanings, strict=True):
            result = trial.sentence(session, row["text"], row["language"], row["channel"], meaning, db.now(session))
            right += result["intent"] == row["intent"]
            if as_json:
                click.echo(json.dumps({"id": row["id"], **result}, ensure_ascii=False))
        click.echo(f"{right} of {len(rows)} as they were meant", err=as_json)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a talk.")
def dialogues(file: Path, *, as_json: bool) -> None:
    """Each talk of a JSONL file ({"id","language","channel","turns":[{"user"}]}), turn by turn."""
    talks = _talks(file)
    with _house() as (session, vault, assistant):
        for talk in talks:
            result = trial.talk(
                session, vault, talk["language"], talk["channel"], [turn["user"] for turn in talk["turns"]],
                lambda text, language: understood(assistant, text, language),
            )  # fmt: skip
            line = {"id": talk["id"], **result}
            click.echo(json.dumps(line, ensure_ascii=False) if as_json else f"{line['id']}  {line['final']['route']}")


def understood(assistant: Assistant, text: str, language: str) -> Meaning | None:
    """What Rasa makes of it, asked again while it is too slow."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return assistant.parse(text, language)
        except Silent:
            if time.monotonic() > deadline:
                return None
            time.sleep(0.5)


@contextmanager
def _house() -> Iterator[tuple[Session, Vault, Assistant]]:
    """A session of which nothing is kept, and an assistant that answers: the running ones, or some just for this."""
    with borrow.settings() as loaded:
        engine = db.connect(loaded.database_url, pool_size=1)
        own = f"http://:{token_urlsafe(16)}@127.0.0.1:{free_port()}"
        try:
            with bots.assistant(loaded.rasa_url, own, _say) as url, db.sessions(engine)() as session:
                yield session, Vault(loaded.secret_key), Assistant(url)
                session.rollback()
        except NoAssistant as why:
            raise click.ClickException(f"there is no assistant on this machine: {why}") from None
        finally:
            engine.dispose()


def _say(line: str) -> None:
    click.echo(line, err=True)


def _rows(file: Path) -> list[dict[str, str]]:
    """The sentences. Columns that are not known are left out; bad input ends the command."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                _bad(f"{file}: no column {', '.join(missing)}")
            rows = [{name: row.get(name) or "" for name in COLUMNS} for row in reader]
    except (csv.Error, UnicodeDecodeError) as wrong:
        _bad(f"{file}: {wrong}")
    for number, row in enumerate(rows, 2):
        _checked(f"{file}, row {number}", row["language"], row["channel"])
    return rows


def _talks(file: Path) -> list[dict[str, Any]]:
    talks = []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as wrong:
        _bad(f"{file}: {wrong}")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        try:
            talk = json.loads(line)
            turns = [turn["user"] for turn in talk["turns"]]
            known = {"id": talk["id"], "language": talk["language"], "channel": talk.get("channel", "chat")}
        except (ValueError, KeyError, TypeError) as wrong:
            _bad(f"{where}: {type(wrong).__name__} {wrong}")
        if not turns or not all(isinstance(turn, str) for turn in turns):
            _bad(f"{where}: no turns of text")
        _checked(where, known["language"], known["channel"])
        talks.append({**known, "turns": talk["turns"]})
    return talks


def _checked(where: str, language: object, channel: object) -> None:
    if language not in KNOWN:
        _bad(f"{where}: the language {language} is not known")
    if channel not in CHANNELS:
        _bad(f"{where}: the channel {channel} is not known")


def _bad(why: str) -> NoReturn:
    click.echo(f"hotline assistant: {why}", err=True)
    sys.exit(2)
