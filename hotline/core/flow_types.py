"""The words of the flow engine: what a caller can answer, where they stand, and what a node holds.

A visit is where a caller stands in a flow. It moves only in `flow.advance`, on one answer for its present turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "say", "menu", "listen", "ask", "directory", "queue", "callback", "voicemail", "transfer", "goto", "hangup"
]
AS_IT_IS = "%(words)s"  # no sentence of ours: a name, an address, what the directory says


@dataclass(frozen=True)
class Key:
    """Digits that were pressed."""

    digits: str


@dataclass(frozen=True)
class Speech:
    """Words that were recognised; confidence 0–1, or None where the provider gave none."""

    words: str
    confidence: float | None = None


@dataclass(frozen=True)
class Understood:
    """What the caller's words mean: an intent of the assistant, or a kind of danger. `why`: for the timeline."""

    meant: str
    why: str = ""


@dataclass(frozen=True)
class Silence:
    """Nothing was pressed or said."""


@dataclass(frozen=True)
class Waiting:
    """One round of the waiting loop was heard. `position` is 1 for the next in line; `bound_min` an honest upper
    bound in minutes, or None when nothing honest can be said; `on_duty` how many dispatchers could take the call;
    `waited_s` seconds since the person asked for a human."""

    position: int
    bound_min: int | None
    on_duty: int
    waited_s: int


@dataclass(frozen=True)
class Queued:
    """How the provider's queue let the caller go: 'leave', 'hangup', 'error', 'system-error', 'queue-full' …"""

    result: str


@dataclass(frozen=True)
class Done:
    """A transfer, voicemail or bridge came to its end: 'answered' or 'failed' (transfer), 'recorded' or 'nothing'
    (voicemail), 'lost' (the dispatcher's line broke: back to the front of the queue)."""

    result: str


Answer = Key | Speech | Understood | Silence | Waiting | Queued | Done


@dataclass(frozen=True)
class Said:
    """One sentence to speak before the node's own prompt: a msgid with its named values.

    `languages`: spoken in each of these; empty: in the caller's. `node`: the say node it came from (for recordings).
    `slow`: for who writes it down.
    """

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    languages: tuple[str, ...] = ()
    node: str = ""
    slow: bool = False


@dataclass(frozen=True)
class Found:
    """What the directory knows for a caller: ids of services, the best first, and what is said of the present one.

    `name`: what the present one is called; `textable`: this phone may be asked whether a text is safe.
    """

    ids: tuple[str, ...] = ()
    told: tuple[Said, ...] = ()
    name: str = ""
    textable: bool = False


@dataclass(frozen=True)
class Visit:
    """Where a caller stands. Plain values, stored as JSON with the call leg."""

    flow: str
    hash: str
    node: str
    turn: int = 0
    language: str | None = None
    topic: str | None = None
    priority: str | None = None  # what a choice said about how long this person can wait
    number_known: bool = True
    back: bool = False  # they called again and stand in the place in line that they had
    code: str | None = None  # spoken while they wait: with it they take up their place from any phone
    exit: str | None = None  # the way out that led here: what the last answer meant
    said: tuple[Said, ...] = ()  # heard before the node's own prompt
    slow: bool = False  # nothing was pressed or said: the prompt is repeated slower
    unhelpful: int = 0  # in a row: wrong keys, silence, unclear speech
    unhelpful_in_call: int = 0
    rounds: int = 0  # rounds of the waiting loop
    position: int | None = None  # place in line, 1 is next
    bound_min: int | None = None  # the best bound announced so far: a later one is never worse
    bound_until_s: int | None = None  # `waited_s` until which that bound holds: then it is said no more
    waited_s: int | None = None  # seconds since the person asked for a human, at the last round
    waiting_from_s: int | None = None  # `waited_s` when this stay in the queue began
    nobody_from_s: int | None = None  # `waited_s` since when no dispatcher is on duty
    need: str | None = None  # what they ask the directory for
    found: Found | None = None  # what it answered; None: it is to be asked
    shown: int = 0  # which of the services found is spoken
    wish: tuple[str, str] | None = None  # id and name of the service they want to be put through to
    sealed: str | None = None  # what they told of somebody in the street, encrypted: core/report/phone/by_phone.py


def changed(visit: Visit, **values: Any) -> Visit:
    """The same visit with other values: dataclasses.replace, ten times quicker. Every step of every call does it."""
    other = object.__new__(Visit)
    vars(other).update(vars(visit), **values)
    if len(vars(other)) > len(vars(visit)):
        raise TypeError(f"a visit has no {', '.join(sorted(values.keys() - vars(visit).keys()))}")
    return other


@dataclass(frozen=True)
class Option:
    """One choice of a menu: the sentence that offers it, and what it sets."""

    key: str
    name: str  # the exit's name: 'place', 'fr'
    text: str  # a msgid with %(key)s
    to: str
    language: str | None = None  # what this choice sets
    topic: str | None = None
    priority: str | None = None  # the same: it may raise the priority of the contact, never lower it
    need: str | None = None  # the same: what the directory is asked for, of knowledge_base/needs.yaml
    quiet: bool = False  # never offered: for those who were told the key
    languages: tuple[str, ...] = ()  # offered in these; empty: in the caller's
    again: tuple[str, ...] = ()  # and in these when nothing was pressed: perhaps nothing was understood
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what a caller may say instead, by language
    intents: tuple[str, ...] = ()  # of `understood`: what the assistant may call it; no key


@dataclass(frozen=True)
class Node:
    """One step of a flow. Fields that its kind does not use keep their defaults."""

    name: str
    kind: Kind
    text: tuple[str, ...] = ()  # msgids, spoken first
    text_withheld: tuple[str, ...] = ()  # callback: instead of `text` when the number is not known
    text_nobody: tuple[str, ...] = ()  # queue: instead of `text` when nobody is on duty
    closing: tuple[str, ...] = ()  # menu: after the options
    closing_again: tuple[str, ...] = ()  # and this when an answer did not help
    meanwhile: tuple[str, ...] = ()  # queue: what can be done while waiting, one each round
    languages: tuple[str, ...] = ()  # spoken in these until a language is chosen; empty: the flow's first
    options: tuple[Option, ...] = ()
    exits: Mapping[str, str] = field(default_factory=dict)
    recorded: Mapping[str, str] = field(default_factory=dict)  # language → address of a recording
    speech: bool = False
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timeout_s: int = 5
    min_digits: int = 1
    max_digits: int = 1
    finish: str = ""
    check: str = ""  # what the core does with the answer: it says with Done(exit) what was found
    silences: int = 0  # after so many silent answers the exit `silence` is taken, where there is one
    target: str = ""  # transfer: 'duty_phone'
    max_s: int = 120  # voicemail: the longest recording
    nobody_after_s: int = 180  # queue: nobody on duty for so long: a callback is offered instead
    max_wait_s: int = 1800
    last: bool = False  # queue: everything else was offered before; here a caller stays as long as they like

    @property
    def understands(self) -> bool:
        """Whether words said here may have a meaning: danger, or what the assistant names. A safe word has none."""
        return self.speech and self.check != "safe_word"


@dataclass(frozen=True)
class Limits:
    """How many unhelpful answers a caller may give before a person takes over."""

    in_a_row: int = 3
    in_call: int = 12


@dataclass(frozen=True)
class Voice:
    """How one language is spoken and heard: Twilio's `language` and `voice` of Say, `language` of Gather."""

    say: str
    name: str
    hear: str


@dataclass(frozen=True)
class Flow:
    """A whole script, read from one YAML file. `hash`: 12 hex digits of its content, voices and layout left out."""

    name: str
    hash: str
    start: str
    person: str  # where 0, a limit, or a node that no longer exists lead
    limits: Limits
    languages: tuple[str, ...]  # every offered language; the first is spoken when none was chosen
    voices: Mapping[str, Voice]
    sentences: Mapping[str, str]  # what the engine itself says, by name
    person_words: Mapping[str, tuple[str, ...]]
    nodes: Mapping[str, Node]
    understood: tuple[Option, ...] = ()  # where the words lead that the assistant understood, at every listen node


@dataclass(frozen=True)
class Prompt:
    """One sentence to speak. `plural`: its plural msgid, by values['count']. `audio`: play this instead.

    `slower`: more than `slow`, for who wants to write it down.
    """

    text: str
    values: Mapping[str, str | int]
    language: str
    plural: str | None = None
    audio: str | None = None
    slow: bool = False
    slower: bool = False


@dataclass(frozen=True)
class Listening:
    """How to listen at a node: keys to gather, seconds of silence allowed, speech."""

    max_digits: int
    finish: str
    timeout_s: int
    speech: bool
    hints: tuple[str, ...]
    language: str
