"""From which day on nobody serves a regency."""

from datetime import date

import pytest

from tenants.queries.assignments import first_unserved_day

TODAY = date(2026, 11, 20)
Days = tuple[date, date | None]
OPEN: Days = (date(2026, 1, 1), None)
UNTIL_MONTH_END: Days = (date(2026, 1, 1), date(2026, 11, 30))
FROM_DECEMBER: Days = (date(2026, 12, 1), None)
DECEMBER: Days = (date(2026, 12, 1), date(2026, 12, 31))
ENDED: Days = (date(2026, 1, 1), date(2026, 11, 19))
FROM_LATER: Days = (date(2026, 12, 2), None)


@pytest.mark.parametrize(
    ("assignments", "expected"),
    [
        ([], TODAY),
        ([ENDED], TODAY),
        ([FROM_DECEMBER], TODAY),
        ([OPEN], None),
        ([ENDED, OPEN], None),
        ([UNTIL_MONTH_END], date(2026, 12, 1)),
        ([(TODAY, TODAY)], date(2026, 11, 21)),
        ([UNTIL_MONTH_END, FROM_DECEMBER], None),
        ([FROM_DECEMBER, UNTIL_MONTH_END], None),
        ([UNTIL_MONTH_END, DECEMBER], date(2027, 1, 1)),
        ([UNTIL_MONTH_END, FROM_LATER], date(2026, 12, 1)),
        ([UNTIL_MONTH_END, OPEN], None),
    ],
)
def test_first_day_without_an_office(assignments: list[Days], expected: date | None) -> None:
    assert first_unserved_day(assignments, TODAY) == expected
