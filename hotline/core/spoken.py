"""What a caller said in their own words: danger first, then the words of the menu, then what the assistant makes of it.

The assistant only chooses among the ways that the flow has. What is not clear stays words: the menu says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hotline.core import flow
from hotline.core.danger import danger
from hotline.core.flow_types import Option
from hotline.core.flow_words import UNSURE, match
from hotline.core.meaning import Meaning

FEW = 3  # words: said like a choice of the menu, they are one
Ask = Callable[[str, str | None], Meaning | None]  # None: the assistant is silent


@dataclass(frozen=True)
class Sentence:
    """Words at a listen node, in the language of the call."""

    line: flow.Flow
    visit: flow.Visit
    said: flow.Speech

    def means(self, ask: Ask) -> flow.Answer:
        """The answer that these words are. `ask` may take seconds: no transaction is open here."""
        found = danger(self.said.words, self.visit.language)
        if found is not None:
            return flow.Understood(found.kind, found.reason)
        if self._is_unsure or self._is_a_choice:
            return self.said
        meaning = ask(self.said.words, self.visit.language)
        if meaning is None or not meaning.clear or meaning.intent is None:
            return self.said
        if meaning.intent == "repeat":
            return flow.Key("9")
        return flow.Understood(meaning.intent, meaning.intent) if flow.route(self.line, meaning.intent) else self.said

    @property
    def _is_unsure(self) -> bool:
        """The provider itself is not sure what was said."""
        return self.said.confidence is not None and self.said.confidence < UNSURE

    @property
    def _is_a_choice(self) -> bool:
        node = flow.node_of(self.line, self.visit)
        chosen = match(self.line, self.visit, node, self.said.words, self.said.confidence)
        return len(self.said.words.split()) <= FEW and (isinstance(chosen, Option) or chosen == "person")
