"""One service, with everything the public may know of it."""

from urllib.parse import quote

from flask import Response, abort
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.core.directory import need_words
from hotline.core.directory.card import Card, is_private
from hotline.core.directory.in_words import Words, words
from hotline.db import now
from hotline.site import shelf
from hotline.texts import mark
from hotline.web import session

MOST_CHARACTERS = 600  # of a text message: four parts
TITLES = {  # what is said about a thing: its picture, its heading
    "offer": ("heart", mark("What they do")),
    "access": ("door", mark("How to get in")),
    "eligibility": ("check", mark("On what condition")),
    "documents": ("id_card", mark("What to bring")),
    "price": ("coins", mark("What it costs")),
    "stay": ("clock", mark("For how long")),
    "contact": ("speech", mark("How to reach them")),
    "caution": ("warning", mark("Beware")),
}


@page.site.get("/service/<id>")
def service(id: str) -> ResponseReturnValue:
    at, language = now(session()), page.language()
    found = shelf.shelf(at).services.get(id)
    if found is None:
        abort(404)
    card = shelf.card(found, language, at)
    return _page(card)


def _page(card: Card) -> Response:
    private = is_private(card.service)
    return page.page(
        "site/service.html",
        keep=not private,
        card=card,
        titles=TITLES,
        type=_type(card),
        needs=[one for one in need_words.known().needs if one.id in card.service.needs],
        text_message=quote(text_message(card)),
    )


def _type(card: Card) -> tuple[Words, Words]:
    """What kind of service it is, and what that means."""
    kind = next((one for one in need_words.known().types if one.id == card.service.type), None)
    empty = Words("", card.language)
    return (words(kind.name, card.language), words(kind.explain, card.language)) if kind else (empty, empty)


def text_message(card: Card) -> str:
    """What the person's own phone sends to somebody: name, place, hours, number, this page. Doubts come with it."""
    lines = [card.name.text]
    for place in card.places[:1]:
        lines.append(_with(", ".join(part for part in (place.address.text, place.town) if part), place.doubt))
    for hours in card.hours[:2]:
        rows = "; ".join(f"{days} {' '.join(times)}" for days, times in hours.rows if times)
        lines.append(_with(f"{hours.title}: {rows}", hours.doubt))
    if card.phone:
        lines.append(card.phone.shown)
    lines = [line for line in lines if line]
    return "\n".join([*lines, page.address()])[:MOST_CHARACTERS]


def _with(text: str, doubt: str) -> str:
    return f"{text} ({doubt})" if text and doubt else text
