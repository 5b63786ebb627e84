"""The safety net alone, without the model, on sentences that nobody read who wrote its words: docs/ai.md, "Figures"."""

import csv
from pathlib import Path

from hotline.core.danger import danger

TELLS_112, FRIGHTENED = 85, 9  # of 88 emergencies, of 1265 others; counts only, the sentences are not read


def test_the_net_alone_sends_nearly_every_emergency_to_112_and_hardly_anybody_else() -> None:
    with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    told = [
        row["intent"] == "emergency" for row in rows if (net := danger(row["text"], row["language"])) and net.tells_112
    ]
    assert sum(told) >= TELLS_112
    assert len(told) - sum(told) <= FRIGHTENED
