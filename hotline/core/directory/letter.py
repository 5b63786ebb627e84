"""What we write to a service when we ask whether all is still right: a text and a letter with its own link."""

from datetime import datetime

from babel.dates import format_date

from hotline.core.measure import BRUSSELS
from hotline.texts import t


def text(language: str, name: str, url: str) -> str:
    """A text message. The name is cut so that the link is always whole."""
    # Translators: a text message to a partner organisation, be short.
    return t(
        language,
        "We tell people about %(name)s. Is it all still right? Please look, two minutes: %(url)s",
        name=name[:80], url=url,
    )  # fmt: skip


def subject(language: str, name: str) -> str:
    return t(language, "Is this still right? %(name)s", name=" ".join(name.split()))


def body(language: str, name: str, url: str, until: datetime, line: str) -> str:
    """The letter: plain text, no picture, one link."""
    last = format_date(until.astimezone(BRUSSELS).date(), "long", locale=language)
    paragraphs = (
        t(language, "Good day,"),
        t(
            language,
            "Our help line for people without a home in Brussels tells callers about %(name)s."
            " Nobody should stand before a closed door: please look whether all is still right.",
            name=name,
        ),
        url,
        t(
            language,
            "This link is only for you and works until %(day)s. One click says that all is right;"
            " or you write what has changed, and we look at it.",
            day=last,
        ),
        t(language, "Questions? Call us: %(number)s, free, day and night. Thank you!", number=line),
    )
    return "\n\n".join(paragraphs) + "\n"
