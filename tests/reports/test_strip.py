"""Who somebody is, where they come from and their papers are taken out of what people write; where they are stays."""

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.core import gazetteer
from hotline.core.report.facts import Facts
from hotline.core.report.strip import FREE, of, stripped

NAMES = sorted({name for one in gazetteer.read() for name in (one.place.fr, one.place.nl, *one.also)})
AROUND = (
    "un bruit vient de %s", "hij komt uit %s", "a man from %s, cold", "avec son ami %s", "à 20 m. %s",
    "%s", "devant %s, côté arrêt de tram", "un homme dort à %s depuis hier", "naast %s, onder het afdak",
    "hij ligt bij %s, links", "he is asleep at %s now", "er sitzt vor %s", "está delante de %s", "перед %s", "أمام %s",
    "c'est %s", "%s est fermée", "%s is dicht", "het is %s", "I know %s", "%s, il dort devant",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Il s'appelle Jean Dupont, il dort", "Il s'appelle …, il dort"),
        ("elle s’appelle louise et dort à Louise", "elle s’appelle … et dort à Louise"),
        ("Hij heet Ahmed El Khatib en ligt daar", "Hij heet … en ligt daar"),
        ("Her name is Mary-Ann O'Neill.", "Her name is …."),
        ("Name: Jean-Pierre de la Tour", "Name: …"),
        ("une dame nommée Fatima", "une dame nommée …"),
        ("Monsieur Dupont, assis", "Monsieur …, assis"),
        ("sein Name ist Müller", "sein Name ist …"),
        ("se llama Juan", "se llama …"),
        ("chama-se João", "chama-se …"),
        ("îl cheamă Ion", "îl cheamă …"),
        ("ma na imię Janusz", "ma na imię …"),
        ("його звати Іван, спить", "його звати …, спить"),
        ("اسمه أحمد، أمام المحطة", "اسمه …، أمام المحطة"),
        ("si chiama Marco", "si chiama …"),
        ("il s\u200b'app\u00adelle Ka\u200drim Benali", "il s\u200b'app\u00adelle …"),
        ("il s'appelle « Momo »", "il s'appelle « … »"),
        ("il dit s'appeler peut-être Karim Benali", "il dit s'appeler peut-être …"),
        ("nom de famille: Benali, prénom Karim", "nom de famille: …, prénom …"),
        ("on l'appelle Momo, surnommé Le Grand", "on l'appelle …, surnommé …"),
        ("M. Dupont et mon voisin Ali", "M. … et mon voisin …"),
        ("hij zegt dat hij Karim El Amrani heet", "hij zegt dat hij … heet"),
        ("ze noemen hem Momo", "ze noemen hem …"),
        ("dass sie Anna Maria heißt", "dass sie … heißt"),
        ("he said his name was Karim", "he said his name was …"),
        ("goes by the name of Karim", "goes by the name of …"),
        ("le llaman Pepe", "le llaman …"),
        ("mówią na niego Janek", "mówią na niego …"),
        ("Mohamed dort là", "… dort là"),
        ("mohamed dort devant la gare", "… dort devant la gare"),
        ("place Flagey, Mohamed El Khatib dort sous un carton", "place Flagey, … dort sous un carton"),
        ("rue Haute 12, Samira tousse", "rue Haute 12, … tousse"),
        ("J'ai vu Jean-Pierre près du canal", "J'ai vu … près du canal"),
        ("Ahmed slaapt voor het station", "… slaapt voor het station"),
        ("het is Johan, hij heeft het koud", "het is …, hij heeft het koud"),
        ("I know Michael, he lives here", "I know …, he lives here"),
        ("Andrzej śpi na ławce", "… śpi na ławce"),
        ("Ion doarme la gară", "… doarme la gară"),
        ("Іван спить на лавці", "… спить на лавці"),
        ("أحمد ينام هنا", "… ينام هنا"),
        ("Zoubida dort ici", "… dort ici"),
        ("op de bank. Wolfram Peeters slaapt", "op de bank. … slaapt"),
        ("Zoubida a froid", "… a froid"),
    ],
)
def test_a_name_goes(written: str, kept: str) -> None:
    assert stripped(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("un homme marocain dort", "un homme … dort"),
        ("c'est un Syrien de 30 ans", "c'est un … de 30 ans"),
        ("een Roemeense vrouw", "een … vrouw"),
        ("a Polish man, he is from Warszawa", "a … man, he is from …"),
        ("ein polnischer Mann", "ein … Mann"),
        ("es marroquí", "es …"),
        ("un Rom sans-papiers", "un … …"),
        ("рядом румун", "рядом …"),
        ("رجل سوري", "رجل …"),
        ("nationalité : Congolaise", "nationalité : …"),
        ("il vient du Tchad", "il vient du …"),
        ("hij komt uit Jemen", "hij komt uit …"),
        ("a family from Georgia", "a family from …"),
        ("è rumeno, viene da Cluj", "è …, viene da …"),
        ("né à Kaboul", "né à …"),
        ("jest z Polski", "jest z …"),
    ],
)
def test_where_somebody_comes_from_goes(written: str, kept: str) -> None:
    assert stripped(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("passeport n° EK123456 par terre", "… par terre"),
        ("rijksregisternummer 85.07.30-033.28", "…"),
        ("né le 12/03/1985", "…"),
        ("geboren te Kaboel op 1/1/1990", "…"),
        ("passport number EK 123456", "…"),
        ("son passeport noir", "son … noir"),
        ("n° SP 8.123.456", "…"),
        ("il a un ordre de quitter le territoire, en séjour irrégulier", "il a un …, en …"),
        ("sans papier, pas de visa", "…, …"),
        ("uitgeprocedeerd, zonder geldige papieren", "…, …"),
        ("he overstayed, no visa", "he …, …"),
        ("no tiene papeles", "…"),
        ("nu are acte", "…"),
        ("nie ma dokumentów", "…"),
        ("senza documenti", "…"),
        ("ليس لديه أوراق", "…"),
        ("tel 0470 12 34 56", "tel …"),
        ("jean@example.org l'a vu", "… l'a vu"),
    ],
)
def test_papers_and_numbers_go(written: str, kept: str) -> None:
    assert stripped(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "devant le restaurant marocain", "naast de Turkse bakker", "in front of the Chinese restaurant",
        "rue des Polonais 12", "à côté de l'ambassade d'Italie", "il parle arabe et un peu français",
        "hij spreekt Pools", "she speaks Romanian",
        "l'arrêt qui s'appelle Flagey", "un monsieur couché", "Pan leży na ulicy", "j'ai appelé le 112", "I called 112",
        "je ne sais pas comment il s'appelle", "place d'Espagne, banc 3", "tram 81, 1070 Anderlecht", "10.00-18.00",
        "à 20 m. Place Flagey", "une dame appelée hier", "Madame, gare du Nord", "monsieur Place de la Reine",
        "avec un berger allemand", "een Duitse herder naast hem", "a German shepherd", "avec une canne anglaise",
        "depuis un certain temps", "ça s'appelle Flagey", "de halte die Flagey heet", "son ami dort place Flagey",
        "20 m. après l'arrêt", "avenue Jean Jaurès est longue", "chez Mohamed, le snack",
        "chez Mohamed, il dort devant",
        "hôpital Saint-Jean est en face", "au Zinneke dort un homme", "Devant Panos dort une dame",
        "UN HOMME DORT DEVANT LA GARE", "Iemand slaapt in de hal", "Elle a froid", "RUE HAUTE DORT UN COUPLE",
        "Michel-Ange est l'arrêt le plus proche", "Jan Palfijn ziekenhuis",
    ],
)  # fmt: skip
def test_what_leads_a_team_stays(written: str) -> None:
    assert stripped(written) == written


@pytest.mark.parametrize("around", AROUND)
def test_every_place_of_the_gazetteer_stays(around: str) -> None:
    assert [name for name in NAMES if stripped(around % name) != around % name] == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_text_comes_out_and_a_second_time_the_same(text: str) -> None:
    once = stripped(text)
    assert stripped(once) == once


def test_every_text_of_the_reporters_own_is_stripped_and_their_number_stays() -> None:
    told = of(Facts(**dict.fromkeys(FREE, "il s'appelle Jean"), contact="+32470123456", commune="Etterbeek"))
    assert {getattr(told, name) for name in FREE} == {"il s'appelle …"}
    assert (told.contact, told.commune) == ("+32470123456", "Etterbeek")
    closed = {"commune", "place_id", "condition", "contact", "heard", "help", "role", "called_112"}
    assert {name for name, kind in Facts.__annotations__.items() if "str" in str(kind)} == {*FREE, *closed}
    assert set(asdict(told)) >= {*FREE, *closed}
