"""Getting in with a code from the phone, and what happens when the phone is lost."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import second_factor as factors
from hotline.core.dispatcher import Dispatcher
from hotline.core.staff_log import StaffEvent
from tests.console.conftest import PASSWORD, Hire
from tests.console.pages import Browser

PAGE = "/settings/second-factor"


class Phone:
    """An authenticator app with a key in it. Its codes go forward, as time would."""

    def __init__(self, session: Session, key: str) -> None:
        self.session, self.key = session, key

    def code(self) -> str:
        """The next code that was not used yet."""
        self.session.expire_all()
        used = self.session.scalars(select(Dispatcher.otp_step)).one() or 0
        return factors.code_at(self.key, max(factors.step_of(db.now(self.session)), used + 1))

    def wait(self) -> None:
        """A minute passes: the codes used so far are old."""
        for person in self.session.scalars(select(Dispatcher)):
            person.otp_step = (person.otp_step or 2) - 2
        self.session.commit()


@pytest.fixture
def phone(amina: Browser, session: Session) -> Phone:
    """Amina's phone, enrolled."""
    return enrol(amina, session)[0]


def enrol(browser: Browser, session: Session) -> tuple[Phone, list[str]]:
    html = browser.get(PAGE).get_data(as_text=True)
    assert 'src="data:image/svg+xml' in html
    key = re.search(r'id="otp-key"[^>]*>([A-Z2-7]{32})<', html)
    assert key
    phone = Phone(session, key[1])
    answer = browser.send(PAGE, page=PAGE, otp=phone.code())
    assert answer.status_code == 200
    codes = re.findall(r"<code>([a-z0-9-]{19})</code>", answer.get_data(as_text=True))
    assert len(codes) == 10
    phone.wait()
    return phone, codes


def log_in(app: Flask, otp: str | None, password: str = PASSWORD) -> int:
    fields = {} if otp is None else {"otp": otp}
    return Browser(app).send("/login", page="/login", username="amina", password=password, **fields).status_code


def test_whoever_has_none_logs_in_with_name_and_password_alone(app: Flask, hire: Hire) -> None:
    hire("amina")
    assert log_in(app, None) == 303
    assert log_in(app, "") == 303
    assert log_in(app, "123456") == 303  # nobody is told who has one


def test_after_enrolment_the_password_alone_is_not_enough(app: Flask, phone: Phone) -> None:
    assert log_in(app, None) == 401
    assert log_in(app, "000000") == 401
    assert log_in(app, phone.code(), "not this password") == 401
    assert log_in(app, phone.code()) == 303


def test_a_code_is_taken_once(app: Flask, phone: Phone) -> None:
    code = phone.code()
    assert log_in(app, code) == 303
    assert log_in(app, code) == 401


def test_a_wrong_code_and_a_wrong_password_sound_the_same_and_are_counted_together(app: Flask, phone: Phone) -> None:
    browser = Browser(app)
    pages = [
        browser.send("/login", page="/login", username="amina", password=password, otp="000000")
        for password in (PASSWORD, "guess", PASSWORD, "guess", PASSWORD)
    ]
    assert [page.status_code for page in pages] == [401] * 5
    assert len({re.sub(r'value="[^"]*"|nonce-\S+', "", page.get_data(as_text=True)) for page in pages}) == 1
    assert log_in(app, phone.code()) == 429


def test_a_lost_phone_is_replaced_by_a_recovery_code_once(app: Flask, amina: Browser, session: Session) -> None:
    _, codes = enrol(amina, session)
    assert log_in(app, codes[3]) == 303
    assert log_in(app, codes[3]) == 401
    assert "recovery_used" in session.scalars(select(StaffEvent.kind)).all()


def test_few_recovery_codes_left_are_told_at_the_login(app: Flask, amina: Browser, session: Session) -> None:
    _, codes = enrol(amina, session)
    for one in codes[:6]:
        assert log_in(app, one) == 303
    browser = Browser(app)
    browser.send("/login", page="/login", username="amina", password=PASSWORD, otp=codes[6])
    assert "Recovery codes left: 3." in browser.get("/").get_data(as_text=True)


def test_the_codes_and_the_key_are_shown_only_once(amina: Browser, session: Session) -> None:
    phone, codes = enrol(amina, session)
    html = amina.get(PAGE).get_data(as_text=True)
    assert phone.key not in html
    assert codes[0] not in html
    assert "Recovery codes left: 10" in html


def test_enrolment_logs_the_other_browsers_out(app: Flask, amina: Browser, session: Session) -> None:
    elsewhere = Browser(app)
    elsewhere.log_in("amina")
    enrol(amina, session)
    assert elsewhere.get("/api/me").status_code == 401
    assert amina.get("/api/me").status_code == 200


def test_a_wrong_first_code_changes_nothing(app: Flask, amina: Browser) -> None:
    assert amina.send(PAGE, page=PAGE, otp="12345").status_code == 400
    assert log_in(app, None) == 303


def test_new_recovery_codes_and_taking_it_off_need_a_code_of_now(app: Flask, amina: Browser, phone: Phone) -> None:
    for path in (f"{PAGE}/codes", f"{PAGE}/off"):
        assert amina.send(path, page=PAGE, otp="000000").status_code == 400
    assert amina.send(f"{PAGE}/codes", page=PAGE, otp=phone.code()).status_code == 200
    assert amina.send(f"{PAGE}/off", page=PAGE, otp=phone.code()).status_code == 303
    assert log_in(app, None) == 303


def test_guessing_on_the_settings_page_is_braked_too(amina: Browser, phone: Phone) -> None:
    answers = [amina.send(f"{PAGE}/off", page=PAGE, otp="000000").status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]


def test_supervisors_without_one_are_asked_on_every_page(app: Flask, amina: Browser, hire: Hire) -> None:
    hire("sam", role="supervisor")
    sam = Browser(app)
    sam.log_in("sam")
    sentence = "Protect your login with a code from your phone."
    for path in ("/", "/waits", "/settings"):
        assert sentence in sam.get(path).get_data(as_text=True)
        assert sentence not in amina.get(path).get_data(as_text=True)


def test_where_it_is_required_a_supervisor_reaches_only_the_enrolment(
    app: Flask, house: web.House, hire: Hire, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    required = house.settings.model_copy(update={"require_second_factor": True})
    monkeypatch.setitem(app.extensions, "hotline", replace(house, settings=required))
    hire("tom")
    tom, sam = Browser(app), Browser(app)
    assert tom.log_in("tom").headers["Location"] == "/"
    assert tom.get("/").status_code == 200
    hire("sam", role="admin")
    sam.log_in("sam")
    for path in ("/", "/waits", "/settings"):
        assert sam.get(path).headers["Location"] == PAGE
    assert (sam.get("/api/me").status_code, sam.get("/api/me").json) == (403, {"error": "second_factor"})
    assert session.scalars(select(Dispatcher.activity).where(Dispatcher.username == "sam")).one() == "away"
    key = re.search(r'id="otp-key"[^>]*>([A-Z2-7]{32})<', sam.get(PAGE).get_data(as_text=True))
    assert key
    code = factors.code_at(key[1], factors.step_of(db.now(session) + timedelta()))
    assert sam.send(PAGE, page=PAGE, otp=code).status_code == 200
    assert sam.get("/").status_code == 200
