"""What a worker does for an outreach team: it gets the link of its mission by text, else by mail."""

from hotline import db, web
from hotline.core.report.team import asking
from hotline.gateways.mail import Letter, Mail
from hotline.web import House


def ask(house: House, mail: Mail, mission_id: int) -> None:
    """Owe the text, or send the letter. A repeat carries the same link and the same Message-ID."""
    conf = house.settings
    with web.change(house) as session:
        at = db.now(session)
        written = asking.ask(
            session, house.vault, mission_id, at,
            base=conf.public_url, line=conf.number, mail=conf.mail_url is not None,
        )  # fmt: skip
    if written is None:
        return
    mail.send(Letter(written.to, written.subject, written.body, written.id, written.language))
    with web.change(house) as session:
        asking.mailed(session, mission_id, db.now(session))


def given_up(house: House, mission_id: int) -> None:
    """No letter could be sent: a person goes on."""
    with web.change(house) as session:
        asking.unreached(session, mission_id, db.now(session))
