"""One document of the API by its id, whole."""

from flask import Response, abort, request

from hotline.core.hsds import terms
from hotline.core.hsds.ids import Json
from hotline.site.hsds import asked
from hotline.site.hsds.answer import hsds, known, say


@hsds.get("/services/<uuid:id_>")
def service(id_: object) -> Response:
    return _found(known().service(str(id_)))


@hsds.get("/organizations/<uuid:id_>")
def organization(id_: object) -> Response:
    return _found(known().organization(str(id_), full_service=asked.yes("full_service")))


@hsds.get("/service_at_locations/<uuid:id_>")
def service_at_location(id_: object) -> Response:
    return _found(known().place(str(id_)))


@hsds.get("/taxonomies/<uuid:id_>")
def taxonomy(id_: object) -> Response:
    return _found(next((one for one in terms.taxonomies() if one["id"] == str(id_)), None))


@hsds.get("/taxonomy_terms/<uuid:id_>")
def taxonomy_term(id_: object) -> Response:
    return _found(next((one for one in terms.listed() if one["id"] == str(id_)), None))


@hsds.route("/<path:_anything>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(_anything: str) -> Response:
    """Any other address, or a wish to write: an error that a machine can read."""
    abort(404 if request.method in ("GET", "HEAD") else 405)


def _found(document: Json | None) -> Response:
    if document is None:
        abort(404)
    return say(document)
