"""What the fields of the editor are called, and what is said of one that cannot be right."""

from hotline.console import directory_words
from hotline.console.language import _, locale
from hotline.core.directory import group
from hotline.core.directory.form_fields import Field


def title(name: str) -> str:
    """The heading of a list of facts, or the label of a field that a service has once."""
    return {
        "schedules": _("Hours"),
        "closures": _("Closed on these days"),
        "phones": _("Phones"),
        "locations": _("Addresses"),
        "says": _("What we say about it"),
        "audience": _("For whom"),
        "languages": _("Languages spoken there"),
        "links": _("Pages"),
        "saturation": _("Room"),
        "trust": _("What it is worth"),
        "sources": _("Sources"),
        "services": _("Services"),
    }.get(name) or label(name)


def label(name: str) -> str:
    """The label of a field."""
    return {
        "id": _("Short name, for good"),
        "name": _("Name"),
        "summary": _("What it is, in one sentence"),
        "type": _("Kind"),
        "needs": _("Needs it answers, the most fitting first"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "emergency": _("For emergencies"),
        "hidden": _("Secret: no public page tells it"),
        "note": _("Note for staff"),
        "remark": _("Remark, for everyone"),
        "website": _("Website"),
        "hours": _("Hours"),
        "kind": _("What is open then"),
        "public": _("Only for"),
        "on_holidays": _("On bank holidays"),
        "first": _("First day"),
        "last": _("Last day"),
        "why": _("Why"),
        "number": _("Number"),
        "free": _("Free to call"),
        "staff": _("Only we ring it: never told"),
        "address": _("Address"),
        "postal_code": _("Postcode"),
        "commune": _("Commune (its French name)"),
        "directions": _("How to find it"),
        "lat": _("Latitude"),
        "lon": _("Longitude"),
        "wheelchair": _("A wheelchair can get in"),
        "text": _("Text"),
        "about": _("About"),
        "group": _("Group"),
        "degree": _("How it stands to the group"),
        "languages": _("Languages, by their codes: fr nl ar"),
        "url": _("Address of the page"),
        "state": _("Room"),
        "said_on": _("Said on"),
        "verified_on": _("Verified on"),
        "assurance": _("Assurance"),
        "sources": _("Sources"),
        "basis": _("Remark on the source"),
        "dated": _("Date on the page"),
        "read_on": _("Read on"),
    }.get(name, name)


def choice(field: str, code: str) -> str:
    """One of a closed list."""
    if not code:
        return {"public": _("everyone"), "group": "–"}.get(field, _("not known"))
    match field:
        case "public" | "group":
            return group.name(code, locale())
        case "type":
            return directory_words.service_type(code)
        case "about":
            return directory_words.about(code)
        case "assurance":
            return directory_words.assurance(code)
        case "state":
            return directory_words.room(code)
    return {
        "open": _("open") if field == "on_holidays" else directory_words.opening(code),
        "closed": _("closed"),
        "unknown": _("not known"),
        "yes": _("yes"),
        "no": _("no"),
        "partly": _("partly"),
        "unconditional": _("welcome like everyone"),
        "preferential": _("first"),
        "exclusive": _("nobody else"),
        "registration": directory_words.opening(code),
        "phone": directory_words.opening(code),
    }.get(code, code)


def help_of(field: Field) -> str:
    """How a field is filled in; empty: it needs no words."""
    return {
        "hours": _("Like this: Mo-Fr 09:00-12:00; Mo-Fr 13:00-17:00. Empty: this row goes."),
        "needs": _("Their short names with a space between."),
    }.get(field.name, "")


def wrong(kind: str) -> str:
    """What is said beside a field that cannot be right."""
    return {
        "hours": _("These hours cannot be read. Write them like this: Mo-Su 17:00-09:00"),
        "day": _("This day cannot be read, or the last comes before the first."),
        "phone": _("This is not a number as people dial it."),
        "postcode": _("A postcode of the Region has four digits and begins with 1."),
        "number": _("This is not a place on the map of Brussels."),
        "texts": _("Write it in one language at least."),
        "choice": _("Choose one."),
        "codes": _("There is no such short name."),
        "how": _("Say how you know."),
        "page": _("Which page, and what kind is it?"),
        "id": _("2 to 30 of these: a-z 0-9 - and not in use yet."),
    }.get(kind, _("Something here cannot be right."))
