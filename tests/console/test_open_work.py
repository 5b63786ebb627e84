"""Work that is open at the end of a shift: handed over with a click, never left with somebody who is gone."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import contact as contacts
from hotline.core import open_work, reservation, rota
from hotline.core.contact import Contact, Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.open_work import Handed
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser

LEFT = timedelta(minutes=15)


def person(session: Session, name: str) -> Dispatcher:
    session.rollback()
    return session.scalars(select(Dispatcher).where(Dispatcher.username == name)).one()


def had_a_talk(session: Session, entry: QueueEntry, name: str, *, minutes_ago: float = 5) -> int:
    """This dispatcher talked with them; nothing was said yet of how it ended."""
    at = db.now(session) - timedelta(minutes=minutes_ago)
    held = reservation.reserve(session, entry.id, person(session, name), at)
    held.person_joined_at = at
    reservation.joined(session, held, person=False, at=at)
    reservation.finish(session, entry, at)
    contacts.end(session, entry.contact, at)
    who = person_in(session, name)
    who.activity = "available"
    session.commit()
    return entry.contact_id


def person_in(session: Session, name: str) -> Dispatcher:
    return session.scalars(select(Dispatcher).where(Dispatcher.username == name)).one()


def held_by(session: Session, name: str | None) -> list[int]:
    session.rollback()
    wanted = person_in(session, name).id if name else None
    return [item.contact.id for item in open_work.everything(session, db.now(session)) if item.holder == wanted]


@pytest.fixture
def jan(app: Flask, hire: Hire, amina: Browser) -> Browser:
    hire("jan")
    browser = Browser(app)
    browser.log_in("jan")
    return browser


def test_a_talk_without_an_ending_is_mine_and_is_handed_to_a_colleague_with_a_note(
    amina: Browser, jan: Browser, session: Session, enter: Enter, house: web.House
) -> None:
    contact = had_a_talk(session, enter(), "amina")
    assert held_by(session, "amina") == [contact]
    assert f'data-contact="{contact}"' in amina.get("/").text
    done = amina.send("/open-work/hand", page="/open-work", to="jan", note="The centre calls back at six.")
    assert done.status_code == 303
    assert (held_by(session, "amina"), held_by(session, "jan")) == ([], [contact])
    assert f'id="person" data-contact="{contact}"' not in amina.get("/").text
    assert "handed to you: 1" in jan.get("/").text
    page = jan.get("/open-work").text
    assert "The centre calls back at six." in page
    assert "from amina" in page
    assert "handed to you" not in jan.get("/").text
    stored = session.scalars(select(Handed.note)).one()
    assert stored
    assert b"centre" not in stored
    assert house.vault.open(stored) == "The centre calls back at six."


def test_only_what_was_ticked_is_handed_over(amina: Browser, session: Session, enter: Enter) -> None:
    first, second = had_a_talk(session, enter(), "amina"), had_a_talk(session, enter(), "amina")
    amina.send("/open-work/hand", page="/open-work", contact=str(first), to="")
    assert (held_by(session, "amina"), held_by(session, None)) == ([second], [first])


def test_what_is_everybodys_is_taken_with_a_click(amina: Browser, jan: Browser, session: Session, enter: Enter) -> None:
    contact = had_a_talk(session, enter(), "amina")
    amina.send("/open-work/hand", page="/open-work", to="")
    jan.send(f"/open-work/{contact}/take", page="/open-work")
    assert held_by(session, "jan") == [contact]
    kinds = list(session.scalars(select(Event.kind).where(Event.contact_id == contact).order_by(Event.id)))
    assert kinds[-2:] == ["work_handed", "work_taken"]
    assert "jan took this over" in jan.get(f"/?contact={contact}").text
    assert jan.send("/open-work/999/take", page="/open-work").status_code == 303
    assert jan.send("/open-work/x/take", page="/open-work").status_code == 404


def test_nobody_can_be_handed_work_who_does_not_exist_nor_a_note_that_is_too_long(amina: Browser) -> None:
    assert amina.send("/open-work/hand", page="/open-work", to="ghost").status_code == 400
    assert amina.send("/open-work/hand", page="/open-work", to="", note="x" * 501).status_code == 400


def test_a_callback_and_a_message_that_wait_are_everybodys(amina: Browser, session: Session, enter: Enter) -> None:
    ids = []
    for channel in ("callback", "voicemail"):
        entry = session.merge(enter())
        entry.channel = channel
        ids.append(entry.contact_id)
    session.commit()
    assert held_by(session, None) == ids
    page = amina.get("/open-work").text
    assert "to be called back" in page
    assert "message to listen to" in page


def test_a_contact_that_is_closed_is_no_open_work(session: Session, amina: Browser, enter: Enter) -> None:
    contact = had_a_talk(session, enter(), "amina")
    row = session.get_one(Contact, contact)
    row.closed_at = db.now(session)
    session.commit()
    assert held_by(session, "amina") == []


def test_whoever_leaves_without_a_word_leaves_nothing_behind(
    amina: Browser, jan: Browser, session: Session, enter: Enter
) -> None:
    contact = had_a_talk(session, enter(), "amina", minutes_ago=60)
    at = db.now(session)
    assert open_work.leave_behind(session, LEFT, at) == 0  # she is there
    person(session, "amina").seen_at = at - timedelta(minutes=16)
    session.commit()
    assert open_work.leave_behind(session, LEFT, at) == 1
    assert open_work.leave_behind(session, LEFT, at) == 0
    session.commit()
    assert held_by(session, None) == [contact]
    assert "nobody handed this over" in jan.get("/open-work").text
    assert "left behind: 1" in jan.get("/").text


@pytest.mark.parametrize("why", ["on shift", "shift ended a moment ago", "in a talk"])
def test_who_is_still_on_shift_or_in_a_talk_keeps_their_work(
    amina: Browser, session: Session, enter: Enter, why: str
) -> None:
    contact = had_a_talk(session, enter(), "amina", minutes_ago=60)
    at, who = db.now(session), person(session, "amina")
    who.seen_at = at - timedelta(hours=1)
    if why == "in a talk":
        reservation.reserve(session, enter().id, who, at)
    else:
        ends = at + timedelta(minutes=60 if why == "on shift" else -5)
        session.add(rota.Shift(dispatcher_id=who.id, starts_at=at - timedelta(hours=8), ends_at=ends))
    session.commit()
    assert open_work.leave_behind(session, LEFT, at) == 0
    assert contact in held_by(session, "amina")


def test_at_the_end_of_a_shift_the_desk_asks_for_the_open_work_and_one_click_hands_it_over(
    amina: Browser, session: Session, enter: Enter
) -> None:
    contact = had_a_talk(session, enter(), "amina")
    assert "Hand all of it to the desk" not in amina.get("/").text
    at, who = db.now(session), person(session, "amina")
    session.add(rota.Shift(dispatcher_id=who.id, starts_at=at - timedelta(hours=8), ends_at=at + timedelta(minutes=10)))
    session.commit()
    assert "Hand all of it to the desk" in amina.get("/").text
    amina.send("/open-work/hand")
    assert held_by(session, None) == [contact]
    assert "Hand all of it to the desk" not in amina.get("/").text


def test_whoever_talks_with_the_person_again_has_the_work_again(
    amina: Browser, jan: Browser, session: Session, enter: Enter
) -> None:
    entry = enter()
    contact = had_a_talk(session, entry, "amina", minutes_ago=30)
    items = open_work.of(session, person_in(session, "amina").id, db.now(session))
    open_work.hand_over(
        session, items, person_in(session, "amina"), None, None, db.now(session) - timedelta(minutes=20)
    )
    session.add(
        Reservation(
            entry_id=entry.id,
            contact_id=contact,
            dispatcher_id=person_in(session, "jan").id,
            made_at=db.now(session),
            bridged_at=db.now(session),
            ended_at=db.now(session),
        )
    )
    session.commit()
    assert held_by(session, "jan") == [contact]
