"""The house keeps its shape: who may import whom, and no file too long to read."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "hotline"
CHANNELS = {"voice", "messaging", "chat", "site", "console"}
OUTSIDE_CORE = {"flask", "twilio", "rasa", "rq", "redis", "gunicorn", "gevent", "werkzeug", "requests", "click"}
LONGEST = 400


@cache
def modules() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py") if "node_modules" not in path.parts)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module a file asks for, also inside functions; `from a import b` counts as a and a.b."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def asked_for(folder: str) -> set[tuple[str, str]]:
    """(file, imported module) for everything below a folder or in one file of the house."""
    where = [path for path in modules() if name_of(path) == f"hotline.{folder}" or f"hotline/{folder}/" in str(path)]
    assert where, folder
    return {(str(path.relative_to(ROOT)), name) for path in where for name in imports(path)}


def of(name: str, *tops: str) -> bool:
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def test_the_core_knows_no_web_no_provider_and_no_redis() -> None:
    found = asked_for("core")
    assert {pair for pair in found if pair[1].split(".")[0] in OUTSIDE_CORE} == set()
    house = {pair for pair in found if of(pair[1], "hotline")}
    allowed = ("hotline.core", "hotline.db", "hotline.texts")
    assert {pair for pair in house if pair[1] != "hotline" and not of(pair[1], *allowed)} == set()


def test_the_database_knows_nothing_of_the_house() -> None:
    assert {pair for pair in asked_for("db") if of(pair[1], "hotline") and not of(pair[1], "hotline.green")} == set()


@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_channels_never_import_each_other(channel: str) -> None:
    if not (HOUSE / channel).is_dir():
        pytest.skip(f"there is no {channel} yet")
    others = [f"hotline.{other}" for other in CHANNELS - {channel}]
    wrong = {pair for pair in asked_for(channel) if of(pair[1], *others, "hotline.jobs", "hotline.clock")}
    assert wrong == set()


def test_gateways_know_the_core_and_the_settings_and_nothing_above() -> None:
    allowed = ("hotline.core", "hotline.settings", "hotline.gateways")
    house = {pair for pair in asked_for("gateways") if of(pair[1], "hotline")}
    assert {pair for pair in house if not of(pair[1], *allowed)} == set()


def test_jobs_and_the_clock_know_no_channel() -> None:
    channels = [f"hotline.{channel}" for channel in CHANNELS]
    wrong = {pair for part in ("jobs", "clock", "worker") for pair in asked_for(part) if of(pair[1], *channels)}
    assert wrong == set()


def test_paper_knows_what_stands_on_a_sheet_and_only_who_has_time_for_it_sets_one() -> None:
    house = {name for _, name in asked_for("paper") if of(name, "hotline")}
    assert {name for name in house if not of(name, "hotline.core", "hotline.paper")} == set()
    wrong = {pair for part in (*CHANNELS, "core", "web", "apps") if (HOUSE / part).exists() for pair in asked_for(part)}
    assert {pair for pair in wrong if of(pair[1], "hotline.paper", "typst")} == set()


def test_a_webhook_never_waits_for_the_provider() -> None:
    """Who holds the line is not kept waiting: what the provider must do goes through the outbox."""
    wrong = {pair for channel in ("voice", "messaging", "site") for pair in asked_for(channel)}
    assert {pair for pair in wrong if of(pair[1], "hotline.gateways")} == set()


def test_each_web_app_loads_only_its_own_channels() -> None:
    """The public process has no staff page in its memory."""
    top = {name for node in parsed(HOUSE / "web.py").body for name in _top(node)}
    assert not {name for name in top if of(name, *(f"hotline.{channel}" for channel in CHANNELS))}


def _top(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield node.module or ""
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_local_folder_is_for_laptops_only() -> None:
    """Nothing that runs in production needs the simulated network or the embedded servers at its start."""
    above = {"cli", "doctor", "doctor_network", "doctor_servers"}
    for path in modules():
        name = name_of(path)
        if of(name, "hotline.local") or name.removeprefix("hotline.") in above or "command" in name:
            continue
        tops = {one for node in parsed(path).body for one in _top(node)}
        assert {one for one in tops if of(one, "hotline.local")} == set(), name


@pytest.mark.parametrize("folder", ["hotline", "tests"])
def test_no_file_is_too_long_to_read(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_every_process_knows_every_table() -> None:
    """A row leads to another table: whoever builds the house's parts must have heard of both."""
    script = """
import hotline.web
from hotline.db import Base

print(len([key.column for table in Base.metadata.tables.values() for key in table.foreign_keys]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
