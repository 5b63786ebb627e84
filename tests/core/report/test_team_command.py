"""`hotline reports team`: who runs the line says how a team is reached, and sees no whole number."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.report.team import team_reach, teams
from hotline.core.report.team.team_reach import TeamReach
from hotline.core.secret import Vault
from hotline.local import demo
from hotline.reports_command import command

pytestmark = pytest.mark.usefixtures("parts_environment")

FIRST, SECOND = (one.id for one in teams.book().teams[:2])
PHONE = "+32470123456"


def run(*words: str) -> Result:
    return CliRunner().invoke(command, ["team", *words])


def reach(session: Session, name: str) -> TeamReach | None:
    session.rollback()
    session.expire_all()
    return session.get(TeamReach, name)


def test_a_phone_is_kept_encrypted_and_shown_masked(session: Session, house: web.House) -> None:
    done = run(FIRST, "--phone", "0470 12 34 56", "--language", "nl")
    assert (done.exit_code, done.output) == (0, f"{FIRST}\t+3247•••••56\t-\tnl\n")
    found = team_reach.by_phone(session, house.vault, PHONE)
    assert found is not None
    assert (found.team, house.vault.open(found.phone or b"")) == (FIRST, PHONE)


def test_what_is_not_given_stays_and_what_is_empty_goes(session: Session, house: web.House) -> None:
    run(FIRST, "--phone", PHONE, "--mail", "team@example.org", "--language", "nl")
    run(FIRST, "--mail", "other@example.org")
    kept = reach(session, FIRST)
    assert kept is not None
    assert (house.vault.open(kept.phone or b""), kept.language) == (PHONE, "nl")
    assert run(FIRST, "--phone", "").output == f"{FIRST}\t-\to•••@example.org\tnl\n"
    assert team_reach.by_phone(session, house.vault, PHONE) is None


def test_all_teams_are_listed_also_those_without_a_reach() -> None:
    run(SECOND, "--mail", "team@example.org")
    rows = [row.split("\t") for row in run().output.splitlines()]
    assert [row[0] for row in rows] == [one.id for one in teams.book().teams]
    assert rows[0] == [FIRST, "-", "-", "-"]
    assert rows[1] == [SECOND, "-", "t•••@example.org", "fr"]


@pytest.mark.parametrize(
    "words",
    [
        ["nobody", "--phone", PHONE],
        [FIRST, "--phone", "+3222000000"],
        [FIRST, "--phone", "12"],
        [FIRST, "--mail", "team at example"],
        [FIRST, "--mail", "@example.org"],
        [FIRST, "--language", "xx"],
        ["--phone", PHONE],
    ],
)
def test_a_slip_is_said_and_changes_nothing(session: Session, words: list[str]) -> None:
    assert run(*words).exit_code == 2
    assert reach(session, FIRST) is None


def test_one_phone_answers_for_one_team(session: Session) -> None:
    run(FIRST, "--phone", PHONE)
    assert run(SECOND, "--phone", PHONE).exit_code == 2
    assert run(FIRST, "--phone", PHONE).exit_code == 0
    assert reach(session, SECOND) is None


def test_the_demo_gives_each_team_a_phone_once(session: Session, house: web.House) -> None:
    vault: Vault = house.vault
    run(FIRST, "--phone", PHONE)
    for _ in range(2):
        numbers = demo.give_phones(session, vault, db.now(session))
        session.commit()
    assert len(set(numbers.values())) == len(teams.book().teams)
    first, second = reach(session, FIRST), reach(session, SECOND)
    assert first is not None
    assert second is not None
    assert vault.open(first.phone or b"") == PHONE
    assert vault.open(second.phone or b"") == numbers[SECOND]
