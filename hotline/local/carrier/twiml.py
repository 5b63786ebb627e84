"""Reads the documents in which the hotline says what a call should do next."""

from dataclasses import dataclass
from xml.etree import ElementTree

VERBS = {
    "Say", "Play", "Pause", "Gather", "Redirect", "Enqueue", "Leave", "Dial", "Record", "Hangup", "Reject",
}  # fmt: skip
IN_WAIT = {"Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"}
IN_WHISPER = {"Say", "Play", "Pause", "Gather", "Redirect", "Hangup"}
MOST_BYTES = 64 * 1024


class Failure(Exception):
    """A document could not be had or understood. `code` is Twilio's number for the reason."""

    def __init__(self, code: int, url: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.url, self.reason = code, url, reason


@dataclass(frozen=True)
class Source:
    """Where a document comes from: a URL to ask, or its text."""

    url: str = ""
    method: str = "POST"
    text: str | None = None
    more: tuple[tuple[str, str], ...] = ()  # parameters of this one request


@dataclass(frozen=True)
class Document:
    """What one answer said. `source`: asked again where an action is left out."""

    verbs: tuple[ElementTree.Element, ...]
    source: Source
    warnings: tuple[str, ...] = ()


def parse(body: bytes, source: Source, allowed: set[str] = VERBS) -> Document:
    """Verbs that are not allowed here are skipped with a warning, as Twilio does. Raises Failure 12100."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  # our own hotline wrote it
    except ElementTree.ParseError as error:
        raise Failure(12100, source.url, f"Document parse failure: {error}") from None
    if root.tag != "Response":
        raise Failure(12100, source.url, "The root of a document must be <Response>")
    known = tuple(verb for verb in root if verb.tag in allowed)
    strange = tuple(f"12200 <{verb.tag}> cannot be used here" for verb in root if verb.tag not in allowed)
    return Document(known, source, strange)


def words(element: ElementTree.Element) -> str:
    """The text that is spoken, without its markup, in one line."""
    return " ".join("".join(element.itertext()).split())


def flag(element: ElementTree.Element, name: str, default: bool) -> bool:
    return element.get(name, str(default)).lower() == "true"


def number(element: ElementTree.Element, name: str, default: float) -> float:
    try:
        return float(element.get(name, default))
    except ValueError:
        return default  # Twilio warns and takes its default ("auto" is such a value)
