"""Proves the catalogues: up to date, complete where they must be, the same values and the same emergency number."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from hotline.texts import path_of
from hotline.texts_extract import is_everywhere, template, translations, updated

COMPLETE = ("fr", "nl")  # pages and all; the other languages: the phone and the public site
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])|%(?!\()(.)")


def problems() -> list[str]:
    """One line for each fault of the catalogues, empty when all is well."""
    found = template()
    return [problem for locale in translations() for problem in _of_language(locale, found)]


def _of_language(locale: str, found: Catalog) -> Iterator[str]:
    path = path_of(locale)
    if not path.exists():
        yield f"{locale}: there is no catalogue; run `hotline texts extract`"
        return
    if path.read_text(encoding="utf-8") != updated(locale, found):
        yield f"{locale}: not up to date; run `hotline texts extract`"
    with path.open("rb") as source:
        catalog = read_po(source, locale=locale)
    for message in catalog:
        if message.id:
            yield from _of_message(locale, message)


def _of_message(locale: str, message: Message) -> Iterator[str]:
    sources, forms = _forms(message.id), _forms(message.string)
    if not all(forms):
        if locale in COMPLETE or is_everywhere(message.locations):
            yield f"{locale}: no translation of {sources[0]!r}"
        return
    if message.fuzzy:
        yield f"{locale}: a guess, not a translation: {sources[0]!r}"
    for form in forms:
        if _values(form) != _values(sources[-1]):
            yield f"{locale}: other values than in {sources[-1]!r}: {form!r}"
        if "112" in sources[0] and "112" not in form:
            yield f"{locale}: 112 is not said: {form!r}"


def _forms(text: object) -> list[str]:
    return [str(form or "") for form in text] if isinstance(text, (tuple, list)) else [str(text or "")]


def _values(text: str) -> set[tuple[str, ...]]:
    return set(PLACEHOLDER.findall(text))
