"""A stranger's documents as facts of the directory: for dispatchers only, unverified, with what was left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hotline.core.directory.facts import Organization
from hotline.core.directory.files import checked
from hotline.core.hsds import foreign_parts as parts
from hotline.core.hsds.documents import Document
from hotline.core.hsds.ids import Json
from hotline.core.hsds.service import Row
from hotline.core.hsds.taking import Taking
from hotline.texts import t

TYPE = "social_service"  # HSDS has no types of service: the one that promises least
GONE = ("inactive", "defunct")
CLOSED = "temporarily closed"
SOURCE = "import"
SAYS = {
    "access": ("application_process",),
    "price": ("fees_description", "fees"),
    "eligibility": ("eligibility_description",),
    "caution": ("alert",),
}


@dataclass
class Reading:
    """One import. `language`: of the texts, which HSDS does not tell; `left`: what we have no place for."""

    language: str
    file: str
    today: date
    left: Counter[str] = field(default_factory=Counter)
    found: dict[str, Json] = field(default_factory=dict)  # organizations by id; their services by id

    def rows(self, documents: Iterable[Document]) -> list[Row]:
        """The organizations of these documents with their services. Raises files.WrongFile."""
        for one in documents:
            self._read(one)
        return [self._row(one) for one in self.found.values()]

    def _read(self, one: Document) -> None:
        taking = Taking(one.kind, one.content, one.where, self.left)
        if one.kind == "service":
            self._service(taking, taking.one("organization", "organization"))
        elif one.kind == "service_at_location":
            self._at_location(taking)
        elif one.kind == "organization":
            self._organization(taking)
        elif one.kind == "location":
            self._service(taking, None, places=[taking])
        else:
            self.left[one.kind] += 1
            return
        taking.done()

    def _at_location(self, taking: Taking) -> None:
        service = taking.one("service", "service")
        if service is None:
            self.left["service_at_location without its service"] += 1
            return
        self._service(service, service.one("organization", "organization"), at=[taking])

    def _organization(self, taking: Taking) -> None:
        """One without services is found by its own name, as if it were its only service."""
        services = taking.many("services", "service")
        for one in services:
            self._service(one, taking)
        if not services:
            self._service(taking, None, places=taking.many("locations", "location"))

    def _service(
        self, taking: Taking, of: Taking | None, *, at: Sequence[Taking] = (), places: Sequence[Taking] = ()
    ) -> None:
        """A service with what is said of it here, at its locations and in the list of its locations."""
        status = taking.text("status")
        if status in GONE:
            self.left["service that is no more"] += 1
            return
        at = [*at, *taking.many("service_at_locations", "service_at_location")]
        places = [*places, *(place for one in at if (place := one.one("location", "location")))]
        service = self._facts(taking, [*at, *places])
        if status == CLOSED:
            service["says"].append({"about": "caution", "text": {self.language: t(self.language, "Closed")}})
        service["locations"] = parts.once(parts.place(one, self.language) for one in places)
        known = self._house(of, service)["services"].setdefault(service["id"], service)
        known["locations"] = parts.once([*known["locations"], *service["locations"]])

    def _house(self, of: Taking | None, service: Json) -> Json:
        """The organization of a service; a service without one stands for itself."""
        name = parts.said(of.text("name"), self.language) if of else {}
        website = of.text("website") if of else ""
        made = of.id if of else service["id"]
        return self.found.setdefault(
            made, {"id": made, "name": name or service["name"], "website": website or None, "services": {}}
        )

    def _facts(self, taking: Taking, more: Sequence[Taking]) -> Json:
        """`more`: its places, which may have phones and hours of their own."""
        language = self.language
        name = parts.said(taking.needed("name"), language)
        texts = {about: parts.said(taking.text(*names), language) for about, names in SAYS.items()}
        said = [{"about": about, "text": text} for about, text in texts.items() if text]
        everywhere = [taking, *(one for one in more if one is not taking)]
        times = self._all(parts.schedules, everywhere)
        return {
            "id": taking.id,
            "name": name,
            "summary": parts.said(taking.text("description"), language) or name,
            "type": TYPE,
            "needs": [],
            "trust": self._trust(taking),
            "phones": self._all(parts.phones, everywhere),
            "links": list(parts.links(taking, language, "url", "website", "email")),
            "schedules": [one for one in times if "hours" in one],
            "languages": self._all(parts.languages, everywhere),
            "says": parts.once([*said, *(one for one in times if "about" in one), *parts.more(taking, language)]),
        }

    def _all(self, read: Callable[[Taking, str], Iterable[Json]], everywhere: Iterable[Taking]) -> list[Json]:
        return parts.once(fact for one in everywhere for fact in read(one, self.language))

    def _trust(self, taking: Taking) -> Json:
        """Nobody of ours has verified it. The day: when they say that they checked it."""
        day = taking.day("assured_date") or taking.day("last_modified")
        known = day if day and day <= self.today else None
        return {"assurance": "unverified", "sources": [SOURCE], "verified_on": known}

    def _row(self, content: Json) -> Row:
        source = {
            "url": content["website"] or self.file,
            "dated": "undated",
            "kind": "third-party-directory",
            "read_on": self.today,
        }
        whole = {**content, "sources": {SOURCE: source}, "services": list(content["services"].values())}
        return Row(checked(whole, Organization, f"{self.file}: {content['id']}"), private=True)
