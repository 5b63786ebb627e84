"""Where somebody says a person is: a place a team can walk to, or the one question that helps. Nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.gazetteer import OUTSIDE, Gazetteer, Place, distance_m, read
from hotline.core.locate import Located, locate
from hotline.core.plain import plain

PLACES = read()
BOOK = Gazetteer(PLACES)


def at(text: str, language: str | None = None) -> Located:
    return locate(BOOK, text, language)


@pytest.mark.parametrize(
    ("said", "commune", "name"),
    [
        ("devant le Delhaize place de la Reine, côté arrêt de tram", "Schaerbeek", "Place de la Reine"),
        ("derriere la gare du midi coté fonsny", "Saint-Gilles", "Bruxelles-Midi"),
        ("er ligt iemand onder de brug aan station Noord", "Schaerbeek", "Bruxelles-Nord"),
        ("tram direction Simonis, à l'arrêt Flagey", "Ixelles", "Place Eugène Flagey"),
        ("aan de ingang van metro Hermann-Debroux", "Auderghem", "Herrmann-Debroux"),
        ("saint-gilles parvis", "Saint-Gilles", "Parvis de Saint-Gilles"),
    ],
)
def test_a_place_a_team_can_walk_to_is_clear(said, commune, name):
    found = at(said)
    assert (found.commune, found.ask, found.matched[0]) == (commune, None, name)
    assert found.point is not None


@pytest.mark.parametrize(
    ("said", "ask"),
    [
        ("un monsieur dort dans la rue Haute", "number_or_cross_street"),
        ("rue des Inconnus-Illustres", "number_or_cross_street"),
        ("in de Onbestaandestraat", "number_or_cross_street"),
        ("à l'arrêt du 81", "which_stop"),
        ("bij de halte van lijn 55", "which_stop"),
        ("aan de tramhalte", "which_stop"),
        ("bij een metrostation", "which_one"),
        ("à Molenbeek", "street_or_landmark"),
        ("dans le quartier européen", "street_or_landmark"),
        ("1060", "street_or_landmark"),
        ("sous le pont", "where"),
        ("je ne sais pas trop", "where"),
        ("", "where"),
    ],
)
def test_what_is_not_clear_is_asked_with_the_one_question_that_helps(said, ask):
    found = at(said)
    assert (found.ask, found.point) == (ask, None)


@pytest.mark.parametrize(
    "said",
    [
        "2 hommes dorment rue Haute",
        "rue Haute depuis 3 heures",
        "rue Haute, tram 92",
        "rue Haute, mon numéro 0470 00 00 63",
        "twee mannen in de Hoogstraat, 1000 Brussel",
        "rue Haute, 3 vieux messieurs",
    ],
)
def test_what_counts_people_hours_or_lines_is_no_number_of_a_house(said):
    assert at(said).ask == "number_or_cross_street"


@pytest.mark.parametrize(
    "said",
    [
        "12, rue Haute",
        "rue Haute au 12 bis",
        "Rue Haute 12, 1000 Bruxelles",
        "2 hommes, rue Haute, numéro 4",
        "Hoogstraat 12a",
    ],
)
def test_the_number_of_a_house_makes_a_street_clear(said):
    assert at(said).ask is None


def test_a_number_or_a_corner_makes_a_street_a_point():
    assert at("rue Haute 120").ask is None
    corner = at("coin rue Haute et rue Blaes")
    assert corner.ask is None
    assert corner.accuracy_m is not None


def test_between_two_places_is_half_way():
    bourse, brouckere = at("la Bourse"), at("De Brouckère")
    between = at("entre la Bourse et De Brouckère")
    assert bourse.point
    assert brouckere.point
    assert between.point
    assert distance_m(between.point, bourse.point) == pytest.approx(distance_m(between.point, brouckere.point), abs=20)


def test_the_only_station_of_a_commune_needs_no_name_and_one_of_several_does():
    assert at("à la gare, à Jette").matched == ("Jette",)
    assert at("à Schaerbeek, près d'une gare").ask in ("which_stop", "which_one")


def test_a_commune_that_does_not_fit_the_place_is_asked_about():
    found = at("place Flagey à Ganshoren")
    assert (found.ask, found.commune) == ("which_one", None)


def test_outside_the_region_is_said_to_be_outside():
    for said in ("à Liège", "Louvain gare", "à la gare de Louvain", "station van Halle", "à l'aéroport de Zaventem"):
        assert at(said).commune == OUTSIDE


def namesakes(name: str) -> list[Place]:
    return [n.place for n in PLACES if plain(name) in (plain(n.place.fr), plain(n.place.nl), *map(plain, n.also))]


ELSE = {"rail-tour-et-taxis"}  # who says the name alone means the building


@pytest.mark.parametrize("named", [n for n in PLACES if n.place.id not in ELSE], ids=lambda named: named.place.id)
def test_by_its_own_name_every_place_or_a_namesake_is_found_or_asked_about(named):
    for name, language in ((named.place.fr, "fr"), (named.place.nl, "nl")):
        found = at(name, language)
        if found.point is not None:
            assert min(distance_m(found.point, place.point) for place in namesakes(name)) <= 400, name


@given(st.text(max_size=300))
def test_whatever_is_said_there_is_a_point_or_a_question(text):
    found = at(text)
    assert (found.point is None) == (found.ask is not None)
    assert 0 <= found.score <= 1
    assert found.commune is None or found.commune == OUTSIDE or found.commune in {p.place.commune for p in PLACES}
