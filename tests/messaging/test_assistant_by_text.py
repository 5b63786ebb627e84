"""The same assistant as in the chat, by text: services in one short text, a report with its code, danger first."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import sms_length
from hotline.core.assistant.state import from_json
from hotline.core.conversation import Conversation, remembered
from hotline.core.meaning import Meaning
from hotline.core.queue import QueueEntry
from hotline.core.report import Report
from tests.messaging.conftest import Texting, Worker, fresh


def test_who_asks_for_food_gets_the_services_in_one_short_text(
    texting: Texting, worker: Worker, directory: Session
) -> None:
    assert directory
    worker.understands.means["où manger à Molenbeek"] = Meaning("food", 0.95)
    texting.arrives("où manger à Molenbeek")
    [answer] = worker.works()
    assert sms_length.parts(answer) <= sms_length.MOST
    assert "assistant" in answer, "they learn that no human writes"


def test_who_reports_somebody_by_text_gets_a_code(
    texting: Texting, session: Session, worker: Worker, directory: Session
) -> None:
    assert directory
    worker.understands.means["je veux signaler quelqu'un"] = Meaning("report_person", 0.95)
    texting.arrives("je veux signaler quelqu'un")
    said = worker.works()
    assert "Où est la personne" in said[0]
    answers = ["Rue Haute 12, 1000 Bruxelles", "1", "1", "2", "non", "1", "2", "2", "1", "1", "1"]
    for number, answer in enumerate(answers):
        if fresh(session).scalars(select(Report)).first() is not None:
            break
        texting.arrives(answer, f"SM9{number}")
        said = worker.works()
        assert len(said) == 1
    report = fresh(session).scalars(select(Report)).one()
    assert report.code
    assert f"{report.code[:2]} {report.code[2:]}" in said[0]


def test_of_two_places_that_were_named_by_text_a_digit_says_which(
    texting: Texting, session: Session, worker: Worker, directory: Session
) -> None:
    assert directory
    words = "un homme dort à Flagey ou à Simonis"
    worker.understands.means[words] = Meaning("report_person", 0.95)
    texting.arrives(words)
    [asked] = worker.works()
    assert re.search(r"^\d Place Eug.ne Flagey \(Ixelles\)$", asked, re.MULTILINE)
    texting.arrives(next(line[0] for line in asked.splitlines() if "Flagey" in line), "SM2")
    assert "Quand" in worker.works()[0]
    talk = fresh(session).scalars(select(Conversation)).one()
    told = from_json(remembered(worker.house.vault, talk)).form
    assert told is not None
    assert (told.place_id, told.commune) == ("place-eugene-flagey", "Ixelles")


def test_danger_by_text_hears_112_and_goes_first_whatever_the_assistant_says(
    texting: Texting, session: Session, worker: Worker
) -> None:
    words = "mon ami ne respire plus"
    worker.understands.means[words] = Meaning("greet", 0.99)
    texting.arrives(words)
    [answer] = worker.works()
    assert "112" in answer
    entry = fresh(session).scalars(select(QueueEntry)).one()
    assert (entry.priority, entry.channel) == ("danger", "sms")


def test_violence_by_text_is_answered_in_neutral_words(texting: Texting, session: Session, worker: Worker) -> None:
    texting.arrives("mon mari me frappe")
    [answer] = worker.works()
    assert "En danger : 112." in answer
    for telling in ("violence", "faute", "frappe", "écran"):
        assert telling not in answer
    assert fresh(session).scalars(select(QueueEntry)).one().priority == "danger"


def test_who_writes_in_dutch_from_a_belgian_phone_is_answered_in_dutch(texting: Texting, worker: Worker) -> None:
    words = "Goedenavond, waar kan ik vannacht ergens slapen met mijn kind?"
    worker.understands.means[words] = Meaning("greet", 0.95)
    texting.arrives(words)
    [answer] = worker.works()
    assert "Ik" in answer or "ik" in answer, answer
