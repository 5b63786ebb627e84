"""Where a talk with the assistant stands: plain values, kept with the conversation between two messages."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from hotline.core.report import Facts

ASK_WHERE_NOW = "ask_where_now"  # our sentence that asks who reported where somebody is now


@dataclass(frozen=True)
class Form(Facts):
    """A report in the making. `settled`: questions that need not be asked any more, whatever the answer was.

    `tries`: how often the present question was not understood; `somebody`: the count is no more than a "somebody",
    which a number replaces; `unclear`: which of coach.QUESTIONS would make the place clear; `options`: the places that
    may be meant, as the signs say them; `within`: the commune, where it was said apart from the place.
    """

    unclear: str | None = None
    within: str | None = None
    options: tuple[str, ...] = ()
    share_consent: bool | None = None
    settled: tuple[str, ...] = ()
    tries: int = 0
    somebody: bool = False

    def settle(self, *questions: str) -> "Form":
        """These need not be asked any more."""
        return replace(self, settled=tuple(dict.fromkeys((*self.settled, *questions))), tries=0)


@dataclass(frozen=True)
class State:
    """`asked`: the question that is open; `misses`: messages in a row that were not understood; `sent`: the code of
    the last report; `need`, `groups`: what was looked for last; `commune`, `place_id`: where, until they say another.
    """

    greeted: bool = False
    asked: str | None = None
    offered: tuple[str, ...] = ()  # values of the choices that were shown last
    misses: int = 0
    form: Form | None = None
    done: Form | None = None  # the last one that was sent, refused or cancelled
    sent: str | None = None
    about: int | None = None  # the report of which was asked where somebody is now
    refused: bool = False  # the last report was not to be shared
    cancelled: bool = False  # the last report was taken back
    told_112: bool = False
    callback: bool = False
    number: str | None = None  # to call back, until it is known whether that is safe
    need: str | None = None
    text: str = ""  # the sentence that asked for it
    groups: tuple[str, ...] = ()
    commune: str | None = None
    place_id: str | None = None
    last: tuple[str, ...] = ()  # ids of our last sentences


FORMS = ("form", "done")


def to_json(state: State) -> dict[str, Any]:
    """The state as it is stored."""
    kept = asdict(state)
    for name in FORMS:
        if kept[name] is not None and kept[name]["seen_at"] is not None:
            kept[name]["seen_at"] = kept[name]["seen_at"].isoformat()
    return kept


def from_json(kept: dict[str, Any]) -> State:
    """The state as it was stored, also by an older version: what is not known is left out."""
    forms = {name: _form(form) if (form := kept.get(name)) else None for name in FORMS}
    return State(**{**_known(State, kept), **forms})


def _form(kept: dict[str, Any]) -> Form:
    known = _known(Form, kept)
    if known.get("seen_at"):
        known["seen_at"] = datetime.fromisoformat(known["seen_at"])
    return Form(**known)


def _known(kind: type[Form] | type[State], kept: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in names}
