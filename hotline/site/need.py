"""What people need: the answers first, then what is near and open."""

from datetime import datetime

from flask import abort, request
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.core.directory import need_words
from hotline.core.directory.answer import Answer
from hotline.core.directory.need import Need
from hotline.db import now
from hotline.site import answer, shelf, wish
from hotline.site.hits import hits
from hotline.site.search import choices
from hotline.site.tiles import roots
from hotline.web import session


@page.site.get("/tile/<id>")
def tile(id: str) -> ResponseReturnValue:
    """One picture of the home page that stands for several needs: which one is it?"""
    needs = need_words.known()
    chosen = next((one for one in needs.tiles if one.id == id), None)
    if chosen is None:
        abort(404)
    rows = [(one, [other for other in needs.needs if other.parent == one.id]) for one in roots(needs, id)]
    return page.page("site/tile.html", tile=chosen, rows=rows)


@page.site.get("/need/<id>")
def need(id: str) -> ResponseReturnValue:
    needs = need_words.known()
    chosen = next((one for one in needs.needs if one.id == id), None)
    if chosen is None:
        abort(404)
    at = now(session())
    asked, results = wish.found(session(), wish.read(request.args, page.language(), need=id), at)
    seen = hits(results, asked.language, at)
    about = [answer.shown(one, asked.language, at) for one in _answers(chosen, at)]
    also = [one for one in seen.answers if id not in one.answer.needs]
    return page.page(
        "site/need.html",
        keep=not (seen.private or any(one.answer.shared_phone for one in about)),
        need=chosen,
        tile=next(one for one in needs.tiles if one.id == chosen.tile),
        wider=next((one for one in needs.needs if one.id == chosen.parent), None),
        narrower=[one for one in needs.needs if one.parent == id],
        wish=asked,
        hits=seen,
        answer=about[0] if about else None,
        more_answers=[*about[1:], *also],
        **choices(),
    )


def _answers(need: Need, at: datetime) -> list[Answer]:
    """The answers that speak of a need: the one for everybody, then those that speak of it first."""
    found = [one for one in shelf.shelf(at).answers.values() if need.id in one.needs]
    return sorted(found, key=lambda one: (one.id != need.answer, one.needs.index(need.id), one.id))
