"""A code from the phone: right, of now, and only once."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import second_factor as factors
from hotline.core import staff
from hotline.core.dispatcher import Dispatcher
from hotline.core.second_factor import RecoveryCode
from hotline.core.secret import Vault
from tests.core.conftest import Hire

NOON = datetime(2026, 11, 26, 12, 0, 10, tzinfo=UTC)
VAULT = Vault(("k" * 40,))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    key = base64.b32encode(b"12345678901234567890").decode()
    assert factors.code_at(key, factors.step_of(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.fixture
def amina(session: Session, hire: Hire) -> Dispatcher:
    return hire("amina")


@pytest.fixture
def key(session: Session, amina: Dispatcher) -> str:
    """Amina's phone has the key, and she confirmed it at noon."""
    key = factors.start(VAULT, amina)
    assert factors.confirm(session, VAULT, amina, code(key, NOON), NOON)
    session.commit()
    return key


def code(key: str, at: datetime) -> str:
    return factors.code_at(key, factors.step_of(at))


def fits(session: Session, amina: Dispatcher, typed: str, at: datetime) -> str | None:
    return factors.fits(session, VAULT, amina, typed, at)


def test_a_code_opens_once_also_the_one_that_confirmed(session: Session, amina: Dispatcher, key: str) -> None:
    assert fits(session, amina, code(key, NOON), NOON) is None
    later = NOON + timedelta(seconds=30)
    assert fits(session, amina, code(key, later), later) == "code"
    assert fits(session, amina, code(key, later), later + timedelta(seconds=5)) is None


def test_a_code_that_was_seen_before_a_newer_one_was_used_is_dead(
    session: Session, amina: Dispatcher, key: str
) -> None:
    first, second = NOON + timedelta(seconds=30), NOON + timedelta(seconds=60)
    assert fits(session, amina, code(key, second), first) == "code"  # her phone is half a minute early
    assert fits(session, amina, code(key, first), first) is None


@pytest.mark.parametrize(("late_s", "opens"), [(-60, None), (-30, "code"), (0, "code"), (30, "code"), (60, None)])
def test_a_phone_may_be_half_a_minute_wrong(
    session: Session, amina: Dispatcher, key: str, late_s: int, opens: str | None
) -> None:
    at = NOON + timedelta(minutes=10)
    assert fits(session, amina, code(key, at + timedelta(seconds=late_s)), at) == opens


def test_spaces_do_not_matter_and_nonsense_opens_nothing(session: Session, amina: Dispatcher, key: str) -> None:
    at = NOON + timedelta(minutes=1)
    right = code(key, at)
    for nonsense in ("", "1234567", "٣" * 6, "……", "0" * 6 if right != "0" * 6 else "1" * 6, "\0" * 6):
        assert fits(session, amina, nonsense, at) is None, nonsense
    assert fits(session, amina, f" {right[:3]} {right[3:]} ", at) == "code"


def test_of_two_who_show_the_same_code_at_once_one_gets_in(
    session: Session, house: web.House, amina: Dispatcher, key: str
) -> None:
    at = NOON + timedelta(minutes=1)

    def enter(_: int) -> str | None:
        with house.sessions() as own:
            who = own.get_one(Dispatcher, amina.id)
            found = factors.fits(own, VAULT, who, code(key, at), at)
            own.commit()
            return found

    with ThreadPoolExecutor(8) as pool:
        assert sorted(map(str, pool.map(enter, range(8)))) == ["None"] * 7 + ["code"]


def test_each_recovery_code_opens_once(session: Session, amina: Dispatcher, key: str) -> None:
    codes = factors.fresh_codes(session, amina)
    assert len(set(codes)) == factors.codes_left(session, amina) == 10
    assert fits(session, amina, codes[0].upper(), NOON) == "recovery"
    assert fits(session, amina, codes[0], NOON) is None
    assert fits(session, amina, codes[1].replace("-", " "), NOON) == "recovery"
    assert factors.codes_left(session, amina) == 8


def test_recovery_codes_are_kept_as_hashes_and_of_one_person_only(
    session: Session, amina: Dispatcher, key: str, hire: Hire
) -> None:
    codes = factors.fresh_codes(session, amina)
    session.flush()
    stored = b"".join(session.scalars(select(RecoveryCode.code_hash)))
    assert all(one.replace("-", "").encode() not in stored for one in codes)
    assert fits(session, hire("tom"), codes[0], NOON) is None


def test_new_recovery_codes_end_the_old_ones(session: Session, amina: Dispatcher, key: str) -> None:
    old = factors.fresh_codes(session, amina)
    factors.fresh_codes(session, amina)
    assert fits(session, amina, old[0], NOON) is None


def test_the_key_is_encrypted_and_stays_readable_while_the_houses_secret_is_changed(
    session: Session, amina: Dispatcher, key: str
) -> None:
    assert amina.otp_secret is not None
    assert key.encode() not in amina.otp_secret
    at, both = NOON + timedelta(minutes=1), Vault(("n" * 40, "k" * 40))
    assert factors.fits(session, both, amina, code(key, at), at) == "code"
    session.expire_all()
    assert Vault(("n" * 40,)).open(amina.otp_secret) == key  # locked anew at the login


def test_a_wrong_first_code_puts_nothing_on(session: Session, amina: Dispatcher) -> None:
    key = factors.start(VAULT, amina)
    wrong = "000000" if code(key, NOON) != "000000" else "111111"
    assert factors.confirm(session, VAULT, amina, wrong, NOON) is None
    assert amina.second_factor_at is None
    assert factors.start(VAULT, amina) == key  # the same QR code when the page is loaded again


def test_whoever_leaves_leaves_no_key_and_no_codes(session: Session, amina: Dispatcher, key: str) -> None:
    staff.dismiss(session, amina, db.now(session))
    session.commit()
    assert (amina.otp_secret, amina.second_factor_at) == (None, None)
    assert session.scalars(select(RecoveryCode)).all() == []
