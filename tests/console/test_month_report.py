"""`hotline report month`: what is told of a month, on real rows, without anybody who could be known again."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import measure, month
from hotline.core.contact import Contact
from hotline.core.disposition import CALLERS
from hotline.report_command import command
from hotline.settings import Settings

OCTOBER = date(2026, 10, 1)
NOON = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _environment(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(str(field.validation_alias), text)


def calls(session: Session, count: int, rang: datetime = NOON, waited_s: float | None = 60, **more: object) -> None:
    """So many calls alike. `waited_s` None: gave up after a minute."""
    bridged = rang + timedelta(seconds=10 + waited_s) if waited_s is not None else None
    values = {
        "channel": "voice", "language": "fr", "topic": "place", "priority": "normal", "opened_at": rang,
        "asked_at": rang + timedelta(seconds=10), "bridged_at": bridged, "ended_at": rang + timedelta(seconds=900),
        "outcome": "helped" if bridged else "abandoned", "closed_at": rang, "disposition": "place",
        "caller_kind": "person", "needs": ["shelter"],
    }  # fmt: skip
    session.add_all([Contact(**{**values, **more}) for _ in range(count)])
    session.commit()


def report(session: Session, first: date = OCTOBER, at: datetime = LATER) -> dict[tuple[str, str, str], str]:
    return {row[:3]: row[3] for row in month.of(session, first, at)}


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_a_month_is_counted_by_who_called_what_for_how_it_ended_and_how_long_it_took(session: Session) -> None:
    calls(session, 40)
    calls(session, 10, waited_s=700, caller_kind="police", disposition="nothing", why="full", language="nl")
    calls(session, 6, waited_s=None, disposition=None, closed_at=None, caller_kind=None, needs=None, topic=None)
    found = report(session)
    assert found["who_called", "person", "contacts"] == "40"
    assert found["who_called", "police", "contacts"] == "10"
    assert found["who_called", "total", "contacts"] == "56"
    assert found["ended_as", "nothing:full", "contacts"] == "10"
    assert found["ended_as", "not_closed", "contacts"] == "6"
    assert found["need", "shelter", "contacts"] == "50"
    assert found["day", "2026-10-12", "contacts"] == "56"
    assert found["language", "nl", "contacts"] == "10"
    assert found["topic", "unknown", "contacts"] == "6"
    assert found["wait", "helped_later", "contacts"] == "10"
    assert found["waits", "all", "service_level"] == "0.71"  # 40 of 56
    assert found["waits", "all", "abandonment"] == "0.10"
    assert found["waits", "all", "mean_s"] == "188"
    assert found["waits", "all", "p50_s"] == "60"
    assert found["waits", "all", "max_s"] == "700"
    assert found["waits", "all", "worst_tenth_s"] == "700"
    assert found["waits", "all", "ring_mean_s"] == "198"
    assert found["waits", "language:nl", "service_level"] == "0.00"
    assert found["waits", "language:ar", "service_level"] == ""
    assert "600 s" in found["formula", "service_level", ""]


def test_a_few_people_are_hidden_with_all_that_would_lead_to_them(session: Session) -> None:
    calls(session, 40)
    calls(session, 2, language="uk", caller_kind="hospital", disposition="refused", waited_s=700, needs=["violence"])
    found = report(session)
    assert found["who_called", "hospital", "contacts"] == "<5"
    assert found["language", "uk", "contacts"] == "<5"
    assert found["ended_as", "refused", "contacts"] == "<5"
    assert found["need", "violence", "contacts"] == "<5"
    assert found["wait", "helped_later", "contacts"] == "<5"
    assert {found["waits", "language:uk", what] for what in ("service_level", "mean_s", "max_s")} == {"<5"}
    assert found["waits", "all", "service_level"] == "*"
    assert not {"1", "2", "3", "4"} & {text for key, text in found.items() if key[2] == "contacts"}


def test_a_callback_that_was_kept_is_counted_and_is_no_success(session: Session) -> None:
    calls(session, 10, outcome="callback")
    calls(session, 10, outcome="callback", bridged_at=None)
    found = report(session)
    assert found["wait", "callback_kept", "contacts"] == "10"
    assert found["waits", "all", "callbacks_kept"] == "0.50"
    assert found["waits", "all", "service_level"] == "0.00"


def test_who_calls_again_within_two_hours_has_the_same_need(session: Session) -> None:
    for minutes, number in ((0, b"a"), (100, b"a"), (219, b"a"), (400, b"a"), (0, b"b"), (5, None)):
        calls(session, 1, NOON + timedelta(minutes=minutes), number_hash=number)
    found = report(session)
    assert found["waits", "channel:voice", "redial_factor"] == "1.67"  # five calls, three needs
    assert found["waits", "channel:voice", "known_numbers"] == "*"


@pytest.mark.parametrize(("first", "days", "hours"), [(date(2026, 3, 1), 31, 743), (OCTOBER, 31, 745)])
def test_a_month_in_which_the_clocks_change_has_each_call_once(
    session: Session, first: date, days: int, hours: int
) -> None:
    start = measure.hours_of(first)[0]
    for hour in range(-1, hours + 1):  # the hour before and the hour after are other months
        session.add(Contact(channel="voice", priority="normal", opened_at=start + timedelta(hours=hour)))
    session.commit()
    found = report(session, first)
    of_days = [text for key, text in found.items() if key[0] == "day" and key[1] != "total"]
    assert found["day", "total", "contacts"] == str(hours)
    assert len(of_days) == days
    assert sorted(set(of_days)) == (["24", "25"] if hours == 745 else ["23", "24"])


def test_a_month_that_goes_on_ends_today_and_says_so(session: Session) -> None:
    found = report(session, at=NOON + timedelta(hours=1))
    assert found["about", "complete", ""] == "no"
    assert ("day", "2026-10-12", "contacts") in found
    assert ("day", "2026-10-13", "contacts") not in found
    assert report(session)["about", "complete", ""] == "yes"


def test_nobody_called_is_a_nought_and_no_share(session: Session) -> None:
    found = report(session)
    assert {text for key, text in found.items() if key[2] == "contacts"} == {"0"}
    assert {text for key, text in found.items() if key[0] == "waits"} == {""}


def test_the_command_prints_csv_with_every_word_of_each_list(session: Session, house: web.House) -> None:
    this = f"{measure.today(db.now(session)):%Y-%m}"
    calls(session, 7, db.now(session) - timedelta(seconds=1))
    done = run("month", this)
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["table", "row", "figure", "value"]
    assert [row["row"] for row in rows if row["table"] == "who_called"] == [*CALLERS, "not_said", "total"]


@pytest.mark.parametrize("wrong", ["2026-13", "2026", "26-10", "2026-1", "October", "9999-01", "0001-01", "2026-1 "])
def test_what_is_no_month_or_has_not_begun_is_bad_input(wrong: str) -> None:
    done = run("month", wrong)
    assert done.exit_code == 2
    assert done.stdout == ""
