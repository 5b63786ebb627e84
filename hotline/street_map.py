"""What our maps are drawn from: stations, squares and main streets as dots with names. No map service is asked.

Tiles of one lie under it only where the operator set so, and only these pages may load them.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from hotline.core import gazetteer
from hotline.core.gazetteer import Gazetteer, Place
from hotline.web import DOWN, house, session

log = structlog.get_logger()

street_map = Blueprint("street_map", __name__, url_prefix="/map")

KEPT_S = 3600  # so long a browser asks no more
CREDITS = {"streets": "UrbIS © Paradigm, BeSt Address"}  # other files say themselves whose they are


@dataclass(frozen=True)
class Tiles:
    """Pictures of a map service: where they are, and whom to name."""

    address: str
    credit: str


def tiles(page: str) -> Tiles | None:
    """What lies under the map of this page: site, console or team. None: nothing but our own drawing."""
    conf = house().settings
    if conf.map_tiles is None or page not in conf.map_tiles_on:
        return None
    found = urlsplit(conf.map_tiles)
    g.tiles_from = (f"{found.scheme}://{found.netloc}",)
    return Tiles(conf.map_tiles, conf.map_credit)


@street_map.get("/<any('well-known','all'):which>.json")
def places(which: str) -> ResponseReturnValue:
    """The same for everyone: by kind of place, each with its point and its name as the sign says it.

    `all`: also each street and stop of the official files, which is more than a bad line carries at once.
    """
    language = "nl" if request.args.get("lang") == "nl" else "fr"
    drawn = _drawn(gazetteer.current(session()), language, every=which == "all")
    answer = Response(drawn, mimetype="application/json")
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    answer.add_etag()
    return answer.make_conditional(request)


def database_down(error: Exception) -> ResponseReturnValue:
    log.error("database down", error=type(error).__name__)
    return {}, 503


for down in DOWN:
    street_map.register_error_handler(down, database_down)


@lru_cache(maxsize=4)
def _drawn(book: Gazetteer, language: str, *, every: bool) -> bytes:
    known = _well_known()
    shown = [one for key, one in book.places.items() if one.kind != "region" and (every or key in known)]
    kinds: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for place in shown:
        kinds[place.kind].append((*_short(place), place.name(language)))
    drawn = {
        "kinds": kinds,
        "lines": [[_short(book.places[key]) for key in line if key in book.places] for line in gazetteer.lines()],
        "credit": ", ".join(sorted({CREDITS.get(one.source, one.source) for one in shown} - set(gazetteer.SOURCES))),
        "more": not every and any(key not in known for key in book.places),
    }
    return json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode()


def _short(place: Place) -> tuple[float, float]:
    return round(place.lat, 5), round(place.lon, 5)


@cache
def _well_known() -> frozenset[str]:
    """The places that come with the software."""
    return frozenset(named.place.id for named in gazetteer.read())
