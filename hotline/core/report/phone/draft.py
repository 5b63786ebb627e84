"""What a caller told of somebody in the street so far: encrypted in their visit, opened only to be spoken or sent."""

import json
from typing import Any

from hotline.core import flow
from hotline.core.secret import Vault

# `heard`: all that was said; `said`, `names`, `choices`, `ask`: of the place; `facts`: of Facts; once it is sent only
# `code`; of a report that is asked about `asked` and `stage`.
Draft = dict[str, Any]


def opened(vault: Vault, visit: flow.Visit) -> Draft:
    """The draft of this visit; empty when nothing was told."""
    told = vault.open(visit.sealed.encode()) if visit.sealed else None
    draft: Draft = json.loads(told) if told else {}
    return draft


def sealed(vault: Vault, visit: flow.Visit, draft: Draft) -> flow.Visit:
    """The visit with this draft in place of what it held."""
    return flow.changed(visit, sealed=vault.lock(json.dumps(draft)).decode())


def with_facts(vault: Vault, visit: flow.Visit, **facts: object) -> flow.Visit:
    """The visit in which these facts were told too."""
    draft = opened(vault, visit)
    return sealed(vault, visit, {**draft, "facts": {**draft.get("facts", {}), **facts}})
