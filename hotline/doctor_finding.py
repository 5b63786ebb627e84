"""What a check found: one line."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """`wrong`: callers suffer, or will. `warning`: something to know. `todo`: what helps."""

    mark: Literal["ok", "warning", "wrong"]
    about: str
    what: str
    todo: str = ""

    @property
    def line(self) -> str:
        return f"{self.mark:8}{self.about}: {self.what}" + (f" → {self.todo}" if self.todo else "")


def ok(about: str, what: str) -> Finding:
    return Finding("ok", about, what)


def warning(about: str, what: str, todo: str) -> Finding:
    return Finding("warning", about, what, todo)


def wrong(about: str, what: str, todo: str) -> Finding:
    return Finding("wrong", about, what, todo)
