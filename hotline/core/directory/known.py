"""How somebody knows what they write down: they rang, they read it on a page, or they only put words right."""

from dataclasses import dataclass
from datetime import date

from hotline.core.directory.confirm import source_key, told
from hotline.core.directory.facts import Organization, Source, Trust
from hotline.core.directory.words import SourceKind


@dataclass(frozen=True)
class Known:
    """What a fact is worth that is written down now. `trust` None: as much as before, nobody learnt anything new."""

    trust: Trust | None = None
    source: Source | None = None

    def in_sources(self, organization: Organization) -> Organization:
        """The organization with this source among its sources."""
        if self.trust is None or self.source is None:
            return organization
        sources = {**organization.sources, self.trust.sources[0]: self.source}
        return organization.model_copy(update={"sources": sources})


SAME = Known()


def called(day: date) -> Known:
    """They rang the service and asked."""
    return Known(told("call", day), Source(url="", dated=day.isoformat(), kind="call", read_on=day))


def page(organization: Organization | None, url: str, kind: SourceKind, dated: date | None, day: date) -> Known:
    """They read it on a page. One without a date makes no fact certain."""
    source = Source(url=url, dated=dated.isoformat() if dated else "undated", kind=kind, read_on=day)
    known = organization.sources if organization else {}
    names = (source_key("page", day) + (f"-{nth}" if nth > 1 else "") for nth in range(1, len(known) + 2))
    name = next(one for one in names if known.get(one, source) == source)
    worth = Trust(sources=(name,), verified_on=dated, assurance="verified" if dated else "stale")
    return Known(worth, source)
