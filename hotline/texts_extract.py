"""Finds every msgid: in Python, in the page templates and in the flows; and brings the catalogues up to date.

Catalogues carry no dates and no line numbers: the same sources give the same bytes on every machine.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from hotline.core import replies
from hotline.texts import FURTHER, KNOWN, SOURCE, path_of

ROOT = Path(__file__).parents[1]
KEYWORDS: dict[str, Any] = {
    "t": (2,),
    "n": (2, 3),
    "_": None,
    "mark": None,
    "gettext": None,
    "ngettext": (1, 2),
}
METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2"), ("**.py", "python")]
NOTES = ["Translators:"]
SAFETY = "hotline/core/safety_words.py"  # must exist in the further languages too, which hold nothing else
# Sentences from here are spoken on the phone, sent to it, or on the public site: they must exist in all languages.
EVERYWHERE = (
    "ivr_flows/",
    "hotline/voice/",
    "hotline/core/sms_words.py",
    SAFETY,
    "hotline/core/handoff.py",
    "knowledge_base/replies.yaml",
    "hotline/core/meanwhile.py",
    "hotline/core/interruption.py",
    "hotline/core/assistant/",
    "hotline/core/informing.py",
    "hotline/site/",
    "hotline/templates/site/",
    "hotline/templates/street_map.html",
    "hotline/chat/",
    "hotline/core/text_talk.py",
    "hotline/core/text_words.py",
    "hotline/templates/chat/",
    "hotline/core/directory/",
    "hotline/core/sheet/",
    "hotline/core/report/",
)
FIXED = datetime(2026, 1, 1, tzinfo=UTC)
TEXT_FIELDS = ("text", "text_withheld", "text_nobody", "closing", "meanwhile")


def template() -> Catalog:
    """All msgids of the sources, with the files they come from."""
    found = Catalog(charset="utf-8", creation_date=FIXED, fuzzy=False)
    for file, line, message, notes, context in extract_from_dir(
        ROOT / "hotline", METHODS, keywords=KEYWORDS, comment_tags=NOTES, strip_comment_tags=True
    ):
        found.add(message, None, [(f"hotline/{file}", line)], auto_comments=notes, context=context)
    for text in replies.read().values():
        found.add(text, None, [("knowledge_base/replies.yaml", 0)])
    for path in sorted((ROOT / "ivr_flows").glob("*.yaml")):
        for message in flow_msgids(path):
            found.add(message, None, [(f"ivr_flows/{path.name}", 0)])
    return found


def flow_msgids(path: Path) -> Iterator[str | tuple[str, str]]:
    """The sentences of one flow file; the pair of `bound` is one message with its plural."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    sentences: Mapping[str, str] = content.get("sentences", {})
    for name, text in sentences.items():
        if f"{name}_plural" in sentences:
            yield text, sentences[f"{name}_plural"]
        elif not name.endswith("_plural"):
            yield text
    for node in content.get("nodes", {}).values():
        for field in TEXT_FIELDS:
            texts = node.get(field, [])
            yield from [texts] if isinstance(texts, str) else texts
        yield from (option["text"] for option in node.get("options", []))


def updated(locale: str, found: Catalog) -> str:
    """The catalogue file of one language as it should be: known translations kept, new msgids empty, old ones gone."""
    path = path_of(locale)
    catalog = Catalog(locale=locale, charset="utf-8", creation_date=FIXED, revision_date=FIXED, fuzzy=False)
    if path.exists():
        with path.open("rb") as source:
            catalog = read_po(source, locale=locale)
    wanted = _safety(found) if locale in FURTHER else found
    catalog.update(wanted, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False, omit_header=True)
    return header(locale) + text.getvalue().decode()


def _safety(found: Catalog) -> Catalog:
    """Of all sentences those that keep people safe."""
    kept = Catalog(charset="utf-8", creation_date=FIXED, fuzzy=False)
    for message in found:
        if message.id and any(file == SAFETY for file, _ in message.locations):
            kept[message.id] = message
    return kept


def header(locale: str) -> str:
    """The head of a catalogue: only what a reader of the file needs."""
    catalog = Catalog(locale=locale)
    language = KNOWN[locale]
    return (
        f"# {language.name}: {language.status}.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {locale}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )


def translations() -> list[str]:
    """The languages that have a catalogue: all but English, whose sentences are the msgids."""
    return [code for code in KNOWN if code != SOURCE]


def is_everywhere(locations: Sequence[tuple[str, int | None]]) -> bool:
    """Whether a message must exist in every language."""
    return any(str(file).startswith(EVERYWHERE) for file, _ in locations)
