"""The pictures of a sheet: pictograms one by one out of the site's sprite, and the code that leads a phone there."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import segno

SPRITE = Path(__file__).parent.parent / "static" / "site" / "pictograms.svg"
SVG = "{http://www.w3.org/2000/svg}"
LOOK = 'fill="none" stroke="black" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


@cache
def pictograms() -> dict[str, str]:
    """Every pictogram as an SVG of its own, by name."""
    ElementTree.register_namespace("", SVG[1:-1])
    return {one.attrib["id"]: _alone(one) for one in ElementTree.parse(SPRITE).iter(f"{SVG}symbol")}  # noqa: S314  # our own file


def _alone(symbol: ElementTree.Element) -> str:
    inside = "".join(ElementTree.tostring(child, encoding="unicode") for child in symbol)
    return f'<svg xmlns="{SVG[1:-1]}" viewBox="{symbol.attrib["viewBox"]}" {LOOK}>{inside}</svg>'


def qr(address: str) -> str:
    """The address as a picture that a phone reads, also from a bad printer."""
    return segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=0)
