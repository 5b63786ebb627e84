"""What no surface may tell, as checks on text and on pages: for the site, paper, exports, messages and the phone.

`unverified_numbers(text)`, `hidden_addresses_in(text)` → what should not be there; `bare_doubts(tree, language)` and
`from_elsewhere(tree)` → elements of a page that break a rule. All empty when all is well.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from lxml.html import HtmlElement, document_fromstring

from hotline.core.directory import files
from hotline.core.plain import plain
from hotline.texts import t

SHARED = Path(__file__).parents[2] / "shared/domain/directory_facts.yaml"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared facts are not on this computer")

# Trust rule 4, word for word: every other number is for dispatchers only.
VERIFIED = (
    *("0800 99 340", "02 880 86 89", "112", "101", "107", "106", "103", "102", "105", "1712", "1722", "1813"),
    *("116 000", "0800 30 030", "0800 32 123", "0800 98 100", "0800 30 230", "078 15 43 24", "02 549 67 00"),
    "02 502 19 35",
)
BETWEEN = r"[\s./()\u00a0\u202f\u2011-]{0,3}"  # what people write between digits
LONG = re.compile(  # a Belgian number: of a place or free (eight digits after the zero), of a mobile (nine)
    rf"(?<![\d.,/-])(?:(?:\+|00){BETWEEN}32{BETWEEN}(?:\(0\){BETWEEN})?|0{BETWEEN})"
    rf"(?:4(?:{BETWEEN}\d){{8}}|[1-9](?:{BETWEEN}\d){{7}})(?!\d)"
)
SHORT = re.compile(r"(?<![\d.:/–-])17\d\d(?![\d:/–-]|\.\d)")


def digits(number: str) -> str:
    """A number as it would be dialled in Belgium: "+32 (0)2 880.86.89" → 028808689."""
    bare = re.sub(r"\D", "", number)
    return re.sub(r"^(?:00)?320?(?=[1-9]\d{7,8}$)", "0", bare)


@cache
def forbidden() -> frozenset[str]:
    """Every number that the shared facts know and that is not verified, as digits."""
    content = yaml.safe_load(SHARED.read_text(encoding="utf-8")) if SHARED.exists() else {"organisations": []}
    services = (service for one in content["organisations"] for service in one["services"])
    told = " | ".join(str(value) for service in services for value in _values(service))
    return frozenset(numbers(told)) - {digits(one) for one in VERIFIED}


def unverified_numbers(text: str, ours: Iterable[str] = ()) -> set[str]:
    """Numbers in a text that nobody may be told, however they are written. `ours`: the hotline's own."""
    allowed = {digits(one) for one in (*VERIFIED, *ours)}
    squeezed = re.sub(rf"(?<=\d){BETWEEN}(?=\d)", "", unquote(text))
    return (numbers(text) - allowed) | {one for one in forbidden() if len(one) > 4 and one in squeezed}


def numbers(text: str) -> set[str]:
    """Phone numbers in a text, as digits: whole ones, and those in the shape of a short one."""
    text = unquote(text)
    return {digits(one) for one in LONG.findall(text)} | set(SHORT.findall(text))


def _values(found: Any) -> Iterator[Any]:
    """Every value of a fact except its sources, whose addresses hold numbers of other kinds."""
    if isinstance(found, dict):
        yield from (one for key, value in found.items() if key not in ("sources", "id") for one in _values(value))
    elif isinstance(found, list):
        yield from (one for value in found for one in _values(value))
    else:
        yield found


@cache
def hidden_addresses() -> frozenset[str]:
    """Addresses that no public surface may tell, as plain words: of hidden places and of hidden services."""
    places = [
        place
        for one in files.organizations()
        for service in one.services
        for place in service.locations
        if place.hidden or service.hidden
    ]
    return frozenset(plain(text) for place in places for text in place.address.values())


def hidden_addresses_in(text: str) -> set[str]:
    """Hidden addresses that a text tells, in whatever spelling."""
    said = f" {plain(text)} "
    return {one for one in hidden_addresses() if f" {one} " in said}


def told(tree: HtmlElement) -> str:
    """Everything a page tells: what is read, and where its links lead."""
    links = (f" {value} " for one in tree.iter() for name, value in one.items() if name in ("href", "title", "content"))
    return " ".join([*tree.itertext(), *links])


def parse(html: str) -> HtmlElement:
    return document_fromstring(html)


def doubts(language: str) -> tuple[str, ...]:
    """The sentences by which a page says that a fact is unsure, as far as they are always the same."""
    seen = t(language, "To be confirmed (last seen: %(month)s)", month="\0").split("\0")[0]
    unsure = t(language, "%(text)s (to be confirmed)", text="\0").split("\0")[-1].strip()
    closed = t(language, "To be confirmed (reported closed on %(day)s)", day="\0").split("\0")[0]
    return (seen, closed, t(language, "To be confirmed (no date)"), unsure)


def bare_doubts(tree: HtmlElement, language: str) -> list[str]:
    """Facts that are marked as unsure and do not say so beside them."""
    sentences = doubts(language)
    stale = tree.xpath("//*[@data-assurance='stale']")
    return [_said(one) for one in stale if not any(sentence in _said(one) for sentence in sentences)]


def worth_of(tree: HtmlElement, text: str) -> set[str]:
    """What a page says a text is worth, wherever it stands: verified, stale, or nothing at all ("")."""
    found = set()
    for one in tree.xpath("//body//*"):
        if text in _said(one) and not any(text in _said(child) for child in one):
            marked = one.xpath("ancestor-or-self::*[@data-assurance][1]/@data-assurance")
            found.add(marked[-1] if marked else "")
    return found


def _said(one: HtmlElement) -> str:
    return " ".join(one.text_content().split())


def from_elsewhere(tree: HtmlElement) -> list[str]:
    """What a browser would fetch from somebody else to show this page."""
    loaded = tree.xpath("//*[self::script or self::img or self::iframe or self::source or self::video]/@src")
    loaded += tree.xpath("//link[not(@rel='alternate')]/@href | //*[local-name()='use']/@href | //form/@action")
    return [one for one in loaded if re.match(r"(?:[a-z]+:)?//", one)]
