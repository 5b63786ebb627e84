"""What somebody chose and typed on the search form, as a question to the directory."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from hotline.core import gazetteer
from hotline.core.directory import search
from hotline.core.directory.query import Query, When
from hotline.core.directory.words import GROUPS
from hotline.core.gazetteer import Place
from hotline.texts import LANGUAGES

LONGEST = 200  # letters that are looked at
MOST = 30


@dataclass(frozen=True)
class Wish:
    """`near` is what they typed, `place` what we took it for; None: nothing like it is known."""

    language: str
    text: str = ""
    near: str = ""
    open: str = ""
    groups: frozenset[str] = frozenset()
    speaks: str = ""
    wheelchair: bool = False
    need: str | None = None
    place: Place | None = None

    def __bool__(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.text or self.need)

    @property
    def narrowed(self) -> bool:
        """Whether something was chosen besides words and place: the form shows those choices then."""
        return bool(self.open or self.groups or self.speaks or self.wheelchair)


def read(asked: MultiDict[str, str], language: str, need: str | None = None) -> Wish:
    """The form as it was sent; what it does not offer is left out."""
    when, speaks = asked.get("open", ""), asked.get("speaks", "")
    return Wish(
        language,
        text=asked.get("q", "").strip()[:LONGEST],
        near=asked.get("near", "").strip()[:LONGEST],
        open=when if when in get_args(When) else "",
        groups=frozenset(asked.getlist("for")) & frozenset(GROUPS),
        speaks=speaks if speaks in LANGUAGES else "",
        wheelchair=asked.get("wheelchair") == "1",
        need=need,
    )


def found(session: Session, wish: Wish, at: datetime) -> tuple[Wish, list[search.Result]]:
    """The wish with the place it names, and what fits, the best first."""
    places = gazetteer.current(session)
    named = places.find(wish.near, wish.language) if wish.near else []
    wish = replace(wish, place=named[0].place if named else None)
    query = Query(
        wish.text,
        wish.language,
        wish.need,
        near=wish.place,
        when=wish.open or None,  # type: ignore[arg-type]  # one of When, see read
        groups=wish.groups,
        speaks=wish.speaks or None,
        wheelchair=wish.wheelchair,
        limit=MOST,
    )
    return wish, search.search(session, query, places, at)
