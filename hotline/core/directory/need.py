"""What people need: the tiles of the site, the words they use for it, the picture beside it."""

from hotline.core.directory.facts import Part, Texts


class Tile(Part):
    """One of the twelve large pictures of the home page."""

    id: str
    pictogram: str
    name: Texts


class Need(Part):
    """Something people ask for. `parent`: the wider need it belongs to; `words`: how they say it, by language.

    A word may be several ("lieu pour dormir"); spelling errors need not be listed, the search forgives them.
    `answer`: the one for everybody with this need, where several answers speak of it.
    """

    id: str
    tile: str
    parent: str | None = None
    answer: str | None = None
    pictogram: str
    name: Texts
    words: dict[str, tuple[str, ...]]


class ServiceType(Part):
    """What kind of service it is, as the sector calls it. `explain`: what that means, in one sentence."""

    id: str
    name: Texts
    explain: Texts


class Needs(Part):
    """knowledge_base/needs.yaml as a whole."""

    tiles: tuple[Tile, ...]
    needs: tuple[Need, ...]
    types: tuple[ServiceType, ...]

    def below(self, need: str) -> set[str]:
        """This need and the narrower ones that belong to it."""
        found = {need}
        while more := {one.id for one in self.needs if one.parent in found} - found:
            found |= more
        return found
