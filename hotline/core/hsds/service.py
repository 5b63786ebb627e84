"""A service and its organization as full documents of HSDS."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from hotline.core.directory.facts import Organization, Service, in_language
from hotline.core.directory.why import audience, doubt
from hotline.core.directory.words import About
from hotline.core.hsds import fields, marks, reach, times, trail
from hotline.core.hsds.ids import Json, full, uid
from hotline.core.hsds.telling import Telling, other_name, sentences
from hotline.core.hsds.terms import MAIN, Attributes
from hotline.core.measure import BRUSSELS
from hotline.texts import t


@dataclass(frozen=True)
class Row:
    """An organization as the directory holds it. `private`: a third party's word; `view` "public": a part of it only.

    `changed_at`: when it was last changed; None: not told.
    """

    document: Organization
    private: bool = False
    view: str | None = None
    changed_at: datetime | None = None

    def id(self, kind: str, name: str) -> str:
        """The id in HSDS of the organization or of one of its services."""
        return uid(kind, name, "private") if self.private else uid(kind, name)


def organization(row: Row) -> Json:
    """An organization without its services. HSDS requires a description: we have none, so it is the name."""
    one = row.document
    made = row.id("organization", one.id)
    more = Attributes(made)
    fields.write(more, "organization", one, {"website": one.website})
    if row.private:
        more.add("field", "organization.private", "true")
    if row.view:
        more.add("field", "organization.view", row.view)
    for key, source in one.sources.items():
        more.add("source", "source", json.dumps({"key": key, **source.model_dump(mode="json")}, ensure_ascii=False))
    name = in_language(one.name, MAIN)[0] or one.id
    entity = {"id": made, "name": name, "alternate_name": other_name(one.name), "description": name}
    return full({**entity, "website": one.website, "attributes": more})


def service(row: Row, one: Service, at: datetime) -> Json:
    """A service with everything that belongs to it, its organization too."""
    made = row.id("service", one.id)
    telling = Telling(row.document, one, made, at)
    more = Attributes(made)
    fields.write(more, "service", one, {})
    more.add("type", one.type)
    for need in one.needs:
        more.add("need", need)
    marks.write(more, one, telling)
    return full({
        "id": made,
        **_own(one, telling),
        "last_modified": row.changed_at.isoformat() if row.changed_at else None,
        "phones": [reach.phone(phone, telling) for phone in one.phones],
        "additional_urls": [reach.link(link, telling) for link in one.links],
        "service_at_locations": [reach.place(place, telling) for place in one.locations],
        "schedules": [entry for schedule in one.schedules for entry in times.schedule(schedule, telling)],
        "languages": [entry for spoken in one.languages for entry in reach.spoken(spoken, telling)],
        "required_documents": _said_apart(one, "documents", "document", telling),
        "cost_options": _said_apart(one, "price", "amount_description", telling),
        "organization": organization(row),
        "attributes": more,
        "metadata": trail.write(made, one.trust, row.document.sources),
    })  # fmt: skip


def _own(one: Service, telling: Telling) -> Json:
    """The fields of the service itself, for whoever reads nothing else."""
    today = telling.at.astimezone(BRUSSELS).date()
    pages = [link.url for link in one.links if not link.url.startswith("mailto:")]
    mails = [link.url.removeprefix("mailto:") for link in one.links if link.url.startswith("mailto:")]
    for_whom = audience(one, MAIN)
    return {
        "name": in_language(one.name, MAIN)[0] or one.id,
        "alternate_name": other_name(one.name),
        "description": sentences(in_language(one.summary, MAIN)[0], *_said(one, "offer", telling)),
        "url": next(iter(pages), None),
        "email": next(iter(mails), None),
        "status": _status(one, today),
        "application_process": sentences(*_said(one, "access", telling), *_said(one, "contact", telling)),
        "fees_description": sentences(*_said(one, "price", telling)),
        "eligibility_description": sentences(*_said(one, "eligibility", telling), *for_whom),
        "assured_date": str(one.trust.verified_on) if one.trust.verified_on else None,
        "alert": sentences(doubt(one.trust, MAIN, telling.at), *_said(one, "caution", telling), *_closures(one, today)),
    }


def _said(one: Service, about: About, telling: Telling) -> list[str]:
    return [telling.text(said.text, said) for said in one.said(about)]


def _said_apart(one: Service, about: About, field: str, telling: Telling) -> list[Json]:
    """What it says about one thing as entities of their own; we read it again from the attributes."""
    made = [(telling.id(field, str(nth)), said) for nth, said in enumerate(one.said(about))]
    return [
        full({"id": id_, field: telling.text(said.text, said), "metadata": telling.trail(id_, said)})
        for id_, said in made
    ]


def _status(one: Service, today: date) -> str:
    if (one.starts_on and one.starts_on > today) or (one.ends_on and one.ends_on < today):
        return "inactive"
    closed = any(closure.first <= today <= closure.last for closure in one.closures)
    return "temporarily closed" if closed else "active"


def _closures(one: Service, today: date) -> list[str]:
    coming = (closure for closure in one.closures if closure.last >= today)
    return [t(MAIN, "Closed: %(when)s", when=f"{_day(one.first)} – {_day(one.last)}") for one in coming]


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale=MAIN)
