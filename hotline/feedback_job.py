"""Tells whoever reported somebody, once, that it is closed: by text, or by mail. Asks them, once, where somebody is."""

from hotline import db, web
from hotline.core.report import ask_back, feedback
from hotline.gateways.mail import Letter, Mail
from hotline.web import House


def ask(house: House, report_id: int) -> None:
    """The question is written in their talk or owed as a text, in one transaction."""
    with web.change(house) as session:
        ask_back.ask(session, house.vault, report_id, db.now(session))


def tell(house: House, mail: Mail, report_id: int) -> None:
    """A text is owed in the same transaction; a letter that is repeated carries the same Message-ID."""
    line = house.settings.number
    with web.change(house) as session:
        feedback.by_text(session, house.vault, report_id, line, db.now(session))
    with house.sessions() as session:
        words = feedback.letter(session, house.vault, report_id, line)
    if words is None:
        return
    mail.send(Letter(words.to, words.subject, words.body, f"report-{report_id}", words.language))
    with web.change(house) as session:
        feedback.sent(session, report_id, db.now(session))
