"""The directory's search at 200, 5,000 and 100,000 services, with and without a typing error.

`search_recall_at_5`: share of the questions with one typing error whose service is among the first five; the worst of
the sizes. `search_typo_ratio`: P95 of these questions ÷ P95 of the same questions without an error, asked in turns;
the worst of the sizes.
"""

import random
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, text
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import gazetteer, models
from hotline.core.directory import index, need_words
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.query import Query
from hotline.core.directory.search import search
from hotline.core.directory.tables import Change, Entry, OrganizationRow
from tests.bench.house import House

assert models

SIZES, QUESTIONS, SEED = (200, 5_000, 100_000), 300, 20261126
COMMUNES = ("Anderlecht", "Etterbeek", "Evere", "Forest", "Ixelles", "Jette", "Schaerbeek", "Uccle")
KINDS = ("Centre", "Maison", "Service", "Accueil", "Espace", "Atelier", "Restaurant", "Permanence", "Bureau", "Relais")
BEGIN, MIDDLE, END = (
    ("ba", "co", "da", "fe", "ga", "lu", "ma", "no", "pi", "ro", "sa", "ti", "va", "bre", "cla", "dro", "fla", "gri"),
    ("la", "mi", "ro", "ne", "ti", "du", "ve", "sso", "lle", "ra", "ndo", "rti", "mbe", "lva", "nce", "sca", "gno"),
    ("n", "rd", "s", "ge", "lle", "tte", "mont", "val", "bert", "neau", "ric", "voort", "beek", "gem", "is", "an"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def measure(house: House) -> dict[str, Any]:
    """Both keys, and what they are made of for each size."""
    engine = db.connect(house.environment["DATABASE_URL"], pool_size=1)
    sizes = {}
    with db.sessions(engine)() as session:
        for size in SIZES:
            names = _fill(session, size)
            sizes[str(size)] = _ask(session, names)
    engine.dispose()
    return {
        "search_recall_at_5": min(one["recall_at_5"] for one in sizes.values()),
        "search_typo_ratio": max(one["typo_ratio"] for one in sizes.values()),
        "search_sizes": sizes,
    }


def _fill(session: Session, size: int) -> dict[str, str]:
    """So many made-up services, and nothing else; their names by id."""
    chance = random.Random(SEED)  # the same services each time
    needs = [one.id for one in need_words.known().needs]
    session.execute(delete(OrganizationRow))
    session.execute(delete(Entry))
    made = [_organization(number, chance, needs) for number in range(size)]
    at = db.now(session)
    for first in range(0, size, 1000):
        some = made[first : first + 1000]
        rows = [{"id": o.id, "private": False, "document": as_json(o), "changed_at": at} for o in some]
        session.execute(insert(OrganizationRow), rows)
        index.add(session, [index.service_entry(o, o.services[0], private=False) for o in some])
    index.count_words(session)
    session.add(Change(organization_id="bench", how="import", at=at))
    session.commit()
    session.execute(text("analyze"))
    session.commit()
    return {o.services[0].id: o.services[0].name["fr"] for o in made}


def _organization(number: int, chance: random.Random, needs: list[str]) -> Organization:
    own = chance.choice(BEGIN) + "".join(chance.choices(MIDDLE, k=chance.randint(1, 3))) + chance.choice(END)
    name, commune = f"{chance.choice(KINDS)} {own.capitalize()}", chance.choice(COMMUNES)
    service = {
        "id": f"s{number}",
        "name": {"fr": f"{name} {commune}"},
        "summary": {"fr": f"{name} aide les personnes sans abri de {commune}."},
        "type": "day_centre",
        "needs": chance.sample(needs, 2),
        "trust": {"assurance": "verified", "verified_on": "2026-06-01"},
        "locations": [{"commune": commune, "lat": chance.uniform(50.80, 50.90), "lon": chance.uniform(4.30, 4.44)}],
        "schedules": [{"hours": "Mo-Fr 09:00-17:00"}],
    }
    return Organization.model_validate({"id": f"o{number}", "name": {"fr": name}, "sources": {}, "services": [service]})


def _ask(session: Session, names: dict[str, str]) -> dict[str, Any]:
    """Questions by name, each without and with one error in its own word, in turns."""
    chance = random.Random(SEED)
    exact, wrong, found = [], [], 0
    for service_id in chance.sample(sorted(names), min(QUESTIONS, len(names))):
        for words, times in ((names[service_id], exact), (_mistyped(names[service_id], chance), wrong)):
            began = time.perf_counter()
            results = search(session, Query(words, limit=5), gazetteer.current(session), db.now(session))
            times.append(time.perf_counter() - began)
            if times is wrong:
                found += service_id in {one.id for one in results}
    p95 = {name: sorted(times)[int(len(times) * 0.95)] * 1000 for name, times in (("exact", exact), ("typo", wrong))}
    return {
        "recall_at_5": round(found / len(wrong), 3),
        "typo_ratio": round(p95["typo"] / p95["exact"], 2),
        "exact_p95_ms": round(p95["exact"], 1),
        "typo_p95_ms": round(p95["typo"], 1),
        "questions": len(wrong),
    }


def _mistyped(text: str, chance: random.Random) -> str:
    """One letter left out, doubled, changed or swapped, in the longest word: the one that tells services apart."""
    parts = text.split()
    which = max(range(len(parts) - 1), key=lambda at: len(parts[at]))
    word = parts[which].lower()
    at = chance.randrange(1, len(word) - 1)
    parts[which] = chance.choice(list(_errors(word, at, chance.choice(LETTERS))))
    return " ".join(parts)


def _errors(word: str, at: int, letter: str) -> Iterator[str]:
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at] + word[at:]
    yield word[:at] + letter + word[at + 1 :]
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
