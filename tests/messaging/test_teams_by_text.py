"""A team answers from its own phone with a digit; whoever else writes the same is somebody who needs help."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.contact import Contact
from hotline.core.report.team import by_text, mission
from hotline.core.report.team.mission import Mission, MissionEnd
from hotline.core.sms import Sms
from tests.core.report.missions import in_hand, reached_by
from tests.messaging.conftest import PHONE, Texting


@pytest.fixture
def given(session: Session, house: web.House) -> Mission:
    """The phone of the fixtures is a team's, and the team has one mission."""
    reached_by(session, house.vault, phone=PHONE, language="en")
    made = in_hand(session, house.vault)
    session.commit()
    return made


def answers(session: Session, house: web.House) -> list[str]:
    session.rollback()
    session.expire_all()
    return [house.vault.open(row.body) or "" for row in session.scalars(select(Sms).order_by(Sms.id)) if row.body]


def state(session: Session, given: Mission) -> str:
    session.rollback()
    session.expire_all()
    return str(given.outcome or given.state)


@pytest.mark.parametrize(
    ("digit", "what"),
    [
        ("1", "on_the_way"),
        ("2", "helped"),
        ("3", "refused"),
        ("4", "not_found"),
        ("5", "wrong_place"),
        ("9", "emergency"),
    ],
)
def test_a_digit_says_how_it_goes(
    texting: Texting, session: Session, house: web.House, given: Mission, digit: str, what: str
) -> None:
    texting.arrives(digit)
    assert state(session, given) == what
    [thanks] = answers(session, house)
    assert f"Mission {given.id}" in thanks
    assert session.scalars(select(Contact).where(Contact.channel == "sms")).all() == []


@pytest.mark.parametrize("form", ["{} 2", "{}: 2", "mission {} 2", "Missie {} - 2!", " {}  2 "])
def test_the_number_of_the_mission_goes_before_the_digit(
    texting: Texting, session: Session, house: web.House, given: Mission, form: str
) -> None:
    other = in_hand(session, house.vault)
    session.commit()
    texting.arrives(form.format(given.id))
    assert (state(session, given), state(session, other)) == ("helped", "asked")


def test_with_several_missions_a_lone_digit_is_asked_about(
    texting: Texting, session: Session, house: web.House, given: Mission
) -> None:
    other = in_hand(session, house.vault)
    session.commit()
    texting.arrives("2")
    assert (state(session, given), state(session, other)) == ("asked", "asked")
    [help_] = answers(session, house)
    assert f"{given.id}, {other.id}" in help_
    assert "112" in help_


def test_a_digit_for_a_mission_that_somebody_else_has_by_now_closes_no_other(
    texting: Texting, session: Session, house: web.House, given: Mission
) -> None:
    mission.end(session, given, MissionEnd.NO_ANSWER, db.now(session))
    other = in_hand(session, house.vault)
    session.commit()
    texting.arrives("2")
    assert state(session, other) == "asked"


@pytest.mark.parametrize(
    "words", ["we are nearly there", "112", "7", "4 rue de la Loi", "1 2 3", "22", "no 2", "2 2 2 2"]
)
def test_what_is_not_clear_is_answered_with_how_to_say_it(
    texting: Texting, session: Session, house: web.House, given: Mission, words: str
) -> None:
    texting.arrives(words)
    assert state(session, given) == "asked"
    [help_] = answers(session, house)
    assert "1 on our way" in help_
    assert f"{given.id} 1" in help_


def test_the_same_digit_twice_counts_once_and_another_puts_it_right(
    texting: Texting, session: Session, house: web.House, given: Mission
) -> None:
    texting.arrives(f"{given.id} 3", "SM1")
    texting.arrives(f"{given.id} 3", "SM2")
    texting.arrives(f"{given.id} 4", "SM3")
    assert state(session, given) == "refused"
    first, second, third = answers(session, house)
    assert first == second
    assert "put right, thank you" in third


def test_a_team_answers_for_its_own_missions_only(
    texting: Texting, session: Session, house: web.House, given: Mission
) -> None:
    theirs = in_hand(session, house.vault, team="street_work")
    session.commit()
    texting.arrives(f"{theirs.id} 2")
    assert (state(session, theirs), state(session, given)) == ("asked", "asked")


@pytest.mark.parametrize("words", ["2", "{} 2"])
def test_another_phone_answers_for_no_team(
    texting: Texting, session: Session, house: web.House, given: Mission, words: str
) -> None:
    texting.arrives(words.format(given.id), From="+32470555444")
    assert state(session, given) == "asked"
    assert len(session.scalars(select(Contact).where(Contact.channel == "sms")).all()) == 1


def test_a_team_without_a_mission_writes_to_the_line_as_anybody_does(
    texting: Texting, session: Session, house: web.House
) -> None:
    reached_by(session, house.vault, phone=PHONE)
    session.commit()
    texting.arrives("je cherche une place pour quelqu'un")
    session.rollback()
    assert len(session.scalars(select(Contact).where(Contact.channel == "sms")).all()) == 1


def test_digits_of_other_scripts_are_digits() -> None:
    assert by_text.read("١٢ ٢") == (12, "helped")
