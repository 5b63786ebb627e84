"""Whether children or animals are there, whether somebody spoke to the person, and whether help is wanted."""

from hotline.core.assistant.phrases import phrases


def children(text: str) -> bool | None:
    """Whether children are with the person; None: nothing is said of it."""
    return _there(text, "children")


def animals(text: str) -> bool | None:
    return _there(text, "animals")


def spoken_to(text: str) -> bool | None:
    """Whether somebody has spoken to the person."""
    if text in phrases("company", "not_spoken"):
        return False
    return True if text in phrases("company", "spoken") or wants_help(text) is not None else None


def wants_help(text: str) -> bool | None:
    """Whether the person wants help, as far as a text says so."""
    text = phrases("company", "ourselves").without(text)
    if text in phrases("company", "refuses"):
        return False
    return True if text in phrases("company", "wants") else None


def _there(text: str, name: str) -> bool | None:
    named, text = phrases("company", name), phrases("company", "no_company").without(text)
    if text not in named:
        return None
    if text in phrases("company", "shared_no"):
        return False
    return phrases("company", "none_of").without(text) in named
