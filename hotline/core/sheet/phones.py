"""What works everywhere, by phone: numbers that are certain, danger first."""

from datetime import datetime

from hotline.core.directory.card import Card
from hotline.core.directory.shelf import Shelf
from hotline.core.sheet import kinds
from hotline.core.sheet.content import Row, Section
from hotline.core.sheet.item import row
from hotline.texts import t


def section(shelf: Shelf, language: str, at: datetime) -> Section:
    """Every service with a number that is certain, each number once."""
    found: dict[str, Row] = {}
    for one in sorted(shelf.services.values(), key=lambda one: kinds.order(one.service)):
        made = row(Card(one, language, at, shelf.communes))
        if made is not None:
            found.setdefault(made.phone, made)
    return Section(t(language, "By phone, wherever you are"), rows=tuple(found.values()))
