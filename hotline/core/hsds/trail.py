"""Trust as metadata of HSDS: how sure a fact is, when it was last verified, and where it was read."""

from collections.abc import Iterable, Mapping

from hotline.core.directory.facts import Source, Trust
from hotline.core.hsds.ids import Json, uid

HOW = {"assurance": "assess", "verified_on": "verify", "basis": "explain", "source": "read"}
US = "directory"


def write(owner: str, trust: Trust | None, sources: Mapping[str, Source]) -> list[Json]:
    """The metadata of the entity with this id; empty: it is as sure as its service."""
    if trust is None:
        return []
    read_on = max((str(sources[key].read_on) for key in trust.sources), default="")
    day = str(trust.verified_on or read_on)
    said: list[tuple[str, str, str, str]] = [("assurance", trust.assurance, day, US)]
    if trust.verified_on:
        said.append(("verified_on", str(trust.verified_on), day, US))
    if trust.basis is not None:
        said.append(("basis", trust.basis, day, US))
    said += [("source", key, str(sources[key].read_on), sources[key].url) for key in trust.sources]
    return [_entry(uid(owner, "metadata", str(nth)), *one) for nth, one in enumerate(said)]


def _entry(made: str, field: str, value: str, day: str, by: str) -> Json:
    return {
        "id": made,
        "last_action_date": day,
        "last_action_type": HOW[field],
        "field_name": field,
        "previous_value": "",
        "replacement_value": value,
        "updated_by": by,
    }


def gather(metadata: Iterable[Json]) -> Json | None:
    """The trust again; None: no word of ours."""
    ours = [one for one in metadata if HOW.get(one.get("field_name", "")) == one.get("last_action_type")]
    if not any(one["field_name"] == "assurance" for one in ours):
        return None
    trust: Json = {"sources": []}
    for one in ours:
        value = one.get("replacement_value", "")
        if one["field_name"] == "source":
            trust["sources"].append(value)
        else:
            trust[one["field_name"]] = value
    return trust
