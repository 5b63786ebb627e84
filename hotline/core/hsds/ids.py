"""The ids of HSDS are UUIDs: each is made from our own id, so that it is the same in every export."""

from typing import Any
from uuid import UUID, uuid5

Json = dict[str, Any]
NAMESPACE = UUID("6f2d7a52-3c0e-5a0b-9d53-0f2b7c1c9a31")  # never to be changed: partners keep these ids


def uid(*names: str) -> str:
    """The id of a thing by the names that lead to it."""
    return str(uuid5(NAMESPACE, "\n".join(names)))


def full(entity: Json) -> Json:
    """Without what is not known: HSDS leaves such fields out."""
    return {name: value for name, value in entity.items() if value not in (None, "", [], {})}
