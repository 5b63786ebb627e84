"""Writes data/nlu/lookups.yml from the knowledge base: places, communes, profiles, languages.

Run it before each training: `.venv/bin/python bot/lookups.py`. The file is not committed, so it cannot be old.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

BOT = Path(__file__).parent
FILE = BOT / "data/nlu/lookups.yml"
KNOWLEDGE = BOT.parent / "knowledge_base"
LANGUAGES = ("fr", "nl", "en", "de", "es", "pt", "it", "ro", "pl", "bg", "ru", "uk", "ar", "tr", "fa", "ps", "so", "ti")

# Names of stops that are everyday words too: only the model, which sees the sentence, may take them for a place.
EVERYDAY = re.compile(
    r"parc|park|delta|diamant|albert|parvis|haren|region|spiegel|miroir|main square|la chasse|de jacht|la roue|het rad"
    r"|south|sud|süd|north|nord|west|norte|oeste|zentral|central\w+|południ?\w+|północn\w+|zachodni"
    r"|півд\w+|північ\w*|захід\w+|централь\w+|الجنوب|الشمال|الغرب|المركز",
    re.IGNORECASE,
)

PATTERNS = {
    "phone": [r"(?:\+|00)\d{2}[\s./-]?\d(?:[\s./-]?\d){7,9}", r"0\d{1,3}(?:[\s./-]?\d{2,3}){3}"],
    "reference": [r"[A-Za-z]{1,2}-?\d{3,5}", r"[A-Za-z]\d[A-Za-z]\d"],
}


def read(name: str) -> Any:
    """One file of the knowledge base."""
    return yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))


def names_of(place: dict[str, Any]) -> set[str]:
    """What people call a place, without everyday words."""
    names = {place["fr"], place["nl"], *place.get("also", [])}
    return {name for name in names if len(name) > 2 and not EVERYDAY.fullmatch(name)}


def languages() -> dict[str, set[str]]:
    """Each language, as it is called in every language that writes to us."""
    return {code: {str(Locale(spoken).languages[code]) for spoken in LANGUAGES} for code in LANGUAGES}


def blocks() -> Iterator[str]:
    """Patterns and tables that find words, then synonyms that name what was found as the hotline does."""
    groups = read("gazetteer.yaml")["groups"]
    communes = {p["fr"]: names_of(p) for g in groups if g["kind"] == "commune" for p in g["places"]}
    known = set().union(*communes.values())
    places = {name for g in groups if g["kind"] != "region" for p in g["places"] for name in names_of(p)} - known
    profiles = {g["id"]: {w for words in g["words"].values() for w in words} for g in read("groups.yaml")}
    spoken = languages()
    yield from (block("regex", name, patterns) for name, patterns in PATTERNS.items())
    yield block("lookup", "place", places)
    yield block("lookup", "commune", known)
    yield block("lookup", "profile", set().union(*profiles.values()))
    yield block("lookup", "language", set().union(*spoken.values()))
    yield from synonyms({**communes, **profiles, **spoken})


def synonyms(names: dict[str, set[str]]) -> Iterator[str]:
    """Other names of what the hotline calls by one. A word that means two things is left as it was said."""
    owners = Counter(word for words in names.values() for word in words)
    for value, words in sorted(names.items()):
        if own := {word for word in words - {value} if owners[word] == 1}:
            yield block("synonym", value, own)


def block(kind: str, name: str, examples: Iterable[str]) -> str:
    """One table; its order is fixed, so that only a change shows as a change."""
    lines = "".join(f"    - {example}\n" for example in sorted(examples))
    return f"- {kind}: {name}\n  examples: |\n{lines}"


def text() -> str:
    """The file's content."""
    return "# Made by bot/lookups.py from the knowledge base.\n" + 'version: "3.1"\nnlu:\n' + "".join(blocks())


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
