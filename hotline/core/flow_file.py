"""Reads the YAML files of ivr_flows/ and refuses a flow that could leave a caller nowhere, naming the place."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml

from hotline.core.flow_types import Flow, Kind, Limits, Node, Option, Voice

SENTENCES = (
    "wrong", "unclear", "offer", "connecting", "moved", "lost", "still_waiting", "next", "position", "nobody",
    "bound", "bound_plural",
)  # fmt: skip
TEXTS = {"text", "text_withheld", "closing", "meanwhile"}
NUMBERS = {"timeout_s", "min_digits", "max_digits", "max_s", "nobody_after_s", "max_wait_s"}
PLAIN = {"speech", "finish", "target"}
GROUPS = {"recorded", "hints"}
FIELDS = {"kind", "languages", "options", "exits", "next"} | TEXTS | NUMBERS | PLAIN | GROUPS
OPTION_FIELDS = {"key", "name", "text", "to", "language", "topic", "languages", "again", "words"}
FLOW_FIELDS = {"start", "person", "limits", "languages", "voices", "sentences", "person_words", "nodes"}
EXITS: Mapping[str, set[str]] = {
    "say": {"next"},
    "goto": {"next"},
    "ask": {"answered"},
    "queue": {"leave", "nobody", "too_long", "failed"},
    "callback": {"taken", "none"},
    "voicemail": {"recorded", "nothing"},
    "transfer": {"answered", "failed"},
}
MAY_EXIT = {"menu": {"person", "limit"}, "ask": {"person", "limit"}, "callback": {"person"}, "voicemail": {"person"}}
DIGITS: Mapping[str, dict[str, Any]] = {
    "callback": {"min_digits": 9, "max_digits": 15, "finish": "#"},
    "ask": {"max_digits": 20, "finish": "#"},
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
        languages=_words(fields.get("languages", [language] if language else []), f"{where}, languages"),
        again=_words(fields.get("again", []), f"{where}, again"),
        words=_groups(fields.get("words", {}), f"{where}, words"),
    )


def _check(flow: Flow) -> None:
    """What makes no sense by itself, before any walking: unknown names, missing exits, circles of say nodes."""
    for node in flow.nodes.values():
        _check_exits(flow, node)
        keys = [option.key for option in node.options]
        if len(set(keys)) < len(keys):
            raise BrokenFlow(f"node {node.name}, options: a key is used twice")
        if (node.kind == "menu") != bool(node.options):
            raise BrokenFlow(f"node {node.name}, options: a menu has options, other nodes have none")
    for field, name in (("start", flow.start), ("person", flow.person)):
        if name not in flow.nodes:
            raise BrokenFlow(f"{field}: there is no node {name}")
    _check_languages(flow)


def _check_exits(flow: Flow, node: Node) -> None:
    needed = EXITS.get(node.kind, set())
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
