"""The words of partners, and of what they say about the person they call for."""

from hotline.console.ending import Choice
from hotline.console.language import _
from hotline.core.declaration import VULNERABILITIES
from hotline.core.partner import KINDS


def kinds() -> dict[str, str]:
    words = {
        "hospital": _("Hospital"),
        "police": _("Police"),
        "day_centre": _("Day centre"),
        "station": _("Station"),
        "transport": _("Public transport"),
        "authority": _("Commune, CPAS or authority"),
        "other": _("Another service"),
    }
    return {code: words[code] for code in KINDS}


def vulnerabilities() -> list[Choice]:
    words = {
        "minor": ("child", _("a minor")),
        "pregnant": ("pregnant", _("pregnant")),
        "ill": ("health", _("ill or injured")),
        "elderly": ("elderly", _("elderly")),
        "disability": ("disability", _("with a disability")),
        "violence": ("shield", _("in danger of violence")),
    }
    return [Choice(code, *words[code]) for code in VULNERABILITIES]
