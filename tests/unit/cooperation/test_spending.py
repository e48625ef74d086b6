"""Realisation by funding source, forecast to the end of the year, budget lines used twice."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.kinds import FundingSource
from cooperation.months import Month, months_of_year
from cooperation.spending import (
    ListedMonths,
    Money,
    MonthCost,
    find_shared_lines,
    forecast_year,
    group_by_source,
)

RATE = 16_800
DBHCHT, APBD_P = FundingSource.DBHCHT, FundingSource.APBD_P
AMOUNTS = st.none() | st.integers(1, 10**13)


def money(number: int = 1, **changed: object) -> Money:
    """1,000 people for the twelve months of 2025."""
    stated: dict[str, object] = {
        "title": f"Program {number}",
        "source": DBHCHT,
        "budget_line": "5.1.02.02",
        "budget_idr": 12 * 1_000 * RATE,
        "committed_idr": 12 * 1_000 * RATE,
        "costs": [MonthCost(month, 1_000, RATE) for month in months_of_year(2025)],
    }
    return Money(commitment_id=UUID(int=number), **(stated | changed))  # type: ignore[arg-type]


def listed(*numbers: int, amount_idr: int = 0, is_billed: bool = True) -> ListedMonths:
    months = frozenset(Month(2025, number) for number in numbers)
    return ListedMonths(months, amount_idr or len(numbers) * 1_000 * RATE, is_billed)


many = st.lists(
    st.builds(
        money,
        number=st.integers(1, 99),
        source=st.sampled_from(FundingSource),
        budget_idr=AMOUNTS,
        committed_idr=AMOUNTS,
        paid_idr=st.dictionaries(
            st.sampled_from(FundingSource), st.integers(1, 10**12), max_size=3
        ),
        lists=st.lists(st.builds(listed, st.integers(1, 12), amount_idr=st.integers(1, 10**12))),
    ),
    max_size=6,
)


@given(many)
def test_sums_of_sources_are_the_sum_of_all_and_nothing_paid_is_left_out(all_: list[Money]) -> None:
    groups, total = group_by_source(all_)

    assert total.paid_idr == sum(sum(one.paid_idr.values()) for one in all_)
    assert total.billed_idr == sum(one.billed_idr for one in all_)
    for name in ("paid_idr", "billed_idr"):
        assert sum(getattr(group.total, name) for group in groups) == getattr(total, name)
    for name in ("budget_idr", "committed_idr", "posted_idr"):
        parts = [getattr(group.total, name) for group in groups]
        stated = [one for one in parts if one is not None]
        assert getattr(total, name) == (sum(stated) if stated else None)
    assert [group.source for group in groups] == [
        one for one in FundingSource if any(group.source is one for group in groups)
    ]


def test_money_of_another_source_stands_under_its_source_without_a_budget() -> None:
    groups, total = group_by_source([money(paid_idr={DBHCHT: 100, APBD_P: 40})])

    by_source = {group.source: group for group in groups}
    (foreign,) = by_source[APBD_P].lines
    assert (foreign.paid_idr, foreign.budget_idr, foreign.is_own_source) == (40, None, False)
    assert by_source[DBHCHT].total.paid_idr == 100
    assert total.paid_idr == 140


def test_share_and_rest_of_a_budget_are_exact_and_unknown_without_one() -> None:
    ((group,), _) = group_by_source([money(budget_idr=400, paid_idr={DBHCHT: 100})])
    ((unknown,), _) = group_by_source([money(budget_idr=None, paid_idr={DBHCHT: 100})])

    assert (group.total.rest_idr, group.total.paid_ratio) == (300, Decimal("0.25"))
    assert (unknown.total.rest_idr, unknown.total.paid_ratio) == (None, None)


def test_posted_months_are_worth_the_price_of_their_month() -> None:
    posted = {Month(2025, 1): 990, Month(2025, 2): 1_000}

    assert money(posted=posted).posted_idr == 1_990 * RATE
    assert money(posted={Month(2026, 1): 1}).posted_idr is None


def test_year_ends_with_what_is_paid_open_waiting_and_to_come() -> None:
    found = forecast_year(
        money(
            lists=[listed(3, 4), listed(5, is_billed=False)],
            paid_idr={DBHCHT: 1_000 * RATE},
            open_idr=1_000 * RATE,
        ),
        Month(2025, 6),
    )

    assert [one.month.number for one in found.lost] == [1, 2]
    assert [one.month.number for one in found.coming] == [6, 7, 8, 9, 10, 11, 12]
    assert found.expected_idr == 10 * 1_000 * RATE
    assert (found.balance_idr, found.person_months) == (2 * 1_000 * RATE, 2_000)
    assert found.lost_idr == 2 * 1_000 * RATE


def test_credit_pays_what_is_to_come_and_is_not_spent_twice() -> None:
    paid = {DBHCHT: 3 * 1_000 * RATE}
    with_credit = forecast_year(
        money(lists=[listed(1)], paid_idr=paid, credit_idr=2 * 1_000 * RATE), Month(2025, 12)
    )

    assert with_credit.coming_idr == 1_000 * RATE
    assert with_credit.expected_idr == 3 * 1_000 * RATE


@pytest.mark.parametrize(
    ("budget", "people_months"), [(RATE - 1, -12_000), (-1 + 12_000 * RATE, -1)]
)
def test_lack_counts_every_person_month_it_takes_away(budget: int, people_months: int) -> None:
    found = forecast_year(money(budget_idr=budget), Month(2025, 1))

    assert found.balance_idr is not None
    assert found.balance_idr < 0
    assert found.person_months == people_months


@given(
    held=st.lists(st.tuples(st.sets(st.integers(1, 12), min_size=1), st.booleans()), max_size=4),
    now=st.integers(1, 12),
)
def test_every_month_is_listed_lost_or_to_come(held: list[tuple[set[int], bool]], now: int) -> None:
    lists = [listed(*numbers, is_billed=billed) for numbers, billed in held]

    found = forecast_year(money(lists=lists), Month(2025, now))

    taken = set().union(*(one.months for one in lists))
    coming, lost = ({one.month for one in part} for part in (found.coming, found.lost))
    assert taken | coming | lost == set(months_of_year(2025))
    assert not taken & coming
    assert not taken & lost
    assert not coming & lost
    assert all(month >= Month(2025, now) for month in coming)


def test_line_stated_once_and_used_twice_beyond_it_is_found() -> None:
    full = 12 * 1_000 * RATE
    (found,) = find_shared_lines([money(1), money(2, budget_line=" 5.1.02.02 ")])

    assert (found.budget_idr, found.committed_idr, found.excess_idr) == (full, 2 * full, full)
    assert found.titles == ["Program 1", "Program 2"]


@pytest.mark.parametrize(
    "second",
    [
        {"budget_line": "5.1.05"},
        {"budget_line": None},
        {"budget_idr": 24_000 * RATE},
        {"committed_idr": 0},
    ],
)
def test_line_within_its_budget_or_used_once_is_no_finding(second: dict[str, object]) -> None:
    assert find_shared_lines([money(1), money(2, **second)]) == []
