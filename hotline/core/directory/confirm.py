"""Somebody who knows says that facts are right: their trust is new, that of the facts nobody asked about stays."""

import hashlib
import json
from collections.abc import Collection
from datetime import date

from hotline.core.directory.facts import Fact, Organization, Service, Source, Trust, facts, trusts

LISTS = ("audience", "phones", "links", "locations", "schedules", "closures", "languages", "says")


def key(fact: Fact) -> str:
    """What a fact says, as a short name: the same words give the same key, whatever they are worth."""
    said = fact.model_dump(mode="json", exclude_defaults=True, exclude={"trust"})
    text = json.dumps([type(fact).__name__, said], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def source_key(kind: str, day: date) -> str:
    """The name of a source that is no page: a call, a partner's own word."""
    return f"{kind}-{day:%Y-%m-%d}"


def told(kind: str, day: date) -> Trust:
    """What is worth believing because they said so on this day. `kind`: call or partner."""
    return Trust(sources=(source_key(kind, day),), verified_on=day, assurance="verified")


def with_source(organization: Organization, kind: str, day: date) -> Organization:
    """The organization with this source among its sources; those of earlier calls that no fact rests on any more go."""
    used = {name for service in organization.services for worth in trusts(service) for name in worth.sources}
    kept = {
        name: one for name, one in organization.sources.items() if name in used or one.kind not in ("call", "partner")
    }
    heard = Source(url="", dated=day.isoformat(), kind=kind, read_on=day)  # type: ignore[arg-type]  # checked by pydantic
    return organization.model_copy(update={"sources": {**kept, source_key(kind, day): heard}})


def confirmed(organization: Organization, service_id: str, keys: Collection[str], kind: str, day: date) -> Organization:
    """The service is as described, and these of its facts are right. What was not asked keeps its own worth."""
    worth = told(kind, day)
    services = tuple(_confirmed(one, keys, worth) if one.id == service_id else one for one in organization.services)
    return with_source(organization.model_copy(update={"services": services}), kind, day)


def _confirmed(service: Service, keys: Collection[str], worth: Trust) -> Service:
    before = service.trust

    def looked(fact: Fact) -> Fact:
        return fact.model_copy(update={"trust": None if key(fact) in keys else fact.trust or before})

    update: dict[str, object] = {name: tuple(looked(one) for one in getattr(service, name)) for name in LISTS}
    if service.saturation:
        update["saturation"] = looked(service.saturation)
    return service.model_copy(update={**update, "trust": worth})


def keys(service: Service) -> list[str]:
    """Of every fact, as it is shown."""
    return [key(one) for one in facts(service)]
