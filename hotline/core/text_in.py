"""Texts that come in by SMS or WhatsApp: STOP and START, free places, answers of teams and reporters, others."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Identity, LargeBinary, String, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import opt_out, place, sms, text_talk
from hotline.core.number import callable_number
from hotline.core.outbox import promise
from hotline.core.report import ask_back
from hotline.core.report.team import by_text
from hotline.core.secret import Vault
from hotline.core.words import Channel, TextPurpose
from hotline.db import Base

REMEMBERED_THERE = timedelta(hours=1)  # then the provider forgets what was written: what we keep is here, encrypted

# The whole message is one of these, or begins with a plain one: "stop svp", "STOP SMS".
PLAIN_STOP = {"stop", "arret", "arreter", "arretez", "stoppen"}
STOP = PLAIN_STOP | {
    "stopall", "unsubscribe", "cancel", "end", "quit", "desinscrire", "desabonner", "uitschrijven", "afmelden",
}  # fmt: skip
START = {"start", "unstop", "restart", "reprendre", "reprise", "hervatten", "herstart"}
SHORT = 2  # words: a longer message that begins with "stop" says something else


class TextIn(Base):
    """One text that came in: that it did, not what it said."""

    __tablename__ = "sms_in"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    number_hash: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Text:
    """What the provider tells of one text. `pictures`: pictures or recordings came with it, or instead of words."""

    sid: str
    sender: str | None
    words: str
    channel: Channel = Channel.SMS
    pictures: bool = False


def hear(session: Session, vault: Vault, text: Text, at: datetime) -> None:
    """A text came in. Heard twice: it counts once."""
    number = callable_number(text.sender)
    arrived = insert(TextIn).values(sid=text.sid, number_hash=vault.hash(number) if number else None, at=at)
    if session.scalar(arrived.on_conflict_do_nothing(index_elements=["sid"]).returning(TextIn.id)) is None:
        return
    more = {"pictures": True} if text.pictures else {}
    promise(session, "delete_sms", at, due=at + REMEMBERED_THERE, sid=text.sid, **more)
    if number is None:
        return  # a short code or a name: a machine wrote
    if is_stop(text.words):
        opt_out.stop(session, vault, number, at)
        text_talk.leave(session, vault, number, at)
    elif is_start(text.words):
        opt_out.start(session, vault, number)
    elif (answer := by_text.told(session, vault, number, text.words, at)) is not None:
        sms.owe(
            session, vault, number, answer, at,
            purpose=TextPurpose.TEAM, key=f"reply:{text.sid}", channel=text.channel,
        )  # fmt: skip
    elif (thanks := place.told_by_sms(session, vault, number, text.words, at)) is not None:
        sms.owe(
            session, vault, number, thanks, at,
            purpose=TextPurpose.CENTRE, key=f"reply:{text.sid}", channel=text.channel,
        )  # fmt: skip
    elif (
        text.channel == Channel.SMS and (noted := ask_back.by_text(session, vault, number, text.words, at)) is not None
    ):
        sms.owe(
            session, vault, number, noted, at,
            purpose=TextPurpose.REPORTER, key=f"reply:{text.sid}",
        )  # fmt: skip
    else:
        text_talk.wrote(session, vault, number, text.sid, text.words, text.channel, at, pictures=text.pictures)


def is_stop(words: str) -> bool:
    said = _plain(words)
    return " ".join(said) in STOP or (len(said) <= SHORT and said[:1] != [] and said[0] in PLAIN_STOP)


def is_start(words: str) -> bool:
    return " ".join(_plain(words)) in START


def erase(session: Session, before: datetime) -> None:
    """Forget that somebody wrote."""
    session.execute(delete(TextIn).where(TextIn.at < before))


def _plain(words: str) -> list[str]:
    """The words without accents, capitals and punctuation: « Arrêt ! » is arret."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in bare.casefold()).split()
