"""What somebody looks for: read from their own sentence, and from what they chose beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Literal

from hotline.core.directory import group
from hotline.core.gazetteer import CLEAR, Gazetteer, Place
from hotline.core.measure import BRUSSELS
from hotline.core.plain import plain, words

When = Literal["now", "tonight"]
TONIGHT = frozenset(
    plain(one)
    for one in (
        "ce soir", "cette nuit", "vanavond", "vannacht", "tonight", "this evening", "heute nacht", "heute abend",
        "الليلة", "diseară", "la noapte", "dziś w nocy", "dzisiaj", "esta noche", "сьогодні вночі", "esta noite",
    )
)  # fmt: skip
NOW = frozenset(
    plain(one)
    for one in (
        "maintenant", "tout de suite", "nu", "nu open", "now", "right now", "open now", "jetzt", "الآن", "acum",
        "teraz", "ahora", "зараз", "agora",
    )
)  # fmt: skip
NIGHT = time(21)


@dataclass(frozen=True)
class Query:
    """A question to the directory. `need`: of needs.yaml; `near`: a point to measure from; `speaks`: ISO 639-1 code.

    `when` leaves out what is known to be closed then; `staff` also finds what only dispatchers may know.
    """

    text: str = ""
    language: str = "fr"
    need: str | None = None
    commune: str | None = None
    near: Place | None = None
    when: When | datetime | None = None
    groups: frozenset[str] = frozenset()
    speaks: str | None = None
    wheelchair: bool = False
    staff: bool = False
    limit: int = 10


@dataclass(frozen=True)
class Asked:
    """The question as it was understood. `words`: all of it, for names; `rest`: without the place that was named.

    `at`: the moment for which doors must be open; `strict`: they said so.
    """

    query: Query
    words: tuple[str, ...]
    rest: tuple[str, ...]
    place: Place | None
    groups: frozenset[str]
    at: datetime
    strict: bool
    said: frozenset[str] = field(default_factory=frozenset)  # "now", "tonight" as read in the sentence


def understand(query: Query, places: Gazetteer | None, at: datetime) -> Asked:
    """Take a sentence apart: where, when and for whom; what is left are the words to look for."""
    place, rest = query.near, words(query.text)
    if place is None and places is not None:
        found = [one for one in places.find(query.text, query.language) if one.score >= CLEAR]
        if found:
            place = found[0].place
            rest = _without(rest, found[0].words)
            if place.kind == "commune":  # its centre is not where they are: what lies in it comes first
                query, place = replace(query, commune=query.commune or place.commune), None
    padded = f" {plain(query.text)} "
    said = frozenset(
        name for name, some in (("tonight", TONIGHT), ("now", NOW)) if any(f" {one} " in padded for one in some)
    )
    groups = query.groups | group.named_in(query.text)
    moment = _moment(query.when or ("tonight" if "tonight" in said else "now"), at)
    every, strict = tuple(words(query.text)), query.when is not None
    return Asked(query, every, tuple(rest), place, frozenset(groups), moment, strict, said)


def _moment(when: When | datetime, at: datetime) -> datetime:
    """Tonight is nine in the evening here, or this moment when it is night already."""
    if isinstance(when, datetime):
        return when
    local = at.astimezone(BRUSSELS)
    if when == "now" or local.time() >= NIGHT or local.hour < 6:
        return at
    return datetime.combine(local.date(), NIGHT, BRUSSELS).astimezone(UTC)


def _without(all_words: Sequence[str], some: Sequence[str]) -> list[str]:
    left = list(all_words)
    for word in some:
        if word in left:
            left.remove(word)
    return left
