"""`make bench`: measures on this machine, and writes build/bench.json. Each key is defined beside its code."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.bench import calls, chat, directory, hung, steps, streams, waiting
from tests.bench.house import BIN, ROOT, House, open_house

Part = Callable[[House], dict[str, Any]]


def flows(house: House) -> dict[str, Any]:
    """`flows_check_s`: seconds of `hotline flows check`, the proof over every state of every flow."""
    began = time.perf_counter()
    subprocess.run(
        [BIN / "hotline", "flows", "check"], cwd=ROOT, env=house.environment, check=True, capture_output=True
    )
    return {"flows_check_s": round(time.perf_counter() - began, 2)}


def machine(house: House) -> dict[str, Any]:
    """What the figures were measured on; `load`: the machine's load average (1 min) before the measurement."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processors": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "postgresql": house.rows("show server_version")[0][0],
            "load": round(os.getloadavg()[0], 2),
        },
        "fsync": house.rows("show fsync")[0][0],
        "synchronous_commit": house.rows("show synchronous_commit")[0][0],
    }


PARTS: dict[str, Part] = {
    "machine": machine,
    "steps": steps.measure,
    "calls": calls.measure,
    "waiting": waiting.measure,
    "streams": streams.measure,
    "flows": flows,
    "directory": directory.measure,
    "chat": chat.measure,
    "hung": hung.measure,
}


def main(wanted: list[str]) -> None:
    """Measure these parts, or all; each is on the disk as soon as it is done."""
    found: dict[str, Any] = {}
    target = ROOT / "build/bench.json"
    target.parent.mkdir(exist_ok=True)
    with open_house() as house:
        for name in wanted or PARTS:
            began = time.monotonic()
            found |= PARTS[name](house)
            sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
            target.write_text(json.dumps(found, indent=2) + "\n")
    sys.stdout.write(target.read_text())


if __name__ == "__main__":
    main(sys.argv[1:])
