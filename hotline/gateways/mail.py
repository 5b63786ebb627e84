"""Sends letters over SMTP, where HOTLINE_MAIL_URL says through which server. Never in clear text over a network."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import localtime
from urllib.parse import unquote, urlsplit

from hotline.gateways.telephony import CannotDo
from hotline.settings import Settings

TIMEOUT_S = 8  # shorter than the lease of a promise
FOR_GOOD = 500  # SMTP's refusals: 4xx not now, 5xx never
HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Letter:
    """One letter. `id`: the same for a repeat, so that whoever receives it twice can see that it is one."""

    to: str
    subject: str
    body: str
    id: str
    language: str


@dataclass(frozen=True)
class Mail:
    """The mail server of these settings. Sending may raise CannotDo."""

    settings: Settings

    def send(self, letter: Letter) -> None:
        """Hand the letter to the server."""
        if self.settings.mail_url is None:
            raise CannotDo("no mail server", final=True)
        try:
            with self._server() as server:
                server.send_message(self._message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise CannotDo(f"mail server: {codes}", final=min(codes) >= FOR_GOOD) from None
        except smtplib.SMTPNotSupportedError:
            raise CannotDo("mail server: no encryption", final=True) from None
        except smtplib.SMTPResponseException as error:
            raise CannotDo(f"mail server: {error.smtp_code}", final=error.smtp_code >= FOR_GOOD) from None
        except (OSError, smtplib.SMTPException) as error:
            raise CannotDo(f"mail server: {type(error).__name__}") from None

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A conversation with the server, encrypted unless it is on this machine."""
        url = urlsplit(self.settings.mail_url or "")
        host, context = url.hostname or "", ssl.create_default_context()
        server: smtplib.SMTP
        if url.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_S)
        with server:
            if url.scheme == "smtp" and host not in HERE:
                server.starttls(context=context)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            yield server

    def _message(self, letter: Letter) -> EmailMessage:
        message, sender = EmailMessage(), self.settings.mail_from or ""
        message.set_content(letter.body)
        message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
        message["Message-ID"] = f"<{letter.id}@{sender.rsplit('@', 1)[-1].strip('> ')}>"
        message["Content-Language"], message["Auto-Submitted"] = letter.language, "auto-generated"
        message["Date"] = localtime()
        return message
