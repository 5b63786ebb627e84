"""The closed lists of the directory, and its facts, in the words of the dispatcher's language."""

from hotline.console.language import _, locale
from hotline.core.directory import need_words
from hotline.core.directory import told as told_
from hotline.core.directory.facts import Fact, Texts, in_language


def text(texts: Texts) -> str:
    return in_language(texts, locale())[0]


def found(code: str) -> str:
    """What somebody found at a service."""
    return {
        "closed_door": _("Closed door"),
        "wrong_number": _("Wrong number"),
        "wrong_address": _("Wrong address"),
        "wrong_hours": _("Wrong hours"),
        "full": _("Full"),
        "moved": _("Moved"),
        "other": _("Something else is wrong"),
        "old": _("The facts grow old"),
    }.get(code, code)


def by(code: str) -> str:
    return {
        "dispatcher": _("from a call"),
        "public": _("from the site"),
        "partner": _("from the service itself"),
        "age": _("by age"),
    }.get(code, code)


def how(code: str) -> str:
    """How a change came about."""
    return {
        "file": _("with the software"),
        "import": _("brought in from a file"),
        "editor": _("changed in the console"),
        "call": _("after a call to the service"),
        "partner": _("by the service itself"),
        "undo": _("brought back"),
    }.get(code, code)


def sent(code: str) -> str:
    return {"mail": _("by letter"), "sms": _("by text"), "hand": _("you send it yourself")}.get(code, code)


def source(kind: str) -> str:
    return {
        "operator": _("its own page"),
        "authority": _("an authority"),
        "sector": _("the sector"),
        "press": _("the press"),
        "seed": _("the first list"),
        "general-knowledge": _("generally known"),
        "third-party-directory": _("another organisation's list"),
        "partner": _("the service itself, by its link"),
        "call": _("a call to the service"),
    }.get(kind, kind)


def opening(code: str) -> str:
    return _(told_.OPENING.get(code, code))


def about(code: str) -> str:
    return _(told_.ABOUT.get(code, code))


def room(code: str) -> str:
    return _(told_.ROOM.get(code, code))


def assurance(code: str) -> str:
    return {
        "verified": _("verified"),
        "stale": _("to be confirmed"),
        "unverified": _("not verified"),
        "conflict": _("sources contradict each other"),
    }.get(code, code)


def kind(fact: Fact) -> str:
    """What a fact is about."""
    return told_.kind(fact, locale())


def told(fact: Fact) -> str:
    """What a fact says, in one line; what only we may know says so."""
    secret = _("secret: never tell it") if getattr(fact, "hidden", False) else ""
    ours = _("only we ring it") if getattr(fact, "staff", False) else ""
    return " · ".join(part for part in (told_.told(fact, locale()), secret, ours) if part)


def need(code: str) -> str:
    return next((text(one.name) for one in need_words.known().needs if one.id == code), code)


def service_type(code: str) -> str:
    return next((text(one.name) for one in need_words.known().types if one.id == code), code)
