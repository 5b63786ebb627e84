"""One report at the desk: what was said, who looked, 112 asked until it is known, facts put right, closed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import conversation, gazetteer, report
from hotline.core.contact import Contact
from hotline.core.gazetteer import Named, Place
from hotline.core.report import Facts, Report, arrival, in_line, listed
from hotline.core.report.phone import half_told
from hotline.core.report.team import mission
from hotline.core.report.team.mission import MissionEnd
from hotline.core.words import Channel
from tests.console.conftest import Hire
from tests.console.pages import Browser

FLAGEY = Place("square-flagey", "square", "Place Flagey", "Flageyplein", 50.8277, 4.3722, "Ixelles", 80, "test")
MIDI = Place("rail-midi", "rail", "Gare du Midi", "Zuidstation", 50.8357, 4.3364, "Saint-Gilles", 150, "test")


@pytest.fixture
def places(session: Session) -> None:
    """Brussels, as far as these tests go."""
    gazetteer.put(session, "test", [Named(FLAGEY), Named(MIDI)], db.now(session))
    session.commit()


def sent(session: Session, house: web.House, **told: Any) -> Report:
    """Somebody told of a person in the street over the web."""
    facts = Facts(**({"place": "sous l'abribus place Flagey", "commune": "Ixelles", "condition": "asleep"} | told))
    made = report.send(session, house.vault, None, facts, db.now(session), agreed=True, channel="web", language="fr")
    session.commit()
    return made


def kinds(session: Session, of: Report) -> list[str]:
    session.rollback()
    return [line.kind for line in report.timeline(session, of.id)]


def again(session: Session, of: Report) -> Report:
    session.expire_all()
    return session.get_one(Report, of.id)


def test_what_somebody_told_who_hung_up_says_that_nobody_agreed_and_why_a_person_looks(
    amina: Browser, session: Session, house: web.House
) -> None:
    at = db.now(session)
    caller = Contact(channel=Channel.VOICE, language="fr", opened_at=at, ended_at=at)
    session.add(caller)
    session.flush()
    one = arrival.keep(session, house.vault, caller, Facts(place="ici"), at, danger="emergency", sent_key=b"once")
    in_line.enter(session, one, half_told.HUNG_UP, at)
    session.commit()
    page = amina.get(f"/reports/{one.id}").text
    assert "Nobody agreed that this is passed on" in page
    assert "the caller hung up before they agreed" in page
    assert "Nobody agreed" not in amina.get(f"/reports/{sent(session, house).id}").text


def test_whoever_opens_a_report_without_a_talk_is_on_its_own_timeline_once(
    app: Flask, amina: Browser, hire: Hire, session: Session, house: web.House
) -> None:
    one = sent(session, house)
    for _ in range(3):
        page = amina.get(f"/reports/{one.id}").text
    assert kinds(session, one).count("opened") == 1
    assert "amina opened this page" in page
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    tom.get(f"/reports/{one.id}")
    assert kinds(session, one).count("opened") == 2


def test_a_report_whose_talk_is_closed_opens_all_the_same(amina: Browser, session: Session, house: web.House) -> None:
    talk = conversation.begin(session, Channel.CHAT, "fr", db.now(session))
    one = report.send(session, house.vault, talk.contact, Facts(place="ici"), db.now(session), agreed=True)
    talk.contact.closed_at = db.now(session) - timedelta(hours=1)
    session.commit()
    assert "ici" in amina.get(f"/reports/{one.id}").text
    assert kinds(session, one).count("opened") == 1


def test_whether_112_was_called_is_asked_until_somebody_says_who(
    amina: Browser, session: Session, house: web.House
) -> None:
    one = sent(session, house, condition="not_responding")
    one.danger, one.called_112 = "not_responding", None
    session.commit()
    page = f"/reports/{one.id}"
    assert "Has 112 been called, and by whom?" in amina.get(page).text
    assert "112 called?" in amina.get("/reports").text
    amina.send(f"{page}/close", page=page, why="mistake")
    assert again(session, one).status != "closed"
    assert amina.send(f"{page}/112", page=page, who="the king").status_code == 400
    assert "112 called?" in amina.get("/reports").text
    assert amina.send(f"{page}/112", page=page, who="dispatcher").status_code == 303
    html = amina.get(page).text
    assert "Has 112 been called, and by whom?" not in html
    assert "112: a dispatcher" in html
    assert "112 called?" not in amina.get("/reports").text


def test_a_place_put_right_has_its_point_and_the_timeline_says_what_changed_and_no_word_of_it(
    amina: Browser, session: Session, house: web.House, places: None
) -> None:
    one = sent(session, house, place="derrière l'église", contact="+32470000063", contact_consent=True)
    page = f"/reports/{one.id}"
    assert again(session, one).lat is None
    form = {"place": "Gare du Midi, côté rue de France", "commune": "", "condition": "cold", "people_count": "2"}
    assert amina.send(f"{page}/facts", page=page, **form).status_code == 303
    right = again(session, one)
    assert (right.lat, right.commune, right.condition, right.people_count) == (50.8357, "Saint-Gilles", "cold", 2)
    told = report.facts_of(house.vault, right)
    assert (told.place, told.contact, told.contact_consent) == (form["place"], "+32470000063", True)
    [line] = [one for one in report.timeline(session, one.id) if one.kind == "corrected"]
    assert "Midi" not in str(line.detail)
    assert "amina put right: the place, commune, how many, how they are" in amina.get(page).text
    amina.send(f"{page}/facts", page=page, **form)
    assert kinds(session, one).count("corrected") == 1


def test_what_tells_who_somebody_is_is_taken_out_of_a_correction_too(
    amina: Browser, session: Session, house: web.House, places: None
) -> None:
    one = sent(session, house)
    page = f"/reports/{one.id}"
    amina.send(f"{page}/facts", page=page, condition_words="il s'appelle Karim Benali, il tousse")
    told = report.facts_of(house.vault, again(session, one))
    assert "Benali" not in (told.condition_words or "")
    assert "tousse" in (told.condition_words or "")


def test_what_they_wore_is_not_written_down_again_after_the_end(
    amina: Browser, session: Session, house: web.House
) -> None:
    one, same = sent(session, house), sent(session, house)
    same.merged_into_id = one.id
    session.commit()
    page = f"/reports/{one.id}"
    amina.send(f"{page}/close", page=page, why="helped")
    for other in (page, f"/reports/{same.id}"):
        amina.send(f"{other}/facts", page=other, clothing="a red coat", people_count="99999999999")
    assert (again(session, one).clothing, again(session, same).clothing) == (None, None)
    assert again(session, one).people_count is None


def test_danger_that_is_learned_later_stands_before_a_person_with_the_question_of_112(
    amina: Browser, session: Session, house: web.House
) -> None:
    one = sent(session, house)
    page = f"/reports/{one.id}"
    amina.send(f"{page}/facts", page=page, condition="not_responding")
    assert (again(session, one).danger, again(session, one).priority) == ("not_responding", "danger")
    assert "Has 112 been called, and by whom?" in amina.get(page).text
    assert amina.get("/api/queue").json["entries"][0]["priority"] == "danger"  # type: ignore[index]


def test_an_earlier_refusal_at_this_place_is_shown_and_closes_nothing(
    amina: Browser, session: Session, house: web.House
) -> None:
    here = {"lat": 50.8277, "lon": 4.3722, "accuracy_m": 30}
    earlier, one, elsewhere = sent(session, house, **here), sent(session, house, **here), sent(session, house)
    elsewhere.lat, elsewhere.lon = 50.90, 4.30
    at = db.now(session)
    locked = report.lock(session, earlier.id)
    assert locked
    gone = mission.ask(session, house.vault, locked, "nss_maraude", {"rule": "aid"}, at, at)
    mission.end(session, gone, MissionEnd.REFUSED, at)
    session.commit()
    said = "Somebody here did not want help a while ago"
    assert said in amina.get(f"/reports/{one.id}").text
    assert again(session, one).status != "closed"
    assert said not in amina.get(f"/reports/{elsewhere.id}").text


def test_a_report_closes_for_a_reason_and_what_they_wore_is_gone(
    amina: Browser, session: Session, house: web.House
) -> None:
    one = sent(session, house, clothing="un manteau rouge")
    page = f"/reports/{one.id}"
    assert "un manteau rouge" in amina.get(page).text
    assert amina.send(f"{page}/close", page=page, why="boredom").status_code == 400
    assert amina.send(f"{page}/close", page=page, why="gone").status_code == 303
    assert amina.send(f"{page}/close", page="/reports/new", why="gone").status_code == 303
    html = amina.get(page).text
    assert "amina closed: the person is no longer there" in html
    assert "manteau" not in html
    assert kinds(session, one).count("closed") == 1


def test_the_list_shows_first_who_needs_a_person_and_is_narrowed(
    amina: Browser, session: Session, house: web.House
) -> None:
    at = db.now(session)
    over, urgent, other = (sent(session, house, commune=name) for name in ("Jette", "Ixelles", "Forest"))
    urgent.danger = "not_responding"
    urgent.made_at = other.made_at - timedelta(hours=1)
    over.status = "closed"
    over.made_at = at - timedelta(days=2)
    session.commit()
    assert [row.report.id for row in listed.reports(session, at)] == [urgent.id, other.id]
    assert [row.report.id for row in listed.reports(session, at, "all", commune="Jette")] == [over.id]
    assert over.id not in [row.report.id for row in listed.reports(session, at, "today")]
    html = amina.get("/reports?show=open&commune=Forest").text
    assert report.spelled(other.code or "") in html
    assert report.spelled(urgent.code or "") not in html
    assert amina.get("/reports?show=nonsense&team=nobody").status_code == 200


def test_the_drawing_beside_the_list_is_too_rough_to_find_anybody_by(
    amina: Browser, session: Session, house: web.House
) -> None:
    sent(session, house, lat=50.82771, lon=4.37223)
    html = amina.get("/reports").text
    assert "50.82" not in html
    assert 'class="dot-there needs"' in html


def test_a_report_is_counted_by_its_hour_and_commune(amina: Browser, session: Session, house: web.House) -> None:
    for commune in ("Ixelles", "Ixelles", "Jette"):
        sent(session, house, commune=commune)
    sent(session, house, commune="Forest").made_at = db.now(session) - timedelta(days=3)
    session.commit()
    day, week = amina.get("/reports/load").text, amina.get("/reports/load?span=week").text
    assert "Reports: 3" in day
    assert "Forest" not in day
    assert "Reports: 4" in week
    assert day.index("Ixelles") < day.index("Jette")


@pytest.mark.parametrize("path", ["close", "112", "facts"])
def test_what_is_not_there_cannot_be_changed(amina: Browser, session: Session, path: str) -> None:
    for wrong in ("0", "x", "9" * 25):
        assert amina.send(f"/reports/{wrong}/{path}", page="/reports/new").status_code == 404
    assert session.query(Contact).count() == 0
