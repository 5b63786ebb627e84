"""The search box: what helps and what is not sure about it, and what a dispatcher does with it for the person."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hotline import db, release, web
from hotline.core import disposition, retention
from hotline.core.contact import Contact, Event
from hotline.core.directory import write
from hotline.core.disposition import Ending
from hotline.core.sms import Sms
from hotline.core.third import ThirdPerson
from tests.console.conftest import Enter
from tests.console.pages import Browser
from tests.console.test_talk import Line
from tests.core.directory import house as sample

PHONE = "+32470123456"
OLD = {"assurance": "stale", "verified_on": "2018-05-01"}
WORD_OF_OTHERS = {"assurance": "unverified"}


@pytest.fixture
def shower(session: Session) -> Session:
    """A day centre: sure but for its second number; a house that must not be told of; one that only others speak of."""
    sample.put(
        session,
        sample.service(
            name={"fr": "Douches & Co", "nl": "Douches & Co"},
            summary={"fr": "Un lieu chaud.", "ar": "مكان دافئ."},
            phones=[
                {"number": "02 502 19 35", "free": False},
                {"number": "1712", "trust": OLD},
                {"number": "02 880 86 89", "staff": True},
            ],
        ),
        sample.service("house.secret", name={"fr": "Refuge"}, hidden=True),
    )
    raw = sample.organization(sample.service("other.day", name={"fr": "Bains"}, trust=WORD_OF_OTHERS), id="other")
    write.write(session, raw, "import", sample.AT - timedelta(days=1), private=True)
    session.commit()
    return session


@pytest.fixture
def person(enter: Enter, session: Session, house: web.House) -> Contact:
    """Somebody who speaks Arabic, and whose phone is safe."""
    entry = enter("ar", "information", number=house.vault.lock(PHONE), number_hash=house.vault.hash(PHONE))
    contact = session.get_one(Contact, entry.contact_id)
    contact.safe_to_text = True
    session.commit()
    return contact


def found(who: Browser, words: str = "douche", **more: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"q": words, **more}.items())
    return who.get(f"/find?{query}").get_data(as_text=True)


def test_a_dispatcher_finds_what_everyone_may_know_and_more_each_with_its_mark(amina: Browser, shower: Session) -> None:
    html = found(amina)
    assert "Douches &amp; Co" in html
    assert "+ 02 502 19 35" in html
    assert "To be confirmed (last seen: May 2018)" in html.split("+ 1712")[1].split("</form>")[0]
    assert "only we ring it" in html.split("+ 02 880 86 89")[1].split("</form>")[0]
    assert "Secret: never tell that it exists" in html.split("Refuge")[1]
    assert "Not verified: for dispatchers only" in html.split("Bains")[1]


def test_a_result_leads_to_all_that_is_known_with_its_sources_and_days(amina: Browser, shower: Session) -> None:
    assert 'href="/directory/service/house.day"' in found(amina)
    html = amina.get("/directory/service/house.day").get_data(as_text=True)
    assert "https://house.example" in html
    assert "Checked: June 2026" in html


def test_what_is_read_aloud_is_certain_and_in_the_language_of_the_person(amina: Browser, shower: Session) -> None:
    html = found(amina, language="ar")
    assert "Read aloud: Arabic" in html
    assert '<p lang="ar" dir="rtl">مكان دافئ.</p>' in html
    assert '<p lang="fr" dir="ltr">Douches &amp; Co</p>' in html
    assert html.count("Read aloud") == 1  # of three results only one may be told


def test_staff_see_which_languages_nobody_has_read_yet(amina: Browser, shower: Session) -> None:
    aloud = found(amina, language="ar")
    assert "Drafted: no native speaker" in aloud
    assert "Drafted" not in found(amina, language="fr")
    listed = amina.get("/directory/organizations").get_data(as_text=True)
    assert listed.count("drafted, no native speaker") == 7 + 8


def test_an_answer_can_be_read_aloud_too(amina: Browser, directory_of_answers: Session) -> None:
    html = found(amina, "adresse de référence", language="nl")
    answer = html.split("How do I get a reference address?")[1].split("</li>")[0]
    assert answer.count('<p lang="nl" dir="ltr">') > 1


@pytest.fixture
def directory_of_answers(session: Session) -> Session:
    write.fill(session, release.KNOWLEDGE, db.now(session))
    session.commit()
    return session


@pytest.mark.parametrize(
    "more", [{"commune": "Forest"}, {"when": "tonight"}, {"group": "women"}, {"commune": "nonsense"}]
)
def test_choices_of_the_form_are_kept_and_nonsense_is_no_choice(
    amina: Browser, shower: Session, more: dict[str, str]
) -> None:
    html = found(amina, **more)
    (value,) = more.values()
    assert (f'<option value="{value}" selected>' in html) is (value != "nonsense")


def test_nothing_is_asked_of_the_database_before_somebody_asks_something(amina: Browser, shower: Session) -> None:
    html = amina.get("/find").get_data(as_text=True)
    assert "hits" not in html
    for nonsense in ("zzzzzz", "%00%27%22%3B--", "()%26%7C!:*"):
        assert "Nothing found" in found(amina, nonsense)


def test_the_desk_has_the_box_and_asks_no_more_than_without_it(
    app: Flask, amina: Browser, person: Contact, shower: Session
) -> None:
    asked: list[str] = []
    house: web.House = app.extensions["hotline"]
    engine = house.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    html = amina.get(f"/?contact={person.id}").get_data(as_text=True)
    assert 'action="/find"' in html
    assert f'name="contact" value="{person.id}"' in html
    assert [one for one in asked if "organization" in one or "directory" in one or "gazetteer" in one] == []


def test_a_number_of_a_result_is_one_click_from_the_talk_even_a_short_one(
    amina: Browser, enter: Enter, shower: Session, house: web.House
) -> None:
    line = Line(shower, house)
    line.talks(enter())
    for number in ("02 502 19 35", "1712"):
        amina.send("/talk/add", service="house.day", number=number)
    rung = [house.vault.open(one.number) for one in shower.scalars(select(ThirdPerson).order_by(ThirdPerson.id))]
    assert rung == ["+3225021935", "1712"]
    html = amina.get("/").get_data(as_text=True)
    assert "Calling: Douches &amp; Co" in html
    assert "02 502 19 35" in html.split('id="talk"')[1].split("</ul>")[0]


def test_a_number_that_the_directory_does_not_know_is_a_typed_one(
    amina: Browser, enter: Enter, shower: Session, house: web.House
) -> None:
    Line(shower, house).talks(enter())
    amina.send("/talk/add", service="house.day", number="0903 12 345")
    assert shower.scalars(select(ThirdPerson)).all() == []


def texted(session: Session, house: web.House) -> list[str]:
    session.expire_all()
    return [house.vault.open(row.body or b"") or "" for row in session.scalars(select(Sms).order_by(Sms.id))]


def test_what_is_certain_is_sent_once_to_a_phone_that_is_safe(
    amina: Browser, person: Contact, shower: Session, house: web.House
) -> None:
    for _ in range(2):
        amina.send(f"/contacts/{person.id}/services/house.day/text", once="a")
    [text] = texted(shower, house)
    assert text.splitlines()[0] == "Douches & Co"
    assert "02 502 19 35" in text
    assert "1712" not in text


@pytest.mark.parametrize("service", ["house.secret", "other.day", "nothing"])
def test_what_nobody_may_know_is_never_sent(
    amina: Browser, person: Contact, shower: Session, house: web.House, service: str
) -> None:
    amina.send(f"/contacts/{person.id}/services/{service}/text", once="a")
    assert texted(shower, house) == []
    assert "Nothing of it is certain enough to be sent." in amina.get("/").get_data(as_text=True)


def test_a_phone_that_nobody_called_safe_gets_no_text(
    amina: Browser, person: Contact, shower: Session, house: web.House
) -> None:
    person.safe_to_text = None
    shower.commit()
    amina.send(f"/contacts/{person.id}/services/house.day/text", once="a")
    assert texted(shower, house) == []
    assert "Ask first whether it is safe" in amina.get("/").get_data(as_text=True)


def test_where_a_person_is_sent_is_noted_once_and_stands_in_the_ending(
    amina: Browser, person: Contact, shower: Session
) -> None:
    for _ in range(2):
        amina.send(f"/contacts/{person.id}/services/house.day/refer")
    html = amina.get(f"/?contact={person.id}").get_data(as_text=True)
    assert "amina referred to a service" in html
    assert 'name="referred" value="house.day" checked' in html
    assert 'value="informed" checked' in html
    shower.expire_all()
    assert person.referred_to == ["house.day"]
    kinds = [line.kind for line in shower.scalars(select(Event).where(Event.contact_id == person.id))]
    assert kinds.count("referred") == 1


def test_a_referral_that_is_unticked_at_the_end_is_none(amina: Browser, person: Contact, shower: Session) -> None:
    at = db.now(shower)
    for service in ("house.day", "house.secret"):
        disposition.refer(shower, person, service, "amina", at)
    shower.commit()
    form = {"ending": "1", "disposition": "informed", "referred_before": "house.day", "then": "available"}
    amina.send(f"/contacts/{person.id}/close", f"/?contact={person.id}", **form)
    shower.expire_all()
    assert person.referred_to == ["house.secret"]
    assert person.disposition == "informed"


def test_where_somebody_was_sent_is_forgotten_with_their_number(person: Contact, session: Session) -> None:
    disposition.refer(session, person, "house.day", "amina", db.now(session))
    disposition.close(session, person, Ending("informed"), "amina", db.now(session))
    assert person.referred_to == ["house.day"]
    retention.erase_contact(session, person, db.now(session))
    assert person.referred_to is None


def test_a_service_that_does_not_exist_is_referred_to_by_nobody(
    amina: Browser, person: Contact, shower: Session
) -> None:
    assert amina.send(f"/contacts/{person.id}/services/nothing/refer").status_code == 303
    shower.expire_all()
    assert person.referred_to is None


def test_a_script_gets_only_the_results_with_what_can_be_done_for_this_person(
    amina: Browser, person: Contact, shower: Session
) -> None:
    html = found(amina, part="results", contact=person.id, language="ar")
    assert "<html" not in html
    assert f"/contacts/{person.id}/services/house.day/text" in html
    assert f"/contacts/{person.id}/services/house.secret/text" not in html
    assert "Read aloud: Arabic" in html
