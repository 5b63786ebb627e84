"""What a conversation came to, held against what dialogues.jsonl says it should."""

import re
from collections.abc import Iterator
from typing import Any

from hotline.core.plain import words

ROUTES = ("emergency", "human", "report", "information")
FLAGS = ("report_sent", "report_cancelled", "handoff", "told_112", "callback")
REPORT = ("place", "commune", "people_count", "condition", "contact", "contact_consent", "reference")
KEYS = (*FLAGS, "route", "report", "language", "share_consent")


def misses(final: dict[str, Any], expect: dict[str, Any]) -> list[str]:
    """What came out otherwise than it should, one sentence each; nothing when all is right."""
    report = final.get("report") or {}
    pairs = [(name, report.get(name), value) for name, value in expect.get("report", {}).items()]
    pairs += [(name, final.get(name), value) for name, value in expect.items() if name != "report"]
    return [f"{name} is {is_!r}, not {value!r}" for name, is_, value in pairs if not _meets(name, is_, value)]


def _meets(name: str, got: Any, wanted: Any) -> bool:
    """A list: any of these. True for a place, state or number: something is there. Consents know a third answer."""
    if name == "place":
        return wanted in words(got or "")
    if name == "contact" and isinstance(wanted, str):
        return _digits(got or "").endswith(_digits(wanted).removeprefix("0"))
    if name in FLAGS or (name in ("condition", "contact", "reference") and isinstance(wanted, bool)):
        return bool(got) is wanted
    if isinstance(wanted, list):
        return got in wanted
    return bool(got == wanted)


def _digits(number: str) -> str:
    return "".join(re.findall(r"\d", number))


def unknown(expect: dict[str, Any]) -> Iterator[str]:
    """Words of an expectation that nothing would be held against."""
    yield from (name for name in expect if name not in KEYS)
    yield from (name for name in expect.get("report", {}) if name not in REPORT)
    routes = expect.get("route", [])
    yield from (route for route in ([routes] if isinstance(routes, str) else routes) if route not in ROUTES)
