"""What the directory knows, in the terms of HSDS 3.1 and of the field: one organization is one document.

The same shape is a YAML file in `knowledge_base/organizations`, a JSON document in the database and what every channel
reads. Each part that may be wrong on its own is a `Fact` and may carry its own trust; else that of its service holds.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hotline.core import hours
from hotline.core.directory.words import (
    About,
    Assurance,
    Degree,
    Full,
    Group,
    OnHolidays,
    Opening,
    SourceKind,
    Yes,
)
from hotline.texts import LANGUAGES


def _languages(texts: dict[str, str]) -> dict[str, str]:
    unknown = set(texts) - set(LANGUAGES)
    if unknown or not all(text.strip() for text in texts.values()):
        raise ValueError(f"not a language of ours, or an empty text: {', '.join(sorted(unknown)) or 'empty'}")
    return texts


def _opening(text: str) -> str:
    try:
        hours.parse(text)
    except hours.WrongHours as wrong:
        raise ValueError(f"not opening hours: {wrong}") from None
    return text


Texts = Annotated[dict[str, str], AfterValidator(_languages)]  # language code → text
Hours = Annotated[str, AfterValidator(_opening)]  # "Mo-Fr 08:45-17:00; Tu 12:00-17:00", see core/hours.py
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]


class Part(BaseModel):
    """A piece of a document: never changed in place, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Part):
    """Where facts were read. `dated`: as the page says, or "undated"; `read_on`: when we read it."""

    url: str
    dated: str
    kind: SourceKind
    read_on: date


class Trust(Part):
    """Why we believe it. `verified_on`: the newest day on which a source says so; None: no source is dated.

    `assurance` is what was true when it was written down; age lowers it (`trust.assurance`). `basis`: a rule or a
    remark, for staff. `reported`: people stood before a closed door and nobody has looked since this day; never in a
    document, `read` adds it.
    """

    sources: tuple[str, ...] = ()
    verified_on: date | None = None
    assurance: Assurance
    basis: str | None = None
    reported: date | None = None


class Fact(Part):
    """Something that may be wrong on its own. Without trust of its own it is as good as its service."""

    trust: Trust | None = None


class Phone(Fact):
    """A number as people dial it: "0800 99 340". `free`: costs nothing from any phone; `staff`: only we ring it."""

    number: Annotated[str, Field(pattern=r"^[0-9+][0-9 ]{1,18}$")]
    name: Texts = {}
    free: bool | None = None
    staff: bool = False


class Location(Fact):
    """Where it is. `hidden`: an address that no public page, call or paper ever tells. lat, lon in degrees (WGS 84)."""

    name: Texts = {}
    address: Texts = {}
    postal_code: Annotated[str, Field(pattern=r"^1\d{3}$")] | None = None
    commune: str | None = None  # its French name
    lat: Annotated[float, Field(ge=49, le=52)] | None = None
    lon: Annotated[float, Field(ge=2, le=7)] | None = None
    directions: Texts = {}
    wheelchair: Yes | None = None
    hidden: bool = False


class Schedule(Fact):
    """When. `public`: hours of this group only; `starts_on`, `ends_on`: the season, both days included."""

    hours: Hours
    kind: Opening = "open"
    public: Group | None = None
    on_holidays: OnHolidays = "unknown"
    starts_on: date | None = None
    ends_on: date | None = None
    note: Texts = {}


class Closure(Fact):
    """Closed on these days, both included, whatever the schedule says."""

    first: date
    last: date
    why: Texts = {}


class Audience(Fact):
    """How a service stands to a group."""

    group: Group
    degree: Degree


class Spoken(Fact):
    """Languages spoken there: ISO 639-1 codes, also ones that we do not offer."""

    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...]


class Said(Fact):
    """A sentence or two about one thing: how to get in, what to bring, what it costs, how long one may stay."""

    about: About
    text: Texts


class Saturation(Fact):
    """Whether there is room, when this was said."""

    state: Full
    said_on: date


class Link(Fact):
    """A page or an e-mail address that people may use themselves."""

    url: str
    name: Texts = {}


class Service(Part):
    """Something an organization does for people. `name`: what it is called; `summary`: what it is, in one sentence.

    `needs`: of knowledge_base/needs.yaml, the most fitting first. `starts_on`, `ends_on`: it exists from and until.
    `hidden`: exists, but no public page names it (a shelter for victims). `note`: for staff.
    """

    id: Id
    name: Texts
    summary: Texts
    type: str
    needs: tuple[str, ...]
    trust: Trust
    audience: tuple[Audience, ...] = ()
    phones: tuple[Phone, ...] = ()
    links: tuple[Link, ...] = ()
    locations: tuple[Location, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    closures: tuple[Closure, ...] = ()
    languages: tuple[Spoken, ...] = ()
    says: tuple[Said, ...] = ()
    saturation: Saturation | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    emergency: bool = False
    hidden: bool = False
    note: str | None = None

    def said(self, about: About) -> tuple[Said, ...]:
        return tuple(one for one in self.says if one.about == about)


class Organization(Part):
    """Who is behind services. `sources`: of all its facts, by key."""

    id: Id
    name: Texts
    website: str | None = None
    note: str | None = None
    sources: dict[str, Source]
    services: tuple[Service, ...]

    @model_validator(mode="after")
    def _sources_exist(self) -> "Organization":
        used = {key for service in self.services for trust in trusts(service) for key in trust.sources}
        missing = used - set(self.sources)
        if missing:
            raise ValueError(f"a source that is not in the file: {', '.join(sorted(missing))}")
        return self


LISTS = ("audience", "phones", "links", "locations", "schedules", "closures", "languages", "says")  # facts of a service


def facts(service: Service) -> tuple[Fact, ...]:
    """Every fact of a service, in the order in which it is shown."""
    many = (fact for name in LISTS for fact in getattr(service, name))
    return (*many, *((service.saturation,) if service.saturation else ()))


def trusts(service: Service) -> tuple[Trust, ...]:
    """The service's own trust and that of each fact that has one."""
    return (service.trust, *(fact.trust for fact in facts(service) if fact.trust is not None))


def in_language(texts: dict[str, str], language: str) -> tuple[str, str]:
    """The text and its language: the asked one, else English, French or whatever there is; ("", language) if none."""
    for code in (language, "en", "fr", *texts):
        if code in texts:
            return texts[code], code
    return "", language


def as_json(organization: Organization) -> dict[str, Any]:
    """The document as it is stored: no defaults, so that it stays short."""
    return organization.model_dump(mode="json", exclude_defaults=True)
