"""Whoever changes the line finds each node, each kind and each exit explained."""

from pathlib import Path
from typing import get_args

from hotline.core.flow import Kind, load

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8")


def test_each_node_of_each_flow_is_explained():
    nodes = {name for flow in load(ROOT / "ivr_flows").values() for name in flow.nodes}
    assert {name for name in nodes if f"`{name}`" not in DOCS} == set()


def test_each_kind_of_node_is_explained():
    assert {kind for kind in get_args(Kind) if f"| {kind} |" not in DOCS} == set()
