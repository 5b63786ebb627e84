"""Which choice a caller's spoken words mean: simple keyword lists from the flow, nothing learned."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from hotline.core.flow_types import Flow, Node, Option, Visit

UNSURE = 0.3  # below this confidence the words are not used; providers often give none at all


def match(
    flow: Flow, visit: Visit, node: Node, words: str, confidence: float | None
) -> Option | Literal["person"] | None:
    """The option that was said, 'person', or None when it is unclear: nothing fits, or more than one does."""
    heard = _tokens(words)
    if not heard.strip() or (confidence is not None and confidence < UNSURE):
        return None
    found = [option for option in node.options if _means(heard, option, visit)]
    if len(found) == 1:
        return found[0]  # first: "someone in the street" is a report, although "someone" may also ask for a person
    return "person" if _says(heard, _spoken_in(flow.person_words, visit)) else None


def _means(heard: str, option: Option, visit: Visit) -> bool:
    return heard.strip() == option.key or _says(heard, _spoken_in(option.words, visit))


def _spoken_in(words: Mapping[str, tuple[str, ...]], visit: Visit) -> Iterable[str]:
    """The words of the caller's language, or of all of them while it is not known."""
    chosen = words.values() if visit.language is None else [words.get(visit.language, ())]
    return [word for group in chosen for word in group]


def _says(heard: str, words: Iterable[str]) -> bool:
    return any(_keyword(word) in heard for word in words)


@cache  # only words of the flow's file: what callers say is never kept
def _keyword(word: str) -> str:
    return _tokens(word)


def _tokens(text: str) -> str:
    """Lower case, no accents, single spaces, one at each end, so that a word matches only as a whole word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " " + " ".join(re.findall(r"[^\W_]+", plain)) + " "
