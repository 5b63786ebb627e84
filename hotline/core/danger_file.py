"""Reads the words of danger: one YAML file a language. How a file is written stands in docs/ai.md."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hotline.core.danger_letters import is_darija
from hotline.core.danger_phrases import Phrase, WrongPhrase, entry, phrases
from hotline.core.danger_words import Vocabulary

FOLDER = Path(__file__).parents[2] / "knowledge_base" / "danger"
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # nothing but texts: "no" and "on" stay words
KINDS = ("emergency", "suicide", "minor", "violence", "medicine")
PARTS = {"negations", "lists", "harmless", "calm", "rules"}
RULE = {"id", "kind", "says", "catches", "leaves", "own", "alone", "unless_calm"}
ANY_LENGTH = 1_000_000


@dataclass(frozen=True)
class Negations:
    """The words of a language that turn a phrase around, standing before or after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    def within(self, phrase: Phrase) -> bool:
        """Whether the phrase itself says that something is not so."""
        return any(word in (*self.before, *self.after) for step in phrase for word in step.words)


@dataclass(frozen=True)
class Rule:
    """One way to tell of a danger in one language."""

    id: str
    kind: str
    language: str
    own: bool  # counts only where the conversation is in this language
    most_words: int  # counts only in a text of no more words than this
    unless_calm: bool  # not when the text also says that the person answers
    negations: Negations
    catches: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """One phrase of a rule; `negates`: it says itself that something is not so."""

    rule: Rule
    phrase: Phrase
    negates: bool


@dataclass
class Net:
    """All files together. The phrases stand under the words of their rarest step."""

    rules: list[Rule] = field(default_factory=list)
    said: dict[str, list[Said]] = field(default_factory=dict)
    harmless: dict[str, list[Phrase]] = field(default_factory=dict)
    calm: dict[str, list[Phrase]] = field(default_factory=dict)  # by language
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary(()))


def read(folder: Path = FOLDER) -> Net:
    """Every language's file. WrongPhrase: with the file and what is wrong in it."""
    net, said, harmless = Net(), list[Said](), list[Phrase]()
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - it makes texts only
        try:
            said += _rules(net, path.stem, content)
            harmless += _phrases(content, "harmless", content)
            net.calm[path.stem] = _phrases(content, "calm", content)
        except WrongPhrase as wrong:
            raise WrongPhrase(f"{path.name}: {wrong}") from wrong
    usual = Counter(_words([*harmless, *(one.phrase for one in said)]))
    for one in said:
        for word in _rarest(one.phrase, usual):
            net.said.setdefault(word, []).append(one)
    for phrase in harmless:
        for word in _rarest(phrase, usual):
            net.harmless.setdefault(word, []).append(phrase)
    negations = {word for rule in net.rules for word in (*rule.negations.before, *rule.negations.after)}
    entries = {*usual, *negations, *(word for one in net.calm.values() for word in _words(one))}
    net.vocabulary = Vocabulary(entries, _darija(one for one in said if one.rule.language == "ar"))
    return net


def _rules(net: Net, language: str, content: Mapping[str, Any]) -> Iterator[Said]:
    if unknown := set(content) - PARTS:
        raise WrongPhrase(f"unknown: {', '.join(sorted(unknown))}")
    negations = Negations(*(tuple(map(entry, content["negations"].get(place) or ())) for place in ("before", "after")))
    for one in content["rules"]:
        if (unknown := set(one) - RULE) or one["kind"] not in KINDS:
            raise WrongPhrase(f"{one['id']}: {', '.join(sorted(unknown)) or one['kind']}")
        rule = Rule(
            f"{language}.{one['id']}", one["kind"], language,
            own="own" in one, most_words=int(one.get("alone", ANY_LENGTH)), unless_calm="unless_calm" in one,
            negations=negations, catches=tuple(one["catches"]), leaves=tuple(one["leaves"]),
        )  # fmt: skip
        net.rules.append(rule)
        for phrase in _phrases(one, "says", content):
            yield Said(rule, phrase, negations.within(phrase))


def _phrases(content: Mapping[str, Any], part: str, whole: Mapping[str, Any]) -> list[Phrase]:
    lists = whole.get("lists") or {}
    return [phrase for line in content.get(part) or () for phrase in phrases(line, lists)]


def _darija(said: Iterable[Said]) -> set[str]:
    return {word for word in _words(one.phrase for one in said) if is_darija(word)}


def _words(found: Iterable[Phrase]) -> Iterator[str]:
    return (word for phrase in found for step in phrase for word in step.words)


def _rarest(phrase: Phrase, usual: Mapping[str, int]) -> Sequence[str]:
    """The words of the step that fewest phrases have: only where one of them stands is a phrase looked for."""
    return min((step.words for step in phrase), key=lambda words: max(usual[word] for word in words))
