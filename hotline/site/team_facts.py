"""What a team must know of a report, line by line in its language. Never who reported, nor how to reach them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from babel import Locale, UnknownLocaleError

from hotline.core.gazetteer import commune_name
from hotline.core.measure import BRUSSELS
from hotline.core.report.facts import Facts
from hotline.core.report.stored import Report
from hotline.texts import mark, n, t

CONDITIONS = {
    "not_responding": mark("Does not respond"),
    "injured": mark("Hurt or ill"),
    "confused": mark("Confused"),
    "cold": mark("Is very cold"),
    "asleep": mark("Asleep"),
    "awake": mark("Awake"),
}
HELP = {
    "support": mark("Somebody to talk to"),
    "information": mark("Information"),
    "aid": mark("Food, drink, a blanket"),
    "care": mark("Care"),
    "transport": mark("To be taken to a place for the night"),
}
YES, NO = mark("yes"), mark("no")


@dataclass(frozen=True)
class Line:
    """One fact. `said`: in somebody's own words, in whatever language they are."""

    label: str
    text: str
    said: bool = False


def where(facts: Facts, language: str) -> list[Line]:
    """The place, what leads the last metres first to last."""
    return [*_where(facts, language)]


def seen(facts: Facts, told_at: datetime, language: str) -> list[Line]:
    """Who and what is there, dangers first."""
    return [*_seen(facts, told_at, language)]


def point(report: Report) -> tuple[str, str] | None:
    """Latitude and longitude, to be opened in a map; None: only words are known."""
    if report.lat is None or report.lon is None:
        return None
    return f"{report.lat:.5f}", f"{report.lon:.5f}"


def hour(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%H:%M}"


def _where(facts: Facts, language: str) -> Iterator[Line]:
    spots = (
        (mark("Where they are now"), facts.now_at),
        (mark("Where, in words"), facts.place),
        (mark("Street"), facts.street),
        (mark("Near"), facts.landmark),
        (mark("Tram or bus stop"), facts.stop),
        (mark("Line (tram, bus, metro)"), facts.line),
        (mark("Inside, level"), facts.inside),
        (mark("Which side"), facts.side),
    )
    for label, text in spots:
        yield from _said(language, label, text)
    if facts.commune:
        yield Line(t(language, "Commune"), commune_name(facts.commune, language))
    if facts.accuracy_m:
        yield Line(t(language, "How exact"), t(language, "within %(metres)s m", metres=facts.accuracy_m))


def _seen(facts: Facts, told_at: datetime, language: str) -> Iterator[Line]:
    yield from _said(language, mark("Danger for you"), facts.dangers)
    yield Line(t(language, "Reported at"), hour(told_at))
    if facts.seen_at:
        yield Line(t(language, "Seen at"), hour(facts.seen_at))
    yield from _said(language, mark("When, in words"), facts.when)
    if facts.people_count:
        yield Line(t(language, "How many"), n(language, "%(count)s person", "%(count)s people", facts.people_count))
    if facts.condition in CONDITIONS:
        yield Line(t(language, "How they are"), t(language, CONDITIONS[facts.condition]))
    yield from _said(language, mark("How they are, in words"), facts.condition_words)
    yield from _asked(facts, language)
    if facts.help in HELP:
        yield Line(t(language, "What may help"), t(language, HELP[facts.help]))
    if facts.heard:
        yield Line(t(language, "Language heard"), _language(facts.heard, language))
    yield from _said(language, mark("Clothing"), facts.clothing)


def _said(language: str, label: str, text: str | None) -> Iterator[Line]:
    if text:
        yield Line(t(language, label), text, said=True)


def _asked(facts: Facts, language: str) -> Iterator[Line]:
    """What is yes or no, where it was said."""
    questions = (
        (mark("Still there"), facts.still_there),
        (mark("Children"), facts.minors),
        (mark("Animals"), facts.animals),
        (mark("Somebody talked to them"), facts.spoken_to),
        (mark("Wants help"), facts.wants_help),
    )
    yield from (
        Line(t(language, label), t(language, YES if yes else NO)) for label, yes in questions if yes is not None
    )


def _language(code: str, language: str) -> str:
    """The name of a language; one that nobody knows stays as it was written."""
    try:
        return Locale.parse(code).get_display_name(language) or code
    except (UnknownLocaleError, ValueError):
        return code
