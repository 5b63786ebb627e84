"""People who write, for the tests of the console."""

from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import conversation, handoff
from hotline.core.conversation import Message, Reply
from hotline.core.queue import QueueEntry
from hotline.core.words import Channel, Priority, Topic


class Writer:
    """Somebody with the chat open, who asked for a person."""

    def __init__(self, session: Session, house: web.House, language: str = "ar", *texts: str, **more: str):
        self.session, self.house = session, house
        at = db.now(session)
        self.talk = conversation.begin(session, Channel.CHAT, language, at)
        self.sent = 0
        for text in texts:
            self.writes(text)
        conversation.say(session, house.vault, self.talk, Reply("handoff", "سأحوّلكم"), at)
        priority = Priority(more.get("priority", "normal"))
        vault, why = house.vault, more.get("why", "talk_to_human")
        handoff.to_a_person(session, vault, self.talk, Topic.PLACE, priority, why, db.now(session))
        session.commit()

    @property
    def id(self) -> int:
        return self.talk.contact_id

    @property
    def entry(self) -> QueueEntry:
        found = self.session.query(QueueEntry).filter_by(contact_id=self.id).order_by(QueueEntry.id.desc()).first()
        assert found
        self.session.refresh(found)
        return found

    def writes(self, text: str) -> None:
        self.sent += 1
        talk = conversation.lock(self.session, self.talk.id)
        assert talk
        vault, at = self.house.vault, db.now(self.session)
        conversation.receive(self.session, vault, talk, f"m{self.sent}", text, at)
        self.session.commit()

    def got(self) -> list[str]:
        """What a dispatcher wrote to them."""
        return [self.house.vault.open(m.body) or "" for m in self._messages() if m.sender == "dispatcher"]

    def said(self) -> list[str | None]:
        """What the assistant said, by the names of the sentences."""
        return [m.say for m in self._messages() if m.sender == "assistant"]

    @property
    def state(self) -> str:
        self.session.rollback()
        self.session.refresh(self.talk)
        return self.talk.state

    def _messages(self) -> list[Message]:
        self.session.rollback()
        return list(conversation.after(self.session, self.talk))
