"""The fields of a service's form: what may be typed where. The page is drawn and what is typed is read by this."""

from dataclasses import dataclass
from typing import Literal, get_args

from hotline.core.directory import facts, words
from hotline.core.directory.facts import Fact

Kind = Literal["line", "hours", "day", "choice", "bool", "tick", "texts", "number", "codes", "phone", "postcode"]
YES_NO = ("", "yes", "no")


@dataclass(frozen=True)
class Field:
    """`choices`: the closed list; with "" in it the field may be left open. `long`: texts of more than a line.

    `needed`: a service without it is none.
    """

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    long: bool = False
    needed: bool = False

    @property
    def label(self) -> str:
        """What it is called: the note at hours is for everyone, that of a service for staff."""
        return "remark" if self.name == "note" and self.kind == "texts" else self.name

    @property
    def says(self) -> bool:
        """Whether something stands in a row when this field is filled in."""
        return self.kind not in ("tick", "bool") and (self.kind != "choice" or "" in self.choices)


def _open(choices: object) -> tuple[str, ...]:
    return ("", *get_args(choices))


FACTS: dict[str, type[Fact]] = {
    "schedules": facts.Schedule,
    "closures": facts.Closure,
    "phones": facts.Phone,
    "locations": facts.Location,
    "says": facts.Said,
    "audience": facts.Audience,
    "languages": facts.Spoken,
    "links": facts.Link,
}
LISTS: dict[str, tuple[Field, ...]] = {
    "schedules": (
        Field("hours", "hours"),
        Field("kind", "choice", get_args(words.Opening)),
        Field("public", "choice", _open(words.Group)),
        Field("on_holidays", "choice", ("unknown", "open", "closed")),
        Field("starts_on", "day"),
        Field("ends_on", "day"),
        Field("note", "texts"),
    ),
    "closures": (Field("first", "day"), Field("last", "day"), Field("why", "texts")),
    "phones": (
        Field("number", "phone"),
        Field("name", "texts"),
        Field("free", "bool", YES_NO),
        Field("staff", "tick"),
    ),
    "locations": (
        Field("address", "texts"),
        Field("postal_code", "postcode"),
        Field("commune", "line"),
        Field("name", "texts"),
        Field("directions", "texts", long=True),
        Field("lat", "number"),
        Field("lon", "number"),
        Field("wheelchair", "choice", _open(words.Yes)),
        Field("hidden", "tick"),
    ),
    "says": (Field("text", "texts", long=True), Field("about", "choice", words.ABOUT)),
    "audience": (Field("group", "choice", _open(words.Group)), Field("degree", "choice", words.DEGREES)),
    "languages": (Field("languages", "codes"),),
    "links": (Field("url", "line"), Field("name", "texts")),
}


def single(needs: tuple[str, ...], types: tuple[str, ...]) -> tuple[Field, ...]:
    """The fields that a service has once."""
    return (
        Field("name", "texts", needed=True),
        Field("summary", "texts", long=True, needed=True),
        Field("type", "choice", types, needed=True),
        Field("needs", "codes", needs, needed=True),
        Field("starts_on", "day"),
        Field("ends_on", "day"),
        Field("emergency", "tick"),
        Field("hidden", "tick"),
        Field("note", "line"),
    )
