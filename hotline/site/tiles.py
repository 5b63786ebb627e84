"""The twelve pictures of the home page, and where each leads."""

from collections.abc import Sequence

from flask import url_for

from hotline.core.directory import need_words
from hotline.core.directory.need import Need, Needs, Tile

TO = {"report": "site.tell_us", "talk": "site.chat"}  # there people tell us something


def tiles() -> list[tuple[Tile, str]]:
    """Each picture with its address: one that stands for a single need leads straight to it, others to the choice."""
    needs = need_words.known()
    return [(tile, _leads_to(tile, needs)) for tile in needs.tiles]


def _leads_to(tile: Tile, needs: Needs) -> str:
    if tile.id in TO:
        return url_for(TO[tile.id])
    first = roots(needs, tile.id)
    return url_for("site.need", id=first[0].id) if len(first) == 1 else url_for("site.tile", id=tile.id)


def roots(needs: Needs, tile: str) -> Sequence[Need]:
    """The needs of a tile that belong to no wider one of the same tile."""
    here = {one.id for one in needs.needs if one.tile == tile}
    return [one for one in needs.needs if one.tile == tile and one.parent not in here]
