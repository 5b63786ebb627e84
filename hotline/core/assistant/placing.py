"""Where the person in the street is: from the places that a message names, and the words around them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from hotline.core.assistant.phrases import phrases
from hotline.core.assistant.state import Form
from hotline.core.assistant.wishes import in_brief
from hotline.core.gazetteer import AREAS, CLEAR, OUTSIDE, Match, communes
from hotline.core.plain import words

CLAUSE = re.compile(r"(?<=[.;,!?:\n])\s+|\s+(?=(?:mais|but|maar|et puis|pero|aber)\b)")
MISSPELT = 0.9
SHORT = 6  # words: all that it says is a commune
LONG = 12  # words: a shorter message is kept whole as the place


def named(matches: Sequence[Match]) -> list[Match]:
    """The places that a message surely names, exact ones first; no whole region. A misspelt name must be very near."""
    sure = (one for one in matches if one.score >= (CLEAR if one.exact else MISSPELT))
    return [one for one in sure if one.place.kind != "region"]


def placed(form: Form, text: str, matches: Sequence[Match], *, asked: bool, corrects: bool) -> Form:
    """The form with the place that a message names, if it names one and none is known, or that one is taken back."""
    found = named(matches)
    corrects = corrects or (form.place_id is not None and not asked and _instead(text, found))
    exact = [one for one in found if one.place.kind not in AREAS and (not corrects or one.place.id != form.place_id)]
    areas = [one for one in found if one.place.kind in AREAS]
    if exact and (form.place is None or form.place_id is None or corrects):
        return _at(form, text, exact, areas)
    says_commune = len(words(text)) <= SHORT and areas[:1] and areas[0].place.commune not in (None, form.commune)
    if areas and (form.commune is None or ((corrects or says_commune) and not exact)):
        return _in_area(form, text, areas, asked=asked)
    if asked and form.place is None:
        return replace(form, place=in_brief(text))
    return form


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


def _at(form: Form, text: str, exact: list[Match], areas: list[Match]) -> Form:
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
        place=_words(text, best, [*exact, *areas]),
        place_id=best.place.id,
        lat=best.place.lat if sure else None,
        lon=best.place.lon if sure else None,
        accuracy_m=best.place.accuracy_m if sure else None,
        commune=commune,
        options=() if sure else several[:5],
    )
    return found.settle("place", *(("commune",) if commune else ()))


def _in_area(form: Form, text: str, areas: list[Match], *, asked: bool) -> Form:
    """Only a commune or a quarter: known, but too wide to send somebody there."""
    best = areas[0].place
    precise = asked and len(words(text)) > len(areas[0].words) + 2  # "à Ixelles, devant le Delhaize"
    found = replace(form, commune=best.commune, lat=None, lon=None, accuracy_m=best.accuracy_m, options=())
    if form.place is None and (precise or best.kind == "quarter"):
        found = replace(found, place=in_brief(text), lat=best.lat, lon=best.lon)
    return found.settle("commune") if best.commune else found


def _words(text: str, match: Match, every: Sequence[Match]) -> str:
    """The parts of the message that speak of where, with the place's name where it was misspelt."""
    if len(words(text)) <= LONG:
        part = in_brief(text)
    else:
        names, beside = {word for one in every for word in one.words}, phrases("place", "beside")
        part = in_brief(" ".join(one for one in CLAUSE.split(text) if names & set(words(one)) or one in beside))
    return part if match.exact and part else f"{part} ({match.place.fr})".strip()
