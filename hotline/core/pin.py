"""Codes that are typed on the phone: a centre's PIN, the way back into the line. Guesses are slowed down.

A centre's has seven digits and is stored as a keyed hash.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hotline.core.login import LoginFailure
from hotline.core.secret import Vault

DIGITS = 7  # neither as long as a partner's PIN nor as the way back into the line
WINDOW = timedelta(minutes=15)
FROM_ONE, FROM_ALL = 5, 20  # wrong codes in WINDOW: from one number (withheld ones together), from everywhere


class TooMany(Exception):
    """Too many wrong codes lately: nobody is let in for a while."""


def new() -> str:
    """A fresh code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hashes(vault: Vault, pin: str) -> list[bytes]:
    """How a code is looked up, under each present secret."""
    return vault.hashes(f"pin:{pin}")


def guess(session: Session, vault: Vault, caller: str | None, at: datetime) -> None:
    """Count an attempt before the code is looked at. Raises TooMany."""
    for bucket, most in ((_bucket(vault, caller or "withheld"), FROM_ONE), (_bucket(vault, ""), FROM_ALL)):
        session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(bucket[:7], "big"))))
        recent = select(func.count()).where(LoginFailure.username_hash == bucket, LoginFailure.at > at - WINDOW)
        if (session.scalar(recent) or 0) >= most:
            raise TooMany
        session.add(LoginFailure(username_hash=bucket, at=at))
    session.flush()


def right(session: Session, vault: Vault, caller: str | None, at: datetime) -> None:
    """The code was right: this attempt and the caller's earlier ones no longer count."""
    mine = LoginFailure.username_hash == _bucket(vault, caller or "withheld")
    this = (LoginFailure.username_hash == _bucket(vault, "")) & (LoginFailure.at == at)
    session.execute(delete(LoginFailure).where(mine | this))


def _bucket(vault: Vault, caller: str) -> bytes:
    return vault.hash(f"pin guesses:{caller}")
