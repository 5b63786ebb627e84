"""A team found nobody: whoever reported is asked once where exactly, and what they answer goes with the report.

In their open chat, or by text to a phone that is safe. The question has no word of the place, nor of who it is about.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import conversation, sms, text_talk
from hotline.core.assistant import answers
from hotline.core.assistant.state import ASK_WHERE_NOW, from_json, to_json
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Reply, State
from hotline.core.danger import danger
from hotline.core.number import text_number
from hotline.core.outbox import promise
from hotline.core.plain import words as plain_words
from hotline.core.report import in_line, now_at, onward, stored, told
from hotline.core.report.code import spelled
from hotline.core.report.stored import Report
from hotline.core.report.team import mission
from hotline.core.report.team.outcome import NOBODY_THERE
from hotline.core.safety_words import SAFETY, TELL_112
from hotline.core.secret import Vault
from hotline.core.sms import Sms
from hotline.core.words import TEXTED, Channel, EntryState, SmsState, TextPurpose
from hotline.texts import mark, t

# Translators: to who reported somebody, in a chat or in a text message that somebody else may read: be short.
QUESTION = mark("Nobody was found for %(code)s. Still there? Please answer where exactly, or 1: no longer there.")
ASKED, ANSWERED = "asked_back", "answered_back"  # of the report's timeline
WHY = "reporter_answered"  # a person looks
GONE = "1"
SHORT = 2  # words: in a longer answer a yes or a no is not all that is said
KEY = "where_now:"  # and the report's id: the key of the text
STILL_NEWS = timedelta(hours=1)  # so long after the team was there
AT_THE_PAGE = timedelta(minutes=10)  # since the last sign of somebody who chats
BUSY = timedelta(seconds=10)  # while they are being answered, the question waits


def ask(session: Session, vault: Vault, report_id: int, at: datetime) -> None:
    """Ask whoever reported, if they can be reached. Called twice, or too late: nothing more."""
    talk = _talk_of(session, report_id)
    report = stored.lock(session, report_id)
    if report is None or not _is_due(session, report, at):
        return
    if talk is not None and _is_there(vault, talk, report, at):
        if talk.leased_until is not None and talk.leased_until > at:
            promise(session, "ask_reporter", at, due=at + BUSY, report=report.id)
            return
        _write(session, vault, talk, report, at)
        stored.record(session, report.id, ASKED, at, by="chat")
    elif _text(session, vault, report, at):
        stored.record(session, report.id, ASKED, at, by="sms")


def by_text(session: Session, vault: Vault, number: str, words: str, at: datetime) -> str | None:
    """A text from a phone. Returns what we answer; None: it is no answer to such a question, or comes after its end."""
    asked = _open_question(session, vault, number, at)
    if asked is None or text_talk.goes_on(session, vault, number, asked.made_at, at):
        return None
    report = session.get_one(Report, _report_of(asked))
    language, found = report.language or "fr", danger(words, report.language)
    if not heard(session, vault, report.id, words, language, at):
        return None
    return t(language, SAFETY[TELL_112] if found is not None and found.tells_112 else told.NOTED)


def heard(session: Session, vault: Vault, report_id: int, words: str, language: str, at: datetime) -> bool:
    """Who reported answers. False: it counts once, and only while the report is open."""
    asked = session.get(Report, report_id, populate_existing=True)
    report = stored.lock(session, stored.main_of(session, asked).id) if asked is not None else None
    if report is None or stored.is_done(report) or stored.happened(session, report_id, ANSWERED):
        return False
    there = _still_there(words, language)
    stored.record(session, report_id, ANSWERED, at, said="gone" if there is False else "there")
    report.still_there = report.still_there if there is None else there
    clear = there is None and now_at.tell(session, vault, report, words, language)
    onward.look_again(session, vault, report, at)
    if clear and _nobody_has(session, report):
        onward.go_on(session, vault, report, WHY, at)
    else:
        in_line.enter(session, report, WHY, at)
    return True


def _still_there(words: str, language: str) -> bool | None:
    """A bare yes or no, or the digit for no; None: more is said than that."""
    said = plain_words(words)
    if said == [GONE]:
        return False
    return answers.yes_no(words, language) if len(said) <= SHORT else None


def _nobody_has(session: Session, report: Report) -> bool:
    """Neither a team nor a dispatcher: whoever has it decides."""
    entry = in_line.entry_of(session, report.id)
    return mission.open_of(session, report.id) is None and (entry is None or entry.state == EntryState.WAITING)


def _is_due(session: Session, report: Report, at: datetime) -> bool:
    last = max(mission.of(session, report.id), key=lambda one: one.id, default=None)
    if last is None or last.outcome not in NOBODY_THERE or last.ended_at is None or last.ended_at < at - STILL_NEWS:
        return False
    return not stored.is_done(report) and not stored.happened(session, report.id, ASKED)


def _talk_of(session: Session, report_id: int) -> Conversation | None:
    """The talk in which it was reported, locked, before the report is."""
    report = session.get(Report, report_id)
    known = conversation.of_contact(session, report.contact_id) if report is not None and report.contact_id else None
    return conversation.lock(session, known.id) if known is not None else None


def _is_there(vault: Vault, talk: Conversation, report: Report, at: datetime) -> bool:
    """Whether they still talk with the assistant, with nothing else half said, and not from a phone that is unsafe."""
    state = from_json(conversation.remembered(vault, talk))
    if talk.state != State.ASSISTANT or state.form is not None or state.asked not in (None, "feedback"):
        return False
    if talk.contact.channel in TEXTED:
        unsafe = report.text_safe is False or talk.contact.safe_to_text is False
        return not unsafe and talk.heard_at > at - text_talk.GOES_ON
    return talk.heard_at > at - AT_THE_PAGE


def _write(session: Session, vault: Vault, talk: Conversation, report: Report, at: datetime) -> None:
    state = replace(from_json(conversation.remembered(vault, talk)), asked=None, about=report.id, last=(ASK_WHERE_NOW,))
    conversation.remember(vault, talk, to_json(state))
    conversation.say(session, vault, talk, Reply(ASK_WHERE_NOW, _question(report, talk.language)), at)


def _text(session: Session, vault: Vault, report: Report, at: datetime) -> bool:
    """Whether a text is owed: wanted, safe, and no other question is open at this phone."""
    number = text_number(stored.facts_of(vault, report).contact)
    person = session.get(Contact, report.contact_id) if report.contact_id else None
    agreed = report.contact_consent and report.text_safe
    if number is None or not agreed or (person is not None and person.safe_to_text is False):
        return False
    if _open_question(session, vault, number, at) is not None:
        return False
    words, key = _question(report, report.language or "fr"), f"{KEY}{report.id}"
    owed = sms.owe(session, vault, number, words, at, purpose=TextPurpose.REPORTER, key=key)
    return owed.state != SmsState.FAILED


def _question(report: Report, language: str) -> str:
    return t(language, QUESTION, code=spelled(report.code or ""))


def _open_question(session: Session, vault: Vault, number: str, at: datetime) -> Sms | None:
    """The question that this phone got and did not answer yet."""
    texts = select(Sms).where(
        Sms.made_at > at - sms.ANSWERED,
        Sms.key.startswith(KEY),
        Sms.channel == Channel.SMS,
        Sms.state.not_in((SmsState.FAILED, SmsState.UNDELIVERED)),
    )
    mine = [one for one in session.scalars(texts) if one.number is not None and vault.open(one.number) == number]
    return next((one for one in mine if not stored.happened(session, _report_of(one), ANSWERED)), None)


def _report_of(text: Sms) -> int:
    return int((text.key or "").removeprefix(KEY))
