"""Every sheet there is: one for each need, one for each commune, one of the Region; each in every language."""

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from hotline.core.directory.shelf import Shelf
from hotline.core.gazetteer import Gazetteer
from hotline.core.sheet import commune, need, region
from hotline.core.sheet.content import Frame, Kind, Sheet
from hotline.texts import LANGUAGES

KINDS: tuple[Kind, ...] = get_args(Kind)


def sheet(
    shelf: Shelf, gazetteer: Gazetteer, kind: str, key: str, language: str, at: datetime, frame: Frame
) -> Sheet | None:
    """What stands on it today. None: there is no such sheet."""
    if language not in LANGUAGES:
        return None
    if kind == "need":
        return need.sheet(shelf, key, language, at, frame)
    if kind == "commune":
        return commune.sheet(shelf, key, language, at, frame)
    return region.sheet(shelf, gazetteer, language, at, frame) if (kind, key) == ("region", region.KEY) else None


def keys(shelf: Shelf, kind: Kind) -> list[str]:
    """What the sheets of a kind are about."""
    return {"need": need.keys(), "commune": commune.keys(shelf), "region": [region.KEY]}[kind]


def every(shelf: Shelf) -> Iterator[tuple[Kind, str]]:
    return ((kind, key) for kind in KINDS for key in keys(shelf, kind))
