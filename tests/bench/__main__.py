"""`make bench`: measures on this machine, and writes build/bench.json. Each key is defined beside its code."""

import json
import sys

from tests.bench import steps
from tests.bench.house import ROOT, open_house

PARTS = {"steps": steps.measure}


def main(wanted: list[str]) -> None:
    found: dict[str, object] = {}
    with open_house() as house:
        for name in wanted or PARTS:
            sys.stderr.write(f"{name} …\n")
            found |= PARTS[name](house)
    target = ROOT / "build/bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n")
    sys.stdout.write(target.read_text())


if __name__ == "__main__":
    main(sys.argv[1:])
