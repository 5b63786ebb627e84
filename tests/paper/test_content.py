"""What stands on paper: for somebody in the street who reads slowly, and true for as long as the paper lies there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hotline.core.directory import need_words, trust, why
from hotline.core.directory.facts import Service
from hotline.core.directory.shelf import Shelf
from hotline.core.sheet import every, region
from hotline.core.sheet.content import Group, Item, Row, Sheet
from hotline.core.sheet.drawing import APART
from hotline.texts import LANGUAGES
from tests import trust_rules
from tests.core.directory.made import organization, service
from tests.paper.conftest import AT, TODAY, Made
from tests.parts import NUMBER


def told(sheet: Sheet) -> str:
    """Every text of a sheet."""

    def texts(found: object) -> Iterator[str]:
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            yield from (text for one in found.values() for text in texts(one))
        elif isinstance(found, (list, tuple)):
            yield from (text for one in found for text in texts(one))

    return "\n".join(texts(sheet.as_json()))


def pieces(sheet: Sheet) -> Iterator[Item | Row]:
    yield from (one for section in sheet.sections for one in (*section.items, *section.rows))


def lines(groups: tuple[Group, ...], *, certain: bool) -> str:
    return "\n".join(line.words.text for one in groups if (one.doubt == "") == certain for line in one.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sheet_in_any_language_tells_what_is_not_for_everyone(made: Made, known: Shelf, language: str) -> None:
    for kind, key in every.every(known):
        sheet = made(kind, key, language)
        text = told(sheet)
        assert trust_rules.unverified_numbers(text, ours=[NUMBER]) == set(), (kind, key)
        assert trust_rules.hidden_addresses_in(text) == set(), (kind, key)
        assert (sheet.language, sheet.direction) == (language, LANGUAGES[language].direction)
        assert sheet.sections, (kind, key)


def test_what_is_unsure_never_stands_among_what_is_certain(made: Made, known: Shelf) -> None:
    sheet = made("region", region.KEY, "fr")
    shown = {one.name.text: one for one in pieces(sheet) if isinstance(one, Item)}
    seen = 0
    for found in known.services.values():
        one = shown.get(found.service.name["fr"])
        if one is not None:
            for text in unsure(found.service):
                assert text not in lines(one.groups, certain=True), found.service.id
                assert text in lines(one.groups, certain=False), found.service.id
                seen += 1
    assert seen > 5


def unsure(service: Service) -> Iterator[str]:
    for place in service.locations:
        if not trust.is_certain(place, service, TODAY):
            yield from (text for code, text in place.address.items() if code == "fr")
    yield from (phone.number for phone in service.phones if not trust.is_certain(phone, service, TODAY))


@pytest.mark.parametrize("language", ["fr", "ar", "uk"])
def test_each_doubt_is_the_sentence_that_every_other_page_says(made: Made, language: str) -> None:
    sentences = trust_rules.doubts(language)
    found = [group.doubt for one in pieces(made("region", region.KEY, language)) for group in one.groups if group.doubt]
    assert len(found) > 20
    assert [doubt for doubt in found if not doubt.startswith(sentences)] == []


def test_a_number_to_ring_is_always_certain(made: Made, known: Shelf) -> None:
    rows = [one for one in pieces(made("commune", "saint-gilles", "nl")) if isinstance(one, Row)]
    certain = {
        phone.number
        for found in known.services.values()
        for phone in found.service.phones
        if trust.is_certain(phone, found.service, TODAY)
    }
    assert {one.phone for one in rows} == certain
    assert rows[0].phone == "112"


def test_every_service_stands_on_the_sheet_of_the_region(made: Made, known: Shelf) -> None:
    names = {one.name.text for one in pieces(made("region", region.KEY, "fr"))}
    rung = {found.service.id for found in known.services.values() if found.service.phones}
    missing = [
        found.service.id
        for found in known.services.values()
        if found.service.name["fr"] not in names and found.service.id not in rung
    ]
    assert missing == []


def test_a_commune_says_what_is_there_and_what_is_near_and_whose_office_is_whose(made: Made) -> None:
    sheet = made("commune", "saint-gilles", "fr")
    there, near, office, phones = sheet.sections
    assert "Centre de jour de L'Ilot" in [one.name.text for one in there.items]
    assert not {one.name.text for one in there.items} & {one.name.text for one in near.items}
    assert near.items[0].name.text == "Maison d'hygiène La Fontaine"
    assert "CPAS de votre commune" in [one.name.text for one in office.items]
    assert office.told
    assert (sheet.title, sheet.staff_title) == ("Saint-Gilles", "Sint-Gillis")
    assert phones.rows


def test_a_commune_without_a_service_still_has_a_sheet(made: Made) -> None:
    sheet = made("commune", "watermael-boitsfort", "de")
    assert len(sheet.sections) >= 2
    assert all(section.items or section.rows or section.told for section in sheet.sections)


def test_a_need_begins_with_its_answer_and_what_is_for_just_this_need(made: Made) -> None:
    answer, who = made("need", "shower", "fr").sections
    assert answer.told[0].parts
    first = who.items[0]
    assert "shower" in first.pictures
    assert first.groups[0].doubt == ""


def test_whoever_hands_a_sheet_out_reads_what_it_is(made: Made) -> None:
    assert made("need", "shower", "ar").staff_title == "Une douche · Een douche"
    assert made("need", "shower", "fr").staff_title == "Een douche"


def test_a_sheet_that_somebody_violent_may_find_says_so(made: Made) -> None:
    assert [key for key in ("domestic_violence", "shower") if made("need", key, "pl").secret] == ["domestic_violence"]


def test_each_need_has_a_picture(made: Made) -> None:
    from hotline.paper.pictures import pictograms

    drawn = set(pictograms())
    needs = need_words.known()
    assert {one.pictogram for one in (*needs.needs, *needs.tiles)} - drawn == set()
    shown = [made("need", one.id, "fr") for one in needs.needs]
    used = {line.picture for sheet in shown for one in pieces(sheet) for group in one.groups for line in group.lines}
    assert used - {""} <= drawn


def test_a_service_that_nobody_can_find_or_ring_is_reached_through_us(made: Made) -> None:
    (poincare,) = [one for one in pieces(made("need", "shelter_tonight", "fr")) if one.name.text == "Centre Poincaré"]
    assert "Appelez-nous pour les joindre." in lines(poincare.groups, certain=True)


def test_numbers_on_the_map_do_not_cover_each_other_and_each_stands_in_the_list(made: Made) -> None:
    sheet = made("region", region.KEY, "nl")
    assert sheet.map is not None
    places = sheet.map.places
    assert len(places) > 5
    for one in places:
        assert 0 < one.label_x < 1
        assert 0 < one.label_y < 1
        for other in places:
            far = ((one.label_x - other.label_x) ** 2 + (one.label_y - other.label_y) ** 2) ** 0.5
            assert one is other or far > APART * 0.8, (one, other)
    assert {one.number for one in places} == {item.number for item in pieces(sheet) if isinstance(item, Item)} - {None}


def test_hours_of_a_day_centre_come_in_the_words_of_the_reader(known: Shelf, made: Made) -> None:
    raw = service(schedules=[{"hours": "Mo-Fr 08:45-12:00; Mo-Fr 13:00-17:00", "on_holidays": "closed"}])
    of = organization(raw)
    (shown,) = [one for one in with_service(made, known, of) if one.name.text == "house"]
    assert "الاثنين – الجمعة 08:45–12:00 + 13:00–17:00 (" in lines(shown.groups, certain=True)
    assert why.doubt(of.services[0].trust, "ar", AT) == ""


def with_service(made: Made, known: Shelf, of: object) -> Iterator[Item | Row]:
    """The pieces of a sheet, with one more service on the shelf."""
    from hotline.core.directory.read import Found
    from hotline.core.sheet import need

    assert made
    found = Found(of, of.services[0])  # type: ignore[arg-type,attr-defined]
    more = replace(known, services={**known.services, found.service.id: found})
    from tests.paper.conftest import FRAME

    sheet = need.sheet(more, "shower", "ar", AT, FRAME)
    assert sheet is not None
    return pieces(sheet)
