"""Official files: stops of a GTFS, streets of UrbIS or BeSt; brought in whole or not at all, and only once."""

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import gazetteer
from hotline.core.gazetteer import Counts, Found, StoredPlace, WrongFile, distance_m
from hotline.core.gazetteer.lambert import point_of

OURS = gazetteer.read()

STOPS = """stop_id,stop_code,stop_name,stop_desc,stop_lat,stop_lon,zone_id,stop_url,location_type,parent_station
S1,,"GARE DU MIDI",,50.836500,4.338100,,,1,
8833,,"GARE DU MIDI",,50.836400,4.338000,,,0,S1
1001,,"GARE DU MIDI",,50.837000,4.338500,,,0,
5001,,"FLAGEY",,50.827800,4.372100,,,0,
5002,,"FLAGEY",,50.828200,4.372500,,,0,
5003,,"FLAGEY",,50.790000,4.300000,,,0,
S9,,"JOSEPH.-CHARLOTTE",,50.840500,4.413900,,,1,
7001,,"AÉROPORT DE CHARLEROI",,50.470000,4.450000,,,0,
7002,,"DE WAND",,here,there,,,0,
7003,,"ROI VAINQUEUR",,50.839000,4.395000,,,0,
7004,,"DE WAND",,50.892000,4.365000,,,0,
7005,,"DE WAND",,50.892100,4.365100,,,0,
7006,,"DE WAND",,50.892200,4.365200,,,0,
E1,,"GARE DU MIDI ENTREE",,50.836500,4.338100,,,2,S1
"""
OLD_NAMES = """trans_id,translation,lang
GARE DU MIDI,GARE DU MIDI,fr
GARE DU MIDI,ZUIDSTATION,nl
ROI VAINQUEUR,ROI VAINQUEUR,fr
ROI VAINQUEUR,OVERWINNAAR,nl
"""
NEW_NAMES = """table_name,field_name,language,translation,record_id,record_sub_id,field_value
stops,stop_name,fr,Bruxelles-Midi,S8814001,,
stops,stop_name,nl,Brussel-Zuid,S8814001,,
stops,stop_name,nl,Zaventem-dorp,,,Zaventem
trips,trip_headsign,nl,Leuven,,,Louvain
"""
AGENCY = "agency_id,agency_name,agency_url,agency_timezone\n{0},{0},https://example.org,Europe/Brussels\n"
STREETS = """\ufeffstreetname_fr;streetname_nl;postcode;municipality_name_fr;EPSG:31370_x;EPSG:31370_y
Rue Neuve;Nieuwstraat;1000;Bruxelles;149100,5;171350,2
Rue Neuve;Nieuwstraat;1000;Bruxelles;149050;171250
Rue de l'Eglise;Kerkstraat;1140;Evere;152500;173400
Rue de l'Eglise;Kerkstraat;1060;Saint-Gilles;148300;168700
Rue du Marais;Broekstraat;1000;Bruxelles;149300;171200
Rue de la Colline;Heuvelstraat;1000;Bruxelles;149000;170700
Place Eugène Flagey;Eugène Flageyplein;1050;Ixelles;150240;168590
Grand'Rue;Grote Straat;5000;Namur;185000;128000
Rue Sans Point;Straat zonder Punt;1030;Schaerbeek;;
Avenue Rogier;Rogierlaan;1030;Schaerbeek;150900;171800
Avenue Dailly;Daillylaan;1030;Schaerbeek;151000;171500
Boulevard Lambermont;Lambermontlaan;1030;Schaerbeek;151500;173000
"""


def zipped(path: Path, **tables: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in tables.items():
            made.writestr(f"{name}.txt", text)
    return path


@pytest.fixture
def stib(tmp_path: Path) -> Path:
    return zipped(tmp_path / "gtfs.zip", stops=STOPS, translations=OLD_NAMES, agency=AGENCY.format("STIB-MIVB"))


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    file = tmp_path / "streets.csv"
    file.write_text(STREETS, encoding="utf-8")
    return file


@pytest.fixture
def filled(session: Session) -> Session:
    gazetteer.fill(session, OURS, db.now(session))
    return session


def bring(session: Session, file: Path) -> tuple[Found, Counts]:
    return gazetteer.bring_in(session, file, OURS, db.now(session))


def first(session: Session, text: str) -> str:
    return gazetteer.current(session).find(text)[0].place.id


# Stops


def test_stops_are_brought_in_once_and_those_of_one_name_are_one_place(filled: Session, stib: Path) -> None:
    found, counts = bring(filled, stib)
    assert found.source == "STIB-MIVB GTFS"
    assert found.bad == ["stops.txt line 10: no point"]
    assert found.far == 1
    assert (counts.added, counts.removed) == (4, 0)  # two Flageys far apart, Roi Vainqueur, De Wand
    again, twice = bring(filled, stib)
    assert (twice.added, twice.changed, twice.removed) == (0, 0, 0)
    assert first(filled, "arrêt Roi Vainqueur") == first(filled, "halte overwinnaar") == "stib-mivb-gtfs-7003"
    wand = filled.get_one(StoredPlace, "stib-mivb-gtfs-7004")
    assert (wand.fr, wand.lat, wand.kind) == ("De Wand", 50.8921, "stop")


def test_a_station_that_we_have_gets_the_official_point_and_keeps_the_ways_to_say_it(
    filled: Session, stib: Path
) -> None:
    bring(filled, stib)
    for key, lat in (("metro-gare-du-midi", 50.8365), ("premetro-gare-du-midi", 50.8365)):
        row = filled.get_one(StoredPlace, key)
        assert (row.lat, row.source, row.nl) == (lat, "STIB-MIVB GTFS", "Zuidstation")
    assert filled.get_one(StoredPlace, "metro-josephine-charlotte").source == "STIB-MIVB GTFS"
    assert filled.get_one(StoredPlace, "metro-clemenceau").source == "stib"
    gazetteer.fill(filled, OURS, db.now(filled))  # the next release
    assert filled.get_one(StoredPlace, "metro-gare-du-midi").lat == 50.8365


def test_stops_of_the_railways_are_stations_in_both_languages(filled: Session, tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S8814001,Brussel-Zuid / Bruxelles-Midi,50.8359,4.3366,1,\n8814001_1,Brussel-Zuid,50.8359,4.3366,0,S8814001\n"
        "S8811221,Zaventem,50.8854,4.4689,1,\nS8892007,Gand-Saint-Pierre,51.0356,3.7102,1,\n"
    )
    file = zipped(tmp_path / "rail.zip", stops=stops, translations=NEW_NAMES, agency=AGENCY.format("NMBS/SNCB"))
    found, counts = bring(filled, file)
    assert (counts.added, counts.changed, found.far) == (1, 1, 1)
    midi = filled.get_one(StoredPlace, "rail-bruxelles-midi")
    assert (midi.lat, midi.source) == (50.8359, "NMBS/SNCB GTFS")
    assert first(filled, "station Zaventem-dorp") == "nmbs-sncb-gtfs-S8811221"
    assert gazetteer.current(filled).find("gare de Zaventem")[0].place.commune == "outside"


def test_a_newer_file_of_the_same_source_replaces_the_older(filled: Session, stib: Path, tmp_path: Path) -> None:
    bring(filled, stib)
    rest = "\n".join(line for line in STOPS.splitlines() if "WAND" not in line and "MIDI" not in line)
    newer = zipped(tmp_path / "newer.zip", stops=rest, agency=AGENCY.format("STIB-MIVB"))
    bring(filled, newer)
    keys = set(filled.scalars(select(StoredPlace.id)))
    assert "stib-mivb-gtfs-7004" not in keys
    assert filled.get_one(StoredPlace, "metro-gare-du-midi").source == "stib"  # ours again
    assert {one.place.id for one in OURS} <= keys


def test_a_stops_txt_alone_is_enough(filled: Session, tmp_path: Path) -> None:
    (tmp_path / "stops.txt").write_text(STOPS, encoding="utf-8")
    (tmp_path / "translations.txt").write_text(OLD_NAMES, encoding="utf-8")
    found, _ = bring(filled, tmp_path / "stops.txt")
    assert found.source == "GTFS"
    assert first(filled, "halte overwinnaar").endswith("7003")


# Streets


def test_streets_are_brought_in_once_with_their_commune(filled: Session, streets: Path) -> None:
    found, counts = bring(filled, streets)
    assert found.bad == ["streets.csv line 10: no point in Belgium"]
    assert found.far == 1
    assert (counts.added, counts.changed) == (7, 2)
    assert bring(filled, streets)[1] == Counts(0, 0, 9, 0)
    book = gazetteer.current(filled)
    assert {match.place.commune for match in book.find("rue de l'église")} == {"Evere", "Saint-Gilles"}
    assert [match.place.commune for match in book.find("kerkstraat in Evere")] == ["Evere", "Evere"]
    assert book.find("rue de la coline")[0].place.nl == "Heuvelstraat"


def test_a_street_that_we_have_gets_the_official_point(filled: Session, streets: Path) -> None:
    bring(filled, streets)
    neuve = filled.get_one(StoredPlace, "rue-neuve")
    assert (neuve.source, neuve.kind) == ("streets", "street")
    assert distance_m((neuve.lat, neuve.lon), (50.8525, 4.3558)) < 200
    flagey = filled.get_one(StoredPlace, "place-eugene-flagey")
    assert (flagey.source, flagey.kind) == ("streets", "square")
    assert distance_m((flagey.lat, flagey.lon), (50.8277, 4.3722)) < 150


def test_stops_learn_their_commune_from_the_streets_around(filled: Session, streets: Path, tmp_path: Path) -> None:
    bring(filled, streets)
    stops = "stop_id,stop_name,stop_lat,stop_lon\nx,AZALEES,50.8525,4.3860\ny,BUDA,50.9090,4.4060\n"
    (tmp_path / "stops.txt").write_text(stops)
    bring(filled, tmp_path / "stops.txt")
    assert gazetteer.current(filled).find("arrêt Azalées")[0].place.commune == "Schaerbeek"


def test_other_columns_and_addresses_are_understood(filled: Session, tmp_path: Path) -> None:
    file = tmp_path / "best.csv"
    file.write_text(
        "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,house_number,municipality_name_fr,postcode,"
        "streetname_fr,streetname_nl,status\n"
        "149100,171350,50.8526,4.3560,1,Bruxelles,1000,Rue d'Essai,Proefstraat,current\n"
        "149100,171350,50.8536,4.3560,99,Bruxelles,1000,Rue d'Essai,Proefstraat,current\n"
        "149100,171350,50.9999,4.3560,3,Bruxelles,1000,Rue d'Essai,Proefstraat,retired\n"
        "649100,671350,,,3,,1080,,Sint-Annastraat,current\n"
    )
    bring(filled, file)
    essai = filled.get_one(StoredPlace, "street-bruxelles-ville-rue-essai")
    assert (essai.lat, essai.accuracy_m) == (50.8531, 60)
    assert gazetteer.current(filled).find("Sint-Annastraat")[0].place.commune == "Molenbeek-Saint-Jean"


# Files that cannot be used


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "neither stops"),
        ("a.csv", b"name,price\nbread,2\n", "neither stops"),
        ("stops.txt", b"stop_id,stop_name\n1,A\n", "no column stop_lat, stop_lon"),
        ("stops.txt", b"stop_id,stop_name,stop_lat,stop_lon\n1,A,48.85,2.35\n", "no place in Brussels"),
        ("stops.txt", b"stop_id,stop_name,stop_lat,stop_lon\n1,A,x,4.3\n2,B,50.85,4.35\n", "1 of 2 rows are bad"),
        ("a.csv", b"streetname_fr,postcode\nRue Haute,1000\n", "no columns with a point"),
        ("a.csv", b"streetname_fr,x,y\nRue Haute,1,1\n", "municipality or the postcode"),
        ("a.csv", b"streetname_fr,x,y\n\xff\xfe,1,1\n", "utf-8"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "neither stops"),
    ],
)  # fmt: skip
def test_a_broken_file_changes_nothing_and_says_why(
    filled: Session, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(WrongFile, match=why):
        bring(filled, file)
    assert len(filled.scalars(select(StoredPlace.id)).all()) == len(OURS)


# Lambert: points computed with PROJ 9, EPSG:31370 and EPSG:3812


@pytest.mark.parametrize(
    ("x", "y", "lat", "lon"),
    [
        (149158.236, 170583.931, 50.84566, 4.3568), (141339.509, 178348.976, 50.9154, 4.2456),
        (157848.632, 161472.635, 50.7637, 4.48), (47345.680, 211017.453, 51.2, 2.9), (253464.649, 33026.967, 49.6, 5.8),
        (649157.861, 670584.237, 50.84566, 4.3568), (657849.272, 661474.050, 50.7637, 4.48),
        (547341.297, 711005.306, 51.2, 2.9), (753479.825, 533040.834, 49.6, 5.8), (4.3568, 50.84566, 50.84566, 4.3568),
    ],
)  # fmt: skip
def test_metres_of_belgian_maps_become_degrees(x: float, y: float, lat: float, lon: float) -> None:
    point = point_of(x, y)
    assert point is not None
    assert distance_m(point, (lat, lon)) < 0.05


@pytest.mark.parametrize(("x", "y"), [(0, 0), (-5, 50), (2_000_000, 1), (400_000, 400_000)])
def test_other_numbers_are_no_point(x: float, y: float) -> None:
    assert point_of(x, y) is None
