"""Reads the YAML files of ivr_flows/ and refuses a flow that could leave a caller nowhere, naming the place."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml

from hotline.core.flow_types import Flow, Kind, Limits, Node, Option, Voice
from hotline.core.meaning import INTENTS
from hotline.core.words import Priority

SENTENCES = (
    "wrong", "unclear", "offer", "connecting", "moved", "lost", "still_waiting", "next", "position", "nobody",
    "bound", "bound_plural", "back", "anew", "code",
)  # fmt: skip
TEXTS = {"text", "text_withheld", "text_nobody", "closing", "closing_again", "meanwhile"}
NUMBERS = {"timeout_s", "min_digits", "max_digits", "max_s", "nobody_after_s", "max_wait_s", "silences"}
PLAIN = {"speech", "finish", "target", "check", "last"}
GROUPS = {"recorded", "hints"}
FIELDS = {"kind", "languages", "options", "exits", "next"} | TEXTS | NUMBERS | PLAIN | GROUPS
OPTION_FIELDS = {"key", "name", "text", "to", "quiet", "languages", "again", "words"}
OPTION_FIELDS |= {"language", "topic", "priority", "need"}
CHECKS: Mapping[str, set[str]] = {
    "code": {"back", "partner", "centre"},
    "free_places": {"told"},
    "safe_word": {"kept"},
    "call_window": set(),
    "text_safe": {"sent", "not_sent"},
    "street_door": {"told"},
    "street_place": {"located", "which", "unclear"},
    "street_which": {"chosen", "located", "unclear"},
    "street_right": set(),
    "street_count": {"counted"},
    "street_key": set(),
    "street_spoken": {"no_text"},
    "street_share": {"sent", "urgent"},
    "street_code": set(),
    "street_asked": {"told", "unknown"},
    "street_told": set(),
}  # what the core can find for an answer: exits that the node must have
FLOW_FIELDS = {"start", "person", "limits", "languages", "voices", "sentences", "person_words", "nodes", "understood"}
DANGERS = ("emergency", "suicide", "minor", "violence", "medicine")  # what the safety net finds in words
WAY_FIELDS = {"name", "intents", "topic", "priority", "need", "to"}
EXITS: Mapping[str, set[str]] = {
    "say": {"next"},
    "goto": {"next"},
    "ask": {"answered"},
    "directory": {"nothing", "failed"},
    "queue": {"leave", "nobody", "too_long", "failed"},
    "callback": {"taken", "none"},
    "voicemail": {"recorded", "nothing"},
    "transfer": {"answered", "failed"},
}
MAY_EXIT = {
    "menu": {"person", "limit", "silence"},
    "listen": {"person", "limit", "silence"},
    "ask": {"person", "limit", "silence"},
    "directory": {"person", "limit", "silence"},
    "callback": {"person", "message", "wishes"},
    "voicemail": {"person"},
}
WITH_OPTIONS = ("menu", "listen", "directory")
DIGITS: Mapping[str, dict[str, Any]] = {
    "callback": {"min_digits": 9, "max_digits": 15, "finish": "#"},
    "ask": {"max_digits": 20, "finish": "#"},
    "listen": {"speech": True},
}


class BrokenFlow(ValueError):
    """A flow cannot be used. The message is one line: file, node, field, and what is wrong."""


def load(folder: Path) -> dict[str, Flow]:
    """All flows of a folder by name (the file's name). Raises BrokenFlow."""
    flows = {path.stem: read(path) for path in sorted(folder.glob("*.yaml"))}
    if not flows:
        raise BrokenFlow(f"{folder}: no flow here, expected *.yaml")
    return flows


def read(path: Path) -> Flow:
    """One flow from its file. Raises BrokenFlow with the file's name."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return parse(path.stem, content)
    except (BrokenFlow, yaml.YAMLError, OSError) as error:
        raise BrokenFlow(f"{path.name}: {' '.join(str(error).split())}") from None


def parse(name: str, content: object) -> Flow:
    """A flow from the values of its file. Raises BrokenFlow with the node and the field."""
    fields = _mapping(content, "the file")
    _known(fields, FLOW_FIELDS, "the file")
    nodes = {str(key): _node(str(key), value) for key, value in _mapping(fields.get("nodes"), "nodes").items()}
    flow = Flow(
        name=name,
        hash=_hash(fields),
        start=_text(fields, "start", "the file"),
        person=_text(fields, "person", "the file"),
        limits=_limits(fields.get("limits", {})),
        languages=_words(fields.get("languages"), "languages"),
        voices={str(key): _voice(str(key), value) for key, value in _mapping(fields.get("voices"), "voices").items()},
        sentences=_sentences(_mapping(fields.get("sentences"), "sentences")),
        person_words=_groups(fields.get("person_words", {}), "person_words"),
        nodes=nodes,
        understood=tuple(_way(one) for one in fields.get("understood", ())),
    )
    _check(flow)
    return flow


def _hash(fields: Mapping[str, Any]) -> str:
    content = {key: value for key, value in fields.items() if key != "voices"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _node(name: str, value: object) -> Node:
    fields = _mapping(value, f"node {name}")
    _known(fields, FIELDS, f"node {name}")
    kind: Any = fields.get("kind")
    if kind not in get_args(Kind):
        raise BrokenFlow(f"node {name}, kind: {kind!r} is none of {', '.join(get_args(Kind))}")
    exits = {str(key): str(target) for key, target in _mapping(fields.get("exits", {}), f"node {name}, exits").items()}
    if "next" in fields:
        exits["next"] = str(fields["next"])
    values: dict[str, Any] = dict(DIGITS.get(kind, {}))
    for field in fields.keys() & (TEXTS | {"languages"}):
        values[field] = _words(fields[field], f"node {name}, {field}")
    for field in fields.keys() & NUMBERS:
        values[field] = _number(fields[field], f"node {name}, {field}")
    for field in fields.keys() & PLAIN:
        values[field] = fields[field]
    if "recorded" in fields:
        values["recorded"] = {str(k): str(v) for k, v in _mapping(fields["recorded"], f"node {name}, recorded").items()}
    if "hints" in fields:
        values["hints"] = _groups(fields["hints"], f"node {name}, hints")
    options = tuple(_option(name, one) for one in fields.get("options", ()))
    return Node(name=name, kind=kind, exits=exits, options=options, **values)


def _option(node: str, value: object) -> Option:
    where = f"node {node}, options"
    fields = _mapping(value, where)
    _known(fields, OPTION_FIELDS, where)
    language = fields.get("language")
    return Option(
        key=_key(fields, where),
        name=str(fields.get("name") or language or fields.get("topic") or f"key_{fields.get('key')}"),
        text=_text(fields, "text", where),
        to=_text(fields, "to", where),
        language=language,
        topic=fields.get("topic"),
        priority=_priority(fields.get("priority"), where),
        need=fields.get("need"),
        quiet=fields.get("quiet") is True,
        languages=_words(fields.get("languages", [language] if language else []), f"{where}, languages"),
        again=_words(fields.get("again", []), f"{where}, again"),
        words=_groups(fields.get("words", {}), f"{where}, words"),
    )


def _way(value: object) -> Option:
    """Where words lead that the assistant understood: an option without a key."""
    fields = _mapping(value, "understood")
    _known(fields, WAY_FIELDS, "understood")
    return Option(
        key="",
        name=_text(fields, "name", "understood"),
        text="",
        to=_text(fields, "to", "understood"),
        topic=fields.get("topic"),
        priority=_priority(fields.get("priority"), "understood"),
        need=fields.get("need"),
        intents=_words(fields.get("intents"), "understood, intents"),
    )


def _check(flow: Flow) -> None:
    """What makes no sense by itself, before any walking: unknown names, missing exits, circles of say nodes."""
    for node in flow.nodes.values():
        _check_exits(flow, node)
        keys = [option.key for option in node.options]
        if len(set(keys)) < len(keys):
            raise BrokenFlow(f"node {node.name}, options: a key is used twice")
        if (node.kind in WITH_OPTIONS) != bool(node.options):
            raise BrokenFlow(f"node {node.name}, options: a menu has options, other nodes have none")
    for field, name in (("start", flow.start), ("person", flow.person)):
        if name not in flow.nodes:
            raise BrokenFlow(f"{field}: there is no node {name}")
    _check_understood(flow)
    _check_languages(flow)


def _check_understood(flow: Flow) -> None:
    """Each danger leads somewhere; nothing leads to two places, or nowhere."""
    intents = [intent for way in flow.understood for intent in way.intents]
    if any(node.kind == "listen" for node in flow.nodes.values()):
        intents_missing = [kind for kind in DANGERS if kind not in intents]
        if intents_missing:
            raise BrokenFlow(f"understood: {intents_missing[0]} leads nowhere")
    for intent in intents:
        if intent not in INTENTS and intent not in DANGERS:
            raise BrokenFlow(f"understood: {intent} is no intent")
        if intents.count(intent) > 1:
            raise BrokenFlow(f"understood: {intent} leads to two places")
    for way in flow.understood:
        if way.to not in flow.nodes:
            raise BrokenFlow(f"understood, {way.name}: there is no node {way.to}")


def _check_exits(flow: Flow, node: Node) -> None:
    if node.check and node.check not in CHECKS:
        raise BrokenFlow(f"node {node.name}, check: {node.check!r} is none of {', '.join(CHECKS)}")
    needed = CHECKS[node.check] if node.check else EXITS.get(node.kind, set())
    extra = node.exits.keys() - needed - MAY_EXIT.get(node.kind, set())
    for problem, names in (("is missing", needed - node.exits.keys()), ("does not exist for this kind", extra)):
        if names:
            raise BrokenFlow(f"node {node.name}, exits: {sorted(names)[0]} {problem}")
    for target in [*node.exits.values(), *(option.to for option in node.options)]:
        if target not in flow.nodes:
            raise BrokenFlow(f"node {node.name}, exits: there is no node {target}")
    seen, here = {node.name}, node
    while "next" in here.exits:
        here = flow.nodes.get(here.exits["next"], Node("", "hangup"))
        if here.name in seen:
            raise BrokenFlow(f"node {node.name}, next: goes round in a circle")
        seen.add(here.name)


def _check_languages(flow: Flow) -> None:
    chosen = {option.language for node in flow.nodes.values() for option in node.options if option.language}
    named = {language for node in flow.nodes.values() for language in node.languages}
    named |= {language for node in flow.nodes.values() for option in node.options for language in option.again}
    for language in sorted(chosen | named | set(flow.languages)):
        if language not in flow.languages:
            raise BrokenFlow(f"languages: {language} is used but not in the list")
        if language not in flow.voices:
            raise BrokenFlow(f"voices: {language} has none")


def _limits(value: object) -> Limits:
    fields = _mapping(value, "limits")
    _known(fields, {"in_a_row", "in_call"}, "limits")
    return Limits(**{key: _number(number, f"limits, {key}") for key, number in fields.items()})


def _voice(language: str, value: object) -> Voice:
    fields = _mapping(value, f"voices, {language}")
    _known(fields, {"say", "name", "hear"}, f"voices, {language}")
    return Voice(*(_text(fields, field, f"voices, {language}") for field in ("say", "name", "hear")))


def _sentences(fields: Mapping[str, Any]) -> dict[str, str]:
    _known(fields, set(SENTENCES), "sentences")
    return {name: _text(fields, name, "sentences") for name in SENTENCES}


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BrokenFlow(f"{where}: expected names with values")
    return value


def _known(fields: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(str(field) for field in fields if field not in allowed)
    if unknown:
        raise BrokenFlow(f"{where}: unknown field {unknown[0]}")


def _text(fields: Mapping[str, Any], field: str, where: str) -> str:
    value = fields.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BrokenFlow(f"{where}, {field}: expected a text")
    return value


def _priority(value: object, where: str) -> str | None:
    if value is not None and value not in set(Priority):
        raise BrokenFlow(f"{where}, priority: {value!r} is none of {', '.join(Priority)}")
    return None if value is None else str(value)


def _key(fields: Mapping[str, Any], where: str) -> str:
    key = str(fields.get("key"))
    if key not in set("12345678*#"):
        raise BrokenFlow(f"{where}, key: {key} is not one of 1–8, * and # (0 is a person, 9 repeats)")
    return key


def _number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BrokenFlow(f"{where}: expected a whole number from 1")
    return value


def _words(value: object, where: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, Iterable) or not all(isinstance(one, str) and one.strip() for one in values):
        raise BrokenFlow(f"{where}: expected one text or a list of texts")
    return tuple(values)


def _groups(value: object, where: str) -> dict[str, tuple[str, ...]]:
    return {str(key): _words(words, f"{where}, {key}") for key, words in _mapping(value, where).items()}
