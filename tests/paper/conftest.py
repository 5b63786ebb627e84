"""The directory as it comes with the software, and the frame of a hotline: what sheets are made of."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from hotline.core import gazetteer
from hotline.core.directory import shelf
from hotline.core.measure import BRUSSELS
from hotline.core.number import spaced
from hotline.core.sheet import every
from hotline.core.sheet.content import Frame, Sheet
from tests.parts import BASE, NUMBER

AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
TODAY = AT.astimezone(BRUSSELS).date()
FRAME = Frame(spaced(NUMBER), BASE)

Made = Callable[[str, str, str], Sheet]


@pytest.fixture
def known(directory: Session) -> shelf.Shelf:
    return shelf.read(directory, TODAY)


@pytest.fixture
def made(known: shelf.Shelf, directory: Session) -> Made:
    """A sheet by kind, key and language."""
    places = gazetteer.current(directory)

    def sheet(kind: str, key: str, language: str) -> Sheet:
        found = every.sheet(known, places, kind, key, language, AT, FRAME)
        assert found is not None
        return found

    return sheet
