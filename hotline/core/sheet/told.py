"""An answer as it stands on paper."""

from datetime import datetime

from hotline.core.directory import why
from hotline.core.directory.answer import Answer
from hotline.core.directory.in_words import words
from hotline.core.sheet.content import Part, Told
from hotline.texts import mark, t

PARTS = (
    ("caution", "warning", mark("Beware")),
    ("bring", "bag", mark("What to bring")),
    ("next", "steps", mark("What happens next")),
    ("more", "info", mark("More about it")),
)


def told(answer: Answer, language: str, at: datetime, *, whole: bool = True) -> Told:
    """The answer; not `whole`: only the question and its sentence or two."""
    notes = [why.review(answer, language), why.doubt(answer.trust, language, at)]
    texts = ((picture, title, words(getattr(answer, name), language)) for name, picture, title in PARTS)
    parts = tuple(Part(picture, t(language, title), text) for picture, title, text in texts if text)
    return Told(
        words(answer.title, language),
        words(answer.short, language),
        parts if whole else (),
        tuple(note for note in notes if note),
    )
