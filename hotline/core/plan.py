"""What happens when nobody takes a person: which phones ring after how many seconds. Data: duty/escalation.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

RINGS = ("available", "on_shift", "duty_phone")
CHANNELS = ("voice", "callback", "voicemail", "danger")
NUMBERS = (
    "ring_s",
    "rest_s",
    "calls_a_second",
    "missed_rings",
    "wrap_up_s",
    "left_s",
    "offer_s",
    "alert_s",
    "chat_gone_s",
    "text_gone_s",
)


class BrokenPlan(ValueError):
    """The plan cannot be used. The message is one line: the file, the place, and what is wrong."""


@dataclass(frozen=True)
class Step:
    """From `after_s` on, at most `most` phones of this group ring, each once. `at_once`: nobody on duty, no delay."""

    name: str
    after_s: int
    ring: str
    most: int
    at_once: bool = False


@dataclass(frozen=True)
class Plan:
    """The whole plan: steps by channel in the order of their time, and the limits around them."""

    ring_s: int
    rest_s: int
    calls_a_second: int
    missed_rings: int
    wrap_up_s: int
    left_s: int
    offer_s: int
    alert_s: int
    chat_gone_s: int
    text_gone_s: int
    steps: Mapping[str, tuple[Step, ...]]

    @property
    def wrap_up(self) -> timedelta:
        return timedelta(seconds=self.wrap_up_s)

    @property
    def offer(self) -> timedelta:
        return timedelta(seconds=self.offer_s)

    @property
    def left(self) -> timedelta:
        return timedelta(seconds=self.left_s)


def read(path: Path) -> Plan:
    """The plan from its file. Raises BrokenPlan with the file's name."""
    try:
        return parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (BrokenPlan, yaml.YAMLError, OSError) as error:
        raise BrokenPlan(f"{path.name}: {' '.join(str(error).split())}") from None


def parse(content: object) -> Plan:
    """The plan from the values of its file. Raises BrokenPlan with the place."""
    fields = _mapping(content, "the file", {*NUMBERS, "steps"})
    steps = _mapping(fields.get("steps"), "steps", set(CHANNELS))
    return Plan(
        **{name: _number(fields.get(name), name) for name in NUMBERS},
        steps={channel: _steps(channel, values) for channel, values in steps.items()},
    )


def _steps(channel: str, values: object) -> tuple[Step, ...]:
    if not isinstance(values, list):
        raise BrokenPlan(f"steps, {channel}: expected a list")
    steps = tuple(_step(f"steps, {channel}, {number}", value) for number, value in enumerate(values, start=1))
    if len({step.name for step in steps}) < len(steps):
        raise BrokenPlan(f"steps, {channel}: a name is used twice")
    if list(steps) != sorted(steps, key=lambda step: step.after_s):
        raise BrokenPlan(f"steps, {channel}: not in the order of their time")
    if channel == "voice" and not any(step.ring == "duty_phone" and step.at_once for step in steps):
        raise BrokenPlan("steps, voice: with nobody on duty the duty phone must ring at once")
    return steps


def _step(where: str, value: object) -> Step:
    fields = _mapping(value, where, {"name", "after_s", "ring", "most", "at_once"})
    name, ring = fields.get("name"), fields.get("ring")
    if not isinstance(name, str) or not 0 < len(name) <= 20:
        raise BrokenPlan(f"{where}, name: expected a short word")
    if ring not in RINGS:
        raise BrokenPlan(f"{where}, ring: {ring!r} is none of {', '.join(RINGS)}")
    after_s, most = _number(fields.get("after_s"), f"{where}, after_s"), _number(fields.get("most"), f"{where}, most")
    return Step(name, after_s, ring, most, fields.get("at_once") is True)


def _mapping(value: object, where: str, allowed: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BrokenPlan(f"{where}: expected names with values")
    unknown = sorted(str(name) for name in value if name not in allowed)
    if unknown:
        raise BrokenPlan(f"{where}: unknown field {unknown[0]}")
    return value


def _number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BrokenPlan(f"{where}: expected a whole number from 1")
    return value
