"""What a dispatcher can do during a talk, on the page and with its plain forms."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, phonebook, reservation, third
from hotline.core.contact import CallLeg, Contact, Note
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.phonebook import Written
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.third import ThirdPerson
from tests.console.conftest import Enter, Hire, colleague
from tests.console.pages import Browser

NUMBER = "+32470123456"


class Line:
    """What happens on the phones, told to the core as the webhooks do."""

    def __init__(self, session: Session, house: web.House) -> None:
        self.session, self.house = session, house

    def one(self, kind: type[Any], **by: Any) -> Any:
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(select(kind).filter_by(**by).order_by(kind.id.desc()).limit(1)).one()

    def talks(self, entry: QueueEntry, username: str = "amina") -> Reservation:
        session, at = self.session, db.now(self.session)
        person = session.get_one(Contact, entry.contact_id)
        person.number, person.number_hash = self.house.vault.lock(NUMBER), self.house.vault.hash(NUMBER)
        leg = CallLeg(contact_id=person.id, call_sid=f"CA{person.id}", state="talking", started_at=at, seen_at=at)
        leg.role = "caller"
        session.add(leg)
        held = reservation.reserve(session, entry.id, self.one_named(username), at)
        desk = call.ring_answered(session, held, f"CAdesk{held.id}", at)
        assert desk
        call.accepted(session, held, at)
        call.joined(session, held, leg, at)
        call.joined(session, held, desk, at)
        session.commit()
        return held

    def one_named(self, username: str) -> Dispatcher:
        return self.session.scalars(select(Dispatcher).filter_by(username=username)).one()

    def joins(self) -> ThirdPerson:
        one, at = self.one(ThirdPerson), db.now(self.session)
        leg = third.answered(self.session, one, f"CAthird{one.id}", at)
        assert leg
        call.joined(self.session, self.session.get_one(Reservation, one.reservation_id), leg, at)
        self.session.commit()
        return one

    def does_not_answer(self, why: str = "no_answer") -> None:
        one = self.one(ThirdPerson)
        third.close(self.session, one, third.ThirdEnd(why), db.now(self.session))
        self.session.commit()

    def in_the_book(self, name: str, kind: str = "interpreter", number: str = "0475 11 11 11", **more: Any) -> int:
        entry = phonebook.write(
            self.session, self.house.vault, Written(kind, name, number, **more), db.now(self.session)
        )
        self.session.commit()
        return entry.id

    def owed(self, kind: str) -> int:
        self.session.rollback()
        return len(self.session.scalars(select(Promise).filter_by(kind=kind)).all())


@pytest.fixture
def line(session: Session, house: web.House) -> Line:
    return Line(session, house)


@pytest.fixture
def talking(amina: Browser, line: Line, enter: Enter) -> QueueEntry:
    """Someone who speaks Arabic talks with Amina."""
    entry = enter("ar")
    line.talks(entry)
    return entry


def desk(browser: Browser) -> str:
    return browser.get("/").get_data(as_text=True)


def path(entry: QueueEntry, what: str) -> str:
    return f"/contacts/{entry.contact_id}/{what}"


# Hold


def test_someone_is_put_on_hold_and_taken_back(amina: Browser, line: Line, talking: QueueEntry) -> None:
    assert amina.send(path(talking, "hold")).status_code == 303
    assert "On hold for" in desk(amina)
    assert "Back from hold" in desk(amina)
    amina.send(path(talking, "resume"))
    assert "On hold for" not in desk(amina)
    assert line.owed("hold") == 2


def test_after_a_minute_the_page_says_that_the_person_still_waits(
    amina: Browser, line: Line, talking: QueueEntry
) -> None:
    amina.send(path(talking, "hold"))
    assert "still waits for you" not in desk(amina)
    held = line.one(Reservation)
    held.on_hold_at = held.on_hold_at.replace(year=2020)
    line.session.commit()
    assert 'role="alert"' in desk(amina)
    assert "still waits for you" in desk(amina)


# Others


def test_an_interpreter_for_this_language_who_is_open_now_is_one_click_away(
    amina: Browser, line: Line, talking: QueueEntry
) -> None:
    wanted = line.in_the_book("Samira", languages=("ar",))
    line.in_the_book("Closed", number="0475 11 11 12", languages=("ar",), hours="Mo-Su 00:00-00:01")
    line.in_the_book("Polish", number="0475 11 11 13", languages=("pl",))
    page = desk(amina)
    assert f'id="interpreter-{wanted}"' in page
    assert page.count('id="interpreter-') == 1
    assert amina.send("/talk/add", phonebook=str(wanted)).status_code == 303
    page = desk(amina)
    assert "Calling: Samira" in page
    assert "rings for" in page
    assert 'id="interpreter-' not in page
    line.joins()
    page = desk(amina)
    assert "there for" in page
    assert "Leave the talk to them" in page
    assert "joined the talk: interpreter" in page


def test_a_click_twice_calls_once(amina: Browser, line: Line, talking: QueueEntry) -> None:
    wanted = line.in_the_book("Samira", languages=("ar",))
    for _ in range(2):
        amina.send("/talk/add", phonebook=str(wanted))
    assert line.owed("ring_third") == 1


def test_who_does_not_answer_is_said_and_the_caller_stays(amina: Browser, line: Line, talking: QueueEntry) -> None:
    amina.send("/talk/add", number="0475 22 22 22", hold="yes")
    assert line.one(Reservation).on_hold_at
    line.does_not_answer()
    page = desk(amina)
    assert "does not answer" in page
    assert "0475" not in page
    assert "You are talking" in page


@pytest.mark.parametrize(("typed", "presses"), [("0475 22 22 22", True), ("02 880 86 89", False)])
def test_whoever_answers_a_typed_mobile_presses_1_and_a_desk_does_not(
    amina: Browser, line: Line, talking: QueueEntry, typed: str, presses: bool
) -> None:
    amina.send("/talk/add", number=typed)
    assert line.one(ThirdPerson).must_accept is presses


def test_a_typed_112_is_the_112_of_the_list_and_no_other_short_number_is_rung(
    amina: Browser, line: Line, talking: QueueEntry
) -> None:
    line.in_the_book("112", "emergency", "112")
    amina.send("/talk/add", number="112")
    one = line.one(ThirdPerson)
    assert (one.kind, one.must_accept, line.house.vault.open(one.number)) == ("emergency", False, "112")
    for wrong in ("1999", "0900 12 345", "hello", ""):
        amina.send("/talk/add", number=wrong)
        assert "not a number that we can call" in desk(amina)
    assert line.owed("ring_third") == 1
    line.does_not_answer("failed")
    assert "Call from your own telephone." in desk(amina)


def test_the_talk_is_left_to_a_centre_and_the_ending_is_suggested(
    amina: Browser, line: Line, talking: QueueEntry
) -> None:
    centre = line.in_the_book("Centre", "centre", languages=())
    amina.send("/talk/add", phonebook=str(centre))
    amina.send(path(talking, "leave"))
    assert "You are not in this talk" in desk(amina)
    line.joins()
    amina.send(path(talking, "leave"))
    assert line.one(Dispatcher, username="amina").activity == "wrap_up"
    page = desk(amina)
    assert "left the talk to the others" in page
    assert 'value="transferred" checked' in page or 'value="transferred" selected' in page
    amina.send(path(talking, "leave"))  # twice
    assert line.owed("leave") == 1


def test_a_third_person_is_let_go_and_the_talk_goes_on(amina: Browser, line: Line, talking: QueueEntry) -> None:
    amina.send("/talk/add", number="0475 22 22 22")
    one = line.joins()
    amina.send(path(talking, f"thirds/{one.id}/let-go"))
    assert line.one(ThirdPerson).end == "let_go"
    assert "You are talking" in desk(amina)


def test_another_dispatcher_cannot_touch_my_talk(
    app: Flask, hire: Hire, amina: Browser, line: Line, talking: QueueEntry
) -> None:
    amina.send("/talk/add", number="0475 22 22 22")
    one = line.joins()
    hire("jan")
    jan = Browser(app)
    jan.log_in("jan")
    for what in ("hold", "resume", "leave", "give-back", f"thirds/{one.id}/let-go", "hand-over", "call-again"):
        jan.send(path(talking, what), colleague="1")
    jan.send("/talk/add", number="0475 33 33 33")
    held = line.one(Reservation)
    assert (held.dispatcher.username, held.on_hold_at, held.ended_at) == ("amina", None, None)
    assert line.one(ThirdPerson).left_at is None
    assert line.owed("ring_third") == 1


# Colleagues


@pytest.fixture
def jan(app: Flask, hire: Hire) -> Browser:
    return colleague(app, hire, "jan")


def test_a_talk_is_handed_to_a_colleague_who_sees_the_notes_at_once(
    amina: Browser, jan: Browser, line: Line, talking: QueueEntry
) -> None:
    amina.send(path(talking, "notes"), text="Two children, a pram.")
    amina.send(path(talking, "hand-over"), colleague=str(line.one_named("jan").id))
    page = desk(jan)
    assert "amina asks you to join this talk." in page
    assert "Two children, a pram." in page
    line.joins()
    assert "Hand over to jan" in desk(amina)
    amina.send(path(talking, "leave"))
    page = desk(jan)
    assert "You are talking" in page
    assert "amina handed over to jan" in page
    assert line.one(Reservation).dispatcher.username == "jan"


def test_a_colleague_who_helped_leaves_the_talk_and_the_caller_stays(
    amina: Browser, jan: Browser, line: Line, talking: QueueEntry
) -> None:
    amina.send(path(talking, "hand-over"), colleague=str(line.one_named("jan").id))
    assert "Not now" in desk(jan)
    one = line.joins()
    assert "You are in this talk with amina." in desk(jan)
    jan.send(path(talking, f"thirds/{one.id}/let-go"))
    assert line.one(ThirdPerson).end == "let_go"
    assert line.one(Reservation).dispatcher.username == "amina"
    assert "asks you to join" not in desk(jan)


def test_a_colleague_in_a_call_is_not_offered(
    amina: Browser, jan: Browser, line: Line, talking: QueueEntry, enter: Enter
) -> None:
    assert 'id="colleague"' in desk(amina)
    line.talks(enter("fr"), "jan")
    assert "No colleague is free." in desk(amina)
    amina.send(path(talking, "hand-over"), colleague=str(line.one_named("jan").id))
    assert "This colleague is not free." in desk(amina)


def test_a_caller_is_given_back_with_a_note_another_language_and_topic(
    amina: Browser, line: Line, talking: QueueEntry
) -> None:
    amina.send(path(talking, "give-back"), note="Speaks Romanian.", language="ro", topic="information")
    entry = line.one(QueueEntry)
    assert (entry.state, entry.front, entry.language, entry.topic) == ("waiting", True, "ro", "information")
    assert line.house.vault.open(line.one(Note).text) == "Speaks Romanian."
    assert amina.send(path(talking, "give-back"), language="xx").status_code in (303, 400)
    assert line.one(QueueEntry).language == "ro"


# The phonebook's page


@pytest.fixture
def boss(app: Flask, hire: Hire) -> Browser:
    hire("boss", role="supervisor")
    browser = Browser(app)
    browser.log_in("boss")
    return browser


def test_a_supervisor_keeps_the_phonebook_and_dispatchers_read_it(boss: Browser, amina: Browser, line: Line) -> None:
    form = {"kind": "interpreter", "name": "Samira", "number": "0475111111", "languages": "ar", "must_accept": "yes"}
    assert boss.send("/phonebook", page="/phonebook", **form).status_code == 303
    entry = line.one(phonebook.Entry)
    assert line.house.vault.open(entry.number) == "+32475111111"
    assert "Samira" in amina.get("/phonebook").get_data(as_text=True)
    assert amina.send(f"/phonebook/{entry.id}", page="/phonebook", **form).status_code == 403
    form["hours"] = "Mo-Fr 08:00-18:00"
    boss.send(f"/phonebook/{entry.id}", page="/phonebook", **form)
    assert line.one(phonebook.Entry).hours == "Mo-Fr 08:00-18:00"
    read = amina.get("/phonebook").get_data(as_text=True)
    assert "Arabic" in read
    assert "Mon-Fri 08:00-18:00" in read
    boss.send(f"/phonebook/{entry.id}/remove", page="/phonebook")
    assert "Samira" not in desk(amina)


@pytest.mark.parametrize("wrong", [{"number": "12"}, {"hours": "always"}, {"name": ""}, {"kind": "friend"}])
def test_an_entry_that_cannot_be_used_is_refused_with_a_reason(boss: Browser, wrong: dict[str, str]) -> None:
    form = {"kind": "centre", "name": "Centre", "number": "02 880 86 89", **wrong}
    answer = boss.send("/phonebook", page="/phonebook", **form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.get_data(as_text=True)
