"""Where somebody in the street is, told by phone: said in words, or chosen by key where more than one may be meant."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from hotline.core import flow, gazetteer
from hotline.core.flow_words import match
from hotline.core.gazetteer import OUTSIDE, Gazetteer
from hotline.core.locate import Located, locate
from hotline.core.report import coach
from hotline.core.report.phone.draft import Draft, opened, sealed
from hotline.core.secret import Vault
from hotline.texts import mark

LONGEST = 300  # characters of what is kept of a place
MOST = 4  # places among which somebody chooses by key
AGAIN = mark("Please say it once more: the street and the number, the station or the stop.")
QUESTIONS = {  # what locate asks
    "which_one": mark("More than one place may be meant. Please say its whole name, and the commune."),
    "which_stop": mark("Please say the name of the stop."),
    "number_or_cross_street": mark("Please say the number in the street, or the nearest side street."),
    "street_or_landmark": mark("Please say the street, or what stands there: a station, a shop, a church."),
}
UNDERSTOOD = mark("We understood:")
THIS_ONE = mark("For this place, press %(key)s.")


def said(
    session: Session, line: flow.Flow, vault: Vault, visit: flow.Visit, answer: flow.Speech
) -> tuple[flow.Visit, flow.Answer]:
    """What was understood of these words: a place, several that may be meant, or too little."""
    draft, book, node = opened(vault, visit), gazetteer.current(session), flow.node_of(line, visit)
    words, place = _located(book, draft.get("said"), answer.words[:LONGEST], visit.language)
    if not place.matched and match(line, visit, node, answer.words, None) == "person":
        return visit, answer
    told: Draft = {"heard": [*draft.get("heard", ()), answer.words[:LONGEST]], "said": words[:LONGEST]}
    if place.ask is None and place.point is not None:
        told |= {"facts": _facts(words, place), "names": list(_names(book, place, visit.language))}
        return sealed(vault, visit, told), flow.Done("located")
    told["ask"] = place.ask or "where"
    if place.ask == "which_one" and "which" in node.exits:
        found = coach.choices(place, MOST)
        told["choices"] = [(one.id, ", ".join(coach.signs(one, _sign_language(visit)))) for one in found]
        return sealed(vault, visit, told), flow.Done("which" if found else "unclear")
    return sealed(vault, visit, told), flow.Done("unclear")


def chosen(session: Session, vault: Vault, visit: flow.Visit, key: flow.Key) -> tuple[flow.Visit, flow.Answer]:
    """One of the places that were read out. A key without a place changes nothing."""
    draft = opened(vault, visit)
    by_key = {str(nth): place for nth, (place, _) in enumerate(draft.get("choices", ()), 1)}
    place = gazetteer.current(session).places.get(by_key.get(key.digits, ""))
    if place is None:
        return visit, key
    known = Located(place.point, place.accuracy_m, place.commune, (place,), 1.0, None)
    told = {**draft, "facts": {**_facts(draft["said"], known), "place_id": place.id}}
    return sealed(vault, visit, told), flow.Done("chosen")


def not_right(draft: Draft) -> Draft:
    """What was understood is not the place: it is asked for anew."""
    return {"heard": draft.get("heard", []), "ask": "where"}


def read_back(draft: Draft, visit: flow.Visit) -> Iterator[flow.Said]:
    """What was understood, in the names on the signs."""
    yield flow.Said(UNDERSTOOD)
    yield _sign(", ".join(draft.get("names", ())), visit)


def question(draft: Draft) -> Iterator[flow.Said]:
    """What would help most."""
    if "ask" in draft:
        yield flow.Said(QUESTIONS.get(draft["ask"], AGAIN))


def offers(draft: Draft, visit: flow.Visit) -> Iterator[flow.Said]:
    """The places that may be meant, each with its key."""
    yield flow.Said(coach.QUESTIONS["which_one"])
    for nth, (_, names) in enumerate(draft.get("choices", ()), 1):
        yield _sign(names, visit)
        yield flow.Said(THIS_ONE, {"key": nth})


def _sign(names: str, visit: flow.Visit) -> flow.Said:
    return flow.Said(flow.AS_IT_IS, {"words": names}, (_sign_language(visit),), slow=True)


def _sign_language(visit: flow.Visit) -> str:
    """The signs in the street are in two languages."""
    return "nl" if visit.language == "nl" else "fr"


def _located(book: Gazetteer, before: str | None, words: str, language: str | None) -> tuple[str, Located]:
    """What was said now; if that is not a place yet, together with what was said before."""
    place = locate(book, words, language)
    if place.ask is None or before is None:
        return words, place
    both = f"{before}, {words}"
    return both, locate(book, both, language)


def _facts(words: str, place: Located) -> dict[str, object]:
    lat, lon = place.point or (None, None)
    return {
        "place": _as_told(words, place), "commune": place.commune,
        "lat": lat, "lon": lon, "accuracy_m": place.accuracy_m,
    }  # fmt: skip


def _as_told(words: str, place: Located) -> str:
    """Their words, with the names that were understood: a recogniser may have misspelt them."""
    names = [name for name in place.matched if name.casefold() not in words.casefold()]
    return f"{words} ({', '.join(names)})" if names else words


def _names(book: Gazetteer, place: Located, language: str | None) -> Iterator[str]:
    commune = (place.commune,) if place.commune and place.commune != OUTSIDE else ()
    for name in dict.fromkeys((*place.matched, *commune)):
        known = next((one for one in book.places.values() if one.fr == name), None) if language == "nl" else None
        yield known.nl if known else name
