"""The closed lists of the directory. Texts of a list are translated where they are shown, by `labels`."""

from typing import Literal, get_args

# Who a service is for. A service without a group is for everyone.
Group = Literal[
    "women", "men", "families", "couples", "minors", "young_adults", "elderly", "lgbtqia", "animals", "undocumented",
    "asylum_seekers", "eu_citizens", "addiction", "reduced_mobility", "ill", "mental_health", "violence_victims",
    "trafficking_victims", "former_prisoners", "housed", "professionals", "citizens",
]  # fmt: skip
# unconditional: they are welcome like all others; preferential: they come first; exclusive: nobody else is taken.
Degree = Literal["unconditional", "preferential", "exclusive"]

# verified: certain until it grows old; stale: to be confirmed; unverified, conflict: for dispatchers only, marked.
Assurance = Literal["verified", "stale", "unverified", "conflict"]
SourceKind = Literal[
    "operator", "authority", "sector", "press", "seed", "general-knowledge", "third-party-directory", "partner", "call",
]  # fmt: skip

# What a service says about itself beside its hours, phones and places.
About = Literal["offer", "access", "eligibility", "documents", "price", "stay", "contact", "caution"]
Opening = Literal["open", "registration", "phone"]
OnHolidays = Literal["open", "closed", "unknown"]
Yes = Literal["yes", "no", "partly"]
Full = Literal["places", "waiting_list", "full"]

GROUPS: tuple[str, ...] = get_args(Group)
DEGREES: tuple[str, ...] = get_args(Degree)
ASSURANCES: tuple[str, ...] = get_args(Assurance)
ABOUT: tuple[str, ...] = get_args(About)
