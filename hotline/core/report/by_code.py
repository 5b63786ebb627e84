"""Who has the code of a report asks how far it is; who guesses codes is slowed down, all doors together.

Nobody is locked out: while very many wrong codes come from everywhere, whoever has one may still ask, by phone and on
the site. Wrong codes alone are counted, and a right one makes room for no more of them.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core.login import WINDOW, LoginFailure
from hotline.core.report.stored import MINE, Report
from hotline.core.secret import Vault

WRONG = 5  # in WINDOW, from one connection, phone or talk
FROM_ALL, THEN = 20, 2  # after so many from everywhere: so many from one


class TooMany(Exception):
    """No code is looked at now, not even a right one."""


def find(
    session: Session, vault: Vault, codes: Collection[str], who: str, at: datetime, *, costs: bool = True
) -> Report | None:
    """The report that is meant; None where none has such a code, or more than one of them. Raises TooMany.

    `who`: a connection, phone or talk, kept as a hash for WINDOW. `costs` False: they can be another one at no cost.
    """
    mine, every = vault.hash(f"report code:{who}"), vault.hash("report code")
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(mine[:7], "big"))))
    calm = _wrong(session, every, at) < FROM_ALL
    if _wrong(session, mine, at) >= (WRONG if calm else THEN if costs else 0):
        raise TooMany
    known = (Report.code.in_(codes), Report.made_at > at - MINE, Report.share_consent)
    found = session.scalars(select(Report).where(*known).limit(2)).all()
    if len(found) == 1:
        return found[0]
    session.add_all(LoginFailure(username_hash=one, at=at) for one in (mine, every))
    return None


def _wrong(session: Session, of: bytes, at: datetime) -> int:
    lately = select(func.count()).where(LoginFailure.username_hash == of, LoginFailure.at > at - WINDOW)
    return session.scalar(lately) or 0
