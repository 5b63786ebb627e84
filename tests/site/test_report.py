"""Somebody reports a person in the street on the site: danger first, nothing lost, one code, no word in an address."""

import re
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hotline import sender, web
from hotline.core.queue import QueueEntry
from hotline.core.report import Facts, Report, in_line, removal, stored
from hotline.core.report.code import CODE
from hotline.core.words import Priority
from hotline.site import report as door
from hotline.site import report_form
from hotline.texts import LANGUAGES, t
from tests.site.reporter import FLAGEY, FOR_EVER_S, Reporter, hidden


def reports(session: Session) -> list[Report]:
    session.expire_all()
    return list(session.scalars(select(Report).order_by(Report.id)))


def facts(session: Session, house: web.House) -> Facts:
    (report,) = reports(session)
    return stored.facts_of(house.vault, report)


def test_a_few_touches_and_there_is_a_code(reporter: Reporter, session: Session, house: web.House) -> None:
    reporter.tell(count="2", words="deux hommes sous une couverture")
    (report,) = reports(session)
    assert report.code == reporter.code
    assert (report.channel, report.language, report.contact_id) == ("web", "fr", None)
    told = facts(session, house)
    assert (told.commune, told.place, told.people_count, told.condition) == ("Ixelles", FLAGEY, 2, "asleep")
    assert told.place_id is not None
    assert told.seen_at is not None
    assert told.condition_words == "deux hommes sous une couverture"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_speaks_every_language_of_the_site(public_app: Flask, directory: Session, language: str) -> None:
    someone = Reporter(public_app, language)
    someone.tell()
    assert CODE.search(someone.code)
    assert t(language, "If it gets worse, call 112.") in someone.html


@pytest.mark.parametrize("danger", report_form.DANGERS)
def test_danger_is_112_before_anything_else(
    reporter: Reporter, session: Session, house: web.House, danger: str
) -> None:
    said = reporter.fill(danger=danger)
    assert reporter.step == "112"
    assert 'class="number" href="tel:112"' in said
    reporter.fill(called_112="other")
    assert reporter.step == "where"
    reporter.fill("you", place=FLAGEY)
    said = reporter.fill("send", agreed="yes")
    assert "passe avant les autres" in said
    (report,) = reports(session)
    told = facts(session, house)
    assert told.called_112 == "other"
    assert report.danger is not None
    assert report.priority == Priority.DANGER
    assert session.scalars(select(QueueEntry.priority)).all() == [Priority.DANGER]
    expected = {"not_responding": ("not_responding", None), "bleeding": ("injured", None), "child_alone": (None, True)}
    assert (told.condition, told.minors) == expected[danger]


@pytest.mark.parametrize(
    ("step", "field", "said"),
    [
        ("where", "place", "place Flagey, il ne respire plus"),
        ("seen", "words", "il saigne beaucoup de la tête"),
        ("seen", "condition", "not_responding"),
    ],
)
def test_danger_in_any_words_is_112_once_and_then_they_go_on(
    reporter: Reporter, step: str, field: str, said: str
) -> None:
    reporter.fill(danger="none")
    if step == "seen":
        reporter.fill("seen", place=FLAGEY)
    reporter.fill("you", **{field: said})
    assert reporter.step == "112"
    reporter.fill(called_112="reporter")
    assert reporter.step == "you"
    assert said in reporter.html or field == "condition"
    reporter.fill("send", agreed="yes")
    assert CODE.search(reporter.code)


def test_a_place_that_is_not_clear_is_asked_about_once(reporter: Reporter, session: Session, house: web.House) -> None:
    reporter.fill(danger="none")
    said = reporter.fill("seen", place="à Schaerbeek")
    assert reporter.step == "where"
    assert "Quelle rue ou quelle place" in said
    assert ">à Schaerbeek<" in said
    reporter.fill("seen", place="à Schaerbeek")
    assert reporter.step == "seen"
    reporter.fill("you")
    reporter.fill("send", agreed="yes")
    assert facts(session, house).commune == "Schaerbeek"


def test_a_number_in_a_street_that_we_lack_is_asked_for_its_commune(reporter: Reporter) -> None:
    reporter.fill(danger="none")
    said = reporter.fill("seen", place="rue des Inconnus 12")
    assert reporter.step == "where"
    assert "quelle commune" in said


def test_of_several_places_one_is_chosen(reporter: Reporter, session: Session, house: web.House) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place="à Flagey ou à Simonis")
    offered = re.findall(r'name="choice" value="([^"]+)"', reporter.html)
    assert len(offered) > 1
    reporter.fill("seen", place="à Flagey ou à Simonis", choice=offered[-1])
    assert reporter.step == "seen"
    reporter.fill("you")
    reporter.fill("send", agreed="yes")
    assert facts(session, house).place_id == offered[-1]


def test_outside_the_region_is_said(reporter: Reporter) -> None:
    reporter.fill(danger="none")
    said = reporter.fill("seen", place="à Vilvorde")
    assert "hors de la Région de Bruxelles" in said
    assert reporter.step == "where"


def test_the_position_of_the_device_is_enough(reporter: Reporter, session: Session, house: web.House) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", lat="50.827400", lon="4.372100", accuracy="12")
    assert reporter.step == "seen"
    reporter.fill("you")
    reporter.fill("send", agreed="yes")
    told = facts(session, house)
    assert (told.lat, told.lon, told.accuracy_m, told.commune) == (50.8274, 4.3721, 12, "Ixelles")


@pytest.mark.parametrize("words", ["", FLAGEY])
def test_a_point_outside_the_region_is_said_once_with_or_without_words(reporter: Reporter, words: str) -> None:
    vilvoorde = {"lat": "50.928", "lon": "4.425", "accuracy": "30", "place": words}
    reporter.fill(danger="none")
    said = reporter.fill("seen", **vilvoorde)
    assert "hors de la Région de Bruxelles" in said
    assert reporter.step == "where"
    reporter.fill("seen", **vilvoorde)
    assert reporter.step == "seen"


def test_a_pin_and_words_that_disagree_are_asked_about_once_and_both_stay(
    reporter: Reporter, session: Session, house: web.House
) -> None:
    simonis = {"lat": "50.863700", "lon": "4.329200", "accuracy": "40"}
    reporter.fill(danger="none")
    said = reporter.fill("seen", place=FLAGEY, **simonis)
    assert reporter.step == "where"
    assert "Ce que vous avez écrit et le point sur la carte" in said
    assert simonis["lat"] in said
    reporter.fill("seen", place=FLAGEY, **simonis)
    assert reporter.step == "seen"
    reporter.fill("you")
    reporter.fill("send", agreed="yes")
    told, (report,) = facts(session, house), reports(session)
    assert (told.place, told.lat, told.lon) == (FLAGEY, 50.8637, 4.3292)
    assert (told.accuracy_m or 0) > 4000  # as far as the two are apart: nobody is sent without a person
    assert in_line.entry_of(session, report.id) is not None


def test_a_pin_beside_words_that_agree_is_taken_as_it_is(
    reporter: Reporter, session: Session, house: web.House
) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY, lat="50.827400", lon="4.372100", accuracy="40")
    assert reporter.step == "seen"
    reporter.fill("you")
    reporter.fill("send", agreed="yes")
    assert facts(session, house).accuracy_m == 40


@pytest.mark.parametrize("lat", ["nan", "inf", "1e400", "91", "<b>", "٥٠٫٨", ""])
def test_what_is_no_point_is_left_out(reporter: Reporter, session: Session, house: web.House, lat: str) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY, lat=lat, lon="4.3721", accuracy="-5")
    assert reporter.step == "seen"
    reporter.fill("you")
    reporter.fill("send", agreed="yes")
    assert facts(session, house).commune == "Ixelles"


def test_who_wants_somebody_gone_hears_what_we_do_and_may_report_all_the_same(
    reporter: Reporter, session: Session
) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY)
    said = reporter.fill("you", words="il y a un clochard dans mon hall, il faut le dégager")
    assert removal.answer("fr") in said
    reporter.fill("send", agreed="yes")
    assert len(reports(session)) == 1


@pytest.mark.parametrize("lat", ["nan", "inf", "91", "x", "-50.8", ""])
def test_what_is_no_position_is_none(reporter: Reporter, lat: str) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", lat=lat, lon="4.37", accuracy="nan")
    assert (reporter.status, reporter.step) == (400, "where")


@pytest.mark.parametrize(
    ("step", "typed", "sentence"),
    [
        ("where", {"place": " ", "side": "vers le tram"}, report_form.NO_PLACE),
        ("seen", {"count": "0", "words": "une dame"}, report_form.NO_NUMBER),
        ("you", {"contact": "0470", "agreed": "yes"}, report_form.NO_CONTACT),
        ("you", {"contact": "0470 12 34 56", "agreed": "yes"}, report_form.NO_CONSENT),
        ("you", {"contact": "anna@example.org", "contact_consent": "yes"}, report_form.NOT_AGREED),
    ],
)
def test_what_is_wrong_is_said_in_their_language_and_all_that_was_typed_stays(
    reporter: Reporter, session: Session, step: str, typed: dict[str, str], sentence: str
) -> None:
    reporter.fill(danger="none")
    for before, fields in (("where", {"place": FLAGEY}), ("seen", {"words": "un homme"})):
        if before == step:
            break
        reporter.fill({"where": "seen", "seen": "you"}[before], **fields)
    said = reporter.fill({"where": "seen", "seen": "you", "you": "send"}[step], **typed)
    assert (reporter.status, reporter.step) == (400, step)
    assert t("fr", sentence) in said
    assert all(value in said for name, value in typed.items() if value.strip() and value != "yes")
    assert step == "where" or FLAGEY in said
    assert reports(session) == []


def test_nothing_is_sent_without_agreement_whatever_page_is_asked_for(reporter: Reporter, session: Session) -> None:
    reporter.fill(danger="none")
    reporter.fill("send", place=FLAGEY)
    assert reporter.step == "seen" or reporter.status == 400
    assert reports(session) == []


def test_sent_twice_it_is_one_report_with_the_same_code(reporter: Reporter, session: Session) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY)
    before = reporter.fill("you")
    reporter.fill("send", agreed="yes")
    first, reporter.html = reporter.code, before
    reporter.fill("send", agreed="yes")
    assert reporter.code == first
    assert len(reports(session)) == 1


def test_sent_twice_at_the_same_moment_it_is_one_report(reporter: Reporter, session: Session) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY)
    page = reporter.fill("you")
    codes: list[str] = []

    def send() -> None:
        known = hidden(page)
        client: FlaskClient = reporter.client.application.test_client()
        answer = client.post(reporter.path, data={**known, "go": "send", "agreed": "yes"}).get_data(as_text=True)
        codes.extend(re.findall(r'class="code".*?>([A-Z]{2} \d{4})<', answer))

    threads = [threading.Thread(target=send) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(codes) == 5
    assert len(set(codes)) == len(reports(session)) == 1


def test_while_the_database_is_away_the_form_stays_and_can_be_sent_later(
    reporter: Reporter, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("", {}, Exception())

    reporter.fill(danger="none")
    with monkeypatch.context() as broken:
        broken.setattr(door.gazetteer, "current", away)
        reporter.fill("seen", place=FLAGEY)
        reporter.fill("you", words="un homme assis")
        broken.setattr(door.arrival, "sent_before", away)
        said = reporter.fill("send", agreed="yes", contact="anna@example.org", contact_consent="yes")
    assert (reporter.status, reporter.step) == (503, "you")
    assert "Rien n'est perdu" in said
    assert all(typed in said for typed in (FLAGEY, "un homme assis", "anna@example.org"))
    reporter.fill("send", agreed="yes", contact="anna@example.org", contact_consent="yes")
    (report,) = reports(session)
    assert report.code == reporter.code


def test_a_form_that_is_too_old_keeps_what_was_typed(
    reporter: Reporter, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter.fill(danger="none")
    with monkeypatch.context() as old:
        old.setattr(sender, "OPEN_S", -1)
        reporter.fill("seen", place=FLAGEY)
    assert reporter.status == 400
    assert FLAGEY in reporter.html
    reporter.fill("seen", place=FLAGEY)
    assert reporter.step == "seen"


def test_a_machine_that_fills_in_every_field_is_thanked_and_nothing_is_kept(
    reporter: Reporter, session: Session
) -> None:
    reporter.fill("send", website="https://spam.example", place=FLAGEY, agreed="yes")
    assert reporter.status == 200
    assert reports(session) == []


def test_one_connection_is_slowed_down_and_told_to_call(
    public_app: Flask, reporter: Reporter, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SEND_MOST", 1)
    monkeypatch.setattr(door, "SEND_WINDOW_S", FOR_EVER_S)
    reporter.tell()
    again = Reporter(public_app)
    again.sender = reporter.sender
    said = again.tell()
    assert again.status == 429
    assert FLAGEY in said
    assert len(reports(session)) == 1
    Reporter(public_app).tell()
    assert len(reports(session)) == 2


def test_names_and_numbers_are_not_kept_and_the_number_only_with_consent(
    reporter: Reporter, session: Session, house: web.House
) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY)
    reporter.fill("you", words="il s'appelle Jean, tel 0470 98 76 54")
    consents = {"contact_consent": "yes", "feedback": "yes", "text_safe": "yes", "agreed": "yes"}
    reporter.fill("send", contact="0470 12 34 56", role="citizen", **consents)
    told = facts(session, house)
    assert told.condition_words == "il s'appelle …, tel …"
    assert told.contact == "+32470123456"
    assert (told.contact_consent, told.feedback_wanted, told.text_safe) == (True, True, True)


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        ({}, False),
        ({"contact": "0470 12 34 56", "contact_consent": "yes"}, False),
        ({"contact": "02 880 86 89", "contact_consent": "yes", "text_safe": "yes"}, False),
        ({"contact": "0470 12 34 56", "contact_consent": "yes", "text_safe": "yes"}, True),
        ({"contact": "anna@example.org", "contact_consent": "yes"}, True),
    ],
    ids=["nowhere", "not safe", "a landline", "a safe phone", "by mail"],
)
def test_who_wants_to_hear_and_could_not_is_told_so_before_it_is_sent(
    reporter: Reporter, session: Session, reach: dict[str, str], told: bool
) -> None:
    reporter.fill(danger="none")
    reporter.fill("seen", place=FLAGEY)
    reporter.fill("you")
    page = reporter.fill("send", agreed="yes", feedback="yes", **reach)
    assert len(reports(session)) == told
    assert ('id="problem-feedback"' in page) != told


def test_no_word_of_it_is_in_an_address_or_a_log(reporter: Reporter, capsys: pytest.CaptureFixture[str]) -> None:
    reporter.tell(words="un homme assis", count="3")
    said = capsys.readouterr()
    for word in ("Flagey", "friterie", "homme", reporter.code):
        assert word not in said.out + said.err
    assert not re.search(r'(?:href|action)="[^"]*(?:Flagey|friterie|code=|' + reporter.code + ")", reporter.html)


def test_the_home_page_and_the_pages_about_reporting_lead_to_it(reporter: Reporter) -> None:
    assert 'href="/en/report"' in reporter.get("/en/").get_data(as_text=True)
    assert 'href="/en/report"' in reporter.get("/en/need/report_person").get_data(as_text=True)
    assert 'href="/en/report/status"' in reporter.get("/en/need/report_followup").get_data(as_text=True)
