"""Where the person in the street is: from the places that a message names, and the words around them."""

from collections.abc import Sequence
from dataclasses import replace

from hotline.core.assistant import spots
from hotline.core.assistant.phrases import phrases
from hotline.core.assistant.state import Form
from hotline.core.assistant.wishes import in_brief
from hotline.core.gazetteer import AREAS, CLEAR, OUTSIDE, Match, communes
from hotline.core.plain import words

MISSPELT = 0.9
SHORT = 6  # words: all that it says is a commune
LONG = 12  # words: a shorter message is kept whole as the place


def named(matches: Sequence[Match]) -> list[Match]:
    """The places that a message surely names, exact ones first; no whole region. A misspelt name must be very near."""
    sure = (one for one in matches if one.score >= (CLEAR if one.exact else MISSPELT))
    return [one for one in sure if one.place.kind != "region"]


def placed(form: Form, text: str, matches: Sequence[Match], *, asked: bool, corrects: bool) -> Form:
    """The form with the place that a message names, if it names one and none is known, or that one is taken back.

    `asked`: any words are the place. What the gazetteer lacks is kept as it was said.
    """
    found = named(matches)
    corrects = corrects or (form.place_id is not None and not asked and _instead(text, found))
    exact = [one for one in found if one.place.kind not in AREAS and (not corrects or one.place.id != form.place_id)]
    areas = [one for one in found if one.place.kind in AREAS]
    if exact and (form.place is None or form.place_id is None or corrects):
        return _at(form, text, exact, areas, corrects=corrects)
    spot = spots.street(text) or (form.place is None and spots.landmark(text))
    if spot and not exact and (form.place is None or corrects):
        return _unlisted(form, text, areas)
    says_commune = len(words(text)) <= SHORT and areas[:1] and areas[0].place.commune not in (None, form.commune)
    if areas and (form.commune is None or ((corrects or says_commune) and not exact)):
        return _in_area(form, text, areas, asked=asked, corrects=corrects)
    if form.place is None:
        return replace(form, place=in_brief(text)) if asked else form
    more = spots.beside(text, form.place)
    return replace(form, place=in_brief(f"{form.place}; {more}")) if more else form


def _instead(text: str, found: Sequence[Match]) -> bool:
    """Whether a short message names a place and says no to another: "nee, Rouppeplein", "pas Flagey mais Jourdan"."""
    exact = [one for one in found if one.place.kind not in AREAS]
    return bool(exact) and len(words(text)) <= LONG and text in phrases("wishes", "not_that")


def chosen(form: Form, commune: str) -> Form:
    """The person said which commune it is."""
    return replace(form, commune=commune, options=()).settle("commune")


def commune_in(text: str, matches: Sequence[Match]) -> str | None:
    """The one commune that a message names, or in which the place lies that it names."""
    if text.strip() in communes():
        return text.strip()
    found = {one.place.commune for one in named(matches)} - {None, OUTSIDE}
    return found.pop() if len(found) == 1 else None


def _at(form: Form, text: str, exact: list[Match], areas: list[Match], *, corrects: bool) -> Form:
    best = exact[0]
    fits = [one for one in exact if one.words == best.words]
    here = {one.place.commune for one in areas} - {None}
    if len(here) == 1:
        fits = [one for one in fits if one.place.commune in here] or fits
        best = fits[0]
    several = tuple(dict.fromkeys(one.place.commune for one in fits if one.place.commune))
    sure = len(several) <= 1
    commune = (best.place.commune or (here.copy().pop() if len(here) == 1 else None)) if sure else None
    found = replace(
        form,
        place=_words(text, best, [*exact, *areas], before=None if corrects else form.place),
        place_id=best.place.id,
        lat=best.place.lat if sure else None,
        lon=best.place.lon if sure else None,
        accuracy_m=best.place.accuracy_m if sure else None,
        commune=commune,
        options=() if sure else several[:5],
    )
    return found.settle("place", *(("commune",) if commune else ()))


def _in_area(form: Form, text: str, areas: list[Match], *, asked: bool, corrects: bool) -> Form:
    """Only a commune or a quarter: known, but too wide to send somebody there."""
    best = areas[0].place
    precise = asked and len(words(text)) > len(areas[0].words) + 2  # "à Ixelles, devant le Delhaize"
    found = replace(form, commune=best.commune, lat=None, lon=None, accuracy_m=best.accuracy_m, options=())
    elsewhere = corrects and best.kind == "quarter"
    if elsewhere or (form.place is None and (precise or best.kind == "quarter")):
        found = replace(found, place=in_brief(text), lat=best.lat, lon=best.lon)
    return found.settle("commune") if best.commune else found


def _unlisted(form: Form, text: str, areas: list[Match]) -> Form:
    """A street or a landmark that the gazetteer lacks: the words alone, and the commune if that is named."""
    communes_named = {one.place.commune for one in areas} - {None}
    commune = communes_named.pop() if len(communes_named) == 1 else (None if form.place else form.commune)
    place = spots.part(text, {word for one in areas for word in one.words}, whole=LONG)
    if form.place and "place" not in form.settled:  # "aan de Zavel", then "aan de kerk": there, more exactly
        place, commune = in_brief(f"{form.place}; {place}"), commune or form.commune
    settled = tuple(one for one in form.settled if one != "commune")
    found = replace(form, place=place, place_id=None, lat=None, lon=None, accuracy_m=None, commune=commune, options=())
    found = replace(found, settled=settled)
    return found.settle("place", *(("commune",) if commune else ()))


def _words(text: str, match: Match, every: Sequence[Match], *, before: str | None) -> str:
    """The parts of the message that speak of where, with its name where it was misspelt, after what was known."""
    part = spots.part(text, {word for one in every for word in one.words}, whole=LONG)
    names = " / ".join(dict.fromkeys((match.place.fr, match.place.name("nl"))))
    part = part if match.exact and part else f"{part} ({names})".strip()
    return in_brief(f"{before}; {part}") if before and before not in part else part
