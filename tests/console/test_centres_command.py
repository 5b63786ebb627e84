"""Centres come from a file that a deployment keeps to itself."""

from pathlib import Path

import click
import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.centres_command import bring_in, read
from hotline.core import place
from hotline.core.centre import Centre, centres
from hotline.local import demo

TWO = "- {name: A, audience: [men], capacity: 5}\n- {name: B, audience: [women], capacity: 7, ends_on: 2027-03-31}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "centres.yaml"


def test_centres_are_added_and_the_second_time_changed_with_their_counts_kept(
    session: Session, house: web.House, file: Path
) -> None:
    file.write_text(TWO)
    assert bring_in(session, house.vault, read(file)) == 2
    first = centres(session)[0]
    place.tell_free(session, first, 3, "board", db.now(session))
    file.write_text(TWO.replace("capacity: 5", "capacity: 9"))
    assert bring_in(session, house.vault, read(file)) == 0
    assert (first.capacity, first.free) == (9, 3)


@pytest.mark.parametrize(
    "text",
    ["{", "name: A", "- A", "- {name: A}", "- {name: A, audience: [men], beds: 3}", TWO + "- {name: C, audience: 7}"],
)
def test_a_mistake_in_the_file_is_named_and_nothing_is_brought_in(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(click.BadParameter):
        read(file)


def test_the_demo_shows_a_board_with_invented_centres_and_fresh_counts(session: Session, house: web.House) -> None:
    for _ in range(2):
        demo.show_centres(session, house.vault, db.now(session))
    shown: list[Centre] = list(centres(session))
    assert len(shown) == 6
    assert all("(démo)" in centre.name for centre in shown)
    assert sum(centre.free for centre in shown) == sum(demo.FREE.values())
