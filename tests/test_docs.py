"""Whoever runs or changes the hotline finds everything explained: settings, commands, jobs, nodes, processes, links."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hotline import jobs
from hotline.cli import cli
from hotline.core import beat
from hotline.core.flow import load
from hotline.core.retention import RULES
from hotline.local.stage import read_procfile
from hotline.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.name != "CHANGELOG.md")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def commands(group: click.Group, path: str) -> Iterator[list[str]]:
    """Each command and subcommand, as its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, f"{path} {name}")
        else:
            yield [path, name]


def is_told(group: str, name: str) -> bool:
    """`hotline user add`, or further down the same line of a list: `hotline user add`, `list`, `remove`."""
    rows = [row for row in DOCS.splitlines() if f"`{group} " in row or f"\n{group} " in row]
    return any(f"{group} {name}" in row or f"`{name}`" in row for row in rows)


def test_each_setting_is_explained() -> None:
    names = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {name for name in names if f"`{name}`" not in DOCS} == set()


def test_each_variable_that_a_file_of_ours_reads_is_explained() -> None:
    read = re.compile(r"os\.environ(?:\.get\(|\[)['\"]([A-Z_]+)['\"]")
    names = {name for file in (ROOT / "hotline").rglob("*.py") for name in read.findall(file.read_text())}
    assert "WEB_CONCURRENCY" in names
    assert {name for name in names - {"PATH", "HOME"} if f"`{name}`" not in DOCS} == set()


def test_each_command_is_explained() -> None:
    assert [f"{group} {name}" for group, name in commands(cli, "hotline") if not is_told(group, name)] == []


def test_each_job_is_explained() -> None:
    names = {*jobs.KEEPING, jobs.show_life.__name__}
    assert {name for name in names if f"`{name}`" not in DOCS} == set()


def test_each_node_of_each_flow_is_explained() -> None:
    nodes = {name for flow in load(ROOT / "ivr_flows").values() for name in flow.nodes}
    assert {name for name in nodes if f"`{name}`" not in DOCS} == set()


def test_each_process_is_explained() -> None:
    names = {*read_procfile(ROOT / "Procfile"), *beat.PARTS}
    assert {name for name in names if f"| `{name}` |" not in DOCS} == set()


def test_each_personal_datum_has_its_line_in_the_privacy_page() -> None:
    privacy = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert {column for column in RULES if f"`{column}`" not in privacy} == set()


def test_each_decision_has_a_number_of_its_own_and_says_why() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(page.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    for page in decisions:
        text = page.read_text(encoding="utf-8")
        assert all(f"\n## {part}\n" in text for part in ("Why", "Decision", "What follows")), page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, heading = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (heading and heading not in anchors(there)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    titles = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_file_that_the_code_points_to_is_there() -> None:
    named = re.compile(r"docs/[\w/.-]+\.md")
    files = [*(ROOT / "hotline").rglob("*.py"), *(ROOT / "ivr_flows").glob("*.yaml")]
    pointed = {name for file in files for name in named.findall(file.read_text(encoding="utf-8"))}
    assert {name for name in pointed if not (ROOT / name).exists()} == set()
