"""`hotline carrier`: starts the simulated phone network."""

import os
import sys

import click


@click.command()
def command() -> None:
    """Run the simulated phone network at HOTLINE_CARRIER_URL (for demo, tests and load tests).

    HOTLINE_CARRIER_SPEED=50 makes prompts and pauses fifty times as short; HOTLINE_CARRIER_CALLS_PER_S=1 limits
    outgoing calls as Twilio does.
    """
    # a fresh interpreter: gevent has to patch the sockets before anything else is imported
    os.execv(sys.executable, [sys.executable, "-m", "hotline.local.carrier"])  # noqa: S606
