"""A code from the phone besides the password: made from a secret and the time, good for one login.

RFC 6238 (TOTP) over RFC 4226 (HOTP): SHA-1, 6 digits, 30 seconds, as every authenticator app knows it.
Fifteen lines of the standard library, so no dependency.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.dispatcher import Dispatcher
from hotline.core.secret import Vault, hashed
from hotline.db import Base

STEP_S = 30
DIGITS = 6
DRIFT = 1  # steps that a phone's clock may be early or late
RECOVERY_CODES = 10
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: read from paper; 32 signs are 5 bits each
RECOVERY_LENGTH = 16  # 80 bits: a plain hash is enough


class RecoveryCode(Base):
    """One way in without the phone, good for one login. Only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    used_at: Mapped[datetime | None]


def code_at(key: str, step: int) -> str:
    """The six digits of one step of 30 seconds. Source: RFC 4226, section 5.3; RFC 6238, section 4.2."""
    digest = hmac.digest(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP_S


def address(key: str, username: str, issuer: str) -> str:
    """What the QR code says to an authenticator app. Source: Google Authenticator's wiki, "Key Uri Format"."""
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?secret={key}&issuer={quote(issuer)}"


def start(vault: Vault, who: Dispatcher) -> str:
    """The key for somebody who wants a second factor: made once, shown until it is confirmed. Never of one in use."""
    if who.second_factor_at is not None:
        raise ValueError("already in use")
    key = vault.open(who.otp_secret) if who.otp_secret else None
    if key is None:
        key = base64.b32encode(secrets.token_bytes(20)).decode()  # 160 bits, as RFC 4226 recommends
        who.otp_secret = vault.lock(key)
    return key


def confirm(session: Session, vault: Vault, who: Dispatcher, typed: str, at: datetime) -> list[str] | None:
    """The app shows the right code: from now on it is asked for. The recovery codes, told this once; None: wrong."""
    if who.second_factor_at is not None or not _code_fits(session, vault, who, "".join(typed.split()), at):
        return None
    who.second_factor_at = at
    return fresh_codes(session, who)


def fits(session: Session, vault: Vault, who: Dispatcher, typed: str, at: datetime) -> str | None:
    """What opens the door besides the password: `code` for one of now, or `recovery`; each only once. None: nothing."""
    typed = "".join(typed.split()).replace("-", "").lower()
    if len(typed) == DIGITS:
        return "code" if _code_fits(session, vault, who, typed, at) else None
    return "recovery" if _recovery_fits(session, who, typed, at) else None


def fresh_codes(session: Session, who: Dispatcher) -> list[str]:
    """New recovery codes; the old ones end. They cannot be shown again."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.dispatcher_id == who.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(dispatcher_id=who.id, code_hash=hashed(code)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, RECOVERY_LENGTH, 4)) for code in codes]


def codes_left(session: Session, who: Dispatcher) -> int:
    left = select(func.count()).where(RecoveryCode.dispatcher_id == who.id, RecoveryCode.used_at.is_(None))
    return session.scalar(left) or 0


def end(session: Session, who: Dispatcher) -> None:
    """No second factor any more: the phone is lost, or somebody leaves."""
    who.otp_secret = who.otp_step = who.second_factor_at = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.dispatcher_id == who.id))


def _code_fits(session: Session, vault: Vault, who: Dispatcher, typed: str, at: datetime) -> bool:
    """A code is taken once: of two who show the same one at the same moment, one gets in."""
    key = vault.open(who.otp_secret) if who.otp_secret else None
    if key is None:
        return False
    for step in range(step_of(at) - DRIFT, step_of(at) + DRIFT + 1):
        if hmac.compare_digest(code_at(key, step).encode(), typed.encode()):
            return _take(session, vault, who, key, step)
    return False


def _take(session: Session, vault: Vault, who: Dispatcher, key: str, step: int) -> bool:
    """Locked anew under the first secret on the way, so that the secret can be changed."""
    taken = session.scalar(
        update(Dispatcher)
        .where(Dispatcher.id == who.id, or_(Dispatcher.otp_step.is_(None), Dispatcher.otp_step < step))
        .values(otp_step=step, otp_secret=vault.lock(key))
        .returning(Dispatcher.id)
    )
    return taken is not None


def _recovery_fits(session: Session, who: Dispatcher, typed: str, at: datetime) -> bool:
    taken = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.dispatcher_id == who.id,
            RecoveryCode.code_hash == hashed(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCode.id)
    )
    return taken is not None
