"""Somebody looks for help on the public site: by need, in their own words, by commune, and reads what they find."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hotline import db, texts, texts_extract
from hotline.core.directory import write
from hotline.core.directory.facts import Organization
from hotline.core.directory.tables import OrganizationRow
from hotline.core.measure import BRUSSELS
from hotline.texts import LANGUAGES
from tests import trust_rules
from tests.console.pages import Browser

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SEEN = {"sources": ["page"], "verified_on": "2026-10-02", "assurance": "verified"}
OLD = {"sources": ["page"], "verified_on": "2017-07-01", "assurance": "stale"}
PATHS = (
    "/", "/tile/doctor", "/need/shower", "/search", "/search?q=douche&near=midi&open=now&for=women&speaks=ar",
    "/search?q=zzzzzz", "/search?q=douche&near=zzzzzz", "/service/made.one", "/communes", "/commune/saint-gilles",
    "/nothing",
)  # fmt: skip


def words(**by: str) -> dict[str, str]:
    return by


def made(**more: Any) -> Organization:
    """An organization with one service about which everything is said."""
    service = {
        "id": "made.one",
        "name": words(fr="Maison d'essai", ar="بيت التجربة"),
        "summary": words(fr="On peut y prendre une douche.", ar="يمكن الاستحمام هنا."),
        "type": "hygiene",
        "needs": ["shower"],
        "trust": SEEN,
        "audience": [{"group": "women", "degree": "exclusive"}],
        "phones": [{"number": "0800 30 030", "free": True}],
        "locations": [
            {"address": words(fr="Rue d'Essai 1"), "postal_code": "1060", "commune": "Saint-Gilles",
             "lat": 50.83, "lon": 4.34, "wheelchair": "partly", "trust": OLD},
        ],
        "schedules": [
            {"hours": "Mo-Fr 08:45-12:00; Mo-Fr 13:00-17:00; Sa 22:00-06:00", "on_holidays": "closed"},
            {"hours": "Tu 10:00-12:00", "public": "men", "kind": "registration", "trust": OLD},
        ],
        "closures": [{"first": "2030-12-24", "last": "2030-12-26"}],
        "languages": [{"languages": ["fr", "ti"]}],
        "says": [{"about": "price", "text": words(fr="C'est gratuit.")}],
        "saturation": {"state": "full", "said_on": "2026-10-02"},
        "links": [{"url": "https://essai.example/"}],
        **more,
    }  # fmt: skip
    source = {"url": "https://essai.example/", "dated": "2026", "kind": "operator", "read_on": "2026-10-02"}
    document = {"id": "made", "name": words(fr="L'Essai"), "sources": {"page": source}, "services": [service]}
    return Organization.model_validate(document)


@pytest.fixture
def one(session: Session, directory: Session) -> Organization:
    """Maison d'essai is in the directory."""
    assert directory
    organization = made()
    write.write(session, organization, "file", db.now(session))
    session.commit()
    return organization


def text_of(site: Browser, path: str) -> str:
    """What is read on a page, in one line."""
    return " ".join(trust_rules.parse(site.get(path).get_data(as_text=True)).xpath("//body")[0].text_content().split())


def test_who_taps_wash_and_shower_finds_who_has_one(site: Browser, one: Organization) -> None:
    assert 'href="/fr/need/shower"' in site.get("/fr/need/hygiene").get_data(as_text=True)
    html = site.get("/fr/need/shower").get_data(as_text=True)
    assert 'href="/fr/service/made.one"' in html
    assert 'href="/fr/need/hygiene"' in html  # and back to the wider need


def test_near_a_station_the_result_says_how_far(site: Browser, one: Organization) -> None:
    for path in ("/fr/search?q=douche&near=gare+du+midi", "/nl/search?q=douche+bij+het+zuidstation"):
        assert re.search(r"\d+00 m|\d,\d km", text_of(site, path)), path
    assert "بالقرب من: Bruxelles-Midi" in text_of(site, "/ar/search?q=دوش&near=محطة الجنوب")


def test_a_place_that_nobody_knows_is_said_and_the_search_goes_on(site: Browser, one: Organization) -> None:
    said = text_of(site, "/fr/search?q=douche&near=qwrtzpl")
    assert "Nous ne connaissons pas ce lieu : qwrtzpl." in said
    assert "Maison d'essai" in said


def test_what_was_chosen_stays_chosen(site: Browser, one: Organization) -> None:
    html = site.get("/fr/search?q=douche&near=midi&open=now&for=women&speaks=ar&wheelchair=1").get_data(as_text=True)
    for kept in ('value="now" checked', 'value="women" checked', 'value="ar" lang="ar" selected', 'value="midi"'):
        assert kept in html
    assert 'name="wheelchair" value="1" checked' in html


def test_nonsense_on_the_form_is_left_out(site: Browser, one: Organization) -> None:
    answer = site.get("/fr/search?q=douche&open=always&for=martians&speaks=xx&wheelchair=maybe&near=" + "x" * 5000)
    assert answer.status_code == 200


def test_the_card_tells_all_of_a_service_and_each_doubt_where_it_belongs(site: Browser, one: Organization) -> None:
    tree = trust_rules.parse(site.get("/fr/service/made.one").get_data(as_text=True))
    said = " ".join(tree.xpath("//main")[0].text_content().split())
    for fact in (
        "Maison d'essai", "L'Essai", "Uniquement pour : femmes", "0800 30 030 gratuit",
        "Rue d'Essai 1, 1060 Saint-Gilles",
        "lundi – vendredi 08:45–12:00 · 13:00–17:00", "samedi 22:00–06:00", "dimanche fermé", "Fermé les jours fériés",
        "Fermé : Du 24 décembre 2030 au 26 décembre 2030", "français, tigrigna", "C'est gratuit.", "essai.example",
        "Vérifié : octobre 2026 · Source : le service lui-même", "Pour : hommes",
        "En partie accessible en chaise roulante",
    ):  # fmt: skip
        assert fact in said, fact
    doubt = "À confirmer (vu pour la dernière fois : juillet 2017)"
    assert said.count(doubt) == 2
    assert trust_rules.worth_of(tree, "Rue d'Essai 1") == {"stale"}
    assert trust_rules.worth_of(tree, "10:00–12:00") == {"stale"}
    assert trust_rules.worth_of(tree, "08:45–12:00") == {"verified"}


def test_what_is_in_another_language_says_which(site: Browser, one: Organization) -> None:
    html = site.get("/ar/service/made.one").get_data(as_text=True)
    assert "بيت التجربة" in html
    assert '<span lang="fr" dir="ltr">Rue d&#39;Essai 1</span>' in html
    assert "من يوم" not in html


def test_the_message_to_take_along_keeps_the_doubts(site: Browser, one: Organization) -> None:
    html = site.get("/fr/service/made.one").get_data(as_text=True)
    (body,) = re.findall(r'href="sms:\?body=([^"]+)"', html)
    lines = unquote(body).split("\n")
    assert lines[0] == "Maison d'essai"
    assert lines[1].startswith("Rue d'Essai 1, 1060 Saint-Gilles (À confirmer")
    assert "0800 30 030" in lines
    assert lines[-1] == "https://hotline.example/fr/service/made.one"


def test_a_commune_shows_what_is_in_it_under_both_its_names(site: Browser, one: Organization) -> None:
    assert "Sint-Gillis" in text_of(site, "/nl/commune/saint-gilles")
    said = text_of(site, "/en/commune/saint-gilles")
    assert "Saint-Gilles Sint-Gillis" in said
    assert "1060" in said
    assert "Maison d'essai" in said


def test_the_whole_directory_is_one_page_by_kind(site: Browser, one: Organization) -> None:
    html = site.get("/fr/all").get_data(as_text=True)
    assert 'id="service-made.one"' in html
    assert '<h2 id="hygiene">' in html


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_sentence_of_ours_is_left_in_english(site: Browser, one: Organization, language: str) -> None:
    whole = [one for one in _sentences() if "%" not in one and len(one) > 7 and texts.t(language, one) != one]
    for path in PATHS:
        said = f" {text_of(site, f'/{language}{path}')} "
        assert [one for one in whole if f" {one} " in said] == [], path


def _sentences() -> list[str]:
    found = texts_extract.template()
    return [str(one.id) for one in found if one.id and texts_extract.is_everywhere(one.locations)]


@pytest.mark.parametrize(
    "path", ["/fr/search?q={}", "/fr/search?q=douche&near={}", "/fr/need/shower?near={}", "/fr/{}"]
)
def test_what_somebody_types_is_never_run(site: Browser, one: Organization, path: str) -> None:
    html = site.get(path.format(EVIL)).get_data(as_text=True)
    assert "<script>alert" not in html
    assert "<img" not in html


def test_what_an_organisation_writes_is_never_run(site: Browser, session: Session, directory: Session) -> None:
    evil = words(fr=EVIL)
    more = {"links": [{"url": "javascript:alert(1)", "name": evil}], "says": [{"about": "price", "text": evil}]}
    write.write(session, made(name=evil, summary=evil, **more), "file", db.now(session))
    session.commit()
    for path in ("/fr/service/made.one", "/fr/need/shower", "/fr/all", "/fr/commune/saint-gilles"):
        html = site.get(path).get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'href="javascript:' not in html


def test_the_site_sets_no_cookie(public_app: Flask, site: Browser, one: Organization) -> None:
    for path in ("/", *(f"/fr{path}" for path in PATHS)):
        assert "Set-Cookie" not in site.get(path).headers, path


def test_who_is_full_today_says_so_before_anybody_goes_there(
    site: Browser, session: Session, directory: Session
) -> None:
    at = db.now(session)
    full = {"state": "full", "said_on": at.astimezone(BRUSSELS).date()}
    write.write(session, made(saturation=full), "editor", at)
    session.commit()
    for path in ("/fr/service/made.one", "/fr/search?q=maison d'essai"):
        assert "Complet aujourd'hui" in text_of(site, path)


def test_a_door_that_people_found_closed_is_in_doubt_at_once(
    site: Browser, session: Session, one: Organization
) -> None:
    assert "signalé fermé" not in text_of(site, "/fr/service/made.one")
    row = session.get(OrganizationRow, ("made", False))
    assert row is not None
    row.reported = {"made.one": "2026-11-26"}
    session.commit()
    tree = trust_rules.parse(site.get("/fr/service/made.one").get_data(as_text=True))
    assert trust_rules.worth_of(tree, "08:45–12:00") == {"stale"}
    assert trust_rules.bare_doubts(tree, "fr") == []


@pytest.mark.parametrize("word", ["endpoint", "_anchor", "_method", "_scheme", "_external", "id", "x" * 2000])
def test_words_that_no_form_of_ours_sends_lead_nowhere(site: Browser, word: str) -> None:
    """They broke the page, or made its links to other languages lead to whatever host was asked for."""
    answer = site.client.get(f"/fr/need/shower?near=Ixelles&{word}=evil", headers={"Host": "evil.example"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "evil" not in html
    assert 'href="/nl/need/shower?near=Ixelles"' in html


def test_the_answer_for_everybody_comes_first_and_in_full(site: Browser) -> None:
    for need, first in (("report_person", "report_someone"), ("shelter_tonight", "bed_tonight")):
        tree = trust_rules.parse(site.get(f"/fr/need/{need}").get_data(as_text=True))
        assert tree.xpath("//article[contains(@class, 'answer')]/@id") == [f"answer-{first}"]
        assert len(tree.xpath("//a[contains(@href, '/fr/answer/')]")) > 2  # the others are one touch away
