"""What the assistant answers and does: sentences by their id, and acts that the turn carries out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.core.assistant.state import Form, State
from hotline.core.words import Priority, Topic


@dataclass(frozen=True)
class Inform:
    """Look in the directory: what for, in their words, where and for whom."""

    need: str
    text: str = ""
    commune: str | None = None
    place_id: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Say:
    """One message. `say`: its id; `choices`: ids of what may be chosen; `inform`: its words come from the directory."""

    say: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    choices: tuple[str, ...] = ()
    inform: Inform | None = None


@dataclass(frozen=True)
class Send:
    """The person agreed: the report goes to the teams."""

    form: Form


@dataclass(frozen=True)
class Cancel:
    """The report that was sent is taken back."""

    reference: str


@dataclass(frozen=True)
class TellBack:
    """Who reported wants to hear whether a team went there."""

    reference: str


@dataclass(frozen=True)
class Follow:
    """How far is the report with this code? In general terms."""

    reference: str


@dataclass(frozen=True)
class WhereNow:
    """Where somebody is now whom a team did not find, in the words of who reported."""

    report: int
    words: str


@dataclass(frozen=True)
class SetLanguage:
    """`chosen`: the person asked for it; nothing else changes it then."""

    language: str
    chosen: bool


@dataclass(frozen=True)
class Callback:
    """Ring this number; it is safe to."""

    number: str
    topic: Topic


@dataclass(frozen=True)
class HandOver:
    """A person goes on. `why`: a word of WHY, or the id of a rule of the safety net."""

    topic: Topic
    priority: Priority
    why: str


Act = Send | Cancel | TellBack | Follow | WhereNow | SetLanguage | Callback | HandOver


@dataclass(frozen=True)
class Move:
    """One turn of the assistant. `intent`: as what the product took the message, for the measures."""

    state: State
    replies: tuple[Say, ...] = ()
    acts: tuple[Act, ...] = ()
    intent: str = "fallback"
    confidence: float = 0.0

    @property
    def handed_over(self) -> HandOver | None:
        return next((act for act in self.acts if isinstance(act, HandOver)), None)
