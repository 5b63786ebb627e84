"""A talk with the assistant without a model and without a database: what is understood is said beside the words."""

from datetime import UTC, datetime
from functools import cache

from hotline.core import gazetteer
from hotline.core.assistant import dialogue
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.moves import HandOver, Move, Say, Send
from hotline.core.assistant.state import Form, State, from_json, to_json
from hotline.core.danger import Danger
from hotline.core.gazetteer import Gazetteer
from hotline.core.meaning import Meaning

AT = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)


@cache
def places() -> Gazetteer:
    return Gazetteer(gazetteer.read())


class Talk:
    """A person writes; `moves` is what the assistant made of it. The state goes through its stored form each time."""

    def __init__(
        self, language: str = "fr", *, on_duty: bool = True, channel: str = "chat", book: Gazetteer | None = None
    ) -> None:
        self.book = book or places()
        self.language, self.on_duty, self.channel = language, on_duty, channel
        self.state, self.moves = State(), list[Move]()

    def write(
        self, text: str, intent: str | None = None, confidence: float = 0.9, *,
        danger: Danger | None = None, silent: bool = False, written_in: str | None = None, guess: str | None = None,
    ) -> list[str]:  # fmt: skip
        """The ids of what the assistant answers."""
        meaning = None if silent else Meaning(intent, confidence if intent else 0.0, guess=guess)
        found = self.book.find(text, self.language)
        heard = Heard(
            text, self.language, AT, self.book, meaning, danger, written_in, False, found, self.on_duty, self.channel,
        )  # fmt: skip
        move = dialogue.advance(self.state, heard)
        self.state = from_json(to_json(move.state))
        self.moves.append(move)
        return [one.say for one in move.replies]

    @property
    def last(self) -> Move:
        return self.moves[-1]

    @property
    def said(self) -> tuple[Say, ...]:
        return self.last.replies

    @property
    def sent(self) -> Form | None:
        """The report that was sent, if one was."""
        return next((act.form for move in self.moves for act in move.acts if isinstance(act, Send)), None)

    @property
    def handed_over(self) -> HandOver | None:
        return next((over for move in self.moves if (over := move.handed_over) is not None), None)


def told(language: str, *texts: str) -> tuple[Talk, Form]:
    """The talk after these messages, and the report as it stands."""
    talk = Talk(language)
    talk.write(texts[0], "report_person")
    for text in texts[1:]:
        talk.write(text)
    form = talk.state.form or talk.state.done
    assert form is not None
    return talk, form
