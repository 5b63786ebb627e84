"""Words of the field and of this line, in French, Dutch and English, and what each means in one sentence."""

from functools import cache
from typing import Literal

from hotline.core.directory import files
from hotline.core.directory.facts import Part, Texts


class Term(Part):
    """One word. `of`: as the sector says it, or as our screens do; `nl_seen`: read on a Belgian page in Dutch."""

    of: Literal["field", "line"]
    fr: str
    nl: str
    en: str
    nl_seen: bool = False
    explain: Texts


class Glossary(Part):
    """knowledge_base/glossary.yaml as a whole."""

    terms: tuple[Term, ...]


@cache
def terms() -> tuple[Term, ...]:
    """Every word, as the file orders them, read once. Raises WrongFile."""
    return files.read(files.FOLDER / "glossary.yaml", Glossary).terms
