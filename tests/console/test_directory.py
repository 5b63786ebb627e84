"""Dispatchers keep the directory true: note, confirm, close a door for today; supervisors ask the services."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.directory import checking, link, write
from hotline.core.directory.checking import Check
from hotline.core.directory.facts import Organization
from hotline.core.directory.link import Address, Link
from hotline.core.directory.opening import opening
from hotline.core.directory.tables import Change
from hotline.core.measure import BRUSSELS
from hotline.core.outbox import Promise
from tests.console.conftest import Enter
from tests.console.directory_pages import PLACE, html, now, reached_at, report
from tests.console.pages import Browser
from tests.core.directory.house import organization, put, service

# The page of a service


def test_a_dispatcher_sees_all_that_is_known_with_its_worth(amina: Browser, session: Session) -> None:
    old = {"assurance": "stale"}
    put(session, service(phones=[{"number": "02 999 99 99", "staff": True, "trust": old}]))
    page = html(amina, PLACE)
    assert "02 999 99 99" in page
    assert "only we ring it" in page
    assert "To be confirmed (no date)" in page
    assert "Mon-Fri 09:00-17:00" in page
    assert amina.get("/directory/service/nothing").status_code == 404


def test_a_closed_door_is_noted_with_one_click_and_two_callers_are_two_people(
    amina: Browser, session: Session, house_day: Organization, enter: Enter
) -> None:
    assert amina.send(f"{PLACE}/found", page=PLACE, found="closed_door", words="un papier", once="1").status_code == 303
    amina.send(f"{PLACE}/found", page=PLACE, found="closed_door", words="un papier", once="1")
    amina.send(f"{PLACE}/found", page=PLACE, found="closed_door", once="2")
    assert len(session.scalars(select(Check)).all()) == 2
    assert now(session).trust.reported is None
    caller = str(enter().contact_id)
    assert f'name="contact" value="{caller}"' in html(amina, f"{PLACE}?contact={caller}")
    answer = amina.send(f"{PLACE}/found", page=PLACE, found="closed_door", once="3", contact=caller)
    assert answer.headers["Location"].endswith(f"contact={caller}")
    assert now(session).trust.reported
    assert "un papier" in html(amina, PLACE)
    assert amina.send(f"{PLACE}/found", page=PLACE, found="nice").status_code == 400


def test_who_rang_without_a_check_confirms_on_the_page_of_the_service(
    amina: Browser, session: Session, house_day: Organization
) -> None:
    keys = re.findall(r'name="key" value="(\w+)" checked', html(amina, PLACE))
    assert len(keys) == 4
    amina.send(f"{PLACE}/confirm", page=PLACE, key=keys[:1])
    shown = now(session)
    assert shown.trust.verified_on == db.now(session).astimezone(BRUSSELS).date()
    assert [one.trust is None for one in (shown.phones[0], shown.locations[0])] == [True, False]


def test_closed_today_and_full_now_are_one_click_each(
    amina: Browser, session: Session, house_day: Organization
) -> None:
    amina.send(f"{PLACE}/closed", page=PLACE)
    shown = now(session)
    assert opening(shown, db.now(session)).state == "closed"
    amina.send(f"{PLACE}/open", page=PLACE)
    assert now(session).closures == ()
    amina.send(f"{PLACE}/room", page=PLACE, state="full")
    assert now(session).saturation.state == "full"
    assert amina.send(f"{PLACE}/room", page=PLACE, state="lovely").status_code == 400
    amina.send(f"{PLACE}/closed", page=PLACE, until="2020-01-01")
    assert "This day cannot be read, or it is over." in html(amina, PLACE)
    assert [one.how for one in session.scalars(select(Change).order_by(Change.id))] == ["file", "call", "call", "call"]


# Checks


def test_the_checks_show_why_and_whom_to_ring_and_confirming_makes_it_certain_today(
    amina: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    report(house, session, "a", words="rideau baissé")
    report(house, session, "b")
    page = html(amina, "/directory/checks")
    assert "rideau baissé" in page
    assert 'href="tel:021234567"' in page
    assert "Two people found it closed" in page
    last, keys = (
        re.findall(r'name="last" value="(\d+)"', page)[0],
        re.findall(r'name="key" value="(\w+)" checked', page),
    )
    amina.send(f"{PLACE}/confirm", page="/directory/checks", last=last, key=keys)
    shown = now(session)
    assert shown.trust.reported is None
    assert shown.trust.verified_on == db.now(session).astimezone(BRUSSELS).date()
    assert "Nothing to check." in html(amina, "/directory/checks")
    assert session.scalars(select(Check.state).distinct()).all() == ["confirmed"]


def test_a_report_that_comes_while_somebody_rings_stays_open(
    amina: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    first = report(house, session, "a")
    amina.get("/directory/checks")
    late = report(house, session, "b")
    amina.send(f"{PLACE}/dismiss", page="/directory/checks", last=str(first.id))
    assert [one.id for one in checking.open_of(session, "house.day")] == [late.id]
    assert amina.send(f"{PLACE}/dismiss", page="/directory/checks", last="x").status_code == 400


def test_a_service_that_only_a_third_party_knows_is_not_confirmed(
    amina: Browser, session: Session, house: web.House
) -> None:
    write.write(session, organization(), "import", db.now(session), private=True)
    session.commit()
    report(house, session, "a")
    amina.send(f"{PLACE}/confirm", page="/directory/checks")
    assert "Write it down anew" in html(amina, "/directory/checks")
    amina.send(f"{PLACE}/closed", page=PLACE)
    assert "Write it down anew" in html(amina, PLACE)
    assert len(session.scalars(select(Change)).all()) == 1


def test_a_service_that_is_gone_can_be_put_away(amina: Browser, session: Session) -> None:
    session.add(Check(service_id="gone.for-good", found="old", by="age", at=db.now(session)))
    session.commit()
    assert "no longer in the directory" in html(amina, "/directory/checks")
    amina.send("/directory/service/gone.for-good/dismiss", page="/directory/checks")
    assert "Nothing to check." in html(amina, "/directory/checks")


# Asking


def test_a_supervisor_notes_where_to_write_and_asks(
    sam: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    path = f"{PLACE}/ask"
    assert sam.send(f"{PLACE}/address", page=path, mail="no address").status_code == 400
    sam.send(f"{PLACE}/address", page=path, mail="a@house.example", phone="", language="nl")
    where = session.scalars(select(Address)).one()
    assert b"house.example" not in (where.mail or b"")
    assert "a@house.example" in html(sam, path)
    assert "a@house.example" not in html(sam, PLACE)
    answer = sam.send(path, page=path)
    assert answer.headers["Location"].endswith("/directory/campaign")  # no mail server: by hand
    page = html(sam, "/directory/campaign")
    (url,) = re.findall(r"<code>(http[^<]+)</code>", page)
    token = url.split("/confirm/")[1].split("?")[0]
    assert link.by_token(session, token, db.now(session))
    assert "mailto:a%40house.example" in page
    sam.send(path, page=path)
    assert link.by_token(session, token, db.now(session)) is None  # the newer one counts
    sam.send(f"{PLACE}/address", page=path, mail="", phone="", language="nl")
    session.expire_all()
    assert session.scalars(select(Address)).all() == []
    assert session.scalars(select(Link).where(Link.ended_at.is_(None))).all() == []


def test_the_campaign_is_a_job_of_a_worker(sam: Browser, session: Session, house: web.House) -> None:
    put(session, service(trust={"assurance": "verified", "verified_on": "2024-01-01"}, phones=[]))
    assert "Ask them now" not in html(sam, "/directory/campaign")
    reached_at(house, session, "a@b.example")
    sam.send("/directory/campaign", page="/directory/campaign")
    owed = session.scalars(select(Promise)).one()
    assert (owed.kind, owed.args["older_days"]) == ("ask_services", 330)


def test_a_service_that_the_public_does_not_see_is_rung_not_asked(sam: Browser, session: Session) -> None:
    put(session, service(hidden=True))
    sam.send(f"{PLACE}/ask", page=f"{PLACE}/ask")
    assert session.scalars(select(Link)).all() == []
    assert "ring it instead" in html(sam, f"{PLACE}/ask")


def test_all_organizations_are_there_with_what_third_parties_say_marked(amina: Browser, session: Session) -> None:
    put(session)
    write.write(session, organization(service("other.day"), id="other"), "import", db.now(session), private=True)
    session.commit()
    page = html(amina, "/directory/organizations")
    assert page.count("list, for dispatchers only") == 1
    assert amina.get("/directory/other/edit").status_code == 404
    assert amina.client.get("/directory/other/edit/other.day").status_code == 303
