"""A name that a French or a Dutch speaker wrote down as they heard it is found; ordinary words are no names."""

import pytest

from hotline.core.gazetteer import CLEAR, Gazetteer, read
from hotline.core.gazetteer.sounds import apart, readings

BOOK = Gazetteer(read())


def clear(text: str, language: str | None = None) -> list[str]:
    return [match.place.id for match in BOOK.find(text, language) if match.score >= CLEAR]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("métro mal bec", "metro-maelbeek"), ("métro tombère", "metro-tomberg"), ("métro izère", "metro-yser"),
        ("métro clé manceau", "metro-clemenceau"), ("station chou man", "rail-bruxelles-schuman"),
        ("métro rodebek", "metro-roodebeek"), ("métro montgomerie", "metro-montgomery"),
        ("métro port de halle", "metro-porte-de-hal"), ("place ma doux", "place-madou"),
        ("arrêt annessens", "premetro-anneessens"), ("parc jo zaffa", "parc-josaphat"),
        ("bois la cambre", "bois-de-la-cambre"), ("rue blasse 100", "rue-blaes"), ("place jour dan", "place-jourdan"),
        ("station de la croix", "metro-delacroix"), ("à saint joss ten node", "commune-saint-josse-ten-noode"),
        ("à zaventème", "town-zaventem"), ("à grimberguen", "town-grimbergen"),
        ("à mole en bek", "commune-molenbeek-saint-jean"),
        ("metro schoeman", "metro-schuman"), ("metro pannen huis", "metro-pannenhuis"),
        ("metro kruid tuin", "metro-botanique"), ("metro thief rie", "metro-thieffry"),
        ("op het madoe plein", "place-madou"), ("aan de zuid statie", "rail-bruxelles-midi"),
        ("graaf van vlaandren", "metro-comte-de-flandre"), ("in else ne", "commune-ixelles"),
        ("in zave tem", "town-zaventem"), ("in dil beek", "town-dilbeek"),
        ("shoe man station", "rail-bruxelles-schuman"), ("metro de brooker", "metro-de-brouckere"),
        ("на станції мадо", "metro-madou"),
    ],
)  # fmt: skip
def test_a_misheard_name_is_found(said: str, place: str) -> None:
    assert clear(said)[0] == place


@pytest.mark.parametrize(
    "said",
    [
        "Roger dort dehors", "je suis près de Roger", "Jordan, mon ami, dort devant", "il y a plus de gens ici",
        "il a assez mangé", "il est sur le bord", "they are near money", "hij is in leven", "ik weet de straat niet",
        "place du village", "station essence", "il est près de la salle", "aan de bushalte", "at the end of the month",
    ],
)  # fmt: skip
def test_ordinary_words_are_no_misheard_names(said: str) -> None:
    assert clear(said) == []


def test_an_ordinary_word_is_a_name_after_the_word_for_its_kind() -> None:
    assert clear("place Roger") == ["place-rogier"]
    assert clear("place an essence") == ["place-anneessens"]


def test_a_comma_parts_words() -> None:
    assert clear("matnoge, dans une petite rue") == ["matonge"]
    assert clear("il vend des matnoge dans une petite rue") == []
    assert clear("clemen, ceau") == []
    assert clear("dans la rue, Jardin botanique") == ["jardin-botanique"]
    assert clear("rue du Jardin botanique") == []


def test_two_letters_in_the_wrong_order_are_forgiven_in_the_word_for_a_kind() -> None:
    assert clear("statoin Simonis") == ["rail-simonis"]
    assert clear("Schuman roundabuot") == ["rond-point-schuman"]


def test_what_is_spelt_right_is_never_taken_for_another_name() -> None:
    assert clear("at the Meiser stop")[0] == "rail-meiser"
    assert clear("à l'arrêt Bordet") == ["rail-bordet"]


def test_a_street_that_bears_the_name_of_a_place_is_not_that_place() -> None:
    assert clear("Paleizenstraat 88") == []
    assert clear("Rogierlaan") == []


@pytest.mark.parametrize(("one", "other"), [("rogier", "roger"), ("claimanso", "clemenceau"), ("schoeman", "schuman")])
def test_words_that_sound_alike_are_near(one: str, other: str) -> None:
    assert apart(readings(one), readings(other)) <= 0.5


def test_words_that_do_not_sound_alike_are_far() -> None:
    assert apart(readings("simonis"), readings("bourse")) > 2
