"""The safety net outside the model: words of danger in eighteen languages, whatever the model understood.

It may only raise: to 112, to a person, to a place nearer the front of the line. What it knows stands in
`knowledge_base/danger/`, one file a language, for a nurse to read and extend (docs/ai.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hotline.core import danger_file
from hotline.core.danger_file import Negations, Net, Rule, Said
from hotline.core.danger_phrases import ANYWHERE, Phrase, Written, covered, steps
from hotline.core.words import Priority

MOST = 4_000  # characters that are read: the channels take 1,000
USUAL = 2, 1  # so many words before and after a phrase a negation turns it around
CALM = 3, 3  # the same for what would keep us from calling it a danger


@dataclass(frozen=True)
class Danger:
    """What a text leads to. `reason` names the rule, as "fr.not_breathing": staff see it, never the words."""

    kind: str  # emergency, suicide, minor, violence or medicine
    priority: Priority
    tells_112: bool
    reason: str


LEADS_TO = {  # in this order: the first that is found counts
    "emergency": (Priority.DANGER, True),
    "suicide": (Priority.DANGER, False),
    "minor": (Priority.MINOR, False),
    "violence": (Priority.DANGER, False),
    "medicine": (Priority.VULNERABLE, False),
}
ORDER = list(LEADS_TO)


def danger(text: str, language: str | None = None) -> Danger | None:
    """The gravest danger that these words tell of; None when they tell of none.

    All languages are looked for: people mix. Words that are harmless in another language count only in `language`.
    """
    net = loaded()
    written = Written.read(text[:MOST], net.vocabulary)
    harmless = 0
    for word in written.at:
        for phrase in net.harmless.get(word, ()):
            harmless |= covered(phrase, written)
    written.take_out(harmless)
    found = list(_rules(net, written, language))
    if not found:
        return None
    gravest = min(found, key=lambda rule: (ORDER.index(rule.kind), rule.id))
    priority, tells_112 = LEADS_TO[gravest.kind]
    return Danger(gravest.kind, priority, tells_112, gravest.id)


@cache
def loaded() -> Net:
    """The files, read once: about a second, at the start of the public app and not in the middle of a talk."""
    return danger_file.read()


def _rules(net: Net, written: Written, language: str | None) -> Iterator[Rule]:
    """Every rule of which a phrase is there."""
    for word in written.at:
        for said in net.said.get(word, ()):
            rule = said.rule
            if not _applies(rule, written, language) or not _found(said, written):
                continue
            if not (rule.unless_calm and _calm(net, rule, written)):
                yield rule


def _applies(rule: Rule, written: Written, language: str | None) -> bool:
    return written.length <= rule.most_words and not (rule.own and rule.language != language)


def _found(said: Said, written: Written) -> bool:
    """Whether a phrase is there, and meant. One with a negation in it stands as it is."""
    if said.negates:
        return bool(steps(said.phrase, written))
    return _meant(said.phrase, written, said.rule.negations, USUAL)


def _calm(net: Net, rule: Rule, written: Written) -> bool:
    """Whether the text also says, in the language of the rule, that the person answers."""
    return any(_meant(phrase, written, rule.negations, CALM) for phrase in net.calm[rule.language])


def _meant(phrase: Phrase, written: Written, negations: Negations, near: tuple[int, int]) -> bool:
    """Whether a phrase is there and nobody says that it is not so."""
    before, after = written.where(negations.before), written.where(negations.after)
    found = steps(phrase, written, ANYWHERE & ~written.after(before, near[0]), barred=before | after)
    return bool(found) and bool(found[-1] & ~written.before(after, near[1]))
