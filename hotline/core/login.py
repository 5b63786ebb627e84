"""Who sits at a console: passwords, login sessions that can be ended from anywhere, and a brake on guessing."""

import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core.dispatcher import Dispatcher
from hotline.core.secret import hashed
from hotline.db import Base

LIFETIME = timedelta(hours=12)  # a long shift
WINDOW = timedelta(minutes=15)
FAILURES = 5  # within WINDOW; then the name must wait
PASSWORD_LENGTH = 10  # characters at least
NEVER = "!"  # in place of a password hash: nobody can log in

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # OWASP's argon2id profile
_nobody = _hasher.hash(secrets.token_urlsafe(16))  # an unknown name costs as much time as a known one


class Throttled(Exception):
    """Too many wrong passwords for this user name in a short time."""


class LoginSession(Base):
    """One browser that is logged in. Only the hash of its token is kept."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    dispatcher: Mapped[Dispatcher] = relationship()


class LoginFailure(Base):
    """One attempt that did not end in a login. The name typed is kept as a keyed hash only."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure_name", "username_hash", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username_hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)


def hash_password(password: str) -> str:
    """The argon2id hash. Takes about 20 ms of processor: keep it off the event loop."""
    return _hasher.hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Takes the same time for a name that does not exist (None)."""
    try:
        return _hasher.verify(password_hash or _nobody, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def attempt(session: Session, username_hash: bytes, at: datetime) -> None:
    """Count an attempt before the password is looked at, so that many at once cannot slip through.

    Raises Throttled after FAILURES within WINDOW; a refused attempt does not lengthen the wait.
    """
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(username_hash[:7], "big"))))
    recent = session.scalar(
        select(func.count())
        .select_from(LoginFailure)
        .where(LoginFailure.username_hash == username_hash, LoginFailure.at > at - WINDOW)
    )
    if (recent or 0) >= FAILURES:
        raise Throttled
    session.add(LoginFailure(username_hash=username_hash, at=at))


def forget_attempts(session: Session, username_hashes: list[bytes]) -> None:
    """The right password was given, or set: earlier failures no longer count."""
    session.execute(delete(LoginFailure).where(LoginFailure.username_hash.in_(username_hashes)))


def begin(session: Session, dispatcher: Dispatcher, at: datetime) -> str:
    """Log a browser in. Returns the token that it must show; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(token_hash=hashed(token), dispatcher_id=dispatcher.id, created_at=at, expires_at=at + LIFETIME)
    )
    return token


def holder(session: Session, token: str | None, at: datetime) -> Dispatcher | None:
    """The dispatcher whose browser shows this token; None when it is unknown, ended or too old."""
    if not token:
        return None
    return session.scalar(
        select(Dispatcher)
        .join(LoginSession, LoginSession.dispatcher_id == Dispatcher.id)
        .where(LoginSession.token_hash == hashed(token), LoginSession.expires_at > at)
    )


def end(session: Session, token: str) -> None:
    """Log this browser out."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == hashed(token)))


def end_all(session: Session, dispatcher_id: int, *, but: str | None = None) -> None:
    """Log all browsers of a dispatcher out, except the one that shows the token `but`."""
    kept = hashed(but) if but else b""
    session.execute(
        delete(LoginSession).where(LoginSession.dispatcher_id == dispatcher_id, LoginSession.token_hash != kept)
    )


def count(session: Session, dispatcher_id: int, at: datetime) -> int:
    """In how many browsers a dispatcher is logged in."""
    return (
        session.scalar(
            select(func.count())
            .select_from(LoginSession)
            .where(LoginSession.dispatcher_id == dispatcher_id, LoginSession.expires_at > at)
        )
        or 0
    )


def set_password(session: Session, dispatcher_id: int, password_hash: str, *, but: str | None = None) -> None:
    """A new password ends every login made with the old one, except the browser that shows `but`."""
    session.execute(update(Dispatcher).where(Dispatcher.id == dispatcher_id).values(password_hash=password_hash))
    end_all(session, dispatcher_id, but=but)


def clean(session: Session, at: datetime) -> None:
    """Forget logins that are over and failures that no longer count."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= at))
    session.execute(delete(LoginFailure).where(LoginFailure.at <= at - WINDOW))
