"""`hotline assistant`: the whole way of a sentence or a talk, in the shapes of the contract; nothing is kept."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.assistant_command import command
from hotline.core.assistant import trial
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Message
from hotline.core.meaning import Meaning
from hotline.core.queue import QueueEntry
from hotline.core.report import Report

WHOLE = (
    "Un homme seul dort sous l'abribus place Flagey depuis ce matin, sans enfant ni animal. Je lui ai parlé. "
    "Vous pouvez me joindre au 0470 00 00 63."
)


def knows(**intents: str) -> Callable[[str, str], Meaning | None]:
    """A model that recognises a sentence by its first word."""
    return lambda text, language: Meaning(intents.get(text.split()[0].strip(",.").lower()), 0.9)


def rows(session: Session) -> int:
    session.rollback()
    tables = (Contact, Conversation, Message, QueueEntry, Report)
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_a_talk_that_lacks_only_a_yes_gets_it_once(directory: Session, house: web.House) -> None:
    told = trial.talk(directory, house.vault, "fr", "chat", [WHOLE], knows(un="report_person"))
    assert told["turns"] == [
        {"intent": "report_person", "language": "fr", "replies": ["welcome", "report_opened", "ask_share_consent"]}
    ]
    final = told["final"]
    reference = final["report"].pop("reference")
    assert len(reference) == 6
    assert final == {
        "route": "report",
        "report": {
            "place": WHOLE.split(" depuis")[0].split(", ")[0] + " depuis ce matin,",
            "commune": "Ixelles",
            "people_count": 1,
            "condition": "asleep",
            "contact": "+32470000063",
            "contact_consent": True,
        },
        "report_sent": True,
        "report_cancelled": False,
        "handoff": False,
        "told_112": False,
        "language": "fr",
        "callback": False,
        "share_consent": True,
    }
    assert rows(directory) == 0


def test_after_a_handoff_the_assistant_is_silent(directory: Session, house: web.House) -> None:
    told = trial.talk(directory, house.vault, "en", "chat", ["I want a real person", "hello?"], knows())
    assert told["turns"][0]["replies"][0] == "handoff"
    assert told["turns"][1] == {"intent": None, "language": "en", "replies": []}
    assert (told["final"]["route"], told["final"]["handoff"]) == ("human", True)
    assert rows(directory) == 0


@pytest.mark.parametrize(
    ("intent", "route", "told_112"),
    [
        ("emergency", "emergency", True),
        ("domestic_violence", "human", False),
        ("callback_request", "human", False),
        ("report_person", "report", False),
        ("food", "information", False),
        (None, "information", False),
    ],
)
def test_a_sentence_leads_somewhere(directory: Session, intent: str | None, route: str, told_112: bool) -> None:
    meaning = Meaning(intent, 0.9 if intent else 0.0)
    told = trial.sentence(directory, "…", "fr", "sms", meaning, db.now(directory))
    assert (told["intent"], told["route"], told["told_112"]) == (intent or "fallback", route, told_112)
    assert rows(directory) == 0


BAD_ROWS = {
    "no such column": "id,language,text,intent\n1,fr,bonjour,greet\n",
    "an unknown language": "id,language,channel,text,intent\n1,xx,chat,bonjour,greet\n",
    "an unknown channel": "id,language,channel,text,intent\n1,fr,fax,bonjour,greet\n",
}
BAD_TALKS = {
    "no JSON": "{",
    "no turns": json.dumps({"id": "1", "language": "fr", "channel": "chat", "turns": []}),
    "turns without words": json.dumps({"id": "1", "language": "fr", "channel": "chat", "turns": [{"bot": "x"}]}),
}


@pytest.mark.parametrize("why", BAD_ROWS)
def test_a_file_of_sentences_that_cannot_be_read_is_refused(why: str, tmp_path: Path) -> None:
    _refused("evaluate", tmp_path, BAD_ROWS[why])


@pytest.mark.parametrize("why", BAD_TALKS)
def test_a_file_of_talks_that_cannot_be_read_is_refused(why: str, tmp_path: Path) -> None:
    _refused("dialogues", tmp_path, BAD_TALKS[why])


def _refused(which: str, folder: Path, content: str) -> None:
    file = folder / "bad"
    file.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(command, [which, str(file), "--json"])
    assert result.exit_code == 2
    assert "hotline assistant:" in result.output
    assert str(file) in result.output
