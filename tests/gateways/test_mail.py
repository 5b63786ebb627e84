"""Letters leave through the mail server of the house, whole and once; a refusal is told apart from a bad moment."""

import dataclasses
import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy.orm import Session

from hotline import db, directory_job, web
from hotline.core.directory import campaign, link
from hotline.core.directory.link import Address, Link
from hotline.gateways.mail import Letter, Mail
from hotline.gateways.telephony import CannotDo
from hotline.settings import Settings, WrongSetting, load
from tests.core.directory.house import put

LETTER = Letter("partner@house.example", "C'est toujours juste ?", "Un café ?\nhttps://x.example\n", "link-1", "fr")


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given, or answers `says` to the recipient."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.got: list[EmailMessage] = []
        self.says = b"250 ok"


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server  # type: ignore[assignment]
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                sink.got.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))  # type: ignore[attr-defined]
            self.wfile.write((sink.says if word == b"RCPT" else b"221 bye" if word == b"QUIT" else b"250 ok") + b"\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def with_mail(settings: Settings, port: int) -> Settings:
    return settings.model_copy(
        update={"mail_url": f"smtp://127.0.0.1:{port}", "mail_from": "Ligne <nous@line.example>"}
    )


def test_a_letter_arrives_as_it_was_written(sink: Sink, parts_settings: Settings) -> None:
    Mail(with_mail(parts_settings, sink.server_address[1])).send(LETTER)
    (got,) = sink.got
    assert (got["To"], got["Subject"], got["From"]) == (LETTER.to, LETTER.subject, "Ligne <nous@line.example>")
    assert got["Message-ID"] == "<link-1@line.example>"
    assert got.get_content().splitlines() == LETTER.body.splitlines()


@pytest.mark.parametrize(("says", "final"), [(b"550 no such person", True), (b"451 later", False)])
def test_who_is_not_there_is_not_written_to_again_a_busy_server_is(
    sink: Sink, parts_settings: Settings, says: bytes, final: bool
) -> None:
    sink.says = says
    with pytest.raises(CannotDo) as refused:
        Mail(with_mail(parts_settings, sink.server_address[1])).send(LETTER)
    assert refused.value.final is final
    assert "partner" not in str(refused.value)


def test_without_a_server_nothing_is_sent_and_one_that_is_away_is_asked_again(parts_settings: Settings) -> None:
    with pytest.raises(CannotDo) as none:
        Mail(parts_settings).send(LETTER)
    assert none.value.final
    with pytest.raises(CannotDo) as away:
        Mail(with_mail(parts_settings, 1)).send(LETTER)
    assert not away.value.final


def test_a_letter_never_travels_in_clear_text(
    sink: Sink, parts_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This server offers no encryption; were it elsewhere, nothing would be sent."""
    monkeypatch.setattr("hotline.gateways.mail.HERE", ())
    with pytest.raises(CannotDo) as refused:
        Mail(with_mail(parts_settings, sink.server_address[1])).send(LETTER)
    assert refused.value.final
    assert sink.got == []


# The job


@pytest.fixture
def asked(house: web.House, session: Session) -> Link:
    put(session)
    at = db.now(session)
    session.add(Address(service_id="house.day", at=at, language="nl", mail=house.vault.lock("partner@house.example")))
    session.flush()
    campaign.ask(session, house.vault, campaign.whom(session, at, 0), at, base="https://x", by_id=None, mail=True)
    session.commit()
    return session.query(Link).one()


def test_the_letter_to_a_service_carries_its_own_link_and_a_repeat_the_same(
    sink: Sink, house: web.House, session: Session, asked: Link
) -> None:
    mail = Mail(with_mail(house.settings, sink.server_address[1]))
    directory_job.ask_by_mail(house, mail, asked.id)
    directory_job.ask_by_mail(house, mail, asked.id)
    first, second = (one.get_content() for one in sink.got)
    assert first == second
    (address,) = (line for line in first.splitlines() if "/confirm/" in line)
    token = address.split("/confirm/")[1].split("?")[0]
    assert link.by_token(session, token, db.now(session)).id == asked.id  # type: ignore[union-attr]
    assert sink.got[0]["Content-Language"] == "nl"


def test_what_was_answered_meanwhile_is_not_asked_again(
    sink: Sink, house: web.House, session: Session, asked: Link
) -> None:
    link.answered(asked, "confirmed", db.now(session))
    session.commit()
    directory_job.ask_by_mail(house, Mail(with_mail(house.settings, sink.server_address[1])), asked.id)
    assert sink.got == []


def test_a_letter_that_cannot_be_sent_is_left_to_staff(house: web.House, session: Session, asked: Link) -> None:
    directory_job.mail_given_up(house, asked.id)
    session.expire_all()
    ((left, url),) = campaign.by_hand(session, house.vault, db.now(session), "https://x")
    assert left.id == asked.id
    assert url


def test_the_campaign_asks_only_those_we_can_write_to(house: web.House, session: Session) -> None:
    put(session)
    with_mail_server = dataclasses.replace(house, settings=with_mail(house.settings, 1))
    directory_job.ask_services(with_mail_server, 0, None)
    assert session.query(Link).all() == []


def test_age_opens_checks_as_many_a_week_as_the_settings_say(house: web.House, session: Session) -> None:
    put(session, at=db.now(session) - timedelta(days=1))
    none = dataclasses.replace(house, settings=house.settings.model_copy(update={"checks_a_week": 0}))
    directory_job.open_checks(none)
    directory_job.open_checks(house)


# Settings


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example"])
def test_an_address_that_is_no_mail_server_stops_the_start(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_MAIL_URL", url)
    with pytest.raises(WrongSetting):
        load()


def test_a_mail_server_needs_a_sender(parts_settings: Settings) -> None:
    values = parts_settings.model_dump(by_alias=False) | {"mail_url": "smtps://u:p@mail.example"}
    with pytest.raises(ValueError, match="HOTLINE_MAIL_URL needs HOTLINE_MAIL_FROM"):
        Settings(**values)
    assert Settings(**values | {"mail_from": "nous@line.example"}).mail_from
