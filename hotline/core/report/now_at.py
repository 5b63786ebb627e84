"""Where somebody is by now, as a team that was there says, or who reported: kept with the report, and looked up."""

from dataclasses import replace

from sqlalchemy.orm import Session

from hotline.core import gazetteer
from hotline.core.gazetteer import OUTSIDE
from hotline.core.locate import locate
from hotline.core.report import coach, stored
from hotline.core.report.stored import Report
from hotline.core.report.strip import stripped
from hotline.core.secret import Vault

LENGTH = 300  # characters


def tell(session: Session, vault: Vault, report: Report, words: str, language: str | None = None) -> bool:
    """Keep it with a report, locked; where it is clear, the point of the report follows. True: it is clear."""
    told = replace(stored.facts_of(vault, report), now_at=stripped(words[:LENGTH]).strip() or None)
    found = locate(gazetteer.current(session), told.now_at or "", language)
    clear = found.ask is None and found.point is not None and found.commune != OUTSIDE
    stored.write(vault, report, coach.placed(told, found) if clear else told)
    return clear
