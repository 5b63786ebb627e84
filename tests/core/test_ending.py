"""How contacts end: closed lists, the usual case ready, a later word counts and stays on record."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import contact as contacts
from hotline.core import disposition
from hotline.core.contact import Contact
from hotline.core.disposition import ASKED_FOR, NEEDS, Ending, usual
from hotline.core.flow import load
from tests.core.conftest import Waits


@pytest.fixture
def person(session: Session, waits: Waits) -> Contact:
    return session.get_one(Contact, waits().contact_id)


def close(session: Session, person: Contact, ending: Ending, by: str = "amina") -> None:
    disposition.close(session, person, ending, by, db.now(session))
    session.commit()


def lines(session: Session, person: Contact) -> list[tuple[str, str]]:
    return [
        (line.kind, (line.detail or {})["dispatcher"])
        for line in contacts.timeline(session, person.id)
        if line.kind in ("closed", "corrected")
    ]


def test_an_ending_says_who_called_what_for_and_why_nothing_was_found(session: Session, person: Contact) -> None:
    close(session, person, Ending("nothing", "full", "hospital", ("health", "shelter")))
    assert (person.disposition, person.why, person.caller_kind) == ("nothing", "full", "hospital")
    assert person.needs == ["shelter", "health"]


def test_a_reason_is_kept_only_where_nothing_was_found(session: Session, person: Contact) -> None:
    close(session, person, Ending("nothing", "closed"))
    close(session, person, Ending("place", "closed"))
    assert person.why is None


def test_a_wrong_number_is_nobodys_need(session: Session, person: Contact) -> None:
    close(session, person, Ending("informed", None, "person", ("food",)))
    close(session, person, Ending("wrong_number", None, "person", ("food",)))
    assert (person.caller_kind, person.needs) == (None, None)


def test_a_correction_counts_and_the_timeline_keeps_who_made_it(session: Session, person: Contact) -> None:
    close(session, person, Ending("informed"))
    first = person.closed_at
    close(session, person, Ending("place", needs=("shelter",)), by="tom")
    assert (person.disposition, person.needs, person.closed_at) == ("place", ["shelter"], first)
    assert lines(session, person) == [("closed", "amina"), ("corrected", "tom")]


def test_the_same_ending_sent_twice_is_one_line(session: Session, person: Contact) -> None:
    for _ in range(2):
        close(session, person, Ending("place", None, "person", ("shelter",)))
    assert lines(session, person) == [("closed", "amina")]


def test_who_only_says_how_it_ended_leaves_the_rest_as_it_was(session: Session, person: Contact) -> None:
    close(session, person, Ending("informed", None, "police", ("minor",)))
    close(session, person, Ending("transferred"))
    assert (person.caller_kind, person.needs) == ("police", ["minor"])


@pytest.mark.parametrize(
    "wrong",
    [
        Ending(""),
        Ending("gone"),
        Ending("nothing", "rain"),
        Ending("place", caller="king"),
        Ending("place", needs=("x",)),
    ],
)
def test_a_word_of_no_list_is_refused_and_changes_nothing(session: Session, person: Contact, wrong: Ending) -> None:
    with pytest.raises(ValueError, match="list"):
        close(session, person, wrong)
    assert person.closed_at is None


@pytest.mark.parametrize(
    ("what", "caller", "needs"),
    [
        ({"topic": "place"}, "person", ("shelter",)),
        ({"topic": "report"}, "citizen", ("report",)),
        ({"topic": "information"}, None, ("information",)),
        ({"topic": "professional"}, "professional", ()),
        ({"topic": "place", "caller_kind": "hospital"}, "hospital", ("shelter",)),
        ({"topic": "place", "channel": "desk"}, "visitor", ("shelter",)),
        ({"topic": "place", "on_behalf_of": ["minor", "ill"]}, "person", ("shelter", "minor")),
        ({}, None, ()),
    ],
)
def test_the_usual_case_is_ready_before_anybody_clicks(
    what: dict[str, object], caller: str | None, needs: tuple[str, ...]
) -> None:
    found = usual(Contact(**what))
    assert (found.how, found.caller, found.needs) == ("", caller, needs)


def test_what_somebody_chose_by_phone_is_suggested_as_their_need() -> None:
    assert usual(Contact(topic="information"), asked_for="hygiene").needs == ("hygiene",)
    assert usual(Contact(topic="information"), asked_for="something new").needs == ("information",)
    line = load(Path(__file__).parents[2] / "ivr_flows")["line"]
    options = [*line.understood, *(option for node in line.nodes.values() for option in node.options)]
    asked = {option.need for option in options if option.need}
    assert asked == set(ASKED_FOR)
    assert set(ASKED_FOR.values()) <= set(NEEDS)


def test_an_accepted_place_is_the_ending_that_is_ready() -> None:
    assert usual(Contact(topic="place"), place_accepted=True).how == "place"
    nothing = usual(Contact(topic="place"), nothing="full")
    assert (nothing.how, nothing.why) == ("nothing", "full")


def test_what_was_said_is_shown_again_for_a_correction(session: Session, person: Contact) -> None:
    said = Ending("nothing", "full", "police", ("shelter", "minor"))
    close(session, person, said)
    assert usual(person, place_accepted=True) == said


def test_every_word_fits_its_column() -> None:
    codes = (*disposition.CALLERS, *disposition.NEEDS, *disposition.WHY)
    assert max(map(len, codes)) <= 12
    assert max(map(len, disposition.DISPOSITIONS)) <= 40
