"""The facts of a report as a form: what is typed while somebody tells, or put right before it goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from hotline.console import labels
from hotline.console import report_words as words
from hotline.console.language import _, locale
from hotline.core.gazetteer import commune_name, communes
from hotline.core.report.facts import HELP, ROLES, STATES, Facts
from hotline.texts import LANGUAGES

LONG, SHORT = 300, 120  # characters
LINES = {
    "place": LONG,
    "now_at": LONG,
    "condition_words": LONG,
    "dangers": LONG,
    "clothing": LONG,
    "when": SHORT,
} | dict.fromkeys(("street", "landmark", "stop", "line", "inside", "side"), SHORT)
THREE = ("still_there", "minors", "animals", "spoken_to", "wants_help")
CHOSEN = ("condition", "help", "role", "commune", "heard")
MOST_PEOPLE = 99


@dataclass(frozen=True)
class Lists:
    """What may be chosen, in words."""

    states: Mapping[str, str]
    helps: Mapping[str, str]
    roles: Mapping[str, str]
    communes: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]


def lists() -> Lists:
    return Lists(
        states={code: words.condition(code) for code in STATES},
        helps={code: words.help_wanted(code) for code in HELP},
        roles={code: words.role(code) for code in ROLES},
        communes=[(french, commune_name(french, locale())) for french in communes()],
        languages=[(code, labels.language(code)) for code in LANGUAGES],
    )


def shown(told: Facts) -> Mapping[str, str]:
    """Each field as the form shows it first; sent back as `was_…`, so that only what was touched is put right."""
    plain = (*LINES, *CHOSEN, "people_count")
    return {name: str(getattr(told, name) or "") for name in plain} | {
        name: three(getattr(told, name)) for name in THREE
    }


def read(form: MultiDict[str, str], before: Facts) -> Facts:
    """The facts as the form has them now; what it does not ask, or nobody touched, stays as it was."""
    form = MultiDict({name: typed for name, typed in form.items() if not _untouched(form, name)})
    told: dict[str, Any] = {name: _line(form, name) for name in LINES if name in form}
    told |= {name: {"yes": True, "no": False}.get(form[name]) for name in THREE if name in form}
    known = {"condition": STATES, "help": HELP, "role": ROLES, "commune": tuple(communes()), "heard": tuple(LANGUAGES)}
    told |= {name: form[name] if form[name] in known[name] else None for name in CHOSEN if name in form}
    if "people_count" in form:
        told["people_count"] = _count(form["people_count"])
    return replace(before, **told)


def three(value: bool | None) -> str:
    """yes, no, or nothing, as the form says it."""
    return "" if value is None else "yes" if value else "no"


def asks(question: str) -> str:
    """The one question to ask the caller next: where exactly."""
    return {
        "which_one": _("Several places have this name. Which one, in which commune or near what?"),
        "which_stop": _("Which stop or station is it? What stands on the sign?"),
        "number_or_cross_street": _("At which house number, or at the corner of which street?"),
        "street_or_landmark": _("In which street, or beside what: a shop, a church, a stop?"),
        "where": _("Where is it: a street, a square, a station?"),
        "pin_or_words": _("The pin and the words are far apart. Which is right?"),
    }.get(question, question)


def _untouched(form: MultiDict[str, str], name: str) -> bool:
    was = form.get(f"was_{name}")
    return was is not None and was.split() == form[name].split()


def _line(form: MultiDict[str, str], name: str) -> str | None:
    return " ".join(form[name].split())[: LINES[name]] or None


def _count(typed: str) -> int | None:
    typed = typed.strip()
    count = int(typed) if len(typed) <= len(str(MOST_PEOPLE)) and typed.isascii() and typed.isdecimal() else 0
    return count if 1 <= count <= MOST_PEOPLE else None
