"""Every sentence people hear or read, in their language: Babel catalogues with an explicit locale.

The msgid is the English sentence. Voice, chat, pages and SMS share these catalogues; a job or a phone call has no
request to take a language from, so each call names it.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal, Protocol

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"
SOURCE = "en"


@dataclass(frozen=True)
class Language:
    """A language we offer. `name` in its own script; `status`: 'drafted' until a native speaker has read it."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    status: Literal["reviewed", "drafted"] = "drafted"


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("fr", "Français", status="reviewed"),
        Language("nl", "Nederlands", status="reviewed"),
        Language("en", "English", status="reviewed"),
        Language("de", "Deutsch"),
        Language("ar", "العربية", direction="rtl"),
        Language("ro", "Română"),
        Language("pl", "Polski"),
        Language("es", "Español"),
        Language("uk", "Українська"),
        Language("pt", "Português"),
    )
}
# Languages that the assistant understands and in which it can say what keeps people safe (`core/safety_words.py`),
# then hands over. No menu or page offers them.
FURTHER: dict[str, Language] = {
    language.code: language
    for language in (
        Language("ru", "Русский"),
        Language("bg", "Български"),
        Language("it", "Italiano"),
        Language("tr", "Türkçe"),
        Language("fa", "فارسی", direction="rtl"),
        Language("ps", "پښتو", direction="rtl"),
        Language("so", "Soomaali"),
        Language("ti", "ትግርኛ"),
    )
}
KNOWN = {**LANGUAGES, **FURTHER}


class Spoken(Protocol):
    """A prompt of the flow engine: what `words` needs of it."""

    @property
    def text(self) -> str: ...
    @property
    def plural(self) -> str | None: ...
    @property
    def language(self) -> str: ...
    @property
    def values(self) -> Mapping[str, str | int]: ...


def t(locale: str, msgid: str, **values: object) -> str:
    """The sentence in this language, its %(name)s filled in. A sentence nobody translated yet comes in English."""
    text = catalogue(locale).gettext(msgid)
    return text % values if values else text


def n(locale: str, singular: str, plural: str, count: int, **values: object) -> str:
    """The sentence in this language in the form that goes with `count`, which is also the value %(count)s."""
    return catalogue(locale).ngettext(singular, plural, count) % {"count": count, **values}


def mark(msgid: str) -> str:
    """A sentence that is kept in a name and spoken later: put here so that `hotline texts extract` finds it."""
    return msgid


def words(prompt: Spoken) -> str:
    """What a prompt of the flow engine says, as a sentence."""
    if prompt.plural:
        return n(prompt.language, prompt.text, prompt.plural, int(prompt.values["count"]))
    return t(prompt.language, prompt.text, **prompt.values)


def has(locale: str, msgid: str) -> bool:
    """Whether this sentence exists in this language."""
    return locale == SOURCE or msgid in translated(locale)


@cache
def catalogue(locale: str) -> NullTranslations:
    """The translations of one language, read when first asked for. An unknown language speaks English."""
    path = path_of(locale)
    if locale == SOURCE or locale not in KNOWN or not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalog = read_po(source, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def translated(locale: str) -> frozenset[str]:
    """The msgids that have a whole translation in this language: all plural forms there, nothing fuzzy."""
    path = path_of(locale)
    if locale not in KNOWN or not path.exists():
        return frozenset()
    with path.open("rb") as source:
        catalog = read_po(source, locale=locale)
    found: set[str] = set()
    for message in catalog:
        forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.id and all(forms) and not message.fuzzy:
            found.update([message.id] if isinstance(message.id, str) else message.id)
    return frozenset(found)


def path_of(locale: str) -> Path:
    """Where the catalogue of one language is kept."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"
