"""The bed board as a page shows it: for one person, the centres that fit them first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hotline.core import crisis, hold, offer, place
from hotline.core.centre import Centre, centres, phone
from hotline.core.contact import Contact
from hotline.core.crisis import Crisis
from hotline.core.hold import Hold
from hotline.core.offer import Offer, Search
from hotline.core.secret import Vault

TODAY = timedelta(days=1)  # a place may be kept in a centre that opens within this time


@dataclass(frozen=True)
class Row:
    """One centre at this moment. `lacks`: what this person needs and it does not take or offer."""

    centre: Centre
    free: int
    fresh: bool
    open_until: datetime | None
    opens_at: datetime | None
    lacks: Sequence[str]
    refused: bool
    phone: str | None  # beside a count that is old: ring first

    @property
    def soon(self) -> bool:
        """Open now, or within a day."""
        return self.open_until is not None or self.opens_at is not None


@dataclass(frozen=True)
class Board:
    """`contact` None: nobody is on the screen, only counts are shown."""

    contact: Contact | None
    search: Search | None
    audience: str | None
    people: int
    rows: Sequence[Row]  # for this person, tonight
    others: Sequence[Row]  # for others, or not open
    kept: Sequence[Hold]
    nothing: Offer | None
    crises: Sequence[Crisis]

    @property
    def asked(self) -> bool:
        """Whether the person said how their housing stands: the question comes before a bed is offered."""
        return self.search is not None and self.search.housing is not None


def of(session: Session, vault: Vault, contact: Contact | None, at: datetime) -> Board:
    """Everything the board shows beside this person."""
    search = offer.search_of(session, contact.id) if contact else None
    audience, people = search.audience if search else None, search.people if search else 1
    if contact is not None and search is None:
        audience, people = offer.presumed(session, contact, _hashes(vault, contact))
    offers = offer.offers(session, contact.id) if contact else []
    refused = {one.centre_id for one in offers if one.result == "refused"}
    wanted = search.wanted if search else [audience] if audience else []
    rows = _rows(session, vault, at, wanted, refused)
    fits = [row for row in rows if row.soon and audience not in row.lacks]
    return Board(
        contact=contact,
        search=search,
        audience=audience,
        people=people,
        rows=sorted(fits, key=lambda row: (bool(row.lacks), row.open_until is None, row.free == 0, not row.fresh)),
        others=[row for row in rows if row not in fits],
        kept=hold.open_holds(session, at, contact.id) if contact else [],
        nothing=next((one for one in offers if one.result == "nothing"), None),
        crises=crisis.going_on(session),
    )


def _rows(session: Session, vault: Vault, at: datetime, wanted: Sequence[str], refused: set[int | None]) -> list[Row]:
    lapsed = hold.lapsed_places(session, at)
    return [
        _row(centre, centre.free + lapsed.get(centre.id, 0), vault, at, wanted, centre.id in refused)
        for centre in centres(session)
    ]


def _row(centre: Centre, free: int, vault: Vault, at: datetime, wanted: Sequence[str], refused: bool) -> Row:
    opens, fresh = centre.opens_at(at), place.is_fresh(centre, at)
    return Row(
        centre=centre,
        free=free,
        fresh=fresh,
        open_until=centre.open_until(at),
        opens_at=opens if opens is not None and opens <= at + TODAY else None,
        lacks=centre.lacks(wanted),
        refused=refused,
        phone=None if fresh else phone(vault, centre),
    )


def _hashes(vault: Vault, contact: Contact) -> list[bytes]:
    number = vault.open(contact.number) if contact.number else None
    return vault.hashes(number) if number else []
