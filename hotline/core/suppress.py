"""Small numbers name people. What a published table hides, and that nobody can work it out again.

The guarantee, also against who knows this program and the exact total from elsewhere: for each cell of 1 to 4 people
there is another table with the same total that would have been printed in just the same way and has another number
there. Proved over all small tables in tests/core/test_suppress.py. Left open: every single row holds exactly four.
"""

from collections.abc import Mapping
from math import floor

LEAST = 5  # a cell under this is not printed
SMALL, KEPT_BACK = "<5", "*"
STEP = 100  # shares are printed in hundredths, rounded down


def table(counts: Mapping[str, int]) -> tuple[dict[str, str], str]:
    """The cells of a table in which each contact stands once, and its total, as they may be printed.

    `<5` is 0 to 4. Where that alone would give a cell away (it is the only one, or nearly all are full), the next
    larger cell is kept back too, as `*`; with none, the total.
    """
    shown = {row: str(count) for row, count in counts.items()}
    small = [row for row, count in counts.items() if count < LEAST]
    people, total = sum(counts[row] for row in small), sum(counts.values())
    if not small or (people == 0 and len(small) > 1) or total == 0:
        return shown, str(total)
    shown.update(dict.fromkeys(small, SMALL))
    if len(small) > 1 and people < (LEAST - 1) * len(small) - 1:
        return shown, alone(total)
    shelter = _next_larger(counts, small[-1])
    if shelter is None:
        return shown, KEPT_BACK
    shown[shelter] = KEPT_BACK
    return shown, alone(total)


def alone(count: int) -> str:
    """A number that is no part of a sum which is printed too."""
    return SMALL if 0 < count < LEAST else str(count)


def share(part: int, whole: int) -> str:
    """part ÷ whole in hundredths, rounded down; empty when there is nobody.

    Kept back when the part or the rest is under 5 people and a hundredth is fine enough to count them.
    """
    if whole == 0:
        return ""
    if whole < LEAST:
        return SMALL
    few = 0 < part < LEAST or 0 < whole - part < LEAST
    return KEPT_BACK if few and whole < LEAST * STEP else f"{floor(part * STEP / whole) / STEP:.2f}"


def _next_larger(counts: Mapping[str, int], row: str) -> str | None:
    """The first cell after this row, round the table, that is not small. By place, never by size: size would tell."""
    rows = list(counts)
    place = rows.index(row) + 1
    return next((other for other in rows[place:] + rows[:place] if counts[other] >= LEAST), None)
