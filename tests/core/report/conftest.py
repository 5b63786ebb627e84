"""Teams that can be reached, and reports of somebody in the street."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import report
from hotline.core.report import Facts, Report
from hotline.core.report.team import teams
from hotline.core.report.team.team_reach import set_reach

TEAMS = """
teams:
- {id: nurses, kind: medical, capacity: 1, answer_within: 10, name: {fr: Infirmiers, nl: Verplegers}, source: test}
- {id: first, kind: maraude, capacity: 2, answer_within: 10, name: {fr: Un, nl: Een}, source: test, never: [violence]}
- {id: second, kind: maraude, capacity: 2, answer_within: 20, name: {fr: Deux, nl: Twee}, source: test}
rules:
- {name: violence, any: [violence], ask: [violence], lines: ["1712"]}
- {name: medical, any: [injured], ask: [medical, maraude]}
- {name: usual, ask: [maraude]}
"""
FLAGEY = Facts("sous l'abribus place Flagey", "Ixelles", 50.8277, 4.3722, 80, people_count=1, condition="awake")

Sends = Callable[..., Report]


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> teams.Book:
    """Three teams in place of those that come with the software."""
    (tmp_path / "teams.yaml").write_text(TEAMS, encoding="utf-8")
    made = teams.read(tmp_path)
    monkeypatch.setattr(teams, "book", lambda: made)
    return made


def reachable(session: Session, house: web.House, *names: str) -> None:
    """These teams have a phone."""
    for nth, name in enumerate(names):
        set_reach(
            session, house.vault, name, db.now(session), phone=f"+3247000010{nth}", mail=None, language="fr"
        )  # fmt: skip
    session.commit()


@pytest.fixture
def sends(session: Session, house: web.House, book: teams.Book) -> Sends:
    """Somebody reports on the web; `ago`: minutes before now."""

    def new(facts: Facts = FLAGEY, ago: float = 0, **more: object) -> Report:
        values: dict[str, object] = {"channel": "web", "language": "fr", **more}
        at = db.now(session) - timedelta(minutes=ago)
        sent = report.send(session, house.vault, None, facts, at, agreed=True, **values)  # type: ignore[arg-type]
        session.commit()
        return sent

    return new


def team(name: str, **fields: object) -> teams.Team:
    """A maraude for everyone, everywhere, day and night, but for these fields of its file."""
    usual = {"kind": "maraude", "capacity": 3, "answer_within": 10, "name": {"fr": name, "nl": name}, "source": "test"}
    return teams.team_from({"id": name, **usual, **fields}, name)
