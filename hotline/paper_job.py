"""Making one sheet of paper: read, set, keep. May run twice, be killed, or meet a directory that changes meanwhile."""

import structlog

from hotline import db
from hotline.core import gazetteer
from hotline.core.directory import shelf
from hotline.core.measure import BRUSSELS
from hotline.core.number import spaced
from hotline.core.sheet import every, stored
from hotline.core.sheet.content import Frame
from hotline.gateways.telephony import CannotDo
from hotline.web import House, change

log = structlog.get_logger()


def frame(house: House) -> Frame:
    """What stands on every sheet of this hotline."""
    return Frame(spaced(house.settings.number), house.settings.public_url)


def make(house: House, which: stored.Key) -> None:
    """Make a sheet, unless the one we have says the same. Nothing is held while it is set."""
    from hotline.paper import press  # the typesetter is large: only a worker that makes sheets loads it

    with house.sessions() as session:
        at = db.now(session)
        known = stored.basis(
            session, at
        )  # before the facts: what changes now makes another comparison, never a wrong one
        today = at.astimezone(BRUSSELS).date()
        sheet = every.sheet(shelf.read(session, today), gazetteer.current(session), *which, at, frame(house))
        mark = press.mark(sheet) if sheet else ""
        same = stored.is_same(stored.find(session, which), mark, at)
    if sheet is None:
        with change(house) as session:
            stored.forget(session, which)
        return
    try:
        pdf = None if same else press.press(sheet, today)
    except press.CannotPrint as error:
        raise CannotDo(str(error), final=True) from None
    with change(house) as session:
        stored.keep(session, which, known, mark, pdf, at)
