"""When a service is there, in HSDS and back: one schedule of HSDS for each rule of our opening hours."""

import json
from collections.abc import Iterable, Iterator

from hotline.core import hours
from hotline.core.directory import group
from hotline.core.directory.facts import Schedule, in_language
from hotline.core.directory.words import OnHolidays, Opening
from hotline.core.hsds import fields, trail
from hotline.core.hsds.ids import Json, full
from hotline.core.hsds.telling import Telling, sentences
from hotline.core.hsds.terms import MAIN, Attributes
from hotline.texts import mark, t

KINDS: dict[Opening, str] = {
    "open": "",
    "registration": mark("Registration"),
    "phone": mark("By phone"),
}
HOLIDAYS: dict[OnHolidays, str] = {
    "open": mark("Also on bank holidays"),
    "closed": mark("Closed on bank holidays"),
    "unknown": mark("Bank holidays: to be confirmed"),
}


def schedule(one: Schedule, telling: Telling) -> Iterator[Json]:
    """A schedule for each rule; the first brings what HSDS has no field for."""
    key = json.dumps([one.hours, one.kind, one.public, str(one.starts_on), str(one.ends_on)])
    for nth, rule in enumerate(hours.parse(one.hours)):
        made = telling.id("schedule", key)
        more = Attributes(made)
        if nth == 0:
            fields.write(more, "schedule", one, {"starts_on": _day(one.starts_on), "ends_on": _day(one.ends_on)})
        else:
            more.add("field", "schedule.again", str(nth))
        yield full({
            "id": made,
            "valid_from": _day(one.starts_on),
            "valid_to": _day(one.ends_on),
            "wkst": "MO",
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(hours.DAYS[day].upper() for day in sorted(rule.days)),
            "opens_at": _clock(rule.begin),
            "closes_at": _clock(rule.until),
            "description": _description(one),
            "notes": sentences(in_language(one.note, MAIN)[0], telling.doubt(one)),
            "attributes": more,
            "metadata": telling.trail(made, one),
        })  # fmt: skip


def schedules_again(entities: Iterable[Json]) -> list[Json]:
    first = (one for one in entities if fields.one(one["attributes"], "schedule.again") is None)
    return [_again(one) for one in first]


def _again(entity: Json) -> Json:
    held = {"starts_on": entity.get("valid_from"), "ends_on": entity.get("valid_to")}
    found = fields.gather(entity["attributes"], "schedule", Schedule, held)
    worth = trail.gather(entity.get("metadata", ()))
    return {**found, "trust": worth} if worth else found


def _description(one: Schedule) -> str:
    kind, holidays = KINDS[one.kind], HOLIDAYS[one.on_holidays]
    for_whom = t(MAIN, "Only for: %(group)s", group=group.name(one.public, MAIN)) if one.public else ""
    return sentences(t(MAIN, kind) if kind else "", for_whom, t(MAIN, holidays))


def _clock(minute: int) -> str:
    """As HSDS writes a time. Midnight at the end of the day is its last minute: 00:00 would be the beginning."""
    if minute == hours.DAY_MIN:
        return "23:59:00"
    return f"{minute % hours.DAY_MIN // 60:02}:{minute % 60:02}:00"


def _day(day: object) -> str | None:
    return str(day) if day else None
