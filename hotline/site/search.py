"""The search: in their own words, near a place, open now, for whom."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from hotline import page
from hotline.core.directory import group
from hotline.db import now
from hotline.site import wish
from hotline.site.hits import Hits, hits
from hotline.site.tiles import tiles
from hotline.texts import LANGUAGES
from hotline.web import session

OFFERED = (
    "women",
    "men",
    "families",
    "couples",
    "minors",
    "young_adults",
    "elderly",
    "animals",
    "undocumented",
    "lgbtqia",
)


@page.site.get("/search")
def search() -> ResponseReturnValue:
    asked = wish.read(request.args, page.language())
    if not asked:
        return page.page("site/search.html", wish=asked, hits=Hits([], []), **choices())
    at = now(session())
    asked, results = wish.found(session(), asked, at)
    seen = hits(results, asked.language, at)
    return page.page("site/search.html", keep=not seen.private, wish=asked, hits=seen, **choices())


def choices() -> dict[str, Any]:
    """What the form offers beside words and place."""
    language = page.language()
    groups = [(one, group.name(one, language)) for one in OFFERED]
    return {"groups": groups, "spoken": list(LANGUAGES.values()), "tiles": tiles()}
