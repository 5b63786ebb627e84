"""A question answered: whom to call, what to bring, what happens next."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.core.directory import need_words, why
from hotline.core.directory.answer import Answer
from hotline.core.directory.card import Card
from hotline.core.directory.in_words import Words, words
from hotline.db import now
from hotline.site import shelf
from hotline.web import session


@dataclass(frozen=True)
class Shown:
    """An answer in the language of the page; `call`: the services to turn to, the best first."""

    answer: Answer
    language: str
    call: list[Card]
    doubt: str
    checked: str

    @property
    def id(self) -> str:
        return self.answer.id

    @property
    def title(self) -> Words:
        return words(self.answer.title, self.language)

    def text(self, name: str) -> Words:
        """One of short, bring, next, caution, more; empty: there is none."""
        return words(getattr(self.answer, name), self.language)

    @property
    def review(self) -> str:
        return why.review(self.answer, self.language)

    @property
    def pictogram(self) -> str:
        needs = {one.id: one.pictogram for one in need_words.known().needs}
        return next((needs[one] for one in self.answer.needs if one in needs), "info")


def shown(answer: Answer, language: str, at: datetime) -> Shown:
    services = shelf.shelf(at).services
    cards = [shelf.card(services[one], language, at) for one in answer.call if one in services]
    worth = answer.trust
    return Shown(answer, language, cards, why.doubt(worth, language, at), why.checked_on(worth, language))


@page.site.get("/answer/<id>")
def answer(id: str) -> ResponseReturnValue:
    at = now(session())
    known = shelf.shelf(at).answers.get(id)
    if known is None:
        abort(404)
    seen = shown(known, page.language(), at)
    needs = [one for one in need_words.known().needs if one.id in known.needs]
    return page.page("site/answer.html", keep=not known.shared_phone, answer=seen, needs=needs)
