"""An older version comes back: what is secret by now stays secret in it, an address above all."""

from hotline.core.directory.facts import Location, Organization, Phone, Service
from hotline.core.plain import plain


def still_secret(older: Organization, now: Organization) -> Organization:
    """The older version, with what is hidden or only for staff now hidden in it, too."""
    known = {one.id: one for one in now.services}
    services = tuple(_service(one, known[one.id]) if one.id in known else one for one in older.services)
    return older.model_copy(update={"services": services})


def _service(older: Service, now: Service) -> Service:
    places = {where for one in now.locations if one.hidden for where in _where(one)}
    numbers = {_digits(one) for one in now.phones if one.staff}
    return older.model_copy(
        update={
            "hidden": older.hidden or now.hidden,
            "locations": tuple(_place(one, hidden=bool(_where(one) & places)) for one in older.locations),
            "phones": tuple(_phone(one, staff=_digits(one) in numbers) for one in older.phones),
        }
    )


def _place(one: Location, *, hidden: bool) -> Location:
    return one.model_copy(update={"hidden": True}) if hidden else one


def _phone(one: Phone, *, staff: bool) -> Phone:
    return one.model_copy(update={"staff": True}) if staff else one


def _where(place: Location) -> set[str]:
    """By what we know that it is the same place: its street in any language, or its point on the map."""
    point = {f"{place.lat} {place.lon}"} if place.lat is not None else set()
    return {plain(one) for one in place.address.values()} | point


def _digits(phone: Phone) -> str:
    return phone.number.replace(" ", "")
