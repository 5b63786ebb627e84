"""A bed for tonight from the desk: ask about the home, see what fits, keep it with one click."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import crisis, hold, offer
from hotline.core.centre import Centre, Telling
from hotline.core.hold import Hold
from hotline.core.offer import Offer, Search
from hotline.core.third import ThirdPerson
from tests.console.conftest import Enter, Hire, Opens, colleague
from tests.console.pages import Browser
from tests.console.test_desk import talk


def page(browser: Browser, path: str = "/") -> str:
    return browser.get(path).get_data(as_text=True)


def desk_of(browser: Browser, contact: int) -> str:
    return page(browser, f"/?contact={contact}")


def test_a_family_gets_a_place_with_two_clicks_after_saying_who_they_are(
    amina: Browser, enter: Enter, opens: Opens, session: Session
) -> None:
    person = enter("ar").contact_id
    opens("Men only", audience=["men"])
    home = opens("Les Hirondelles", audience=["families"], free=4)
    html = desk_of(amina, person)
    assert "Is the home lost already?" in html
    assert "Keep a place" not in html
    amina.send(f"/contacts/{person}/housing", audience="families", people="3", housing="lost")
    html = desk_of(amina, person)
    assert "Keep 3 places" in html
    assert "Men only" not in html
    amina.send(f"/centres/{home.id}/keep", contact=str(person))
    html = desk_of(amina, person)
    assert "A place is kept at Les Hirondelles until" in html
    assert "Kept for this person" in html
    session.expire_all()
    assert (home.free, home.held) == (1, 3)
    taken = offer.accepted_offer(session, person)
    assert taken
    assert taken.centre == home


def test_two_dispatchers_take_the_last_place_at_once_and_the_slower_one_reads_so_kindly(
    app: Flask, amina: Browser, hire: Hire, enter: Enter, opens: Opens, session: Session
) -> None:
    jan = colleague(app, hire, "jan")
    last, first, second = opens(free=1), enter().contact_id, enter().contact_id
    for browser, person in ((amina, first), (jan, second)):
        browser.send(f"/contacts/{person}/housing", housing="long")
        browser.send(f"/centres/{last.id}/keep", contact=str(person))
    assert "A place is kept at Les Hirondelles" in desk_of(amina, first)
    assert "The last free place at Les Hirondelles has just been taken. Please choose another" in desk_of(jan, second)
    assert len(session.scalars(select(Hold)).all()) == 1
    assert [one.contact_id for one in session.scalars(select(Offer))] == [first]


def test_whoever_still_has_a_home_is_shown_how_to_keep_it_first(
    amina: Browser, enter: Enter, opens: Opens, session: Session
) -> None:
    person, centre = enter().contact_id, opens()
    amina.send(f"/contacts/{person}/housing", housing="not_yet")
    html = desk_of(amina, person)
    assert "The home first" in html
    assert "Keep a place" not in html
    amina.send(f"/contacts/{person}/bed-anyway")
    assert "Keep a place" in desk_of(amina, person)
    amina.send(f"/centres/{centre.id}/keep", contact=str(person))
    assert len(session.scalars(select(Hold)).all()) == 1
    assert "housing: not yet" in desk_of(amina, person)


def test_no_bed_is_given_before_the_question_was_asked(
    amina: Browser, enter: Enter, opens: Opens, session: Session
) -> None:
    person, centre = enter().contact_id, opens()
    amina.send(f"/centres/{centre.id}/keep", contact=str(person))
    assert "First ask whether the home is lost already" in desk_of(amina, person)
    assert session.scalars(select(Hold)).all() == []


def test_a_family_known_from_an_earlier_call_is_chosen_already(
    amina: Browser, enter: Enter, house: web.House, opens: Opens
) -> None:
    number = "+32470123456"
    known = {"number": house.vault.lock(number), "number_hash": house.vault.hash(number)}
    first = enter(waited_s=3600, **known).contact_id
    amina.send(f"/contacts/{first}/housing", audience="families", people="3", housing="lost")
    opens()
    html = desk_of(amina, enter(**known).contact_id)
    assert 'id="for-families" name="audience" value="families" checked' in html
    assert 'max="12" value="3"' in html


def test_an_old_count_is_grey_and_says_whom_to_ring(
    amina: Browser, opens: Opens, session: Session, house: web.House
) -> None:
    centre = opens(free=4, phone=house.vault.lock("+3222222222"))
    assert "count stale" not in page(amina)
    centre.told_at = db.now(session) - timedelta(hours=2, minutes=1)
    session.commit()
    html = page(amina)
    assert "count stale" in html
    assert "over two hours ago: ring first" in html
    assert 'href="tel:+3222222222"' in html


def test_a_count_typed_on_the_board_is_on_record_with_who_typed_it(
    amina: Browser, opens: Opens, session: Session
) -> None:
    centre = opens(free=None, capacity=8)
    assert "never told" in page(amina, "/places")
    sent = amina.send(f"/centres/{centre.id}/free", free="5", kept="0", came_from="places")
    assert sent.headers["Location"].endswith("/places")
    assert "Les Hirondelles: 5 free, noted." in page(amina, "/places")
    told = session.scalars(select(Telling)).one()
    assert (told.free, told.by, told.dispatcher_id is not None) == (5, "board", True)
    amina.send(f"/centres/{centre.id}/free", free="80", came_from="places")
    assert "has fewer places than that" in page(amina, "/places")


@pytest.mark.parametrize(("change", "state"), [("arrived", "arrived"), ("released", "released"), ("longer", "held")])
def test_what_became_of_a_kept_place_is_one_click(
    amina: Browser, enter: Enter, opens: Opens, session: Session, change: str, state: str
) -> None:
    person, centre = enter().contact_id, opens(free=2)
    kept = hold.keep(session, centre.id, person, None, db.now(session))
    session.commit()
    assert "Les Hirondelles" in desk_of(amina, person)
    amina.send(f"/holds/{kept.id}/{change}", contact=str(person))
    session.expire_all()
    assert kept.state == state


def test_a_click_on_a_place_whose_time_has_passed_changes_nothing_and_says_why(
    amina: Browser, enter: Enter, opens: Opens, session: Session
) -> None:
    centre = opens(free=2)
    kept = hold.keep(session, centre.id, enter().contact_id, None, db.now(session))
    kept.kept_until = db.now(session) - timedelta(seconds=1)
    session.commit()
    amina.send(f"/holds/{kept.id}/arrived", came_from="places")
    html = page(amina, "/places")
    assert "This place is no longer kept" in html
    session.expire_all()
    assert (kept.state, kept.ended_at, centre.free) == ("expired", kept.kept_until, 2)
    amina.send("/holds/99999/arrived", came_from="places")


def test_a_refused_place_and_a_search_without_result_are_noted(
    amina: Browser, enter: Enter, opens: Opens, session: Session
) -> None:
    person, centre = enter().contact_id, opens()
    amina.send(f"/contacts/{person}/housing", housing="long", wishes="animals")
    amina.send(f"/centres/{centre.id}/refused", contact=str(person), reason="too_far")
    assert "did not want it" in desk_of(amina, person)
    amina.send(f"/contacts/{person}/nothing-found", reason="no_audience")
    assert [(one.result, one.reason) for one in offer.offers(session, person)] == [
        ("refused", "too_far"),
        ("nothing", "no_audience"),
    ]
    amina.send(f"/contacts/{person}/nothing-found", reason="bad mood")
    assert session.scalars(select(Search.wishes)).one() == ["animals"]


def test_a_dog_is_mentioned_and_does_not_hide_the_centre(amina: Browser, enter: Enter, opens: Opens) -> None:
    person = enter().contact_id
    opens("No dogs", audience=["men"])
    amina.send(f"/contacts/{person}/housing", housing="long", audience="men", wishes="animals")
    html = desk_of(amina, person)
    assert "No dogs" in html
    assert "not for: animals" in html


def test_a_secret_address_is_marked_and_not_on_the_desk(amina: Browser, opens: Opens, house: web.House) -> None:
    opens("Refuge", address=house.vault.lock("Rue Cachée 1"), address_hidden=True)
    assert "secret address" in page(amina)
    assert "Rue Cach" not in page(amina)
    assert "Only for the person who goes there" in page(amina, "/places")


def test_nonsense_in_a_form_changes_nothing(amina: Browser, enter: Enter, opens: Opens, session: Session) -> None:
    person, centre = enter().contact_id, opens(free=3)
    for path, fields in (
        (f"/contacts/{person}/housing", {"housing": "perhaps"}),
        (f"/contacts/{person}/housing", {"housing": "lost", "people": "-3"}),
        (f"/contacts/{person}/housing", {"housing": "lost", "people": "99"}),
        ("/contacts/99999/housing", {"housing": "lost"}),
        (f"/centres/{centre.id}/keep", {"contact": "x"}),
        ("/centres/99999/keep", {"contact": str(person)}),
        (f"/centres/{centre.id}/free", {"free": "-1"}),
        (f"/centres/{centre.id}/free", {"free": ""}),
        ("/holds/1/eaten", {}),
    ):
        assert amina.send(path, **fields).status_code == 303, path
    session.expire_all()
    assert (centre.free, session.scalars(select(Search)).all()) == (3, [])


# Supervisors


def test_a_supervisor_adds_a_centre_and_gives_it_a_code_and_a_link_shown_once(
    app: Flask, hire: Hire, session: Session
) -> None:
    sara = colleague(app, hire, "sara", role="supervisor")
    form = {"name": "La Source", "audience": ["women", "day"], "capacity": "12", "hours": "Mo-Su 17:00-09:00"}
    assert sara.send("/centres/new", page="/centres/new", **form, phone="02 222 22 22").status_code == 303
    centre = session.scalars(select(Centre)).one()
    where = f"/centres/{centre.id}"
    assert "La Source" in page(sara, "/centres")
    assert "+3222222222" in page(sara, where)
    code = sara.send(f"{where}/pin", page=where).get_data(as_text=True)
    assert 'id="new-code"' in code
    assert 'id="new-code"' not in page(sara, where)
    assert "/free/" in sara.send(f"{where}/link", page=where).get_data(as_text=True)
    sara.send(where, page=where, **form, ends_on="2027-03-31")
    session.expire_all()
    assert centre.ends_on
    assert centre.pin_hash
    sara.send(f"{where}/remove", page=where, sure="yes")
    assert sara.get(where).status_code == 404
    assert "La Source is off the board." in page(sara, "/places")
    assert "La Source" not in page(sara, "/places")


def test_a_wrong_detail_is_named_and_what_was_typed_stays(app: Flask, hire: Hire, session: Session) -> None:
    sara = colleague(app, hire, "sara", role="supervisor")
    wrong = sara.send("/centres/new", page="/centres/new", name="La Source", audience="women", hours="at night")
    assert wrong.status_code == 400
    html = wrong.get_data(as_text=True)
    assert "These hours cannot be read" in html
    assert 'value="at night"' in html
    assert session.scalars(select(Centre)).all() == []


def test_a_dispatcher_sees_a_crisis_and_a_supervisor_begins_and_ends_it(
    app: Flask, amina: Browser, hire: Hire, opens: Opens, session: Session
) -> None:
    centre = opens(capacity=0, buffer=30, free=0)
    sara = colleague(app, hire, "sara", role="supervisor")
    assert amina.send("/crisis", kind="cold", why="frost").status_code == 403
    assert sara.send("/crisis", page="/crisis", kind="cold", why="-6 °C tonight").status_code == 303
    html = page(amina)
    assert "Crisis: cold" in html
    assert "-6 °C tonight" in html
    assert "with 30 buffer places" in html
    assert "Begin a crisis state" not in page(amina, "/crisis")
    [going] = crisis.going_on(session)
    sara.send(f"/crisis/{going.id}/end", page="/crisis")
    session.expire_all()
    assert centre.places == 0
    assert "Crisis: cold" not in page(amina)
    assert "-6 °C tonight" in page(amina, "/crisis")


def test_a_crisis_needs_a_reason(app: Flask, hire: Hire, session: Session) -> None:
    sara = colleague(app, hire, "sara", role="supervisor")
    for form in ({"kind": "cold", "why": " "}, {"kind": "party", "why": "yes"}):
        assert sara.send("/crisis", page="/crisis", **form).status_code == 400
    assert crisis.going_on(session) == []


def test_centres_are_changed_by_supervisors_alone(amina: Browser, opens: Opens) -> None:
    where = f"/centres/{opens().id}"
    for path in ("/centres", "/centres/new", where):
        assert amina.get(path).status_code == 403
    for path in ("/centres/new", where, f"{where}/pin", f"{where}/link", f"{where}/remove"):
        assert amina.send(path).status_code == 403


def test_the_centre_that_keeps_the_place_is_brought_into_the_talk_with_one_click(
    amina: Browser, enter: Enter, opens: Opens, session: Session, house: web.House
) -> None:
    entry, centre = enter(), opens(phone=house.vault.lock("+3222222222"))
    kept = hold.keep(session, centre.id, entry.contact_id, None, db.now(session))
    session.commit()
    assert "Bring into the talk" not in desk_of(amina, entry.contact_id)
    amina.send(f"/holds/{kept.id}/ring", contact=str(entry.contact_id))
    assert "You are not in a talk with this person" in desk_of(amina, entry.contact_id)
    talk(session, amina, entry)
    assert "Bring into the talk" in desk_of(amina, entry.contact_id)
    for _ in range(2):
        amina.send(f"/holds/{kept.id}/ring", contact=str(entry.contact_id))
    [asked] = session.scalars(select(ThirdPerson)).all()
    assert (asked.kind, asked.must_accept) == ("centre", True)
    assert asked.number
    assert house.vault.open(asked.number) == "+3222222222"


def test_the_board_stays_fresh_while_places_are_offered(amina: Browser, enter: Enter) -> None:
    """What a script asks for again and again holds the same forms as the page."""
    person = enter().contact_id
    amina.send(f"/contacts/{person}/housing", page=f"/?contact={person}", housing="long", audience="men", people="1")
    live = amina.get(f"/?contact={person}&part=live")
    assert live.status_code == 200
    assert "No place found: why?" in live.text
