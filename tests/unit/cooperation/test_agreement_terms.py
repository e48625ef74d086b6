"""From when to when an agreement binds and protects, whatever dates are stated."""

from datetime import date

import pytest

from cooperation.agreement_terms import AgreementTerm, days_in_force, unbound_months
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


PROTECTING = [
    (AgreementTerm(SIGNED, date(2025, 3, 1), date(2025, 5, 10)), [4, 5]),
    (AgreementTerm(SIGNED, date(2025, 3, 1), date(2025, 5, 10), has_posting_proof=True), [3, 4, 5]),
    (AgreementTerm(SIGNED, None, None, date(2025, 6, 1)), [4, 5]),
    (AgreementTerm(SIGNED, None, None, date(2025, 6, 2)), [4, 5, 6]),
    (AgreementTerm(SIGNED, date(2025, 6, 10), date(2025, 6, 30), date(2025, 6, 5)), []),
]
"""Terms, and the months of 2025 in which they protect."""


@pytest.mark.parametrize(("term", "months"), PROTECTING)
def test_month_is_protected_when_a_day_of_it_is(term: AgreementTerm, months: list[int]) -> None:
    year = range(1, 8)

    assert [one for one in year if term.protects_in(Month(2025, one))] == months
    for one in year:
        days = [date(2025, one, day) for day in range(1, Month(2025, one).last_day.day + 1)]
        assert term.protects_in(Month(2025, one)) == any(map(term.protects_on, days))


def test_months_after_an_early_end_are_unbound_until_another_protects() -> None:
    ended = AgreementTerm(SIGNED, date(2025, 3, 1), date(2025, 12, 31), date(2025, 6, 1))
    later = AgreementTerm(date(2025, 8, 5), date(2025, 7, 1), date(2025, 10, 31))
    year = [Month(2025, number) for number in range(3, 13)]

    assert unbound_months(year, [later]) == frozenset()
    assert {one.number for one in unbound_months(year, [ended])} == {6, 7, 8, 9, 10, 11, 12}
    assert {one.number for one in unbound_months(year, [ended, later])} == {6, 7, 11, 12}
    assert {
        one.number for one in unbound_months(year, [ended, AgreementTerm(SIGNED, None, None)])
    } == set()


def test_last_day_when_no_month_follows_is_known() -> None:
    assert Month(9999, 12).last_day == date.max
    assert Month(2024, 2).last_day == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("starts_on", "ended_on", "never"),
    [
        (date(2025, 6, 10), date(2025, 6, 10), True),
        (date(2025, 6, 10), date(2025, 6, 11), False),
        (None, SIGNED, True),
        (None, None, False),
        (date(2025, 6, 10), None, False),
    ],
)
def test_agreement_ended_by_its_first_day_never_bound(
    starts_on: date | None, ended_on: date | None, never: bool
) -> None:
    assert AgreementTerm(SIGNED, starts_on, None, ended_on).never_bound is never
