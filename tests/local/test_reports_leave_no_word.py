"""Reports by every door, from the first word to the closing; afterwards no word, number, code, link or point of them
stands in a log, in the cache, or readable in the database."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import redis
import requests
from psycopg import sql
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import models, partner
from hotline.core.report import partner_key
from hotline.core.report.team import teams
from hotline.local.demo import TEAM_PHONES
from tests.line import HTTP_S, AtDesk, Line

assert models
NUMBERS = ("+32479112233", "+32479112234", "+32479112235", "+32479112236", "+32479112237")
SAID = (
    "zinneke", "mauve", "turquoise", "framboise", "citrouille", "moutarde", "olivâtre", "kaki", "safran", "magenta",
)  # fmt: skip
PLACE = "place Eugène Flagey, %s"
CODE = re.compile(r"\b([A-Z]{2})[ ]?(\d{4})\b")


@contextmanager
def inside(line: Line) -> Iterator[Session]:
    """The database of the running hotline."""
    engine = db.connect(line.settings["DATABASE_URL"], pool_size=1)
    try:
        with db.sessions(engine)() as session:
            yield session
            session.commit()
    finally:
        engine.dispose()


@pytest.fixture
def key(line: Line) -> Iterator[str]:
    """A partner's key."""
    with inside(line) as session:
        found = partner.add(session, "Hôpital Exemple", "hospital", db.now(session))
        made = partner_key.make(session, found, db.now(session))
    yield made
    line.rows("delete from report returning id")
    line.rows("delete from partner_key returning id")


def by_the_site(line: Line) -> None:
    page = requests.get(f"{line.public}/fr/report", timeout=HTTP_S).text
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    told = {
        "step": "you", "go": "send", "place": PLACE % SAID[0], "words": f"couverture {SAID[1]}", "clothing": SAID[2],
        "contact": NUMBERS[0], "contact_consent": "yes", "agreed": "yes", "feedback": "yes", "text_safe": "yes",
    }  # fmt: skip
    answer = requests.post(f"{line.public}/fr/report", {**form, **told}, timeout=HTTP_S)
    assert answer.status_code == 200
    code = "".join(CODE.findall(html.unescape(answer.text))[0])
    asked = requests.post(f"{line.public}/fr/report/status", {"code": code}, timeout=HTTP_S)
    assert (asked.status_code, SAID[0] in asked.text) == (200, False)
    assert requests.get(f"{line.public}/fr/report?place={SAID[0]}", timeout=HTTP_S).status_code == 200


def by_a_program(line: Line, key: str) -> None:
    told = {
        "share_consent": True,
        "place": PLACE % SAID[3],
        "condition_words": SAID[4],
        "lat": 50.827719,
        "lon": 4.3722,
    }
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": SAID[3]}
    address = f"{line.public}/api/v1/reports"
    assert requests.post(address, json=told, headers=headers, timeout=HTTP_S).status_code == 201
    assert (
        requests.post(address, json={**told, "condition": SAID[4]}, headers=headers, timeout=HTTP_S).status_code == 422
    )
    assert requests.post(address, data=SAID[4], headers=headers, timeout=HTTP_S).status_code == 415


def by_phone(line: Line) -> None:
    caller = line.phone(NUMBERS[1]).dial().keys("1").keys("2").keys("2")
    caller.say(PLACE % SAID[5]).keys("1").keys("1").keys("4").keys("4").keys("1").keys("1").keys("1").keys("1")
    line.until(lambda: line.rows("select 1 from report where channel = 'voice'"))
    caller.hang_up()


def by_text_and_chat(line: Line) -> None:
    line.phone(NUMBERS[2]).write(f"un homme {SAID[6]} dort {PLACE % SAID[6]}")
    begun = requests.post(f"{line.public}/chat/conversations", json={"language": "fr"}, timeout=HTTP_S).json()
    told = {"client_message_id": "m1", "text": f"un homme {SAID[7]}, {NUMBERS[3]}"}
    headers = {"Authorization": f"Bearer {begun['token']}"}
    address = f"{line.public}/chat/conversations/{begun['id']}/messages"
    assert requests.post(address, json=told, headers=headers, timeout=HTTP_S).status_code == 202


def at_the_desk(line: Line, amina: AtDesk) -> None:
    told = {
        "place": PLACE % SAID[8],
        "agreed": "yes",
        "anyway": "1",
        "key": "k",
        "reach": NUMBERS[4],
        "may_contact": "yes",
    }
    send(amina, "/reports/new", **told)
    for (report,) in line.rows("select id from report order by id"):
        assert amina.http.get(f"{amina.base}/reports/{report}", timeout=HTTP_S).status_code == 200
        send(amina, f"/reports/{report}/facts", dangers=SAID[8])


def send(amina: AtDesk, path: str, **form: Any) -> None:
    form = {"csrf_token": amina.me()["csrf_token"], **form}
    answer = amina.http.post(f"{amina.base}{path}", form, timeout=HTTP_S, allow_redirects=False)
    assert answer.status_code == 303, (path, answer.status_code)


def answered(line: Line) -> list[str]:
    """Each team is asked and says where they went. The tokens of their links."""
    texts = "select count(*) from sms where purpose = 'team' and state in ('sent', 'delivered', 'queued')"
    line.until(lambda: line.rows(texts)[0][0] >= 2)
    links = [
        found
        for nth, _ in enumerate(teams.book().teams, 1)
        for words in line.phone(f"{TEAM_PHONES}{nth:02}").messages
        for found in re.findall(r"https?://\S+/r/\S+", words)
    ]
    for link in links:
        assert requests.get(link, timeout=HTTP_S).status_code == 200
        requests.post(link, {"do": "moved", "words": f"vers le {SAID[9]}"}, timeout=HTTP_S)
        requests.get(f"{link}/x", timeout=HTTP_S)
    return [link.rpartition("/")[2] for link in links]


def closed(line: Line, amina: AtDesk) -> None:
    for (report,) in line.rows("select id from report where status <> 'closed'"):
        send(amina, f"/reports/{report}/112", who="other")
        send(amina, f"/reports/{report}/close", why="helped")
    line.until(lambda: line.rows("select 1 from outbox where kind = 'tell_reporter' and state = 'sent'"))


def readable(line: Line) -> str:
    """Every row of the database as anybody with the disk reads it, but for the point; and the whole cache."""
    with psycopg.connect(line.settings["DATABASE_URL"]) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        rows = [
            str(row)
            for (table,) in tables
            for row in connection.execute(sql.SQL("select t::text from {} t").format(sql.Identifier(table)))
        ]
    cache = redis.Redis.from_url(line.settings["REDIS_URL"], decode_responses=True)
    keys = [str(one) for one in cache.scan_iter()]
    cache.close()
    return "\n".join([*rows, *keys])


def test_no_word_of_a_report_is_left_where_somebody_could_read_it(line: Line, key: str) -> None:
    start = len(line.log.read_text())
    amina = line.dispatcher("amina")
    by_the_site(line)
    by_a_program(line, key)
    by_phone(line)
    by_text_and_chat(line)
    at_the_desk(line, amina)
    tokens = answered(line)
    assert tokens
    codes = [code for (code,) in line.rows("select code from report")]
    closed(line, amina)
    log, kept = line.log.read_text()[start:], readable(line)
    assert len(codes) == 4
    for word in (*SAID, *(number.removeprefix("+32") for number in NUMBERS), *tokens, key):
        assert word.casefold() not in log.casefold(), word
        assert word.casefold() not in kept.casefold(), word
    for secret in (*codes, "50.8277", "4.3722", "Flagey", "couverture"):
        assert secret not in log, secret
