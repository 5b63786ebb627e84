"""Our lists as taxonomies of HSDS: needs, types of service, groups of people; and the fields that HSDS lacks."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from hotline.core.directory import group, need_words
from hotline.core.directory.facts import (
    LISTS,
    Link,
    Location,
    Organization,
    Part,
    Phone,
    Schedule,
    Service,
    Spoken,
    in_language,
)
from hotline.core.directory.words import ABOUT, GROUPS, Full
from hotline.core.hsds.ids import Json, full, uid
from hotline.texts import LANGUAGES

MAIN = "fr"  # HSDS has room for one language: French; the others travel as attributes
TAXONOMIES = {
    "need": "What people ask for, from the widest to the narrowest.",
    "type": "What kind of service it is, as the sector in Brussels calls it.",
    "audience": "Whom it is for. The value: unconditional (welcome like all others), preferential (first), exclusive.",
    "says": "A sentence about one thing. The value: the text by language, as JSON.",
    "saturation": "Whether there was room: places, waiting_list or full. The value: the day on which this was said.",
    "closure": "Days on which it is closed, whatever the schedule says. The value: first and last day, as JSON.",
    "source": "Where the facts of an organization were read. The value: its key, address and dates, as JSON.",
    "field": "What HSDS has no field for: entity, field and, for a text, its language.",
}
MODELS: dict[str, type[Part]] = {
    "organization": Organization, "service": Service, "phone": Phone, "link": Link, "location": Location,
    "schedule": Schedule, "spoken": Spoken,
}  # fmt: skip
ELSEWHERE = {*LISTS, "trust", "sources", "services", "type", "needs", "saturation"}  # parts with a place of their own
EXTRA = ("organization.private", "organization.view", "schedule.again", "spoken.languages", "spoken.again")


def taxonomies() -> list[Json]:
    """Every taxonomy of ours."""
    return [{"id": uid("taxonomy", name), "name": name, "description": text} for name, text in TAXONOMIES.items()]


def term(taxonomy: str, code: str) -> Json:
    """One term, as it stands in an attribute; one that is in no list of ours is called by its code."""
    return _listed().get((taxonomy, code)) or _term(taxonomy, code)


def listed() -> list[Json]:
    """Every term of every list."""
    return list(_listed().values())


class Attributes(list[Json]):
    """The attributes of the entity with this id, in order; the same term may come more than once."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self.owner = owner
        self.times = Counter[tuple[str, str]]()

    def add(self, taxonomy: str, code: str, value: str = "", **more: Any) -> None:
        made = uid(self.owner, "attribute", taxonomy, code, str(self.times[taxonomy, code]))
        self.times[taxonomy, code] += 1
        self.append({"id": made, "value": value, "taxonomy_term": term(taxonomy, code), **more})


def read(attribute: Any) -> tuple[str, str, str] | None:
    """Taxonomy, code and value of an attribute of ours; None: it is somebody else's."""
    there = attribute.get("taxonomy_term") if isinstance(attribute, dict) else None
    if not isinstance(there, dict):
        return None
    taxonomy, _, code = str(there.get("code", "")).partition(":")
    if not code or there.get("id") != uid("term", taxonomy, code):
        return None
    return taxonomy, code, str(attribute.get("value", ""))


def is_ours(content: Json) -> bool:
    """Whether this is a taxonomy or a term of ours."""
    taxonomy, _, code = str(content.get("code", content.get("name", ""))).partition(":")
    return content.get("id") in (uid("taxonomy", taxonomy), uid("term", taxonomy, code))


@cache
def _listed() -> dict[tuple[str, str], Json]:
    return {(one["taxonomy"], one["code"].partition(":")[2]): one for one in _each()}


def _each() -> Iterator[Json]:
    known = need_words.known()
    for one in known.needs:
        yield _term("need", one.id, in_language(one.name, MAIN)[0], parent=one.parent)
    for kind in known.types:
        yield _term("type", kind.id, in_language(kind.name, MAIN)[0], in_language(kind.explain, MAIN)[0])
    yield from (_term("audience", one, group.name(one, MAIN)) for one in GROUPS)
    yield from (_term("says", one) for one in ABOUT)
    yield from (_term("saturation", one) for one in get_args(Full))
    yield from (_term(one, one, explain=TAXONOMIES[one]) for one in ("closure", "source"))
    yield from (_term("field", code, explain=TAXONOMIES["field"]) for code in _fields())


def _fields() -> Iterator[str]:
    for kind, model in MODELS.items():
        for field, about in model.model_fields.items():
            if field in ELSEWHERE:
                continue
            if is_text(about):
                yield from (f"{kind}.{field}.{language}" for language in LANGUAGES)
            else:
                yield f"{kind}.{field}"
    yield from EXTRA


def is_text(field: FieldInfo) -> bool:
    """Whether it holds a text in several languages."""
    return get_origin(field.annotation) is dict


def _term(taxonomy: str, code: str, name: str = "", explain: str = "", *, parent: str | None = None) -> Json:
    return full({
        "id": uid("term", taxonomy, code),
        "code": f"{taxonomy}:{code}",
        "name": name or code,
        "description": explain or name or code,
        "parent_id": uid("term", taxonomy, parent) if parent else None,
        "taxonomy": taxonomy,
        "taxonomy_id": uid("taxonomy", taxonomy),
    })  # fmt: skip
