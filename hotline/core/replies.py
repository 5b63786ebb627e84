"""What a dispatcher writes often, in the language of the person. Data: knowledge_base/replies.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from hotline.texts import LANGUAGES, SOURCE, t

FILE = Path(__file__).parents[2] / "knowledge_base" / "replies.yaml"


@dataclass(frozen=True)
class Reply:
    """One of them: `shown` in the dispatcher's language, `text` as the person gets it, in `language`."""

    id: str
    shown: str
    text: str
    language: str


def of(language: str, shown_in: str) -> Sequence[Reply]:
    """All of them for somebody who writes in this language; English where we have no words of it."""
    language = language if language in LANGUAGES else SOURCE
    return [Reply(name, t(shown_in, text), t(language, text), language) for name, text in read().items()]


@cache
def read() -> dict[str, str]:
    """Each text in English by its id, for the catalogues too."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {str(one["id"]): str(one["text"]) for one in content}
