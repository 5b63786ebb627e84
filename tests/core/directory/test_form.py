"""The form of a service: what is shown and sent back changes nothing; what is typed is read, or named as wrong."""

from datetime import date

import pytest

from hotline.core.directory import files, form, known
from hotline.core.directory.confirm import told
from hotline.core.directory.facts import Organization, Service, as_json
from hotline.core.directory.form import Wrong
from tests.core.directory.house import TODAY, organization

CALLED = known.called(TODAY)


def day_centre() -> Service:
    return organization().services[0]


def changed(**typed: str) -> Service:
    values = form.typed(day_centre()) | {name.replace("__", "."): one for name, one in typed.items()}
    return form.read(values, day_centre(), CALLED, "fr")


@pytest.mark.parametrize("of", files.organizations(), ids=lambda of: of.id)
def test_every_service_goes_through_its_form_and_comes_out_the_same(of: Organization) -> None:
    for service in of.services:
        again = form.read(form.typed(service), service, CALLED, "nl")
        assert again == service


def test_a_fact_that_says_something_else_is_worth_what_they_know_the_rest_stays() -> None:
    now = changed(schedules__0__hours="lundi-vendredi 10h-16h", phones__1__number="02/765.43.21")
    assert now.schedules[0].hours == "Mo-Fr 10:00-16:00"
    assert now.schedules[0].trust == told("call", TODAY)
    assert [one.number for one in now.phones] == ["02 123 45 67", "02 765 43 21"]
    assert now.phones[0].trust == day_centre().phones[0].trust
    assert now.trust == day_centre().trust


def test_who_only_puts_words_right_leaves_the_worth_as_it_is() -> None:
    values = form.typed(day_centre()) | {"phones.0.number": "02 123 45 68"}
    now = form.read(values, day_centre(), known.SAME, "fr")
    assert now.phones[0].trust == day_centre().phones[0].trust
    assert form.changes_facts(day_centre(), now)
    assert not form.changes_facts(day_centre(), day_centre())


def test_a_row_that_is_wiped_out_is_gone() -> None:
    assert changed(phones__0__number=" ").phones == ()
    assert changed(says__0__text__fr="", says__0__text__nl="").says == ()


def test_texts_in_several_languages_and_choices_are_read() -> None:
    now = changed(
        name__ar="مركز", says__0__text__en="No appointment.", audience__0__group="women",
        audience__0__degree="exclusive", languages__0__languages="fr, ar", hidden="yes", phones__0__free="no",
        ends_on="2027-03-31",
    )  # fmt: skip
    assert now.name["ar"] == "مركز"
    assert now.says[0].text["en"] == "No appointment."
    assert (now.audience[0].group, now.audience[0].degree) == ("women", "exclusive")
    assert now.languages[0].languages == ("fr", "ar")
    assert now.hidden
    assert now.phones[0].free is False
    assert now.ends_on == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("field", "typed", "kind"),
    [
        ("schedules.0.hours", "quand on peut", "hours"),
        ("schedules.0.kind", "sometimes", "choice"),
        ("phones.0.number", "call us", "phone"),
        ("locations.0.postal_code", "9000", "postcode"),
        ("locations.0.lat", "north", "number"),
        ("closures.0.first", "tomorrow", "day"),
        ("ends_on", "31/03/2027", "day"),
        ("type", "", "choice"),
        ("type", "circus", "choice"),
        ("needs", "shower circus", "codes"),
        ("needs", "", "codes"),
    ],
)
def test_what_cannot_be_is_named_at_its_field(field: str, typed: str, kind: str) -> None:
    with pytest.raises(Wrong) as wrong:
        form.read({**form.typed(day_centre()), field: typed}, day_centre(), CALLED, "fr")
    assert wrong.value.fields[field] == kind


def test_every_mistake_is_named_at_once() -> None:
    values = {name: one for name, one in form.typed(day_centre()).items() if not name.startswith("name.")}
    values |= {"schedules.0.hours": "?", "closures.3.first": "2026-12-02", "closures.3.last": "2026-12-01"}
    values |= {"starts_on": "2027-01-01", "ends_on": "2026-01-01"}
    with pytest.raises(Wrong) as wrong:
        form.read(values, day_centre(), CALLED, "fr")
    assert {"name", "schedules.0.hours", "closures.3.last"} <= set(wrong.value.fields)


def test_the_last_day_does_not_come_before_the_first() -> None:
    with pytest.raises(Wrong) as wrong:
        changed(starts_on="2027-01-01", ends_on="2026-01-01")
    assert wrong.value.fields == {"ends_on": "day"}


def test_a_new_service_begins_with_an_empty_form() -> None:
    empty = form.blank("house.new", told("call", TODAY))
    typed = {"name.fr": "Neuf", "summary.fr": "Un lieu.", "type": "day_centre", "needs": "shower"}
    made = form.read(typed, empty, CALLED, "fr")
    assert Service.model_validate(made.model_dump()) == made
    assert made.trust == told("call", TODAY)
    assert form.typed(empty)["type"] == ""


def test_how_somebody_knows_is_a_source_of_its_own() -> None:
    house = organization()
    dated = known.page(house, "https://a.example", "operator", date(2026, 10, 1), TODAY)
    assert dated.trust
    assert (dated.trust.verified_on, dated.trust.assurance) == (date(2026, 10, 1), "verified")
    house = dated.in_sources(house)
    again, other = (
        known.page(house, url, "operator", date(2026, 10, 1), TODAY)
        for url in ("https://a.example", "https://b.example")
    )
    assert again.trust == dated.trust
    assert other.trust != dated.trust
    undated = known.page(house, "https://a.example", "operator", None, TODAY)
    assert undated.trust
    assert (undated.trust.verified_on, undated.trust.assurance) == (None, "stale")
    assert known.SAME.in_sources(house) is house
    assert Organization.model_validate(as_json(CALLED.in_sources(house)))


def test_empty_rows_of_a_page_that_was_sent_are_no_rows() -> None:
    values = form.typed(day_centre()) | {
        "phones.1.number": "",
        "phones.1.free": "yes",
        "audience.0.degree": "exclusive",
    }
    assert form.filled(values, "phones") == [0]
    assert form.filled(values, "audience") == []
