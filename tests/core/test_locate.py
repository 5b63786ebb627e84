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
        ("er ligt een man te slapen op de Steenweg op Waver", "number_or_cross_street"),
        ("steenweg naar Bergen 20", "street_or_landmark"),
        ("Leuvense steenweg 40", "street_or_landmark"),
        ("bij een metrostation", "which_stop"),
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
        "un homme dort rue Haute; c'est au numéro 12",
        "un homme dort rue Haute depuis hier soir. 12",
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


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Il vient d'Anvers, il est place Liedts", "Place Liedts"),
        ("hij komt uit Gent en zit aan het Zuidstation", "Bruxelles-Midi"),
        ("il vient de la gare du Nord, il est à Rogier", "Rogier"),
        ("n'est plus à la gare Centrale, il est à Rogier", "Rogier"),
        ("niet meer aan het Noordstation maar aan Rogier", "Rogier"),
        ("il est arrivé à la gare du Nord", "Bruxelles-Nord"),
        ("100 m from Rogier", "Rogier"),
        ("vers la place Flagey", "Place Eugène Flagey"),
        ("le monsieur arrivait d'Anvers en bus, il est couché devant la gare du Nord", "Bruxelles-Nord"),
        ("ze woont in Aalst maar staat nu aan de Beurs", "Bourse"),
        ("il a raté le train pour Namur, il attend dehors à Bruxelles-Luxembourg", "Bruxelles-Luxembourg"),
        ("he missed the bus to Leuven and sits at Rogier", "Rogier"),
        ("niet het Koningin Astridplein, het Koninginplein in Schaarbeek", "Place de la Reine"),
        ("he's not at Schuman any more, he moved to Maelbeek station", "Maelbeek"),
    ],
)
def test_where_somebody_came_from_is_not_where_they_are(said, name):
    found = at(said)
    assert (found.ask, found.matched[0]) == (None, name)


@pytest.mark.parametrize(
    "said",
    [
        "elle vient de Charleroi",
        "op de weg naar Zaventem, net voorbij het benzinestation",
        "on the train to Antwerp",
        "dans le train pour Gand",
        "il marche vers Vilvorde",
        "porte de Louvain, une tente",
        "route de Lennik, devant une ferme",
    ],
)
def test_who_comes_from_a_town_or_goes_there_is_asked_where_they_are(said):
    found = at(said)
    assert found.ask is not None
    assert found.commune is None


def test_a_home_before_the_door_says_the_commune():
    assert at("j'habite à Uccle, il y a quelqu'un devant chez moi").commune == "Uccle"


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("hij zit in de hal", "nl"),
        ("sie sitzt in der Halle", "de"),
        ("unter der Brücke", "de"),
        ("avec des gants devant le hangar", "fr"),
        ("derrière la fontaine", "fr"),
        ("aan de vijver", "nl"),
        ("lângă piață", "ro"),
    ],
)
def test_an_ordinary_word_is_not_taken_for_a_place_that_sounds_alike(said, language):
    assert (at(said, language).ask, at(said, language).places) == ("where", ())


def test_a_street_without_a_name_does_not_hide_the_place_after_the_comma():
    assert at("dans la rue, Flagey").matched == ("Place Eugène Flagey",)


def test_a_station_for_cars_is_no_station_of_which_the_name_is_asked():
    for said in ("derrière la station-service", "behind the petrol station", "aan een tankstation"):
        assert at(said).ask == "where", said


def test_of_a_commune_with_several_stations_they_are_offered():
    found = at("à la gare, à Schaerbeek")
    assert found.ask == "which_one"
    assert {"Schaerbeek", "Bruxelles-Nord"} <= set(found.matched)


def test_a_town_and_a_station_of_one_name_are_asked_about():
    assert (at("Kraainem").ask, at("Kraainem").commune) == ("which_one", None)
    assert at("metro Kraainem").commune == "Woluwe-Saint-Lambert"
    assert at("Mechelsesteenweg in Kraainem").commune == OUTSIDE


@pytest.mark.parametrize("said", ["dans le bus 71 direction Delta", "bus 95 naar Wiener", "le tram 51 vers Stalle"])
def test_where_a_line_goes_is_not_where_they_are(said):
    assert (at(said).ask, at(said).point) == ("which_stop", None)


@pytest.mark.parametrize(
    "said",
    [
        "avenue Louise, une femme de 30 ans", "rue Haute, il a environ 45 ans", "Nieuwstraat, een man van 40 jaar",
        "rue Neuve, 2 hommes et 1 femme", "tram 92 rue Royale", "avenue Louise à 22h30", "rue Haute depuis 3 jours",
    ],
)  # fmt: skip
def test_an_age_a_time_or_a_line_is_no_number_of_a_house(said):
    assert at(said).ask == "number_or_cross_street"


@pytest.mark.parametrize(
    "said",
    [
        "au 16 rue de la Loi", "16, rue de la Loi", "rue de la Loi, à hauteur du numéro 16", "Wetstraat nr. 16",
        "Louizalaan ter hoogte van nummer 200", "avenue Louise 250, il a 30 ans",
    ],
)  # fmt: skip
def test_a_number_beside_a_street_is_one_of_a_house(said):
    assert at(said).ask is None


@pytest.mark.parametrize(
    ("said", "ask"),
    [
        ("ergens in Schaarbeek, ik weet de straat niet", "street_or_landmark"),
        ("in Elsene in een zijstraat", "street_or_landmark"),
        ("on the street in Schaerbeek", "street_or_landmark"),
        ("dans un parc à Forest", "street_or_landmark"),
        ("in mijn straat", "where"),
        ("hij ligt in de Kerkstraat", "number_or_cross_street"),
        ("rue de la Gare", "number_or_cross_street"),
        ("sur le quai du métro", "which_stop"),
        ("aan de tramhalte", "which_stop"),
        ("ds le trma 92", "which_stop"),
        ("près de la gare du Nord ou de la gare du Midi", "which_one"),
    ],
)
def test_a_street_without_a_name_and_two_places_with_or_are_asked_about(said, ask):
    assert (at(said).ask, at(said).point) == (ask, None)


@pytest.mark.parametrize(
    "said",
    [
        "à la gare de Vilvorde", "aan het station van Halle", "au bord du canal à Vilvorde",
        "in de Kerkstraat in Zaventem", "in het park van Tervuren",
        "à l'hôpital de Vilvorde", "in Sint-Stevens-Woluwe", "gare de Braine-l'Alleud",
        "op de Grote Markt in Mechelen", "sur la Grand-Place de Nivelles", "Louvain, sur la Grand-Place",
        "in Halle, voor de basiliek", "basilique de Hal", "in het UZ van Gent",
    ],
)  # fmt: skip
def test_a_station_a_park_or_a_street_of_a_town_around_is_outside(said):
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
