"""Faults of the knowledge base: broken, stale, missing and contradictory facts, each with its place."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hotline.core.directory import need_words, trust
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Organization, Service, Texts, facts
from hotline.core.directory.need import Needs
from hotline.texts import LANGUAGES

Kind = Literal["broken", "contradictory", "missing", "stale"]


@dataclass(frozen=True)
class Finding:
    """One fault. broken: a reader would be misled or an id leads nowhere; the others are work to do."""

    kind: Kind
    where: str
    what: str


def findings(
    organizations: Sequence[Organization], answers: Sequence[Answer], needs: Needs, today: date
) -> list[Finding]:
    """Every fault, the worst first."""
    services = [service for one in organizations for service in one.services]
    found = [
        *_ids(services, answers, needs),
        *(fault for one in organizations for fault in _organization(one)),
        *(fault for service in services for fault in _service(service, today)),
        *(fault for answer in answers for fault in _answer(answer, today)),
        *_uncovered(services, answers, needs),
    ]
    order: dict[str, int] = {"broken": 0, "contradictory": 1, "missing": 2, "stale": 3}
    return sorted(found, key=lambda one: (order[one.kind], one.where, one.what))


def _ids(services: Sequence[Service], answers: Sequence[Answer], needs: Needs) -> Iterator[Finding]:
    twice = [one for one, count in Counter(service.id for service in services).items() if count > 1]
    yield from (Finding("broken", one, "two services have this id") for one in twice)
    known_needs, types = {one.id for one in needs.needs}, {one.id for one in needs.types}
    for where, ids in [*((one.id, one.needs) for one in services), *((one.id, one.needs) for one in answers)]:
        yield from (Finding("broken", where, f"no such need: {need}") for need in ids if need not in known_needs)
    yield from (Finding("broken", one.id, f"no such type: {one.type}") for one in services if one.type not in types)
    known, answered = {service.id for service in services}, {answer.id for answer in answers}
    lost = [(one.id, one.answer) for one in needs.needs if one.answer and one.answer not in answered]
    yield from (Finding("broken", need, f"no such answer: {answer}") for need, answer in lost)
    for answer in answers:
        yield from (Finding("broken", answer.id, f"no such service: {one}") for one in answer.call if one not in known)


def unknown(organization: Organization) -> list[Finding]:
    """Needs and kinds of service that do not exist, for who writes an organization by hand."""
    known = need_words.known()
    needs, types = {one.id for one in known.needs}, {one.id for one in known.types}
    wrong = [(one.id, "need", need) for one in organization.services for need in one.needs if need not in needs]
    wrong += [(one.id, "type", one.type) for one in organization.services if one.type not in types]
    return [Finding("broken", where, f"no such {what}: {code}") for where, what, code in wrong]


def _organization(one: Organization) -> Iterator[Finding]:
    for key, source in one.sources.items():
        if source.kind == "third-party-directory":
            yield Finding("broken", one.id, f"{key} is a third party's list: it may not be published")


def _service(service: Service, today: date) -> Iterator[Finding]:
    yield from _languages(service.id, service.summary, "summary")
    for said in service.says:
        yield from _languages(service.id, said.text, said.about)
    worth = trust.assurance(service.trust, today)
    if worth == "conflict" or any(fact.trust and fact.trust.assurance == "conflict" for fact in facts(service)):
        yield Finding("contradictory", service.id, service.note or "sources contradict each other")
    if not service.trust.sources and service.trust.assurance != "verified":
        yield Finding("missing", service.id, "no source")
    if not (service.phones or service.locations or service.links or service.said("access")):
        yield Finding("missing", service.id, "no way to reach it")
    old = sum(1 for fact in facts(service) if fact.trust and trust.assurance(fact.trust, today) == "stale")
    if worth == "stale" or old:
        yield Finding("stale", service.id, f"the whole, last seen {service.trust.verified_on or 'without a date'}"
                      if worth == "stale" else f"{old} facts")  # fmt: skip
    if service.ends_on and service.ends_on < today:
        yield Finding("stale", service.id, f"over since {service.ends_on}")


def _answer(answer: Answer, today: date) -> Iterator[Finding]:
    for name in ("title", "short", "bring", "next", "caution", "more"):
        texts: Texts = getattr(answer, name)
        if texts:
            yield from _languages(answer.id, texts, name)
    if trust.assurance(answer.trust, today) == "stale":
        yield Finding("stale", answer.id, f"last seen {answer.trust.verified_on or 'without a date'}")
    if answer.review:
        yield Finding("missing", answer.id, f"a {answer.review} has not read it yet")


def _languages(where: str, texts: Texts, what: str) -> Iterator[Finding]:
    lost = sorted(set(LANGUAGES) - set(texts))
    if lost:
        yield Finding("missing", where, f"{what} in {', '.join(lost)}")


def _uncovered(services: Iterable[Service], answers: Iterable[Answer], needs: Needs) -> Iterator[Finding]:
    covered = {need for one in services for need in one.needs} | {need for one in answers for need in one.needs}
    yield from (
        Finding("missing", one.id, "no service and no answer for this need")
        for one in needs.needs
        if not needs.below(one.id) & covered
    )
