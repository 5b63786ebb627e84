"""Texts of the directory in the language of the reader, or in another one that says so."""

from dataclasses import dataclass

from babel import Locale

from hotline.core.directory.facts import in_language
from hotline.texts import LANGUAGES


@dataclass(frozen=True)
class Words:
    """A text and the language it is in: not always the one that was asked for."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        return LANGUAGES[self.language].direction

    def __bool__(self) -> bool:
        return bool(self.text)


def words(texts: dict[str, str], language: str) -> Words:
    """The text in this language, else in English, in French, in whatever there is."""
    return Words(*in_language(texts, language))


def language_name(code: str, language: str) -> str:
    """What a language is called in another: "ar" → "arabe"; the code when nobody knows."""
    return str(Locale(language).languages.get(code, code))
