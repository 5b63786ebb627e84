"""Short answers to what people ask: what it is, whom to call, what to bring, what happens next."""

from typing import Literal

from pydantic import model_validator

from hotline.core.directory.facts import Id, Part, Source, Texts, Trust
from hotline.core.directory.words import Group

Reviewer = Literal["lawyer", "clinician", "dpo"]  # who has to read it before it may be called certain


class Answer(Part):
    """One question, answered. `short`: a sentence or two, also spoken; `call`: ids of services, the first is the best.

    `shared_phone`: somebody who hurts them may see this page; it says so and offers the quick exit. `review`: who has
    not read it yet; while somebody is missing the text says that it is no legal or medical advice.
    """

    id: Id
    needs: tuple[str, ...]
    title: Texts
    short: Texts
    call: tuple[str, ...] = ()
    bring: Texts = {}
    next: Texts = {}
    caution: Texts = {}
    more: Texts = {}
    audience: tuple[Group, ...] = ()
    shared_phone: bool = False
    review: Reviewer | None = None
    sources: dict[str, Source]
    trust: Trust

    @model_validator(mode="after")
    def _sources_exist(self) -> "Answer":
        missing = set(self.trust.sources) - set(self.sources)
        if missing:
            raise ValueError(f"a source that is not in the file: {', '.join(sorted(missing))}")
        return self
