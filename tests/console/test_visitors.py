"""Someone is at the desk: welcomed at once, or in line."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser
from tests.console.test_desk import talk


def states(browser: Browser) -> list[tuple[str, str]]:
    return [(entry["channel"], entry["state"]) for entry in browser.get("/api/queue").json["entries"]]  # type: ignore[index]


def page(browser: Browser, path: str = "/") -> str:
    return browser.get(path).get_data(as_text=True)


def test_a_visitor_is_welcomed_helped_and_closed_without_a_telephone(amina: Browser, session: Session) -> None:
    assert amina.send("/visitors", language="ar", topic="place", then="welcome").status_code == 303
    assert states(amina) == [("desk", "bridged")]
    assert session.scalars(select(Promise)).all() == []
    html = page(amina)
    assert "Arabic · place for tonight" in html
    assert "You are talking" in html
    assert ">The visit is over</button>" in html
    assert ">Hang up</button>" not in html
    (contact,) = session.scalars(select(Contact.id))
    amina.send(f"/contacts/{contact}/close", ending="1", disposition="place", caller="visitor", then="available")
    session.expire_all()
    found = session.get_one(Contact, contact)
    assert (found.disposition, found.caller_kind, found.outcome) == ("place", "visitor", "helped")
    assert states(amina) == []


def test_a_visitor_who_waits_is_taken_by_whoever_is_free(app: Flask, amina: Browser, hire: Hire) -> None:
    amina.send("/visitors", language="", topic="person", then="wait")
    assert states(amina) == [("desk", "waiting")]
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    accepted = tom.post_json("/api/queue/next/accept")
    assert accepted.status_code == 200
    assert states(tom) == [("desk", "bridged")]
    assert tom.post_json(f"/api/contacts/{accepted.json['contact']}/finish").status_code == 200


def test_who_is_in_a_call_cannot_welcome_and_the_visitor_keeps_a_place(
    amina: Browser, enter: Enter, session: Session
) -> None:
    talk(session, amina, enter())
    amina.send("/visitors", language="fr", topic="place", then="welcome")
    assert sorted(states(amina)) == [("desk", "waiting"), ("voice", "bridged")]
    assert "You already have a call. Finish it first. The visitor is in line." in page(amina)


def test_nonsense_is_refused(amina: Browser) -> None:
    assert amina.send("/visitors", language="xx", topic="place").status_code == 400
    assert amina.send("/visitors", language="fr", topic="weather").status_code == 400
    assert states(amina) == []
