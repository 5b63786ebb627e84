"""What a worker does for the directory: asks services whether all is right, and sees which facts grow old."""

from hotline import db, web
from hotline.core.directory import ages, campaign, letter, link, read
from hotline.core.directory.facts import in_language
from hotline.core.directory.link import Address, Link
from hotline.core.measure import BRUSSELS
from hotline.core.number import spaced
from hotline.gateways.mail import Letter, Mail
from hotline.gateways.telephony import CannotDo
from hotline.web import House


def open_checks(house: House) -> None:
    """Open checks for what grows old."""
    with web.change(house) as session:
        ages.open_checks(session, db.now(session), house.settings.checks_a_week)


def ask_services(house: House, older_days: int, by: int | None) -> None:
    """Make a link for each service that was not heard of for so long and that we can write to."""
    with web.change(house) as session:
        at = db.now(session)
        due = campaign.with_address(session, campaign.whom(session, at, older_days))
        conf = house.settings
        campaign.ask(session, house.vault, due, at, base=conf.public_url, by_id=by, mail=conf.mail_url is not None)


def ask_by_mail(house: House, mail: Mail, link_id: int) -> None:
    """Send one letter. A repeat carries the same link and the same Message-ID."""
    made = _letter(house, link_id)
    if made is not None:
        mail.send(made)


def _letter(house: House, link_id: int) -> Letter | None:
    """The letter; None: it was answered or replaced meanwhile. Raises CannotDo."""
    with house.sessions() as session:
        at, asked = db.now(session), session.get(Link, link_id)
        if asked is None or asked.ended_at is not None or asked.until <= at:
            return None
        where = session.get(Address, asked.service_id)
        to = house.vault.open(where.mail) if where and where.mail else None
        token = link.token(house.vault, asked)
        found = read.service(session, asked.service_id, at.astimezone(BRUSSELS).date())
    if to is None or token is None or found is None:
        raise CannotDo("no address, or the service is gone", final=True)
    name, language = in_language(found.service.name, asked.language)[0], asked.language
    url, line = campaign.address(house.settings.public_url, token, language), spaced(house.settings.number)
    words = letter.body(language, name, url, asked.until, line)
    return Letter(to, letter.subject(language, name), words, f"link-{asked.id}", language)


def mail_given_up(house: House, link_id: int) -> None:
    """No letter could be sent: staff give the link on themselves."""
    with web.change(house) as session:
        asked = session.get(Link, link_id)
        if asked is not None and asked.ended_at is None:
            asked.sent = "hand"
