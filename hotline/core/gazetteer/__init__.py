"""Where people say they are: stations, squares, streets, quarters, communes. What it lacks is never guessed.

found = gazetteer.current(session).find("behind gare du midi")
"""

from hotline.core.gazetteer.commune import commune_name, communes
from hotline.core.gazetteer.file import SOURCES, lines, read
from hotline.core.gazetteer.gazetteer import CLEAR, Gazetteer, Match
from hotline.core.gazetteer.official import bring_in
from hotline.core.gazetteer.place import AREAS, KINDS, OUTSIDE, STATIONS, Named, Place, Point, distance_m
from hotline.core.gazetteer.rows import Found, WrongFile
from hotline.core.gazetteer.stored import Change, Counts, StoredPlace, current, fill, put

__all__ = [
    "AREAS", "CLEAR", "KINDS", "OUTSIDE", "SOURCES", "STATIONS", "Change", "Counts", "Found", "Gazetteer", "Match",
    "Named", "Place", "Point", "StoredPlace", "WrongFile", "bring_in", "commune_name", "communes", "current",
    "distance_m", "fill", "lines", "put", "read",
]  # fmt: skip
