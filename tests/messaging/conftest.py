"""Twilio's side of texts, a worker, and an assistant that understands what it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import db, jobs, web
from hotline.core.dispatcher import Dispatcher
from hotline.core.meaning import Meaning, Silent
from hotline.core.outbox import Promise
from hotline.gateways.telephony import CannotDo
from tests.parts import ACCOUNT, CALLER, Twilio

OURS, PHONE = "+32460000000", CALLER
WHATSAPP = "whatsapp:+32460000001"


class Texting(Twilio):
    """Twilio's side of text messages."""

    def arrives(self, words: str, sid: str = "SM1", **params: str) -> TestResponse:
        return self.send("/messaging/incoming", self.text(sid, Body=words, **params))

    def by_whatsapp(self, words: str, sid: str = "SM1", **params: str) -> TestResponse:
        return self.arrives(words, sid, From=f"whatsapp:{PHONE}", To=WHATSAPP, WaId=PHONE[1:], **params)

    def comes_to(self, state: str, sid: str = "SM1", of: int = 0, **params: str) -> TestResponse:
        about = {"From": OURS, "To": PHONE, **params}
        return self.send(f"/messaging/status?sms={of}", self.text(sid, MessageStatus=state, **about))

    @staticmethod
    def text(sid: str, **params: str) -> dict[str, str]:
        usual = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "From": PHONE, "To": OURS, "NumMedia": "0"}
        return {**usual, "ApiVersion": "2010-04-01", **params}


@pytest.fixture
def texting(public_app: Flask, twilio: Twilio) -> Texting:
    """A mistake of ours fails the test, as on the phone."""
    assert twilio
    return Texting(public_app)


@dataclass
class Understanding:
    """Stands in for Rasa. What it was not told the meaning of, it does not understand; None: it is silent."""

    means: dict[str, Meaning | None] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def parse(self, text: str, language: str | None = None) -> Meaning:
        self.asked.append(text)
        meaning = self.means.get(text, Meaning(None))
        if meaning is None:
            raise Silent
        return meaning

    def answers(self) -> bool:
        return True


@dataclass
class Worker:
    """Keeps every promise that is due, with a provider that only remembers what it was sent: (to, words)."""

    house: web.House
    understands: Understanding
    sent: list[tuple[str, str]] = field(default_factory=list)
    refuses: str = ""

    def send(self, to: str, body: str, status_url: str) -> str:
        if self.refuses:
            raise CannotDo("no", final=True, code=self.refuses)
        self.sent.append((to, body))
        return f"SM{len(self.sent):05}"

    def works(self) -> list[str]:
        """Until nothing is due. What was sent meanwhile."""
        before = len(self.sent)
        while due := self._due():
            for promise_id in due:
                jobs.keep(promise_id)
        return [words for _, words in self.sent[before:]]

    def _due(self) -> list[int]:
        with self.house.sessions() as session:
            open_ones = (Promise.state == "pending") & (Promise.due_at <= db.now(session))
            return list(session.scalars(select(Promise.id).where(open_ones).order_by(Promise.id)))


@pytest.fixture
def worker(house: web.House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    understands = Understanding()
    ours = replace(house, assistant=understands)  # type: ignore[arg-type]
    worker = Worker(ours, understands)
    monkeypatch.setattr(jobs, "house", lambda: ours)
    monkeypatch.setattr(jobs, "telephony", lambda: worker)
    yield worker
    house.redis.flushdb()


def fresh(session: Session) -> Session:
    """As another process would see the database now."""
    session.rollback()
    session.expire_all()
    return session


@pytest.fixture
def amina(session: Session) -> int:
    """A dispatcher's id."""
    at = db.now(session)
    person = Dispatcher(username="amina", password_hash="-", created_at=at, seen_at=at, activity="available")
    session.add(person)
    session.commit()
    return person.id
