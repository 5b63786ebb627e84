"""Each commune and what is in it."""

from flask import abort
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.core.directory import need_words
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Commune, Shelf
from hotline.db import now
from hotline.site import shelf
from hotline.web import session


@page.site.get("/communes")
def communes() -> ResponseReturnValue:
    known, language = shelf.shelf(now(session())), page.language()
    rows = sorted(known.communes.values(), key=lambda one: one.name(language))
    return page.page("site/communes.html", communes=[(one, len(_inside(known, one))) for one in rows])


@page.site.get("/commune/<slug>")
def commune(slug: str) -> ResponseReturnValue:
    at = now(session())
    known = shelf.shelf(at)
    chosen = next((one for one in known.communes.values() if one.slug == slug), None)
    if chosen is None:
        abort(404)
    cards = [shelf.card(one, page.language(), at) for one in _inside(known, chosen)]
    types = [(one, [card for card in cards if card.service.type == one.id]) for one in need_words.known().types]
    return page.page("site/commune.html", commune=chosen, types=[one for one in types if one[1]])


def _inside(known: Shelf, commune: Commune) -> list[Found]:
    """The services with an address there that may be told."""
    found = known.services.values()
    return [one for one in found if commune.fr in {place.commune for place in one.service.locations}]
