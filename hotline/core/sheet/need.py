"""The sheet of a need: the answer, then who can help."""

from collections.abc import Sequence
from datetime import datetime

from hotline.core.directory import need_words, trust
from hotline.core.directory.answer import Answer
from hotline.core.directory.card import Card
from hotline.core.directory.need import Need
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Shelf
from hotline.core.measure import BRUSSELS
from hotline.core.sheet import frame as frames
from hotline.core.sheet.content import Frame, Section, Sheet
from hotline.core.sheet.item import item
from hotline.core.sheet.told import told
from hotline.texts import t

FEW = 3  # fewer than this: those for the wider need come, too
MOST_ANSWERS = 3


def keys() -> list[str]:
    return [one.id for one in need_words.known().needs]


def sheet(shelf: Shelf, key: str, language: str, at: datetime, frame: Frame) -> Sheet | None:
    """What helps with this need. None: there is no such need."""
    need = next((one for one in need_words.known().needs if one.id == key), None)
    if need is None:
        return None
    about, who = answers(shelf, key), services(shelf, need, at)
    items = tuple(item(Card(one, language, at, shelf.communes)) for one in who)
    first = tuple(told(one, language, at, whole=index == 0) for index, one in enumerate(about))
    secret = is_secret(shelf, key)
    sections = (Section("", told=first), Section(t(language, "Who can help"), items=items))
    return frames.sheet("need", key, language, need.name, need.pictogram, f"need/{key}", frame, sections, secret=secret)


def is_secret(shelf: Shelf, key: str) -> bool:
    """Whether somebody who hurts them must not find this sheet."""
    tile = next((one.tile for one in need_words.known().needs if one.id == key), "")
    return tile == "violence" or any(one.shared_phone for one in answers(shelf, key))


def services(shelf: Shelf, need: Need, at: datetime) -> list[Found]:
    """Whom the answer says to call, then whose first need this is, then narrower ones; if few, for the wider need."""
    call = [key for answer in answers(shelf, need.id)[:1] for key in answer.call if key in shelf.services]
    fitting = _fitting(shelf, need_words.known().below(need.id), need.id, at)
    found = {one.service.id: one for one in (*(shelf.services[key] for key in call), *fitting)}
    if len(found) < FEW and need.parent:
        for one in _fitting(shelf, {need.parent}, need.parent, at)[: FEW * 2]:
            found.setdefault(one.service.id, one)
    return list(found.values())


def helping(shelf: Shelf, need: str, at: datetime) -> list[Found]:
    """Services for just this need."""
    return _fitting(shelf, {need}, need, at)


def _fitting(shelf: Shelf, needs: set[str], first: str, at: datetime) -> list[Found]:
    today = at.astimezone(BRUSSELS).date()

    def order(found: Found) -> tuple[bool, bool, int, bool, str]:
        service = found.service
        for_staff = any((one.group, one.degree) == ("professionals", "exclusive") for one in service.audience)
        sure = trust.assurance(service.trust, today) == "verified"
        place = service.needs.index(first) if first in service.needs else len(service.needs)
        return for_staff, not (service.phones or service.locations), place, not sure, service.id

    return sorted((one for one in shelf.services.values() if needs & set(one.service.needs)), key=order)


def answers(shelf: Shelf, need: str) -> Sequence[Answer]:
    """The answers to this need, the one that is about nothing else first."""
    about = [one for one in shelf.answers.values() if need in one.needs]
    return sorted(about, key=lambda one: (one.needs.index(need), len(one.needs), one.id))[:MOST_ANSWERS]
