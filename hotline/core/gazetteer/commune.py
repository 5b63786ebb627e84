"""The communes of Brussels by their French names, which facts carry; each has a Dutch one too."""

from collections.abc import Mapping
from functools import cache

from hotline.core.gazetteer.file import read
from hotline.core.gazetteer.place import Place


@cache
def communes() -> Mapping[str, Place]:
    """The nineteen, by their French names in the order of the alphabet."""
    return {named.place.fr: named.place for named in read() if named.place.kind == "commune"}


def commune_name(french: str, language: str) -> str:
    """What a commune is called in a language: its Dutch name, or else its French one."""
    known = communes().get(french)
    return known.name(language) if known else french
