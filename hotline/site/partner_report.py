"""What a partner's program may tell of somebody in the street: the one schema, for checking and for the description."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from hotline.core.assistant import contacting
from hotline.core.gazetteer import communes
from hotline.core.report import Facts
from hotline.core.report.facts import HELP, STATES
from hotline.core.report.pin import BELGIUM
from hotline.texts import KNOWN

(SOUTH, NORTH), (WEST, EAST) = BELGIUM  # what is outside is a mistake
EARLY, LATE = timedelta(days=7), timedelta(minutes=5)

Line = Annotated[str, Field(min_length=1, max_length=120)]


class PartnerReport(BaseModel):
    """Somebody in the street: a place in words, or a point, or both. No names, no papers."""

    model_config = ConfigDict(extra="forbid", strict=True, title="Report")

    share_consent: Literal[True] = Field(description="Agreed that street teams may know this.")
    language: Literal["fr", "nl", "en"] = "fr"
    place: Annotated[str, Field(min_length=3, max_length=300)] | None = Field(None, description="Where, in words.")
    lat: Annotated[float, Field(ge=SOUTH, le=NORTH)] | None = None
    lon: Annotated[float, Field(ge=WEST, le=EAST)] | None = None
    accuracy_m: Annotated[int, Field(ge=1, le=5000)] | None = Field(None, description="How exact the point is, metres.")
    commune: str | None = Field(None, json_schema_extra={"enum": [*communes(), None]}, description="Its French name.")
    street: Line | None = None
    landmark: Line | None = None
    stop: Line | None = None
    line: Line | None = None
    inside: Line | None = Field(None, description="Which hall or level.")
    side: Line | None = None
    seen_at: AwareDatetime | None = Field(None, description="With its zone; now when left out.")
    still_there: bool | None = None
    people_count: Annotated[int, Field(ge=1, le=99)] | None = None
    condition: Literal[STATES] | None = None  # type: ignore[valid-type]
    condition_words: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    minors: bool | None = None
    animals: bool | None = None
    clothing: Line | None = Field(None, description="Forgotten when the report closes.")
    dangers: Line | None = Field(None, description="For the team: traffic, a fire, a dog.")
    heard: Literal[tuple(KNOWN)] | None = Field(None, description="The language they speak.")  # type: ignore[valid-type]
    help: Literal[HELP] | None = None  # type: ignore[valid-type]
    spoken_to: bool | None = None
    wants_help: bool | None = None
    called_112: Literal["reporter", "other", "nobody"] | None = None
    contact: Annotated[str, Field(min_length=3, max_length=120)] | None = Field(
        None, description="A phone number or a mail address of who reports: kept only with contact_consent."
    )
    contact_consent: bool | None = None
    text_safe: bool | None = Field(None, description="Nobody else reads the texts of this phone.")
    feedback_wanted: bool | None = Field(
        None, description="One letter when it is closed, or one text to a mobile phone with text_safe."
    )

    @field_validator("seen_at")
    @classmethod
    def _of_our_calendar(cls, seen: datetime | None) -> datetime | None:
        try:
            return seen.astimezone(UTC) if seen is not None else None
        except OverflowError:
            raise PydanticCustomError("wrong", "no such day in UTC") from None

    @field_validator("contact")
    @classmethod
    def _one_number_or_address(cls, given: str | None) -> str | None:
        if given is not None and (given := contacting.contact(given)) is None:
            raise PydanticCustomError("wrong", "a phone number or a mail address")
        return given

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon come together")
        if self.place is None and self.lat is None:
            raise ValueError("a place in words or a point is needed")
        if self.commune is not None and self.commune not in communes():
            raise ValueError("commune: its French name, of the Brussels Region")
        return self

    def is_seen_lately(self, at: datetime) -> bool:
        """Not in the future, but for a clock that is fast, and not a week ago."""
        return self.seen_at is None or EARLY >= at - self.seen_at >= -LATE

    def facts(self) -> Facts:
        """The same, as every door tells it. Who reports is a professional."""
        told: dict[str, Any] = self.model_dump(exclude={"share_consent", "language"}, exclude_none=True)
        return Facts(**told, role="professional")
