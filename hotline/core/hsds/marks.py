"""Facts that HSDS has no entity for, as attributes of the service and back: for whom, what it says, room, closures."""

import json
from collections.abc import Iterable, Iterator

from hotline.core.directory.facts import Audience, Closure, Fact, Said, Saturation, Service
from hotline.core.hsds import trail
from hotline.core.hsds.ids import Json, full
from hotline.core.hsds.telling import Telling
from hotline.core.hsds.terms import Attributes, read

# taxonomy: the list in our service, its model, the field that is the term, the field that is the value as it is
MARKS: dict[str, tuple[str, type[Fact], str | None, str | None]] = {
    "audience": ("audience", Audience, "group", "degree"),
    "says": ("says", Said, "about", None),
    "saturation": ("saturation", Saturation, "state", "said_on"),
    "closure": ("closures", Closure, None, None),
}


def write(into: Attributes, service: Service, telling: Telling) -> None:
    """Every such fact of the service, in order."""
    for taxonomy, (name, _, term, plain) in MARKS.items():
        there = getattr(service, name)
        for fact in there if isinstance(there, tuple) else filter(None, [there]):
            said = fact.model_dump(mode="json", exclude_defaults=True, exclude={"trust"})
            code = said.pop(term) if term else taxonomy
            into.add(taxonomy, code, said[plain] if plain else json.dumps(said, ensure_ascii=False))
            into[-1] |= full({"label": telling.doubt(fact), "metadata": telling.trail(into[-1]["id"], fact)})


def gather(attributes: Iterable[Json]) -> Json:
    """The lists of the service again."""
    found: Json = {}
    for attribute in attributes:
        for name, fact in _fact(attribute):
            if name == "saturation":
                found[name] = fact
            else:
                found.setdefault(name, []).append(fact)
    return found


def _fact(attribute: Json) -> Iterator[tuple[str, Json]]:
    taxonomy, code, value = read(attribute) or ("", "", "")
    if taxonomy in MARKS:
        name, _, term, plain = MARKS[taxonomy]
        worth = trail.gather(attribute.get("metadata", ()))
        said = {plain: value} if plain else json.loads(value)
        yield name, {**({term: code} if term else {}), **said, **({"trust": worth} if worth else {})}
