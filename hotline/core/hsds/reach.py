"""How a service is reached, in HSDS and back: phones, pages, languages spoken, places with their addresses."""

import json
from collections.abc import Iterable

from babel import Locale

from hotline.core.directory.facts import Link, Location, Phone, Spoken, in_language
from hotline.core.directory.words import Yes
from hotline.core.hsds import fields, trail
from hotline.core.hsds.ids import Json, full, uid
from hotline.core.hsds.telling import Telling, other_name
from hotline.core.hsds.terms import MAIN, Attributes
from hotline.texts import mark, t

WHEELCHAIR: dict[Yes, str] = {
    "yes": mark("A wheelchair can get in"),
    "partly": mark("A wheelchair can get in, but not everywhere"),
    "no": mark("A wheelchair cannot get in"),
}
REGION = "Bruxelles-Capitale"


def phone(one: Phone, telling: Telling) -> Json:
    """A number; `free` and `staff` travel as attributes."""
    made = telling.id("phone", one.number)
    more = Attributes(made)
    fields.write(more, "phone", one, {"number": one.number})
    entity = {
        "id": made,
        "number": one.number,
        "type": "voice",
        "description": telling.text(one.name, one),
        "attributes": more,
        "metadata": telling.trail(made, one),
    }
    return full(entity)


def phone_again(entity: Json) -> Json:
    return _again(entity, "phone", Phone, {"number": entity["number"]})


def link(one: Link, telling: Telling) -> Json:
    """A page; an e-mail address is `mailto:`."""
    made = telling.id("link", one.url)
    more = Attributes(made)
    fields.write(more, "link", one, {"url": one.url})
    entity = {"id": made, "label": telling.text(one.name, one), "url": one.url, "attributes": more}
    return {**full(entity), "url": one.url, **full({"metadata": telling.trail(made, one)})}


def link_again(entity: Json) -> Json:
    return _again(entity, "link", Link, {"url": entity.get("url")})


def spoken(one: Spoken, telling: Telling) -> list[Json]:
    """HSDS has an entry for each language; ours belong together, so the first of them brings all."""
    names = Locale(MAIN).languages
    entries = []
    for nth, code in enumerate(one.languages or ("",)):
        made = telling.id("language", code)
        more = Attributes(made)
        if nth == 0:
            more.add("field", "spoken.languages", json.dumps(one.languages))
        else:
            more.add("field", "spoken.again", str(nth))
        entity = {"id": made, "name": names.get(code), "code": code, "note": telling.doubt(one), "attributes": more}
        entries.append(full({**entity, "metadata": telling.trail(made, one)}))
    return entries


def spoken_again(entities: Iterable[Json]) -> list[Json]:
    first = (one for one in entities if fields.one(one["attributes"], "spoken.again") is None)
    return [_again(one, "spoken", Spoken, {}) for one in first]


def place(one: Location, telling: Telling) -> Json:
    """A service at a location; all that we know stands in the location."""
    key = json.dumps([one.address, one.commune, one.lat, one.lon], sort_keys=True)
    at, made = telling.id("at", key), telling.id("location", key)
    more = Attributes(made)
    fields.write(more, "location", one, {"lat": one.lat, "lon": one.lon})
    entity = {
        "id": made,
        "location_type": "physical",
        "name": in_language(one.name, MAIN)[0],
        "alternate_name": other_name(one.name),
        "description": telling.text(one.directions, one),
        "latitude": one.lat,
        "longitude": one.lon,
        "addresses": [_address(one, made)] if one.address else [],
        "accessibility": _accessibility(one, made),
        "attributes": more,
        "metadata": telling.trail(made, one),
    }
    return {"id": at, "location": full(entity)}


def place_again(entity: Json) -> Json:
    there = entity["location"]
    return _again(there, "location", Location, {"lat": there.get("latitude"), "lon": there.get("longitude")})


def _address(one: Location, location: str) -> Json:
    """Every field is required by HSDS; what we do not know is empty."""
    return {
        "id": uid(location, "address"),
        "address_1": in_language(one.address, MAIN)[0],
        "city": one.commune or "Bruxelles",
        "state_province": REGION,
        "postal_code": one.postal_code or "",
        "country": "BE",
        "address_type": "physical",
    }


def _accessibility(one: Location, location: str) -> list[Json]:
    if one.wheelchair is None:
        return []
    return [{"id": uid(location, "accessibility"), "description": t(MAIN, WHEELCHAIR[one.wheelchair])}]


def _again(entity: Json, kind: str, model: type[Phone | Link | Spoken | Location], held: Json) -> Json:
    found = fields.gather(entity.get("attributes", ()), kind, model, held)
    worth = trail.gather(entity.get("metadata", ()))
    return {**found, "trust": worth} if worth else found
