"""A report that a dispatcher writes down while somebody tells it."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import apps, db, web
from hotline.core import conversation, flow, flow_json, report
from hotline.core.assistant.state import Form, State, to_json
from hotline.core.contact import CallLeg
from hotline.core.report import Report
from hotline.core.words import Channel
from hotline.settings import Settings
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser
from tests.console.test_desk import page, talk
from tests.console.test_report_pages import places

assert places  # a fixture
NEW = "/reports/new"
TOLD = {"place": "Gare du Midi, côté rue de France", "condition": "asleep", "people_count": "1"}


@pytest.fixture
def caller(session: Session, house: web.House, amina: Browser, enter: Enter) -> int:
    """Somebody whom Amina has on the phone."""
    entry = enter(topic="report", number=house.vault.lock("+32470123456"))
    talk(session, amina, entry)
    return entry.contact_id


def reports(session: Session) -> list[Report]:
    session.expire_all()
    return list(session.scalars(select(Report).order_by(Report.id)))


def send(browser: Browser, key: str = "one", **fields: str) -> str:
    """Where the page leads, or what it says."""
    answer = browser.send(NEW, page=NEW, key=key, **fields)
    return answer.headers["Location"] if answer.status_code == 303 else answer.text


@pytest.mark.usefixtures("places")
def test_a_caller_tells_the_dispatcher_types_and_reads_the_code_aloud(
    amina: Browser, session: Session, house: web.House, caller: int
) -> None:
    assert f"/reports/new?contact={caller}" in page(amina)
    back = {"caller": "1", "may_contact": "yes", "text_safe": "1", "feedback": "1"}
    there = send(amina, contact=str(caller), agreed="yes", **TOLD, **back)
    [one] = reports(session)
    assert there == f"/reports/{one.id}?sent=1"
    assert (one.contact_id, one.channel, one.language, one.lat) == (caller, "voice", "fr", 50.8357)
    told = report.facts_of(house.vault, one)
    assert (told.contact, told.contact_consent, told.feedback_wanted) == ("+32470123456", True, True)
    assert report.aloud(one.code or "") in amina.get(there).text
    lines = [line.kind for line in report.timeline(session, one.id)]
    assert [line for line in lines if line in ("received", "typed", "opened")] == ["received", "typed", "opened"]
    shown = re.search(r'value="report" checked required', page(amina, f"/?contact={caller}"))
    assert shown, "how it ended is filled in"


@pytest.mark.usefixtures("places")
def test_nothing_is_passed_on_without_a_yes(amina: Browser, session: Session) -> None:
    html = send(amina, **TOLD)
    assert "Ask whether this may be passed on to a team." in html
    assert "Gare du Midi, côté rue de France" in html
    assert reports(session) == []


@pytest.mark.usefixtures("places")
def test_a_place_that_is_not_clear_is_asked_about_once_and_then_passed_on_as_it_is(
    amina: Browser, session: Session
) -> None:
    html = send(amina, agreed="yes", place="devant la gare", condition="cold")
    assert "Several places have this name. Which one, in which commune or near what?" in html
    assert 'value="yes" checked' in html
    assert reports(session) == []
    send(amina, agreed="yes", place="devant la gare", condition="cold", anyway="1")
    [one] = reports(session)
    assert one.lat is None


@pytest.mark.usefixtures("places")
def test_the_coach_says_what_it_understood_before_anything_is_sent(amina: Browser, session: Session) -> None:
    html = send(amina, then="look", **TOLD)
    assert "Understood: <strong>Gare du Midi" in " ".join(html.split())
    assert "A team can go there." in html
    assert reports(session) == []


@pytest.mark.usefixtures("places")
def test_a_page_sent_twice_is_one_report(amina: Browser, session: Session) -> None:
    first = send(amina, key="same", agreed="yes", **TOLD)
    assert send(amina, key="same", agreed="yes", **TOLD) == first
    assert send(amina, key="other", agreed="yes", **TOLD) != first
    assert len(reports(session)) == 2


def test_what_a_chat_told_already_stands_in_the_form(amina: Browser, session: Session, house: web.House) -> None:
    talked = conversation.begin(session, Channel.CHAT, "fr", db.now(session))
    form = Form(place="près du canal", commune="Molenbeek-Saint-Jean", people_count=3, condition="cold", minors=True)
    conversation.remember(house.vault, talked, to_json(State(form=form)))
    session.commit()
    html = amina.get(f"{NEW}?contact={talked.contact_id}").text
    assert "près du canal</textarea>" in html
    assert 'value="3"' in html
    for chosen in (
        'value="cold" selected',
        'value="Molenbeek-Saint-Jean" selected',
        'name="minors" value="yes" checked',
    ):
        assert chosen in html


def test_what_a_caller_told_by_keys_before_stands_in_the_form(
    amina: Browser, session: Session, house: web.House, caller: int
) -> None:
    sealed = house.vault.lock('{"heard": ["gare du midi"], "facts": {"place": "gare du Midi", "people_count": 3}}')
    visit = flow.Visit(flow="main", hash="x", node="street_state", language="fr", sealed=sealed.decode())
    at = db.now(session)
    told = flow_json.visit_to_json(visit)
    session.add(CallLeg(contact_id=caller, call_sid="CA-street", visit=told, started_at=at, seen_at=at))
    session.commit()
    html = amina.get(f"{NEW}?contact={caller}").text
    assert "gare du Midi</textarea>" in html
    assert 'value="3"' in html


def test_a_closed_talk_asks_why_it_is_opened_before_its_form_is_shown(
    amina: Browser, session: Session, house: web.House
) -> None:
    talked = conversation.begin(session, Channel.CHAT, "fr", db.now(session))
    conversation.remember(house.vault, talked, to_json(State(form=Form(place="près du canal"))))
    talked.contact.closed_at = db.now(session)
    session.commit()
    answer = amina.get(f"{NEW}?contact={talked.contact_id}")
    assert answer.headers["Location"] == f"/?contact={talked.contact_id}"
    assert amina.get(f"{NEW}?contact=99999").status_code == 404


@pytest.mark.parametrize(
    "reach",
    [
        {"reach": "au guichet"},
        {"feedback": "1"},
        {"feedback": "1", "reach": "0470 12 34 56", "text_safe": "1"},
        {"feedback": "1", "reach": "0470 12 34 56", "may_contact": "yes"},
        {"feedback": "1", "reach": "02 880 86 89", "may_contact": "yes", "text_safe": "1"},
    ],
    ids=["no number", "nowhere", "not agreed", "not safe", "a landline"],
)
def test_who_could_never_be_told_is_seen_before_it_is_sent(
    amina: Browser, session: Session, reach: dict[str, str]
) -> None:
    shown = send(amina, agreed="yes", anyway="1", **reach, **TOLD)
    assert 'class="problem" role="alert"' in shown
    assert TOLD["place"] in shown
    assert reports(session) == []
    send(amina, agreed="yes", anyway="1", feedback="1", reach="anna@example.org", may_contact="yes", **TOLD)
    [one] = reports(session)
    assert one.feedback_wanted


def test_a_number_is_kept_only_where_they_agreed(amina: Browser, session: Session, house: web.House) -> None:
    send(amina, agreed="yes", anyway="1", reach="0470 12 34 56", **TOLD)
    [one] = reports(session)
    assert (one.reach, one.contact_consent, one.channel) == (None, False, "desk")


def test_a_number_that_nobody_can_ring_is_not_kept_in_silence(
    amina: Browser, session: Session, house: web.House
) -> None:
    back = {"may_contact": "yes", "agreed": "yes", "anyway": "1"}
    assert "This number or address is not right." in send(amina, reach="Marie, ward 3", **back, **TOLD)
    assert reports(session) == []
    send(amina, reach="0470 12 34 56 (Marie)", **back, **TOLD)
    [one] = reports(session)
    assert report.facts_of(house.vault, one).contact == "+32470123456"


@pytest.mark.usefixtures("places")
def test_a_pin_that_is_put_while_somebody_tells_is_where_the_team_goes(amina: Browser, session: Session) -> None:
    there = send(amina, agreed="yes", place="sous le pont", lat="50.83600", lon="4.33600", accuracy="100")
    [one] = reports(session)
    assert there == f"/reports/{one.id}?sent=1"
    assert (one.lat, one.lon, one.accuracy_m) == (50.836, 4.336, 100)
    assert 'data-lat="50.836" data-lon="4.336" data-accuracy="100"' in page(amina, f"/reports/{one.id}")


@pytest.mark.usefixtures("places")
def test_a_pin_far_from_the_words_is_asked_about_and_kept_as_it_is(amina: Browser, session: Session) -> None:
    apart = {**TOLD, "lat": "50.87000", "lon": "4.40000", "accuracy": "100"}
    html = send(amina, agreed="yes", **apart)
    assert "The pin and the words are far apart. Which is right?" in html
    assert 'name="lat" value="50.87"' in html
    assert reports(session) == []
    send(amina, agreed="yes", anyway="1", **apart)
    [one] = reports(session)
    assert (one.lat, one.lon) == (50.87, 4.4)
    assert (one.accuracy_m or 0) > 4000


@pytest.mark.usefixtures("places")
def test_a_pin_too_wide_for_a_team_makes_way_for_words_that_are_clear(amina: Browser, session: Session) -> None:
    send(amina, agreed="yes", **TOLD, lat="50.83000", lon="4.33000", accuracy="1200")
    [one] = reports(session)
    assert one.lat == 50.8357
    assert (one.accuracy_m or 0) < 500


def test_a_console_asks_for_tiles_only_where_the_operator_said_so_and_only_on_pages_with_a_map(
    app: Flask, settings: Settings, hire: Hire
) -> None:
    tiles = {"map_tiles": "https://tiles.example.org/{z}/{x}/{y}.png", "map_credit": "© Somebody"}
    allowed = []
    for where in (("site",), ("site", "console")):
        other = apps.create_app("console", settings.model_copy(update={**tiles, "map_tiles_on": where}))
        hire(name := f"someone-{len(where)}")
        someone = Browser(other)
        someone.log_in(name)
        policies = [someone.get(path).headers["Content-Security-Policy"] for path in (NEW, "/reports")]
        allowed.append(["https://tiles.example.org" in policy for policy in policies])
        other.extensions["hotline"].sessions.kw["bind"].dispose()
        other.extensions["hotline"].redis.close()
    assert allowed == [[False, False], [True, False]]
