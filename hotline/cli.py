"""The command `hotline`. Each command's code is loaded only when it is asked for, so that all start fast.

A new command is one line here: its name, the object to load, and its help line.
"""

import importlib
import sys

import click

from hotline.settings import WrongSetting

COMMANDS = {
    "run": ("hotline.local.run_command:command", "Run the whole hotline on this computer."),
    "release": ("hotline.release:command", "Prepare the database for this version."),
    "worker": ("hotline.worker:command", "Carry out promises: `worker rings` rings, `worker` the rest."),
    "clock": ("hotline.clock:command", "Every few seconds, look after those who wait."),
    "assistant": ("hotline.assistant_command:command", "What the assistant understands, answers and does."),
    "bot": ("hotline.bot.command:command", "The assistant on this machine: installed, trained, served."),
    "carrier": ("hotline.local.carrier.command:command", "The simulated phone network."),
    "call": ("hotline.local.caller:command", "A telephone in the terminal."),
    "user": ("hotline.user_command:command", "Add people who answer."),
    "contact": ("hotline.contact_command:command", "What somebody asks of us about themselves."),
    "centres": ("hotline.centres_command:command", "The centres that give people a bed."),
    "directory": ("hotline.directory_command:command", "What helps, where, when, for whom."),
    "places": ("hotline.places_command:command", "Where people say they are, and official files of it."),
    "report": ("hotline.report_command:command", "Counts and waits of a month, as CSV."),
    "reports": ("hotline.reports_command:command", "Street reports: where a place described in words is."),
    "rota": ("hotline.rota_command:command", "Who is on shift when; what happens when nobody answers."),
    "flows": ("hotline.flows_command:command", "Check what callers hear, or walk through it."),
    "texts": ("hotline.texts_command:command", "Collect and check the translations."),
    "fallback": ("hotline.fallback_command:command", "What callers hear when all else is down."),
    "doctor": ("hotline.doctor:command", "Check a deployment and say what to do."),
    "local": ("hotline.local.demo_command:command", "What only the demo on a laptop needs."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """The hotline: from a call or a message to a person who can help."""


def main() -> None:
    """Run a command. Exit 0, or 2 for bad input and for a missing or wrong setting, in one line."""
    try:
        cli(prog_name="hotline")
    except WrongSetting as wrong:
        click.echo(f"hotline: {wrong}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
