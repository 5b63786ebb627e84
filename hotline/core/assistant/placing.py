"""Where the person in the street is: which words of a message speak of it; what they mean, the coach says."""

from collections.abc import Sequence
from dataclasses import replace

from hotline.core import house_number
from hotline.core.assistant import spots
from hotline.core.assistant.clauses import clauses
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.phrases import phrases
from hotline.core.assistant.state import Form
from hotline.core.assistant.wishes import in_brief
from hotline.core.gazetteer import AREAS, CLEAR, OUTSIDE, Match, communes
from hotline.core.gazetteer.lexicon import ARTICLES, SAID
from hotline.core.locate import Located, is_long
from hotline.core.plain import plain, words
from hotline.core.report import coach
from hotline.core.report.facts import Facts

MISSPELT = 0.9
SHORT = 6  # words: all that it says is a commune
LONG = 12  # words: a shorter message is kept whole as the place
WIDE = "street_or_landmark"  # what is asked of a commune or a quarter


def named(matches: Sequence[Match]) -> list[Match]:
    """The places that a message surely names, exact ones first; no whole region. A misspelt name must be very near."""
    sure = (one for one in matches if one.score >= (CLEAR if one.exact else MISSPELT))
    return [one for one in sure if one.place.kind != "region"]


def commune_in(text: str, matches: Sequence[Match]) -> str | None:
    """The one commune that a message names, or in which the place lies that it names."""
    if text.strip() in communes():
        return text.strip()
    found = {one.place.commune for one in named(matches)} - {None, OUTSIDE}
    return found.pop() if len(found) == 1 else None


def placed(form: Form, heard: Heard, *, asked: bool, corrects: bool) -> Form:
    """The form with what a message says of the place: the first that is told, what makes it clear, what takes it back.

    `asked`: any words are the place. What the gazetteer lacks is kept as it was said.
    """
    text, found = heard.text, named(heard.places)
    exact = [one for one in found if one.place.kind not in AREAS]
    corrects = corrects or _instead(form, text, exact, asked=asked)
    if corrects:
        text, exact = _without_known(form, text, exact)
    areas = [one for one in found if one.place.kind in AREAS]
    if exact and (form.lat is None or corrects):
        return _told(form, heard, _words(text, exact[0], [*exact, *areas]), instead=corrects)
    spot = spots.street(text) or (form.place is None and spots.landmark(text))
    if spot and not exact and (form.place is None or corrects):
        said = spots.part(text, {word for one in areas for word in one.words}, whole=LONG)
        return _told(form, heard, said, instead=corrects and form.unclear != WIDE)
    if asked and form.place is not None and not exact and house_number.given(words(text)):
        return _told(form, heard, in_brief(text))
    if areas and not exact and (form.commune is None or corrects or _is_another(form, text, areas)):
        return _in_area(form, heard, areas, asked=asked, corrects=corrects)
    if asked:
        return _told(form, heard, in_brief(text))
    if form.place is None:
        return _told(form, heard, in_brief(text)) if _nameless(heard) else form
    more = spots.beside(text, form.place)
    if more and form.lat is not None:
        return replace(form, place=in_brief(f"{form.place}; {more}"))
    return _told(form, heard, more) if more else form


def chosen(form: Form, heard: Heard) -> Form:
    """One of the places that were offered."""
    name = heard.text.strip()
    offered = coach.choices(_read(heard, form.place, form.within))
    place = next((one for one in offered if name in (coach.shown(one, "fr"), coach.shown(one, "nl"))), None)
    if place is None or is_long(place):
        return _told(form, heard, name)
    return replace(
        form,
        place=in_brief(f"{form.place}; {name}"),
        place_id=place.id,
        lat=place.lat,
        lon=place.lon,
        accuracy_m=place.accuracy_m,
        commune=place.commune,
        unclear=None,
        options=(),
    )


def is_address(form: Form) -> bool:
    """Whether the street, the number and the commune were said: of a street that we lack there is no more to ask."""
    place = form.place or ""
    return form.commune is not None and spots.street(place) and house_number.given(words(place))


def _instead(form: Form, text: str, exact: Sequence[Match], *, asked: bool) -> bool:
    """Whether a short message names a place and says no to another: "nee, Rouppeplein", "pas Flagey mais Jourdan".

    Where the place is asked about, a "not" alone may be of anything: "geen idee welk nummer, bij het Rouppeplein".
    """
    if form.place is None or not exact or len(words(text)) > LONG:
        return False
    again = any(_is_known(form, one) for one in exact)
    return (again or not asked) and text in phrases("wishes", "not_that")


def _is_known(form: Form, match: Match) -> bool:
    return " ".join(match.words) in plain(form.place or "")


def _without_known(form: Form, text: str, exact: Sequence[Match]) -> tuple[str, list[Match]]:
    """A message without the place that was known, and without its part: "pas Flagey mais Jourdan" is "mais Jourdan"."""
    known = [" ".join(one.words) for one in exact if _is_known(form, one)]
    left = " ".join(one for one in clauses(text) if not any(name in plain(one) for name in known))
    return left or text, [one for one in exact if not _is_known(form, one)]


def _nameless(heard: Heard) -> bool:
    """Whether somebody is at a stop or a station, and it is not said which: "à l'arrêt de tram"."""
    if not spots.somewhere(heard.text):
        return False
    return _read(heard, heard.text).ask in ("which_stop", "which_one")


def _is_another(form: Form, text: str, areas: Sequence[Match]) -> bool:
    """Whether a short message says another commune, and no more."""
    return len(words(text)) <= SHORT and areas[0].place.commune not in (None, OUTSIDE, form.commune)


def _in_area(form: Form, heard: Heard, areas: Sequence[Match], *, asked: bool, corrects: bool) -> Form:
    """Only a commune or a quarter: known, but too wide to send somebody there. A commune alone says no spot."""
    widest = areas[0]
    precise = asked and len(words(heard.text)) > len(widest.words) + 2  # "à Ixelles, devant le Delhaize"
    if widest.place.kind == "commune" and not (form.place is None and precise):
        commune = widest.place.commune
        found = _understood(replace(form, within=commune), heard)
        return found if found.commune == commune else _not_there(found, commune)
    if form.lat is not None and not corrects:
        return form
    said = spots.part(heard.text, set(widest.words), whole=LONG)
    return _told(form, heard, said, instead=corrects)


def _told(form: Form, heard: Heard, said: str, *, instead: bool = False) -> Form:
    """The form with these words of the place, instead of what was known or beside it, and what they mean."""
    if instead or not form.place:
        return _understood(replace(form, place=said, within=None if instead else form.within), heard)
    place = said if form.place in said else in_brief(f"{form.place}; {said}")
    return _understood(replace(form, place=place), heard, said)


def _understood(form: Form, heard: Heard, latest: str | None = None) -> Form:
    """What the words of the place mean: the latest alone where they are clear, else all together."""
    found = _read(heard, latest or form.place, None if latest else form.within)
    if latest and coach.question(found) is not None:
        found = _read(heard, form.place, form.within)
    asked = coach.question(found)
    lat, lon = found.point if found.point and asked is None else (None, None)
    street = found.places[0] if found.places and found.ask == "number_or_cross_street" else None
    place = found.place if asked is None else street
    return replace(
        form,
        place_id=place.id if place else None,
        lat=lat,
        lon=lon,
        accuracy_m=found.accuracy_m if asked is None else None,
        commune=form.within if found.commune in (None, OUTSIDE) else found.commune,
        unclear=asked,
        options=tuple(dict.fromkeys(coach.shown(one, heard.language) for one in coach.choices(found))),
    )


def _read(heard: Heard, place: str | None, commune: str | None = None) -> Located:
    return coach.understood(heard.book, Facts(place=place, commune=commune), heard.language, misspelt=MISSPELT)


def _not_there(form: Form, commune: str | None) -> Form:
    """They insist on another commune than that of the place they told."""
    nowhere = replace(form, place_id=None, lat=None, lon=None, accuracy_m=None, options=())
    return replace(nowhere, within=commune, commune=commune, unclear=WIDE)


def _words(text: str, match: Match, every: Sequence[Match]) -> str:
    """The parts of the message that speak of where, with what stands on the sign where a team would not know it again:
    a misspelt name, "Zuidstation", "محطة الجنوب"."""
    part = spots.part(text, {word for one in every for word in one.words}, whole=LONG)
    names = " / ".join(dict.fromkeys((match.place.fr, match.place.name("nl"))))
    own = set(words(match.place.fr)) - SAID.keys() - ARTICLES
    known = match.exact and (not own or own & set(words(part)))
    return in_brief(part if known and part else f"{part} ({names})")
