"""`hotline flows`: prove that no caller is left alone, or walk through a flow in the terminal."""

import sys
from pathlib import Path

import click

from hotline import texts
from hotline.core import flow, flow_check, flow_walk, flow_ways

FOLDER = Path(__file__).parents[1] / "ivr_flows"
folder_option = click.option(
    "--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where the YAML files are."
)


@click.group()
def command() -> None:
    """What callers hear: ivr_flows/*.yaml."""


@command.command()
@folder_option
def check(folder: Path) -> None:
    """Walk every state and event of each flow; exit 1 with the paths that break a promise, 2 for a broken file."""
    broken = False
    for one in _load(folder).values():
        proof = flow_check.prove(one, texts.has)
        click.echo(f"{one.name} {one.hash}: {proof.states} states, {proof.events} events")
        for way in flow_ways.ways(one, texts.words):
            click.echo(f"  {way.language}: {way.seconds:.1f} s of prompts, {way.keys} keys to the human queue")
        for problem in proof.problems:
            click.echo(f"  broken: {problem}")
        broken = broken or bool(proof.problems)
    if broken:
        raise SystemExit(1)
    click.echo("no caller is left alone")


@command.command()
@click.argument("name", default="line")
@click.option("--withheld", is_flag=True, help="The caller's number is not known.")
@folder_option
def walk(name: str, withheld: bool, folder: Path) -> None:
    """Be a caller: digits are keys, an empty line is silence, words are speech; `?` lists the rest."""
    flows = _load(folder)
    if name not in flows:
        raise click.UsageError(f"there is no flow {name}; there are: {', '.join(flows)}")
    for line in flow_walk.walk(flows[name], sys.stdin, number_known=not withheld, words=texts.words):
        click.echo(line)


def _load(folder: Path) -> dict[str, flow.Flow]:
    try:
        return flow.load(folder)
    except flow.BrokenFlow as broken:
        raise click.UsageError(str(broken)) from None
