"""People find what helps them in their own words; what is not for them, or over, stays away."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from hotline.core import gazetteer
from hotline.core.directory import write
from hotline.core.directory.query import Query, understand
from hotline.core.directory.search import Result, search
from hotline.core.directory.why import why
from tests.core.directory.made import organization, service

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)  # Thursday, two in the afternoon in Brussels


def ids(found: list[Result]) -> list[str]:
    return [one.id for one in found]


def find(session: Session, text: str, language: str = "fr", **more: object) -> list[Result]:
    return search(session, Query(text, language, **more), None, AT)  # type: ignore[arg-type]


def put(session: Session, *services: dict[str, object], **more: bool) -> None:
    write.write(session, organization(*services), "editor", AT, **more)
    session.commit()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Où prendre une douche ?", "fr"),
        ("waar kan ik douchen", "nl"),
        ("I need a showr", "en"),
        ("أين أستطيع الاستحمام أو دش", "ar"),
        ("duş", "ro"),
    ],
)
def test_a_person_who_asks_for_a_shower_in_any_language_gets_one(session: Session, text: str, language: str) -> None:
    put(session, service("wash"), service("eat", needs=["meal"]))
    assert ids(find(session, text, language))[0] == "wash"


def test_a_name_with_a_typing_error_is_found(session: Session) -> None:
    put(
        session,
        service("a", name={"fr": "DoucheFLUX"}, needs=["laundry"]),
        service("b", name={"fr": "Hobo"}, needs=["meal"]),
    )
    assert ids(find(session, "chefluks")) == []
    assert ids(find(session, "douchflux"))[0] == "a"


def test_what_is_open_comes_first_and_says_until_when(session: Session) -> None:
    put(
        session,
        service("shut", schedules=[{"hours": "Mo-Su 08:00-10:00"}]),
        service("open", schedules=[{"hours": "Mo-Su 08:00-16:00"}]),
    )
    first, second = find(session, "une douche")
    assert (first.id, second.id) == ("open", "shut")
    assert why(first, "en", AT) == ["Open until 16:00"]
    assert why(second, "en", AT) == ["Opens tomorrow at 08:00"]
    assert ids(find(session, "une douche", when="now")) == ["open"]


def test_a_man_is_not_sent_to_a_house_for_women(session: Session) -> None:
    only = [{"group": "women", "degree": "exclusive"}]
    put(session, service("hers", audience=only), service("all"))
    assert ids(find(session, "une douche, je suis un homme")) == ["all"]
    assert ids(find(session, "une douche pour une femme"))[0] == "hers"
    assert "Only for: women" in why(find(session, "douche femme")[0], "en", AT)


@pytest.mark.parametrize(
    ("text", "language", "group"),
    [
        ("J'ai 78 ans", "fr", "elderly"),
        ("ik ben 16 en alleen", "nl", "minors"),
        ("I am 19", "en", "young_adults"),
        ("j'ai 3 enfants", "fr", "families"),
        ("عمري 17", "ar", "minors"),
        ("attendre 20 minutes", "fr", None),
    ],
)
def test_people_say_who_they_are_by_their_age_too(text: str, language: str, group: str | None) -> None:
    assert understand(Query(text, language), None, AT).groups == ({group} if group else set())


def test_what_only_staff_may_know_is_found_by_staff_alone(session: Session) -> None:
    rumour = {"assurance": "unverified"}
    put(session, service("rumour", trust=rumour), service("secret", hidden=True), service("known"))
    put(session, service("known", phones=[{"number": "02 000 00 00", "trust": rumour}]), private=True)
    assert ids(find(session, "douche")) == ["known"]
    assert find(session, "douche")[0].service.phones == ()  # type: ignore[union-attr]
    staff = {one.id: one for one in find(session, "douche", staff=True)}
    assert set(staff) == {"rumour", "secret", "known"}
    assert staff["known"].service.phones[0].number == "02 000 00 00"  # type: ignore[union-attr]


def test_a_winter_centre_whose_winter_is_over_is_not_found(session: Session) -> None:
    put(session, service("gone", ends_on="2026-03-20"), service("here", ends_on="2026-11-26"))
    assert ids(find(session, "douche")) == ["here"]


def test_what_is_old_is_found_and_says_that_it_is_to_be_confirmed(session: Session) -> None:
    put(session, service("old", trust={"assurance": "verified", "verified_on": "2017-04-01"}))
    [old] = find(session, "douche")
    assert old.assurance == "stale"
    assert why(old, "en", AT) == ["To be confirmed (last seen: April 2017)"]


def test_what_is_near_the_place_they_name_comes_first_with_its_distance(directory: Session) -> None:
    near = [{"lat": 50.8355, "lon": 4.3400, "commune": "Saint-Gilles"}]
    far = [{"lat": 50.8960, "lon": 4.3400, "commune": "Bruxelles-Ville"}]
    put(directory, service("zz.near", locations=near), service("aa.far", locations=far))
    found = search(directory, Query("une douche près de la gare du midi"), gazetteer.current(directory), AT)
    order = ids(found)
    assert order.index("zz.near") < order.index("aa.far")
    assert why(next(one for one in found if one.id == "zz.near"), "fr", AT) == ["200 m"]


def test_a_question_about_nothing_finds_nothing(session: Session) -> None:
    put(session, service("wash"))
    for text in ("", "   ", "où est-ce que je", "xyzzy", "' | & ! :*", "\x00", "a" * 100_000):
        assert ids(find(session, text)) == [], text


@pytest.mark.parametrize(
    "text",
    ["à la rue depuis 3 ans", "ça fait 5 ans que je dors dehors", "dakloos sinds 4 jaar", "homeless for 6 years",
     "od 7 lat", "en Belgique depuis plus de 9 ans", "seit 10 Jahren", "il y a 12 ans", "desde hace 15 años"],
)  # fmt: skip
def test_how_long_somebody_is_in_the_street_is_not_how_old_they_are(text: str) -> None:
    assert understand(Query(text), None, AT).groups & {"minors", "young_adults", "elderly"} == set()


@pytest.mark.parametrize(
    "text", ["j'ai 17 ans et je suis dehors", "17 ans, à la rue", "I am 17", "ik ben 16 jaar", "mam 15 lat"]
)
def test_a_child_in_the_street_is_known_as_one(text: str) -> None:
    assert "minors" in understand(Query(text), None, AT).groups


def test_how_far_it_is_never_tells_an_address_that_only_dispatchers_may_know(directory: Session) -> None:
    rumour = {"assurance": "unverified"}
    put(
        directory,
        service("aa.here", locations=[{"lat": 50.8355, "lon": 4.34, "commune": "Saint-Gilles", "trust": rumour}]),
    )
    found = search(directory, Query("une douche près de la gare du midi", limit=30), gazetteer.current(directory), AT)
    assert next(one for one in found if one.id == "aa.here").km is None
