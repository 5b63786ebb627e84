"""What a table hides cannot be worked out again, not even by who knows the program and the total."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline.core.suppress import KEPT_BACK, LEAST, SMALL, alone, share, table

counts = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=5)


def printed(cells: tuple[int, ...]) -> tuple[tuple[str, ...], str]:
    shown, total = table({str(row): count for row, count in enumerate(cells)})
    return tuple(shown.values()), total


def others_printed_the_same(cells: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every table with this total that is printed as this one: what a reader must reckon with.

    A total that is kept back could be any, but no smaller table than these is needed.
    """
    shown, total = printed(cells)
    small = [row for row, text in enumerate(shown) if text == SMALL]
    sheltered = [row for row, text in enumerate(shown) if text == KEPT_BACK]
    totals = [sum(cells)] if total != KEPT_BACK else range(sum(cells) + 2)
    found = []
    for guess, people in product(product(range(LEAST), repeat=len(small)), totals):
        other = list(cells)
        for row, count in zip(small, guess, strict=True):
            other[row] = count
        for row in sheltered:
            other[row] += people - sum(other)
        if sum(other) == people and min(other) >= 0 and printed(tuple(other)) == (shown, total):
            found.append(tuple(other))
    return found


@given(counts)
@example([1, 5])
@example([4, 4])
@example([4, 4, 5])
@example([3, 4])
@example([0, 5])
@example([2])
@example([4])
def test_no_cell_of_one_to_four_people_can_be_worked_out(cells: list[int]) -> None:
    possible = others_printed_the_same(tuple(cells))
    assert tuple(cells) in possible
    for row, count in enumerate(cells):
        if 0 < count < LEAST:
            assert len({other[row] for other in possible}) > 1, (cells, printed(tuple(cells)))


@pytest.mark.parametrize("rows", [2, 3])
def test_the_same_holds_for_each_small_table_there_is(rows: int) -> None:
    for cells in product(range(8), repeat=rows):
        possible = others_printed_the_same(cells)
        for row, count in enumerate(cells):
            if 0 < count < LEAST:
                assert len({other[row] for other in possible}) > 1, (cells, printed(cells))


@given(counts)
def test_no_more_is_hidden_than_must_be(cells: list[int]) -> None:
    shown, total = printed(tuple(cells))
    for count, text in zip(cells, shown, strict=True):
        assert text in ({SMALL, str(count)} if count == 0 else {SMALL} if count < LEAST else {str(count), KEPT_BACK})
    assert shown.count(KEPT_BACK) <= 1
    if all(count == 0 or count >= LEAST for count in cells) and cells.count(0) != 1:
        assert (list(shown), total) == ([str(count) for count in cells], str(sum(cells)))


def test_a_lone_small_cell_takes_the_next_one_with_it() -> None:
    assert printed((3, 40, 50)) == ((SMALL, KEPT_BACK, "50"), "93")
    assert printed((40, 50, 3)) == ((KEPT_BACK, "50", SMALL), "93")


def test_several_small_cells_hide_each_other_and_a_nought_among_them_is_hidden_too() -> None:
    assert printed((3, 40, 0, 1)) == ((SMALL, "40", SMALL, SMALL), "44")


def test_nobody_is_nobody() -> None:
    assert printed((0, 0, 12)) == (("0", "0", "12"), "12")
    assert printed((0,)) == (("0",), "0")
    assert (alone(0), alone(1), alone(4), alone(5)) == ("0", SMALL, SMALL, "5")


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 0, ""), (1, 3, SMALL), (0, 20, "0.00"), (20, 20, "1.00"), (19, 20, KEPT_BACK), (2, 20, KEPT_BACK),
     (10, 20, "0.50"), (5999, 6000, "0.99"), (2, 6000, "0.00"), (13, 19, "0.68")],
)  # fmt: skip
def test_a_share_is_rounded_down_and_tells_no_small_number(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_share_that_is_printed_fits_five_people_or_more_or_none(part: int, rest: int) -> None:
    text = share(part, part + rest)
    if text in ("", SMALL, KEPT_BACK) or not (0 < part < LEAST):
        return
    assert len([one for one in range(part + rest + 1) if share(one, part + rest) == text]) >= LEAST
