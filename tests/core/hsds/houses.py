"""Organizations of every shape, for what must hold for all of them."""

from datetime import date

from hypothesis import strategies as st

from hotline.core.directory import facts as f
from hotline.core.directory import words
from hotline.core.hsds.service import Row
from hotline.texts import LANGUAGES

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12).filter(
    str.strip
)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TEXTS = st.dictionaries(st.sampled_from(sorted(LANGUAGES)), WORDS, max_size=3)
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
KEYS = ("operator", "press.1", "a b")
HOURS = st.sampled_from(["", "Mo-Fr 08:45-17:00; Tu 12:00-17:00", "Mo-Su 00:00-24:00", "Sa,Su 17:00-09:00"])


def maybe(what: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.none() | what


def some(what: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(what, max_size=2).map(tuple)


TRUST = st.builds(
    f.Trust,
    sources=st.lists(st.sampled_from(KEYS), max_size=3).map(tuple),
    verified_on=maybe(DAYS),
    assurance=st.sampled_from(words.ASSURANCES),
    basis=maybe(ANY),
)
OWN = {"trust": maybe(TRUST)}
YES = maybe(st.sampled_from(["yes", "no", "partly"]))
PHONES = st.builds(
    f.Phone, number=st.sampled_from(["112", "0800 99 340", "+32 2 880 86 89"]), name=TEXTS, free=maybe(st.booleans()),
    staff=st.booleans(), **OWN,
)  # fmt: skip
LOCATIONS = st.builds(
    f.Location, name=TEXTS, address=TEXTS, postal_code=maybe(st.sampled_from(["1000", "1070"])), commune=maybe(ANY),
    lat=maybe(st.floats(49, 52)), lon=maybe(st.floats(2, 7)), directions=TEXTS, wheelchair=YES, hidden=st.booleans(),
    **OWN,
)  # fmt: skip
SCHEDULES = st.builds(
    f.Schedule, hours=HOURS, kind=st.sampled_from(["open", "registration", "phone"]),
    public=maybe(st.sampled_from(words.GROUPS)), on_holidays=st.sampled_from(["open", "closed", "unknown"]),
    starts_on=maybe(DAYS), ends_on=maybe(DAYS), note=TEXTS, **OWN,
)  # fmt: skip
SERVICES = st.builds(
    f.Service,
    id=st.just("x"),
    name=TEXTS,
    summary=TEXTS,
    type=WORDS,
    needs=some(WORDS),
    trust=TRUST,
    audience=some(
        st.builds(f.Audience, group=st.sampled_from(words.GROUPS), degree=st.sampled_from(words.DEGREES), **OWN)
    ),
    phones=some(PHONES),
    links=some(st.builds(f.Link, url=ANY | st.just("mailto:a@b.example"), name=TEXTS, **OWN)),
    locations=some(LOCATIONS),
    schedules=some(SCHEDULES),
    closures=some(st.builds(f.Closure, first=DAYS, last=DAYS, why=TEXTS, **OWN)),
    languages=some(st.builds(f.Spoken, languages=some(st.sampled_from(["fr", "ar", "ti"])), **OWN)),
    says=some(st.builds(f.Said, about=st.sampled_from(words.ABOUT), text=TEXTS, **OWN)),
    saturation=maybe(st.builds(f.Saturation, state=st.sampled_from(["places", "full"]), said_on=DAYS, **OWN)),
    starts_on=maybe(DAYS),
    ends_on=maybe(DAYS),
    emergency=st.booleans(),
    hidden=st.booleans(),
    note=maybe(ANY),
)
SOURCES = st.builds(
    f.Source, url=ANY, dated=ANY, kind=st.sampled_from(["operator", "press", "third-party-directory"]), read_on=DAYS
)


@st.composite
def organizations(draw: st.DrawFn, name: str) -> f.Organization:
    services = draw(some(SERVICES))
    return f.Organization(
        id=name,
        name=draw(TEXTS),
        website=draw(maybe(ANY | st.just("https://a.example"))),
        note=draw(maybe(ANY)),
        sources={key: draw(SOURCES) for key in KEYS},
        services=tuple(one.model_copy(update={"id": f"{name}.{nth}"}) for nth, one in enumerate(services)),
    )


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """What a directory may hold: the same organization may be there as ours and as a third party's word."""
    house = [Row(draw(organizations("house")))]
    return [*house, Row(draw(organizations("house")), private=True), Row(draw(organizations("other")), private=True)]
