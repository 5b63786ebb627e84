"""The outreach teams in the console: what they are called, and why one of them was chosen."""

from collections.abc import Mapping, Sequence
from typing import Any


def names() -> Mapping[str, str]:
    """Each team by its id."""
    return {}


def name(team: str) -> str:
    """What a team is called."""
    return names().get(team, team)


def why(reasons: Mapping[str, Any]) -> Sequence[str]:
    """Why a team was chosen, in words."""
    return [str(one) for one in reasons.values()]
