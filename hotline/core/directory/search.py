"""Finds what helps: by need, words, place, time and person; the nearest that is open first, and why.

Two ways lead to an entry: the needs that the sentence speaks of, and its words, corrected for typing errors against
the vocabulary of the directory. PostgreSQL counts and limits; the few that remain are read and ordered here.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Float, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from hotline.core.directory import need_words, read, trust, vocabulary
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Organization, Service
from hotline.core.directory.opening import Opening, opening
from hotline.core.directory.query import Asked, Query, understand
from hotline.core.directory.stop_words import STOP
from hotline.core.directory.tables import Entry
from hotline.core.directory.words import Assurance
from hotline.core.gazetteer import Gazetteer
from hotline.core.measure import BRUSSELS

CANDIDATES = 60
FIRST, FIRST_ANSWERS = 5, 2
FAR_KM = 3.0  # at this distance a thing is worth half of what it is next door
KM_PER_DEGREE = 111.2
NARROWER, WIDER = 0.8, 0.5  # a service for a narrower or a wider need than the one asked for
THEIRS, OTHERS_ONLY, PERHAPS_NOT, STALE, CLOSED = 1.2, 0.0, 0.85, 0.8, 0.7


@dataclass(frozen=True)
class Result:
    """Something that may help. `km` from the place they named; `opening` at the moment they asked about."""

    id: str
    score: float
    assurance: Assurance
    needs: tuple[str, ...]
    organization: Organization | None = None
    service: Service | None = None
    answer: Answer | None = None
    km: float | None = None
    opening: Opening | None = None
    asked: Asked | None = None


@dataclass(frozen=True)
class _Hit:
    id: str
    kind: str
    organization_id: str | None
    km: float | None
    score: float


def search(session: Session, query: Query, places: Gazetteer | None, at: datetime) -> list[Result]:
    """The best results first, at most `query.limit`; empty: nothing fits."""
    asked = understand(query, places, at)
    wanted = _wanted(asked)
    found: dict[tuple[str, str], _Hit] = {}
    for hit in [*_by_need(session, asked, wanted), *_by_words(session, asked)]:
        before = found.get((hit.kind, hit.id))
        found[hit.kind, hit.id] = replace(hit, score=hit.score + before.score) if before else hit
    best = sorted(found.values(), key=lambda hit: -hit.score)[:CANDIDATES]
    results = [one for one in _results(session, best, asked, at) if one.score > 0]
    return _mixed(sorted(results, key=lambda one: (-round(one.score, 6), one.id)))[: query.limit]


def _mixed(results: list[Result]) -> list[Result]:
    """In the order of their worth, but not more than two answers before there are three services."""
    answers = [one for one in results if one.answer is not None]
    late = set(map(id, answers[FIRST_ANSWERS:]))
    head = [one for one in results if id(one) not in late][:FIRST]
    return head + [one for one in results if one not in head]


def _wanted(asked: Asked) -> dict[str, float]:
    """Every need that would do, and how well: the asked ones, narrower and wider ones."""
    needs = need_words.known()
    said = {asked.query.need: 1.0} if asked.query.need else need_words.needs_in(asked.query.text, asked.rest)
    wanted = dict(said)
    for need, score in said.items():
        parent = next((one.parent for one in needs.needs if one.id == need), None)
        for other in needs.below(need) - {need}:
            wanted[other] = max(wanted.get(other, 0), score * NARROWER)
        if parent:
            wanted[parent] = max(wanted.get(parent, 0), score * WIDER)
    return wanted


def _by_need(session: Session, asked: Asked, wanted: dict[str, float]) -> list[_Hit]:
    if not wanted:
        return []
    scores = [
        case((Entry.needs[1] == need, score), (Entry.needs.contains([need]), score * 0.9), else_=0.0)
        for need, score in wanted.items()
    ]
    best = func.greatest(*scores) if len(scores) > 1 else scores[0]
    return _hits(session, asked, Entry.needs.overlap(list(wanted)), best)


def _by_words(session: Session, asked: Asked) -> list[_Hit]:
    """Entries with all the words, else with the rarer ones; a word of a name counts twice."""
    terms = vocabulary.terms(session, [word for word in dict.fromkeys(asked.words) if word not in STOP])
    if not terms:
        return []
    whole = sum(term.weight for term in terms)
    score = sum(
        (
            case(
                (Entry.vector.op("@@")(cast(term.query("A"), TSQUERY)), term.weight * term.sure / whole),
                (Entry.vector.op("@@")(cast(term.query(), TSQUERY)), term.weight * term.sure / whole / 2),
                else_=0.0,
            )
            for term in terms
        ),
        start=literal(0.0, Float),
    )
    every = cast(" & ".join(term.query() for term in terms), TSQUERY)
    found = _hits(session, asked, Entry.vector.op("@@")(every), score)
    if len(found) < asked.query.limit and len(terms) > 1:
        rare = cast(" | ".join(term.query() for term in vocabulary.rarest(terms)), TSQUERY)
        found = _hits(session, asked, Entry.vector.op("@@")(rare), score)
    return found


def _hits(session: Session, asked: Asked, where: ColumnElement[bool], score: ColumnElement[float]) -> list[_Hit]:
    """The best entries of one way, nearer ones first among equals."""
    today, query = asked.at.astimezone(BRUSSELS).date(), asked.query
    km = _km(asked)
    near = cast(1.0, Float) if km is None else FAR_KM / (FAR_KM + func.coalesce(km, FAR_KM))
    here = case((Entry.commune == query.commune, 1.5), else_=1.0) if query.commune else literal(1.0)
    total = (score * near * here).label("total")
    statement = select(Entry.id, Entry.kind, Entry.organization_id, literal(None) if km is None else km, total).where(
        where, or_(Entry.ends_on.is_(None), Entry.ends_on >= today)
    )
    if not query.staff:
        statement = statement.where(~Entry.staff)
    return [_Hit(*row) for row in session.execute(statement.order_by(total.desc(), Entry.id).limit(CANDIDATES))]


def _km(asked: Asked) -> ColumnElement[float] | None:
    """Distance to the place they named: flat earth is exact enough in one city."""
    if asked.place is None:
        return None
    north = (Entry.lat - asked.place.lat) * KM_PER_DEGREE
    east = (Entry.lon - asked.place.lon) * (KM_PER_DEGREE * math.cos(math.radians(asked.place.lat)))
    return func.sqrt(north * north + east * east)


def _results(session: Session, hits: Sequence[_Hit], asked: Asked, at: datetime) -> Iterator[Result]:
    """The hits with their documents, which are read in two questions."""
    today = at.astimezone(BRUSSELS).date()
    answers = {one.id: one for one in read.answers(session, [hit.id for hit in hits if hit.kind == "answer"])}
    ids = {hit.organization_id for hit in hits if hit.organization_id}
    organizations = read.some(session, ids, today, staff=asked.query.staff)
    for hit in hits:
        of, answer = organizations.get(hit.organization_id or ""), answers.get(hit.id)
        service = next((one for one in of.services if one.id == hit.id), None) if of else None
        if hit.kind == "answer" and answer is not None:
            worth = trust.assurance(answer.trust, today)
            score = hit.score * _suits(answer, asked)
            yield Result(hit.id, score, worth, answer.needs, answer=answer, asked=asked)
        elif of is not None and service is not None:
            yield _service(hit, of, service, asked, today)


def _service(hit: _Hit, of: Organization, service: Service, asked: Asked, today: date) -> Result:
    doors = opening(service, asked.at, next(iter(asked.groups), None))
    worth = trust.assurance(service.trust, today)
    score = hit.score * _fits(service, asked, doors) * (1 if worth == "verified" else STALE)
    return Result(hit.id, score, worth, service.needs, of, service, None, hit.km, doors, asked)


def _suits(answer: Answer, asked: Asked) -> float:
    """An answer for somebody else comes later; one for people like them first."""
    if not answer.audience:
        return 1.0
    return THEIRS if set(answer.audience) & asked.groups else PERHAPS_NOT


def _fits(service: Service, asked: Asked, doors: Opening) -> float:
    """How well it suits this person at that time; 0: not at all."""
    exclusive = {one.group for one in service.audience if one.degree == "exclusive"}
    known = {one.group for one in service.audience}
    worth = 1.0
    if exclusive and asked.groups & PEOPLE and not exclusive & asked.groups:
        return OTHERS_ONLY
    if exclusive and not exclusive & asked.groups:
        worth *= PERHAPS_NOT
    if known & asked.groups:
        worth *= THEIRS
    if asked.query.speaks and _speaks(service, asked.query.speaks) is False:
        worth *= PERHAPS_NOT
    if asked.query.wheelchair and any(one.wheelchair == "no" for one in service.locations):
        return OTHERS_ONLY
    if doors.state == "closed":
        return OTHERS_ONLY if asked.strict and doors.certain else worth * CLOSED
    return worth


PEOPLE = frozenset({"women", "men", "families", "couples", "minors"})


def _speaks(service: Service, language: str) -> bool | None:
    """Whether they speak it there; None: nobody said."""
    spoken: Sequence[str] = [code for one in service.languages for code in one.languages]
    return (language in spoken) if spoken else None
