"""Somebody wants a sheet of paper: it is made once, by a worker, and stays true when the directory changes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from threading import Barrier

import pytest
from pypdf import PdfReader
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, jobs, paper_job, web
from hotline.core import outbox
from hotline.core.directory import write
from hotline.core.directory.facts import Organization
from hotline.core.directory.tables import OrganizationRow
from hotline.core.outbox import Promise
from hotline.core.sheet import stored
from hotline.core.sheet.stored import StoredSheet
from hotline.paper import press
from tests.console.pages import Browser

REAL = press.press
SHOWER = "/fr/print/need/shower.pdf"
WHICH = ("need", "shower", "fr")


@pytest.fixture(autouse=True)
def worker(house: web.House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker with this house's parts, and a press that is quick: what it prints is what stands on the sheet."""
    monkeypatch.setattr(jobs, "house", lambda: house)
    monkeypatch.setattr(press, "press", lambda sheet, made: f"%PDF {made} {press.mark(sheet)}".encode())
    yield
    house.redis.flushdb()


def wanted(session: Session) -> list[Promise]:
    session.expire_all()
    return list(session.scalars(select(Promise).where(Promise.state.in_(("pending", "sending")))))


def work(session: Session) -> None:
    for promise in wanted(session):
        jobs.keep(promise.id)


def kept(session: Session) -> StoredSheet:
    return session.get_one(StoredSheet, WHICH, populate_existing=True)


def age(session: Session, by: timedelta) -> None:
    """The sheet was made so long ago."""
    row = kept(session)
    assert row.made_at
    row.made_at, row.compared_at = row.made_at - by, row.made_at - by
    session.commit()


def change(session: Session, organization: str = "lafontaine", name: str = "Une autre maison") -> None:
    row = session.get_one(OrganizationRow, (organization, False))
    document = Organization.model_validate(row.document)
    first = document.services[0].model_copy(update={"name": {"fr": name}})
    changed = document.model_copy(update={"services": (first, *document.services[1:])})
    write.write(session, changed, "editor", db.now(session))
    session.commit()


def test_whoever_comes_first_waits_a_moment_and_then_has_the_sheet(site: Browser, session: Session) -> None:
    waiting = site.get(SHOWER)
    assert waiting.status_code == 202
    assert waiting.headers["Refresh"] == "3; url=/fr/print/need/shower.pdf?looks=1"
    assert waiting.headers["Cache-Control"] == "no-store"
    work(session)
    sheet = site.get(SHOWER)
    assert (sheet.status_code, sheet.mimetype) == (200, "application/pdf")
    assert sheet.get_data().startswith(b"%PDF")
    assert sheet.headers["Content-Disposition"] == 'inline; filename="shower-fr.pdf"'
    assert wanted(session) == []


def test_what_the_worker_makes_is_a_pdf(site: Browser, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "press", REAL)
    site.get("/ar/print/commune/evere.pdf")
    work(session)
    found = PdfReader(BytesIO(site.get("/ar/print/commune/evere.pdf").get_data()))
    assert found.metadata is not None
    assert found.metadata.title == "Evere"
    assert found.trailer["/Root"]["/Lang"] == "ar"


def test_a_sheet_that_is_here_already_is_not_sent_again(site: Browser, session: Session) -> None:
    site.get(SHOWER)
    work(session)
    mark = site.get(SHOWER).headers["ETag"]
    again = site.get(SHOWER, headers={"If-None-Match": mark})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_many_who_want_the_same_sheet_make_one_job(site: Browser, session: Session, house: web.House) -> None:
    start = Barrier(8)

    def one(_: int) -> bool:
        with house.sessions() as own:
            start.wait(20)
            asked = stored.ask(own, WHICH, db.now(own))
            own.commit()
            return asked

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [False] * 7 + [True]
    for _ in range(3):
        assert site.get(SHOWER).status_code == 202
    assert len(wanted(session)) == 1


@pytest.mark.parametrize(
    "path", ["/fr/print/need/nothing.pdf", "/fr/print/commune/paris.pdf", "/fr/print/commune/laeken.pdf",
             "/fr/print/region/flanders.pdf", "/fr/print/page/shower.pdf", "/xx/print/need/shower.pdf"],
)  # fmt: skip
def test_a_sheet_that_does_not_exist_is_not_wanted(site: Browser, session: Session, path: str) -> None:
    assert site.get(path).status_code == 404
    assert wanted(session) == []


def test_a_change_is_on_the_next_sheet_and_the_older_one_is_not_given_out(site: Browser, session: Session) -> None:
    site.get(SHOWER)
    work(session)
    older = site.get(SHOWER)
    change(session)
    assert site.get(SHOWER).status_code == 202
    assert site.get(SHOWER).status_code == 202
    assert len(wanted(session)) == 1
    work(session)
    newer = site.get(SHOWER)
    assert newer.headers["ETag"] != older.headers["ETag"]
    assert wanted(session) == []


def test_a_change_elsewhere_leaves_the_sheet_as_it_is(site: Browser, session: Session) -> None:
    site.get(SHOWER)
    work(session)
    before = site.get(SHOWER).headers["ETag"]
    change(session, "pagasa")
    site.get(SHOWER)
    assert len(wanted(session)) == 1
    work(session)
    assert site.get(SHOWER).headers["ETag"] == before
    assert wanted(session) == []


def test_the_clock_has_sheets_made_again_that_nobody_looks_at(
    site: Browser, session: Session, house: web.House
) -> None:
    site.get(SHOWER)
    work(session)
    assert stored.ask_for_outdated(session, db.now(session), clock.SHEETS) == 0
    change(session)
    assert stored.ask_for_outdated(session, db.now(session), clock.SHEETS) == 1
    assert stored.ask_for_outdated(session, db.now(session), clock.SHEETS) == 0
    session.commit()
    work(session)
    assert stored.is_current(kept(session), stored.basis(session, db.now(session)), db.now(session))


def test_without_redis_a_sheet_waits_and_the_clock_goes_on(
    site: Browser, session: Session, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise RedisError

    site.get(SHOWER)
    (promise,) = wanted(session)
    monkeypatch.setattr(clock.live, "nudge", away)
    monkeypatch.setattr(press, "press", killed)
    clock.deliver(house, promise)
    assert [one.id for one in wanted(session)] == [promise.id]


def test_the_day_that_is_printed_on_a_sheet_is_never_long_ago(site: Browser, session: Session) -> None:
    site.get(SHOWER)
    work(session)
    age(session, timedelta(days=6))
    site.get(SHOWER)
    assert wanted(session) == []
    age(session, timedelta(days=2))
    site.get(SHOWER)
    work(session)
    made = kept(session).made_at
    assert made is not None
    assert made > db.now(session) - timedelta(minutes=5)


def test_a_worker_that_dies_in_the_middle_loses_nothing(
    site: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get(SHOWER)
    (promise,) = wanted(session)
    with monkeypatch.context() as patched:
        patched.setattr(press, "press", killed)
        with pytest.raises(Killed):
            jobs.keep(promise.id)
    assert site.get(SHOWER).status_code == 202
    jobs.keep(promise.id)  # it is in the hands of the dead one until its lease is over
    assert site.get(SHOWER).status_code == 202
    (promise,) = wanted(session)
    promise.due_at = db.now(session) - timedelta(seconds=1)
    session.commit()
    assert [one.id for one in outbox.due(session, db.now(session))] == [promise.id]
    jobs.keep(promise.id)
    assert site.get(SHOWER).status_code == 200


class Killed(BaseException):
    """kill -9, as far as a test can do it in its own process."""


def killed(*_: object) -> bytes:
    raise Killed


def test_a_job_that_runs_twice_makes_the_same_sheet(site: Browser, session: Session, house: web.House) -> None:
    site.get(SHOWER)
    paper_job.make(house, WHICH)
    first = kept(session)
    before = (first.mark, first.made_at, first.pdf)
    paper_job.make(house, WHICH)
    again = kept(session)
    assert (again.mark, again.made_at, again.pdf) == before


def test_a_directory_that_changes_while_the_sheet_is_set_makes_another_one(
    site: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(sheet: object, made: object) -> bytes:
        change(session)
        return b"%PDF older"

    site.get(SHOWER)
    with monkeypatch.context() as patched:
        patched.setattr(press, "press", meanwhile)
        work(session)
    assert site.get(SHOWER).status_code == 202
    work(session)
    assert site.get(SHOWER).get_data() != b"%PDF older"


def test_a_slow_worker_does_not_put_its_older_sheet_over_a_newer_one(session: Session, directory: Session) -> None:
    at: datetime = db.now(session)
    stored.keep(session, WHICH, "new", "new", b"newer", at)
    stored.keep(session, WHICH, "old", "old", b"older", at - timedelta(seconds=2))
    session.commit()
    assert kept(session).pdf == b"newer"


def test_a_sheet_that_cannot_be_set_is_tried_once_and_its_page_is_offered_instead(
    site: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise press.CannotPrint("a sign that no font has: 漢")

    site.get(SHOWER)
    work(session)
    change(session)
    site.get(SHOWER)
    monkeypatch.setattr(press, "press", refuse)
    (promise,) = wanted(session)
    jobs.keep(promise.id)
    session.refresh(promise)
    assert (promise.state, promise.error) == ("failed", "a sign that no font has: 漢")
    assert site.get(SHOWER).status_code == 202
    assert wanted(session) == []


def test_a_sheet_that_is_about_nothing_any_more_goes(session: Session, house: web.House, directory: Session) -> None:
    gone = ("need", "was_there_once", "fr")
    stored.ask(session, gone, db.now(session))
    session.commit()
    work(session)
    assert session.get(StoredSheet, gone, populate_existing=True) is None


def test_whoever_waits_too_long_prints_the_page_itself(site: Browser) -> None:
    late = site.get(f"{SHOWER}?looks=10")
    assert "Refresh" not in late.headers
    text = late.get_data(as_text=True)
    assert 'href="/fr/need/shower"' in text
    assert 'href="/fr/commune/forest"' in site.get("/fr/print/commune/forest.pdf").get_data(as_text=True)
    assert 'href="/fr/all"' in site.get("/fr/print/region/brussels.pdf").get_data(as_text=True)


def test_a_sheet_about_violence_stays_in_no_browser(site: Browser, session: Session) -> None:
    path = "/uk/print/need/domestic_violence.pdf"
    site.get(path)
    work(session)
    assert site.get(path).headers["Cache-Control"] == "no-store"
    site.get(SHOWER)
    work(session)
    assert site.get(SHOWER).headers["Cache-Control"] == "no-cache"


def test_pages_lead_to_their_sheets_but_not_on_a_public_terminal(site: Browser) -> None:
    for page, sheet in (
        ("/ar/need/shower", "/ar/print/need/shower.pdf"),
        ("/pl/commune/forest", "/pl/print/commune/forest.pdf"),
        ("/nl/communes", "/nl/print/region/brussels.pdf"),
    ):
        assert f'href="{sheet}"' in site.get(page).get_data(as_text=True)
        assert "/print/" not in site.get(f"{page}?kiosk=1").get_data(as_text=True)
        site.client.delete_cookie("kiosk")
