"""Which facts may be told to whom: the trust rules of the field. They are product rules, not preferences.

1. Certain for everyone: verified, and not older than CERTAIN. 2. Stale or undated: shown with "to be confirmed" and
the date, never read out as certain. 3. Unverified or in conflict: dispatchers only, marked. 4. Phone numbers: the
same, each by its own trust. 5. A hidden address or service is never told to the public.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from hotline.core.directory.facts import LISTS, Fact, Organization, Service, Trust, trusts
from hotline.core.directory.words import Assurance

CERTAIN = timedelta(days=4 * 365)  # by then an operator's page has been renewed, or the fact is not sure any more
PUBLIC = ("verified", "stale")


def assurance(trust: Trust, today: date) -> Assurance:
    """What this is worth today: what was verified grows stale, nothing grows better by itself."""
    if trust.assurance != "verified":
        return trust.assurance
    fresh = trust.verified_on is not None and today - trust.verified_on <= CERTAIN
    return "verified" if fresh else "stale"


def of(fact: Fact, service: Service) -> Trust:
    """The trust that holds for a fact of this service."""
    return fact.trust or service.trust


def is_certain(fact: Fact, service: Service, today: date) -> bool:
    """Whether it may be said as it is, without "to be confirmed"."""
    return assurance(of(fact, service), today) == "verified"


def doubted(service: Service, day: date) -> Service:
    """People found the door closed: the service, its hours and places are to be confirmed until somebody has looked.

    Its numbers stay as they were: who wants to be sure rings them.
    """
    update: dict[str, object] = {"trust": _lowered(service.trust, day)}
    for name in ("schedules", "locations"):
        facts: tuple[Fact, ...] = getattr(service, name)
        update[name] = tuple(
            fact.model_copy(update={"trust": _lowered(fact.trust, day)}) if fact.trust else fact for fact in facts
        )
    return service.model_copy(update=update)


def _lowered(trust: Trust, day: date) -> Trust:
    known = "stale" if trust.assurance == "verified" else trust.assurance
    return trust.model_copy(update={"assurance": known, "reported": day})


def for_public(organization: Organization, today: date) -> Organization:
    """What everyone may know, each fact as sure as it is today.

    No other fact is in the result, nor a source of one, nor a remark for staff, so that no page or call can tell it.
    """
    shown = (_public_service(service, today) for service in organization.services)
    services = tuple(service for service in shown if service is not None)
    used = {key for service in services for worth in trusts(service) for key in worth.sources}
    sources = {key: source for key, source in organization.sources.items() if key in used}
    return organization.model_copy(update={"services": services, "sources": sources, "note": None})


def _public_service(service: Service, today: date) -> Service | None:
    if service.hidden or assurance(service.trust, today) not in PUBLIC or _over(service, today):
        return None

    def aged(worth: Trust) -> Trust:
        return worth.model_copy(update={"assurance": assurance(worth, today), "basis": None})

    def told(facts: Iterable[Fact]) -> tuple[Fact, ...]:
        open_to_all = (one for one in facts if not (getattr(one, "hidden", False) or getattr(one, "staff", False)))
        shown = (one for one in open_to_all if assurance(of(one, service), today) in PUBLIC)
        return tuple(one.model_copy(update={"trust": aged(one.trust)}) if one.trust else one for one in shown)

    update: dict[str, object] = {name: told(getattr(service, name)) for name in LISTS}
    full = service.saturation
    fresh = [full] if full and full.said_on == today else []  # what was full yesterday may have a place now
    update["saturation"] = next(iter(told(fresh)), None)
    return service.model_copy(update={**update, "trust": aged(service.trust), "note": None})


def _over(service: Service, today: date) -> bool:
    """A winter centre whose winter is over is nowhere any more, except in the record."""
    return service.ends_on is not None and service.ends_on < today
