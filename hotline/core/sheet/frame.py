"""The sentences that stand on every sheet, and a sheet put together from its parts."""

from collections.abc import Mapping, Sequence

from hotline.core.directory.facts import Texts
from hotline.core.directory.in_words import words
from hotline.core.sheet.content import Frame, Kind, Map, Section, Sheet
from hotline.texts import LANGUAGES, mark, t

STAFF = ("fr", "nl")  # whoever hands a sheet out reads one of these
TEXTS = {
    "danger": mark("Is a life in danger?"),
    "free": mark("Free, day and night:"),
    "phone": mark("On your phone"),
    "made": mark("Made on:"),
    "more": mark("There is more: look at our site, or call us."),
    "changes": mark("Things change: call before you go."),
    "secret": mark("Keep this paper where nobody else finds it."),
}


def sheet(
    kind: Kind, key: str, language: str, title: Mapping[str, str], picture: str, path: str, frame: Frame,
    sections: Sequence[Section], *, secret: bool = False, drawn: Map | None = None,
) -> Sheet:  # fmt: skip
    """A sheet with its frame; sections with nothing in them are left out."""
    names = dict.fromkeys(title[code] for code in STAFF if code in title and code != language)
    shown = words(dict(title), language).text
    return Sheet(
        kind,
        key,
        language,
        LANGUAGES[language].direction,
        shown,
        picture,
        " · ".join(name for name in names if name != shown),
        f"{frame.base}/{language}/{path}",
        frame.number,
        tuple(one for one in sections if one.told or one.items or one.rows),
        {name: t(language, sentence) for name, sentence in TEXTS.items()},
        secret,
        drawn,
    )


def title(sentence: str, **values: str) -> Texts:
    """A title of ours in every language."""
    return {code: t(code, sentence, **values) for code in LANGUAGES}
