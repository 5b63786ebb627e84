"""What a dispatcher notes with one click because they just heard it: closed until a day, full now, places again."""

from collections.abc import Callable
from datetime import date, timedelta

from hotline.core.directory.confirm import told, with_source
from hotline.core.directory.facts import Closure, Organization, Saturation, Service
from hotline.core.directory.words import Full


def closed(organization: Organization, service_id: str, first: date, last: date) -> Organization:
    """The door stays closed on these days, both included. Raises ValueError for days in the wrong order."""
    if last < first:
        raise ValueError("the last day comes before the first")
    closure = Closure(first=first, last=last, trust=told("call", first))

    def shut(service: Service) -> Service:
        others = tuple(one for one in service.closures if not (one.first == first and not one.why))
        return service.model_copy(update={"closures": (*others, closure)})

    return _with(organization, service_id, shut, first)


def opened(organization: Organization, service_id: str, today: date) -> Organization:
    """The door is open after all: no closure holds today. What was closed until yesterday stays on record."""
    before = today - timedelta(days=1)

    def ends(service: Service) -> Service:
        past = (one.model_copy(update={"last": min(one.last, before)}) for one in service.closures if one.first < today)
        later = (one for one in service.closures if one.first > today)
        return service.model_copy(update={"closures": (*past, *later)})

    return _with(organization, service_id, ends, today)


def room(organization: Organization, service_id: str, state: Full, today: date) -> Organization:
    """Full, a waiting list, or places: as they said today. Tomorrow nobody is told any more."""
    said = Saturation(state=state, said_on=today, trust=told("call", today))
    return _with(organization, service_id, lambda one: one.model_copy(update={"saturation": said}), today)


def _with(
    organization: Organization, service_id: str, change: Callable[[Service], Service], today: date
) -> Organization:
    services = tuple(change(one) if one.id == service_id else one for one in organization.services)
    return with_source(organization.model_copy(update={"services": services}), "call", today)
