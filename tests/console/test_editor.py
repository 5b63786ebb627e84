"""Supervisors change the directory, dispatchers propose: seen first, never over a colleague, always undone."""

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.directory import checking, edit, proposal, read
from hotline.core.directory.checking import Check
from hotline.core.directory.facts import Organization
from hotline.core.directory.link import Address
from hotline.core.directory.proposal import Proposal
from hotline.core.directory.tables import Change
from hotline.core.measure import BRUSSELS
from tests.console.conftest import Hire
from tests.console.directory_pages import EDIT, PLACE, based, document, fields, found, html, now, reached_at, report
from tests.console.pages import Browser
from tests.core.directory.house import TODAY, organization, put, service


def test_what_changes_is_shown_first_and_saved_then(sam: Browser, session: Session, house_day: Organization) -> None:
    typed = fields(sam, EDIT) | {"phones.0.number": "02 765 43 21", "how": "called"}
    shown = sam.send(EDIT, page=EDIT, do="preview", **typed)
    page = shown.get_data(as_text=True)
    assert "<del>02 123 45 67</del>" in page
    assert "<ins>02 765 43 21</ins>" in page
    assert "What everyone will see" in page
    assert "Doors open" in page
    assert now(session).phones[0].number == "02 123 45 67"
    saved = sam.send(EDIT, page=EDIT, do="save", **typed)
    assert saved.headers["Location"].endswith(PLACE)
    assert now(session).phones[0].number == "02 765 43 21"
    change = session.scalars(select(Change).order_by(Change.id.desc())).first()
    assert change
    assert change.how == "editor"


def test_sent_back_as_it_was_it_changes_nothing(sam: Browser, session: Session, house_day: Organization) -> None:
    sam.send(EDIT, page=EDIT, do="save", **fields(sam, EDIT))
    assert len(session.scalars(select(Change)).all()) == 1


def test_what_cannot_be_right_is_said_at_its_field_in_the_persons_language(
    sam: Browser, session: Session, house_day: Organization
) -> None:
    typed = fields(sam, EDIT) | {"schedules.0.hours": "quand on veut", "locations.0.postal_code": "99"}
    answer = sam.send(EDIT, page=EDIT, do="preview", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="schedules.0.hours-wrong"' in page
    assert "These hours cannot be read." in page
    assert "A postcode of the Region has four digits" in page
    assert 'value="quand on veut"' in page


def test_whoever_changes_a_fact_says_how_they_know(sam: Browser, session: Session, house_day: Organization) -> None:
    typed = fields(sam, EDIT) | {"phones.0.number": "02 765 43 21"}
    for more in ({}, {"how": "page"}, {"how": "page", "page_url": "javascript:x", "page_kind": "operator"}):
        assert sam.send(EDIT, page=EDIT, do="save", **typed | more).status_code == 400
    page = {"how": "page", "page_url": "https://new.example", "page_kind": "operator", "page_date": "2026-05-01"}
    sam.send(EDIT, page=EDIT, do="save", **typed | page)
    phone = now(session, staff=True).phones[0]
    assert (phone.number, str(phone.trust.verified_on)) == ("02 765 43 21", "2026-05-01")


def test_two_supervisors_edit_and_the_second_hears_who_was_quicker(
    sam: Browser, session: Session, house_day: Organization, hire: Hire
) -> None:
    typed = fields(sam, EDIT)
    zoe, at = hire("zoe", role="supervisor"), db.now(session)
    theirs = organization(service(phones=[{"number": "02 000 00 01"}]))
    edit.save(session, theirs, edit.version(session, "house").change_id, zoe, at)
    session.commit()
    typed |= {"phones.0.number": "02 765 43 21", "how": "called"}
    answer = sam.send(EDIT, page=EDIT, do="save", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert f"zoe changed the same thing at {at.astimezone(BRUSSELS):%H:%M}." in page
    assert "02 000 00 01" in page
    session.expire_all()
    kept = edit.version(session, "house").organization
    assert kept
    assert [one.number for one in kept.services[0].phones] == ["02 000 00 01"]


def test_two_supervisors_who_change_different_services_both_have_their_way(
    sam: Browser, session: Session, hire: Hire
) -> None:
    put(session, service(), service("house.night"), at=db.now(session) - timedelta(days=1))
    typed = fields(sam, EDIT) | {"note": "par Sam"}
    zoe = hire("zoe", role="supervisor")
    based = edit.version(session, "house")
    assert based.organization
    day, night = based.organization.services
    both = (day, night.model_copy(update={"note": "par Zoé"}))
    edit.save(session, based.organization.model_copy(update={"services": both}), based.change_id, zoe, db.now(session))
    session.commit()
    page = sam.send(EDIT, page=EDIT, do="preview", **typed).get_data(as_text=True)
    assert "zoe changed something else" in page
    assert sam.send(EDIT, page=EDIT, do="save", **typed).status_code == 303
    session.expire_all()
    kept = edit.version(session, "house").organization
    assert kept
    assert [one.note for one in kept.services] == ["par Sam", "par Zoé"]


def test_a_dispatcher_proposes_and_a_supervisor_accepts(
    amina: Browser, sam: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    check = report(house, session, "a")
    typed = fields(amina, f"{EDIT}?looked={check.id}") | {"phones.0.number": "02 765 43 21", "how": "called"}
    amina.send(EDIT, page=EDIT, do="save", **typed)
    made = session.scalars(select(Proposal)).one()
    path = f"/directory/proposals/{made.id}"
    assert "Accept" not in html(amina, path)
    assert amina.send(f"{path}/accept", page=path).status_code == 403
    assert "02 765 43 21" in html(sam, path)
    sam.send(f"{path}/accept", page=path)
    assert now(session).phones[0].number == "02 765 43 21"
    assert checking.open_of(session, "house.day") == []
    assert sam.get(path).status_code == 404
    assert "Nothing to decide." in html(sam, "/directory/proposals")


def test_what_a_service_wrote_is_decided_by_any_dispatcher_and_words_are_shown(
    amina: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    wanted = house_day.model_copy(update={"website": "https://new.example"})
    locked = house.vault.lock("appelez d'abord")
    made = proposal.propose(session, house_day, wanted, db.now(session), service_id="house.day", words=locked)
    session.commit()
    path = f"/directory/proposals/{made.id}"
    page = html(amina, path)
    assert "appelez d&#39;abord" in page
    assert "https://new.example" in page
    amina.send(f"{path}/dismiss", page=path)
    session.expire_all()
    assert session.get_one(Proposal, made.id).state == "dismissed"


def test_a_new_number_from_a_service_does_not_answer_who_stood_before_its_door(
    amina: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    report(house, session, "a")
    report(house, session, "b")
    wanted = house_day.model_copy(update={"website": "https://new.example"})
    made = proposal.propose(session, house_day, wanted, db.now(session), service_id="house.day")
    session.commit()
    path = f"/directory/proposals/{made.id}"
    amina.send(f"{path}/accept", page=path)
    session.expire_all()
    kept = edit.version(session, "house").organization
    assert kept
    assert kept.website == "https://new.example"
    assert len(checking.open_of(session, "house.day")) == 2
    found = read.service(session, "house.day", TODAY)
    assert found
    assert found.service.trust.reported


def test_a_correction_from_a_check_ends_it(
    sam: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    check = report(house, session, "a")
    typed = fields(sam, f"{EDIT}?looked={check.id}") | {"schedules.0.hours": "Mo-Fr 10:00-16:00", "how": "called"}
    sam.send(EDIT, page=EDIT, do="save", **typed)
    session.expire_all()
    assert session.get_one(Check, check.id).state == "corrected"


def test_the_history_says_who_and_brings_back_what_was(sam: Browser, session: Session, house_day: Organization) -> None:
    typed = fields(sam, EDIT) | {"phones.0.number": "02 765 43 21", "how": "called"}
    sam.send(EDIT, page=EDIT, do="save", **typed)
    path = "/directory/house/history"
    page = html(sam, path)
    assert "sam" in page
    assert "<ins>02 765 43 21</ins>" in page
    last = edit.version(session, "house").change_id
    sam.send(f"/directory/house/undo/{last}", page=path, based_on=str(last))
    assert now(session).phones[0].number == "02 123 45 67"
    sam.send(f"/directory/house/undo/{last}", page=path, based_on=str(last))
    assert "changed something meanwhile" in html(sam, path)
    assert edit.version(session, "house").organization == house_day


def test_a_dispatcher_undoes_and_removes_nothing(amina: Browser, session: Session, house_day: Organization) -> None:
    last = edit.version(session, "house").change_id
    theirs = (f"/directory/house/undo/{last}", "/directory/house/remove", "/directory/campaign")
    for path in (*theirs, f"{PLACE}/ask", f"{PLACE}/address"):
        assert amina.send(path, page="/directory/house/edit", based_on=str(last)).status_code == 403


def test_a_new_organization_and_its_first_service(sam: Browser, session: Session) -> None:
    assert sam.send("/directory/new", page="/directory/new", do="save", id="Bad id", name="X").status_code == 400
    made = sam.send("/directory/new", page="/directory/new", do="save", id="abri", name="L'Abri")
    assert made.headers["Location"].endswith("/directory/abri/edit")
    add = "/directory/abri/add"
    typed = fields(sam, add) | {"name.fr": "Repas chaud", "summary.fr": "Un repas.", "type": "day_centre"}
    typed |= {"needs": "shower", "schedules.0.hours": "Monday 9:00-12:00"}
    assert sam.send(add, page=add, do="save", **typed).status_code == 400  # how do you know?
    sam.send(add, page=add, do="save", **typed | {"how": "called"})
    meal = read.service(session, "abri.repas-chaud", db.now(session).astimezone(BRUSSELS).date())
    assert meal
    assert [one.hours for one in meal.service.schedules] == ["Mo 09:00-12:00"]
    assert "Repas chaud" in html(sam, "/directory/abri/edit")


def test_the_whole_document_can_be_written_and_what_is_wrong_in_it_is_named(
    sam: Browser, session: Session, house_day: Organization
) -> None:
    path = "/directory/house/edit"
    text = re.sub(r"&#39;", "'", document(sam, path))
    for bad in (text + "\n  x: [", text.replace("shower", "circus"), text.replace("id: house\n", "id: other\n"), "[]"):
        answer = sam.send(path, page=path, do="save", document=bad, based_on=based(session))
        assert answer.status_code == 400, bad
    good = text.replace("02 123 45 67", "02 765 43 21")
    shown = sam.send(path, page=path, do="preview", document=good, based_on=based(session))
    assert "<ins>02 765 43 21</ins>" in shown.get_data(as_text=True)
    sam.send(path, page=path, do="save", document=good, based_on=based(session))
    assert now(session).phones[0].number == "02 765 43 21"
    sam.send(
        path, page=path, do="save", based_on=based(session), **{"name.fr": "Autre", "website": "https://w.example"}
    )
    assert found(session)
    kept = edit.version(session, "house").organization
    assert kept
    assert (kept.name, kept.website) == ({"fr": "Autre"}, "https://w.example")


def test_an_organization_is_taken_out_with_its_addresses_and_can_come_back(
    sam: Browser, session: Session, house: web.House, house_day: Organization
) -> None:
    reached_at(house, session, "a@b.example")
    path = "/directory/house/edit"
    sam.send("/directory/house/remove", page=path, based_on=based(session))
    assert found(session)  # not sure
    sam.send("/directory/house/remove", page=path, based_on=based(session), sure="yes")
    assert found(session) is None
    assert session.scalars(select(Address)).all() == []
    history = "/directory/house/history"
    assert "It is not in the directory now." in html(sam, history)
    last = based(session)
    sam.send(f"/directory/house/undo/{last}", page=history, based_on=last)
    assert found(session)


def test_a_long_form_in_ten_languages_comes_through(sam: Browser, session: Session, house_day: Organization) -> None:
    typed = fields(sam, EDIT) | {"how": "called", "says.0.text.uk": "Дуже довгий текст. " * 6000}
    assert sam.send(EDIT, page=EDIT, do="save", **typed).status_code == 303
    kept = now(session)
    assert len(kept.says[0].text["uk"]) > 64 * 1024
