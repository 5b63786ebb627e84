"""How a text of ours stands in the one language of HSDS, with the doubt beside what is not certain."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from hotline.core.directory import trust
from hotline.core.directory.facts import Fact, Organization, Service, Texts, in_language
from hotline.core.directory.why import doubt
from hotline.core.hsds import trail
from hotline.core.hsds.ids import Json, uid
from hotline.core.hsds.terms import MAIN
from hotline.core.plain import plain


@dataclass(frozen=True)
class Telling:
    """What all parts of one service need to know while they are told. `owner`: the id of the service in HSDS."""

    organization: Organization
    service: Service
    owner: str
    at: datetime
    times: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def id(self, *names: str) -> str:
        """The id of a part, by what it says; two that say the same are counted."""
        self.times[names] += 1
        return uid(self.owner, *names, str(self.times[names]))

    def doubt(self, fact: Fact) -> str:
        """What makes this fact unsure, by its own trust or its service's; empty: it is certain."""
        return doubt(trust.of(fact, self.service), MAIN, self.at)

    def text(self, texts: Texts, fact: Fact) -> str:
        """The text with its doubt."""
        return sentences(in_language(texts, MAIN)[0], self.doubt(fact))

    def trail(self, owner: str, fact: Fact) -> list[Json]:
        return trail.write(owner, fact.trust, self.organization.sources)


def sentences(*parts: str) -> str:
    """Those that say something, one behind the other."""
    said = [part.strip() for part in parts if part.strip()]
    ended = (part if part[-1] in ".!?:)" else f"{part}." for part in said[:-1])
    return " ".join([*ended, *said[-1:]])


def other_name(texts: Texts) -> str:
    """The name in the Region's other language where it is another one."""
    name, dutch = in_language(texts, MAIN)[0], texts.get("nl", "")
    return dutch if plain(dutch) != plain(name) else ""
