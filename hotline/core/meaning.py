"""What the assistant understood of a sentence: an intent, how sure it is, and the words that tell more.

Rasa names, the hotline acts: these names come from `bot/domain.yml`; what is done with them is decided in this core.
"""

from dataclasses import dataclass

SURE = 0.53  # below it an intent counts as not understood

INTENTS = frozenset(
    {
        *("shelter_tonight", "food", "hygiene", "day_centre", "health", "mental_health", "addiction", "housing"),
        *("home_guidance", "eviction_prevention", "domestic_violence", "unaccompanied_minor", "asylum_migration"),
        *("rights_documents", "work_training", "service_info", "report_person", "report_followup"),
        *("professional_referral", "complaint", "talk_to_human", "callback_request", "wait_time", "emergency"),
        *("volunteer_donate", "privacy", "bot_challenge", "greet", "thanks", "goodbye", "affirm", "deny", "repeat"),
        *("change_language", "out_of_scope"),
    }
)
KINDS = frozenset(
    ("place", "commune", "people_count", "profile", "service", "reference", "phone", "time", "language"),
)


class Silent(Exception):
    """The assistant gives no usable answer: too slow, broken, or not asked because it was so a moment ago."""


@dataclass(frozen=True)
class Entity:
    """One piece of a sentence: `kind` is one of KINDS; `value` as the hotline names it, else the person's own words."""

    kind: str
    value: str
    words: str = ""  # as they were written


@dataclass(frozen=True)
class Meaning:
    """`intent` is None when nothing was understood; then `guess` is what is likeliest all the same, `confidence` 0
    and nothing is done for it but to let a person look. `confidence` 0-1."""

    intent: str | None
    confidence: float = 0.0
    entities: tuple[Entity, ...] = ()
    guess: str | None = None

    @property
    def clear(self) -> bool:
        """Whether the intent may be acted on."""
        return self.intent is not None and self.confidence >= SURE

    def first(self, kind: str) -> Entity | None:
        return next((entity for entity in self.entities if entity.kind == kind), None)


NOT_UNDERSTOOD = Meaning(None)
