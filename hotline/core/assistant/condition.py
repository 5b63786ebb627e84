"""How the person in the street is, in a word of a closed list; what was said is kept beside it."""

from hotline.core.assistant.phrases import phrases
from hotline.core.report.facts import STATES


def condition(text: str) -> str | None:
    """The most serious state that a text speaks of; None: it speaks of none."""
    said = phrases("condition", "negated").without(text)
    for name in ("not_spoken", "spoken"):  # "pas parlé": says nothing of how somebody is
        said = phrases("company", name).without(said)
    if said not in phrases("condition", "outside_of"):
        said = phrases("condition", "outside").without(said)  # "dort dehors": how somebody lives, not how they are now
    return next((name for name in STATES if said in phrases("condition", name)), None)
