"""Days an agreement is in force: each day once, whatever dates are stated."""

from datetime import date

import pytest

from cooperation.agreement_days import AgreementTerm, days_in_force
from cooperation.months import Month

SIGNED = date(2025, 4, 14)


@pytest.mark.parametrize(
    ("term", "days"),
    [
        (AgreementTerm(SIGNED, date(2025, 3, 1), date(2025, 12, 31)), 262),
        (AgreementTerm(SIGNED, date(2025, 3, 1), date(2025, 12, 31), has_posting_proof=True), 306),
        (AgreementTerm(SIGNED, None, date(2025, 4, 14)), 1),
        (AgreementTerm(SIGNED, None, date(2025, 12, 31), date(2025, 5, 1)), 17),
        (AgreementTerm(SIGNED, None, None), 0),
        (AgreementTerm(date.min, None, None, date.min), 0),
        (AgreementTerm(date.min, None, date.max), 365),
        (AgreementTerm(date.min, date.min, date.max, date.min), 0),
        (AgreementTerm(date.max, None, date.max), 0),
    ],
)
def test_days_in_force_when_dates_are_stated_count_those_of_the_year(
    term: AgreementTerm, days: int
) -> None:
    assert days_in_force([term], 2025) == days
    assert days_in_force([term, term], 2025) == days


def test_last_day_when_no_month_follows_is_known() -> None:
    assert Month(9999, 12).last_day == date.max
    assert Month(2024, 2).last_day == date(2024, 2, 29)
