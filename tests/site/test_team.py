"""A team opens its link, reads where to go and says with one thumb how it went; nobody else learns anything."""

import logging
from datetime import timedelta
from typing import Never

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import apps, db, web
from hotline.core import report as reports
from hotline.core.report import stored
from hotline.core.report.stored import ReportEvent
from hotline.core.report.team import mission, outcome
from hotline.core.report.team.mission import Mission, MissionEnd
from hotline.site import team
from hotline.texts import LANGUAGES
from tests.console.pages import Browser, check
from tests.core.report.missions import MIDI, a_report, in_hand, reached_by
from tests.parts import settings_for

REPORTER = "+32470999888"


@pytest.fixture(autouse=True)
def nobody_asked_before(house: web.House) -> None:
    """What other tests asked for does not count."""
    house.redis.flushdb()


@pytest.fixture
def given(session: Session, house: web.House) -> Mission:
    lock = house.vault.lock
    report = a_report(
        session, house.vault, place=lock("behind the blue kiosk"), dangers=lock("a big dog"), heard="ar",
        reach=lock(REPORTER), role="station", condition="cold", people_count=2, minors=True, accuracy_m=50,
        spot=lock('{"stop": "Bara", "side": "tunnel side"}'),
    )  # fmt: skip
    made = in_hand(session, house.vault, report)
    session.commit()
    return made


@pytest.fixture
def link(house: web.House, given: Mission) -> str:
    return f"/r/{mission.token(house.vault, given)}"


@pytest.fixture
def phone(public_app: Flask) -> Browser:
    return Browser(public_app)


def seen(phone: Browser, path: str) -> str:
    return phone.get(path).get_data(as_text=True)


def says(phone: Browser, link: str, what: str, *, offline: bool = False, **more: str) -> TestResponse:
    headers = {"Accept": "application/json"} if offline else {}
    return phone.client.post(link, data={"do": what, **more}, headers=headers)


def fresh(session: Session, given: Mission) -> Mission:
    session.rollback()
    session.expire_all()
    return given


def test_the_page_says_where_and_what_was_seen_and_never_who_reported(phone: Browser, link: str) -> None:
    html = seen(phone, f"{link}?lang=en")
    for told in ("behind the blue kiosk", "a big dog", "a red coat", "Bara", "tunnel side", "Arabic", "2 people"):
        assert told in html
    assert "geo:50.83570,4.33610" in html
    for secret in (REPORTER, REPORTER[4:], "station"):
        assert secret not in html


def test_two_missions_that_may_be_to_one_person_name_each_other(
    phone: Browser, session: Session, house: web.House, given: Mission, link: str
) -> None:
    told = given.report
    twin = a_report(session, house.vault, place=told.place, people_count=2, minors=True, condition="cold")
    other = in_hand(session, house.vault, twin)
    session.commit()
    assert f"as in mission {other.id}." in seen(phone, f"{link}?lang=en")
    mission.end(session, other, MissionEnd.NOT_FOUND, db.now(session))
    session.commit()
    assert "as in mission" not in seen(phone, f"{link}?lang=en")


def test_what_somebody_wrote_is_words_and_no_page(
    phone: Browser, session: Session, house: web.House, given: Mission, link: str
) -> None:
    hostile = house.vault.lock("<script>boo()</script>\" onfocus=boo() '{{ 7*7 }}")
    given.report.place = given.report.dangers = given.report.condition_words = given.report.clothing = hostile
    session.commit()
    html = seen(phone, link)
    assert html.count("boo()") == 8
    assert not any(bad in html for bad in ("<script>boo", '" onfocus', "'49", "; 49"))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE"])
def test_a_program_that_looks_at_links_changes_nothing(
    phone: Browser, session: Session, given: Mission, link: str, method: str
) -> None:
    answer = phone.client.open(link, method=method, headers={"Sec-Purpose": "prefetch"}, data={"do": "helped"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert "kiosk" not in answer.get_data(as_text=True)
    assert fresh(session, given).state == "asked"


def test_looking_changes_nothing(phone: Browser, session: Session, given: Mission, link: str) -> None:
    lines = len(stored.timeline(session, given.report_id))
    for _ in range(3):
        assert phone.get(link).status_code == 200
        assert phone.client.head(link).status_code == 200
    fresh(session, given)
    assert (given.state, len(stored.timeline(session, given.report_id))) == ("asked", lines)


def test_nobody_on_the_way_may_keep_the_page_or_learn_of_it(phone: Browser, link: str) -> None:
    for answer in (phone.get(link), phone.get("/r/wrong"), says(phone, link, "helped"), phone.get(link)):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in answer.headers


def test_the_page_asks_nothing_of_anybody_else(phone: Browser, link: str) -> None:
    answer = phone.get(link)
    html = answer.get_data(as_text=True)
    assert html.count("https://") == html.count('href="https://www.openstreetmap.org/') == 1
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert '<details class="folded"' in html.split("openstreetmap")[0]  # closed: the link is there after a tap


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_has_the_whole_page(
    phone: Browser, session: Session, house: web.House, link: str, language: str
) -> None:
    reached_by(session, house.vault, language=language)
    session.commit()
    html = seen(phone, link)
    assert f'<html lang="{language}"' in html
    assert html.count('name="do"') == 11
    assert html.index("tel:112") < html.index("<main")


def test_a_team_says_it_is_on_its_way_and_then_how_it_went(
    phone: Browser, session: Session, given: Mission, link: str
) -> None:
    sent = says(phone, f"{link}?lang=en", "on_the_way")
    assert sent.status_code == 303
    html = seen(phone, sent.headers["Location"])
    assert "You are on your way." in html
    assert 'value="on_the_way"' not in html
    assert fresh(session, given).state == "on_the_way"
    sent = says(phone, f"{link}?lang=en", "helped")
    closed = phone.get(sent.headers["Location"])
    assert closed.status_code == 410
    assert "Found, helped" in closed.get_data(as_text=True)
    assert (fresh(session, given).outcome, given.report.status) == ("helped", "closed")


@pytest.mark.parametrize("end", [MissionEnd.HELPED, MissionEnd.NO_ANSWER, MissionEnd.REASSIGNED, MissionEnd.WITHDRAWN])
def test_after_the_end_nothing_of_the_place_is_left(
    phone: Browser, session: Session, given: Mission, link: str, end: MissionEnd
) -> None:
    mission.end(session, given, end, db.now(session))
    session.commit()
    answer = phone.get(f"{link}?lang=en")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert "This mission is closed" in html
    for secret in ("kiosk", "dog", "coat", "Bara", "Saint-Gilles", "geo:", "50.8"):
        assert secret not in html


def test_another_answer_after_the_end_is_told_so_and_changes_nothing(
    phone: Browser, session: Session, given: Mission, link: str
) -> None:
    says(phone, link, "refused")
    assert says(phone, link, "refused").status_code == 303
    late = says(phone, f"{link}?lang=en", "not_found")
    check(late)
    assert late.status_code == 409
    assert "too late" in late.get_data(as_text=True)
    assert fresh(session, given).outcome == "refused"


def test_the_closed_page_tells_how_a_wrong_button_is_put_right_and_takes_nothing_itself(
    phone: Browser, session: Session, given: Mission, link: str
) -> None:
    says(phone, link, "helped")
    page = seen(phone, f"{link}?lang=en")
    assert f"such as {given.id} 4" in page
    assert "kiosk" not in page
    assert says(phone, link, "not_found").status_code == 409
    ended = fresh(session, given)
    assert (ended.outcome, ended.report.status) == ("helped", "closed")
    assert ended.ended_at
    ended.ended_at -= outcome.PUT_RIGHT
    session.commit()
    assert "Wrong button" not in seen(phone, f"{link}?lang=en")


def test_a_team_that_cannot_go_says_so_and_nobody_waits_for_it(
    phone: Browser, session: Session, given: Mission, link: str
) -> None:
    assert "We cannot go: ask another team" in seen(phone, f"{link}?lang=en")
    says(phone, link, "cannot_go")
    assert (fresh(session, given).outcome, given.report.status) == ("cannot_go", "in_hand")
    assert "You said: <strong>We cannot go</strong>" in seen(phone, f"{link}?lang=en")


def test_an_answer_that_waited_for_a_net_is_heard_once(
    phone: Browser, session: Session, given: Mission, link: str
) -> None:
    heard = [says(phone, link, "moved", offline=True, id="a1", words="to the park").json for _ in range(2)]
    assert heard == [{"heard": "noted", "id": "a1"}, {"heard": "same", "id": "a1"}]
    assert says(phone, link, "helped", offline=True, id="a2").json == {"heard": "over", "id": "a2"}
    fresh(session, given)
    lines = session.scalars(select(ReportEvent.kind).where(ReportEvent.kind == "mission_ended")).all()
    assert (given.outcome, len(lines)) == ("moved", 1)


def test_where_they_went_is_kept(phone: Browser, session: Session, house: web.House, given: Mission, link: str) -> None:
    says(phone, link, "moved", words="to the park")
    assert house.vault.open(fresh(session, given).words or b"") == "to the park"


def test_an_emergency_says_whether_112_is_called(phone: Browser, session: Session, given: Mission, link: str) -> None:
    says(phone, link, "emergency", called_112="other")
    assert (fresh(session, given).report.priority, given.report.called_112) == ("danger", "other")


@pytest.mark.parametrize("typed", ["", "no_answer", "withdrawn", "asked", "HELPED", "x" * 500])
def test_what_no_button_says_changes_nothing(
    phone: Browser, session: Session, given: Mission, link: str, typed: str
) -> None:
    assert says(phone, link, typed).status_code == 303
    assert fresh(session, given).state == "asked"


def test_a_link_cannot_be_guessed_and_each_wrong_one_gets_the_same_page(
    phone: Browser, session: Session, house: web.House, given: Mission, link: str
) -> None:
    other = in_hand(session, house.vault)
    session.commit()
    assert mission.token(house.vault, other) not in link
    assert len(link) == len("/r/") + 43  # 256 bits
    wrong = (
        "/r/x",
        f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}",
        f"/r/{'a' * 43}",
        f"/r/{given.id}",
        f"{link}x",
        "/r/%00",
    )
    pages = set()
    for path in wrong:
        answer = phone.client.get(f"{path}?lang=en")
        assert answer.status_code == 404
        pages.add(answer.get_data(as_text=True))
        assert phone.client.post(path, data={"do": "helped"}).status_code == 404
    assert len(pages) == 1
    assert fresh(session, given).state == other.state == "asked"


def test_a_link_answers_for_its_own_report_only(
    phone: Browser, session: Session, house: web.House, given: Mission, link: str
) -> None:
    other = in_hand(session, house.vault)
    session.commit()
    says(phone, link, "helped", mission=str(other.id), report=str(other.report_id))
    fresh(session, given)
    assert (given.outcome, other.state, other.report.status) == ("helped", "asked", "in_hand")


def test_an_earlier_refusal_at_this_place_is_shown_and_closes_nothing(
    phone: Browser, session: Session, house: web.House, given: Mission, link: str
) -> None:
    earlier = in_hand(session, house.vault, a_report(session, house.vault, lat=MIDI[0], lon=MIDI[1]))
    outcome.answer(session, house.vault, earlier, "refused", db.now(session))
    session.commit()
    assert "somebody at this place wanted no help" in seen(phone, f"{link}?lang=en")
    assert fresh(session, given).state == "asked"


def test_an_erased_report_has_no_page(phone: Browser, session: Session, link: str) -> None:
    reports.forget(session, db.now(session) + timedelta(days=31), timedelta(days=30))
    session.commit()
    assert phone.get(link).status_code == 404


def test_who_tries_many_links_must_wait_and_the_team_beside_them_goes_on(
    phone: Browser, house: web.House, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "LOCKED_OUT", 3)
    monkeypatch.setattr(team, "LOCK_S", 3600)
    answers = [phone.get(f"/r/{nth}").status_code for nth in range(8)]
    assert answers[-1] == 429
    assert answers[:3].count(404) >= 1
    assert phone.get(link).status_code == 200


def test_who_asks_without_end_must_wait(
    phone: Browser, house: web.House, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "MOST", 3)
    monkeypatch.setattr(team, "WINDOW_S", 3600)
    assert [phone.get(link).status_code for _ in range(8)][-1] == 429


def test_no_log_line_holds_the_link_or_the_place(
    phone: Browser, session: Session, link: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)

    def fails(*_: object) -> Never:
        raise RuntimeError("behind the kiosk")

    monkeypatch.setattr(stored, "facts_of", fails)
    assert phone.get(link).status_code == 500
    monkeypatch.undo()
    phone.get(link)
    says(phone, link, "moved", words="to the park")
    printed = capsys.readouterr()
    written = caplog.text + printed.out + printed.err
    for secret in (link.removeprefix("/r/"), "kiosk", "park"):
        assert secret not in written


def test_the_worker_of_the_page_is_for_links_only(phone: Browser) -> None:
    answer = phone.client.get("/r/sw.js")
    assert answer.mimetype == "text/javascript"
    code = answer.get_data(as_text=True)
    assert "const SHIFT_MS = 43200e3;" in code
    assert "site/team.js?v=" in code


def test_without_a_database_the_team_reads_so(redis_url: str) -> None:
    app = apps.create_app("public", settings_for("postgresql://nobody@127.0.0.1:1/nothing", redis_url))
    answer = Browser(app).get("/r/anything")
    assert answer.status_code == 503
    assert "We cannot note it just now." in answer.get_data(as_text=True)
    app.extensions["hotline"].redis.close()
