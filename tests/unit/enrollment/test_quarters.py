"""Quarters as papers name them."""

import pytest

from cooperation.months import Month
from enrollment.quarters import Quarter, quarters_of


@pytest.mark.parametrize(
    ("month", "quarter", "roman"),
    [(1, 1, "I"), (3, 1, "I"), (4, 2, "II"), (9, 3, "III"), (10, 4, "IV"), (12, 4, "IV")],
)
def test_month_lies_in_the_quarter_that_names_it(month: int, quarter: int, roman: str) -> None:
    found = Quarter.of(Month(2026, month))

    assert found == Quarter(2026, quarter)
    assert found.roman == roman
    assert Month(2026, month) in found.months
    assert Quarter.parse(str(found)) == found


@pytest.mark.parametrize("text", ["", "2026", "2026-0", "2026-5", "2026-12", "26-1", "2026-1 "])
def test_text_that_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        Quarter.parse(text)


def test_quarters_of_months_are_listed_once_latest_first() -> None:
    months = [Month(2025, 12), Month(2026, 1), Month(2026, 2), Month(2026, 4)]

    assert quarters_of(months) == [Quarter(2026, 2), Quarter(2026, 1), Quarter(2025, 4)]
