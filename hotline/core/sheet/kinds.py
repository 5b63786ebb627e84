"""The order of services on paper: as the kinds stand in needs.yaml, what helps in danger first."""

from hotline.core.directory import need_words
from hotline.core.directory.facts import Service

EMERGENCY = "112"


def order(service: Service) -> tuple[bool, int, str]:
    """Where it stands among others."""
    kinds = [one.id for one in need_words.known().types]
    danger = any(one.number == EMERGENCY for one in service.phones)
    return not danger, kinds.index(service.type) if service.type in kinds else len(kinds), service.id
