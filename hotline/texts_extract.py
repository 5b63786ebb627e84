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

from hotline.texts import LANGUAGES, SOURCE, path_of

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
# Sentences from these folders are spoken on the phone: they must exist in all languages.
VOICE = ("ivr_flows/", "hotline/voice/")
FIXED = datetime(2026, 1, 1, tzinfo=UTC)
TEXT_FIELDS = ("text", "text_withheld", "closing", "meanwhile")


def template() -> Catalog:
    """All msgids of the sources, with the files they come from."""
    found = Catalog(charset="utf-8", creation_date=FIXED, fuzzy=False)
    for file, line, message, notes, context in extract_from_dir(
        ROOT / "hotline", METHODS, keywords=KEYWORDS, comment_tags=NOTES, strip_comment_tags=True
    ):
        found.add(message, None, [(f"hotline/{file}", line)], auto_comments=notes, context=context)
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
    catalog.update(found, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False, omit_header=True)
    return header(locale) + text.getvalue().decode()


def header(locale: str) -> str:
    """The head of a catalogue: only what a reader of the file needs."""
    catalog = Catalog(locale=locale)
    language = LANGUAGES[locale]
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
    return [code for code in LANGUAGES if code != SOURCE]


def is_voice(locations: Sequence[tuple[str, int | None]]) -> bool:
    """Whether a message is spoken on the phone."""
    return any(str(file).startswith(VOICE) for file, _ in locations)
