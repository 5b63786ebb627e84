"""Ending a contact on the desk with few clicks, by plain forms."""

from sqlalchemy.orm import Session

from hotline import db
from hotline.core import disposition, partner
from hotline.core.contact import Contact
from tests.console.conftest import Enter
from tests.console.pages import Browser, elements, parse
from tests.console.test_desk import talk


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def chosen(html: str) -> set[tuple[str, str]]:
    """What is chosen already in the form at the end."""
    inputs = elements(parse(html), "input")
    return {(e.get("name") or "", e.get("value") or "") for e in inputs if e.get("checked") is not None} - {
        ("topic", "person")
    }


def offered(html: str, name: str) -> list[str]:
    return [e.get("value") or "" for e in elements(parse(html), "input") if e.get("name") == name]


def test_the_usual_caller_and_need_are_chosen_already(amina: Browser, enter: Enter, session: Session) -> None:
    contact = enter().contact_id
    session.get_one(Contact, contact).topic = "place"
    session.commit()
    assert chosen(page(amina, f"/?contact={contact}")) == {("caller", "person"), ("needs", "shelter")}


def test_every_word_of_every_list_is_one_click(amina: Browser, enter: Enter) -> None:
    html = page(amina, f"/?contact={enter().contact_id}")
    assert offered(html, "caller") == list(disposition.CALLERS)
    assert offered(html, "needs") == list(disposition.NEEDS)
    endings = [code for code in disposition.DISPOSITIONS if code != "nothing"]
    reasons = [f"nothing:{code}" for code in disposition.WHY]
    assert sorted(offered(html, "disposition")) == sorted(endings + reasons)


def test_nothing_found_is_said_together_with_its_reason(amina: Browser, enter: Enter, session: Session) -> None:
    contact = enter().contact_id
    amina.send(
        f"/contacts/{contact}/close",
        ending="1",
        disposition="nothing:full",
        caller="person",
        needs=["shelter", "minor"],
    )
    found = session.get_one(Contact, contact)
    assert (found.disposition, found.why, found.caller_kind) == ("nothing", "full", "person")
    assert found.needs == ["shelter", "minor"]
    html = page(amina, f"/?contact={contact}")
    assert "Nothing free or suitable found: everything is full" in html
    assert ("disposition", "nothing:full") in chosen(html)


def test_a_correction_shows_who_made_it(amina: Browser, enter: Enter, session: Session) -> None:
    contact = enter().contact_id
    amina.send(f"/contacts/{contact}/close", ending="1", disposition="informed", needs=["food"])
    amina.send(f"/contacts/{contact}/close", ending="1", disposition="stable")
    found = session.get_one(Contact, contact)
    assert (found.disposition, found.needs) == ("stable", None)
    corrected = "amina corrected: Informed or advised → On the way to a lasting solution"
    assert corrected in page(amina, f"/?contact={contact}")


def test_words_of_no_list_are_refused(amina: Browser, enter: Enter, session: Session) -> None:
    contact = enter().contact_id
    for wrong in ({"disposition": "x"}, {"disposition": "nothing:x"}, {"disposition": "place", "caller": "x"}, {}):
        assert amina.send(f"/contacts/{contact}/close", **wrong).status_code == 400
    assert session.get_one(Contact, contact).closed_at is None


def test_a_partner_has_a_shorter_form_that_says_who_they_are(amina: Browser, enter: Enter, session: Session) -> None:
    hospital = partner.add(session, "Saint-Jean", "hospital", db.now(session))
    contact = enter("fr", "professional", partner_id=hospital.id, caller_kind="hospital").contact_id
    html = page(amina, f"/?contact={contact}")
    assert "Partner: Saint-Jean" in html
    assert chosen(html) == {("caller", "hospital")}
    assert html.index("What for") < html.index("Who called"), "who called comes last, folded"


def test_a_refused_ending_comes_back_to_the_same_person(amina: Browser, enter: Enter, session: Session) -> None:
    entry = enter()
    talk(session, amina, entry)
    contact = enter().contact_id
    answer = amina.send(f"/contacts/{contact}/notes", text="x" * 2001)
    assert answer.headers["Location"].endswith(f"/?contact={contact}")


def test_the_form_is_open_when_it_is_mine_to_say_and_folded_while_they_wait(
    amina: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()

    def is_open() -> bool:
        tree = parse(page(amina, f"/?contact={entry.contact_id}"))
        (form,) = [e for e in elements(tree, "details") if e.get("id") == f"ending-{entry.contact_id}"]
        return form.get("open") is not None

    assert not is_open()
    talk(session, amina, entry)
    assert is_open()
    amina.post_json(f"/api/contacts/{entry.contact_id}/finish")
    assert is_open()
