"""All that is known of one message when the assistant decides: plain values, read beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.core.danger import Danger
from hotline.core.gazetteer import Gazetteer, Match
from hotline.core.meaning import Meaning
from hotline.core.words import Channel


@dataclass(frozen=True)
class Heard:
    """`meaning` None: the assistant was silent. `language`: of the talk; `written_in`: in which the message is
    written, where that is sure; `places`: what the message names of the gazetteer (`book`); `on_duty`: whether somebody
    could answer now."""

    text: str
    language: str
    at: datetime
    book: Gazetteer
    meaning: Meaning | None = None
    danger: Danger | None = None
    written_in: str | None = None
    language_chosen: bool = False
    places: Sequence[Match] = ()
    on_duty: bool = True
    channel: str = Channel.CHAT

    @property
    def intent(self) -> str | None:
        """What the model is sure enough of."""
        return self.meaning.intent if self.meaning is not None and self.meaning.clear else None

    @property
    def confidence(self) -> float:
        return self.meaning.confidence if self.meaning is not None else 0.0

    def value(self, kind: str) -> str | None:
        """The first such piece of the sentence, as the hotline names it."""
        found = self.meaning.first(kind) if self.meaning is not None else None
        return found.value if found is not None else None
