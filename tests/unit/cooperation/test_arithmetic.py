"""People x months x tariff, as properties and at the edges."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.arithmetic import Terms, compute, price_months
from cooperation.kinds import FundingSource, OccupationGroup, Programme, Segment
from cooperation.months import Month, months_from, months_of_year
from cooperation.pricing import Insured, NotComputable
from cooperation.tariff_files import current_tariffs
from tests.unit.cooperation.terms import BOTH, INSURED, paid_from, terms

TARIFFS = current_tariffs()

any_terms = st.builds(
    Terms,
    insured=st.builds(
        Insured,
        segment=st.just(Segment.BPU),
        programmes=st.sampled_from([BOTH, BOTH | {Programme.JHT}]),
        source=st.sampled_from(list(FundingSource)),
        occupation_group=st.sampled_from(list(OccupationGroup)),
        income_idr=st.none() | st.integers(0, 25_000_000),
    ),
    first_month=st.integers(0, 40).map(Month(2025, 1).plus),
    people_count=st.integers(1, 100_000),
    month_count=st.integers(1, 18),
)


@given(any_terms)
def test_compute_when_months_are_priced_sums_them_to_the_total(terms: Terms) -> None:
    computation = compute(TARIFFS, terms)

    assert sum(computation.by_month.values()) == computation.total_idr
    assert list(computation.by_month) == list(computation.months)
    parts = [computation.programme_total_idr(programme) or 0 for programme in Programme]
    assert sum(parts) == computation.total_idr


@given(any_terms, st.integers(1, 1_000))
def test_compute_when_more_people_join_costs_more_in_proportion(terms: Terms, factor: int) -> None:
    larger = replace(terms, people_count=(terms.people_count or 0) * factor)

    assert compute(TARIFFS, larger).total_idr == factor * (compute(TARIFFS, terms).total_idr or 0)


@given(any_terms)
def test_compute_when_a_month_is_added_adds_its_price(terms: Terms) -> None:
    shorter = compute(TARIFFS, terms)
    longer = compute(TARIFFS, replace(terms, month_count=(terms.month_count or 0) + 1))

    assert (longer.total_idr or 0) - (shorter.total_idr or 0) == longer.by_month[longer.months[-1]]


@given(any_terms)
def test_naked_months_when_joined_with_protected_ones_fill_the_year(terms: Terms) -> None:
    computation = compute(TARIFFS, terms)
    year = set(months_of_year(terms.first_month.year))

    assert set(computation.naked_months) | (set(computation.months) & year) == year
    assert not set(computation.naked_months) & set(computation.months)


@given(any_terms)
def test_runs_when_priced_are_maximal_and_hold_one_price_each(terms: Terms) -> None:
    runs = compute(TARIFFS, terms).runs

    assert [month for run in runs for month in run.months] == list(
        months_from(terms.first_month, terms.month_count or 0)
    )
    assert all(earlier.price.shares != later.price.shares for earlier, later in pairwise(runs))


@given(any_terms.filter(lambda found: (found.month_count or 0) <= 12))
def test_implied_months_when_the_price_is_one_returns_the_months(terms: Terms) -> None:
    computation = compute(TARIFFS, terms)
    unknown = replace(terms, month_count=None, stated_total_idr=computation.total_idr)

    implied = compute(TARIFFS, unknown)

    if computation.rate_idr is not None:
        assert implied.implied_months == terms.month_count
        assert implied.total_idr == computation.total_idr


def test_compute_when_people_are_unknown_still_names_the_price() -> None:
    computation = compute(TARIFFS, terms(people_count=None))

    assert computation.rate_idr == 16_800
    assert computation.total_idr is None
    assert computation.worker_months is None
    assert computation.value_of_naked_months_idr is None
    assert computation.by_month == {}
    assert computation.programme_total_idr(Programme.JKK) is None


def test_compute_when_months_are_unknown_names_the_price_of_the_first_month() -> None:
    computation = compute(TARIFFS, terms(month_count=None))

    assert computation.rate_idr == 16_800
    assert computation.total_idr is None
    assert computation.naked_months == ()


@pytest.mark.parametrize(
    ("stated_total", "implied", "used"),
    [
        (16_800 * 12, Fraction(12), 12),
        (16_800, Fraction(1), 1),
        (16_800 * 13, Fraction(13), None),
        (16_800 * 2 + 1, Fraction(33_601, 16_800), None),
        (8_400, Fraction(1, 2), None),
    ],
)
def test_implied_months_when_not_a_plain_year_are_reported_but_not_used(
    stated_total: int, implied: Fraction, used: int | None
) -> None:
    computation = compute(TARIFFS, terms(month_count=None, stated_total_idr=stated_total))

    assert (computation.implied_months, computation.month_count) == (implied, used)


def test_compute_when_continuation_covers_months_does_not_call_them_naked() -> None:
    covered = frozenset(months_from(Month(2025, 11), 2))

    computation = compute(
        TARIFFS, terms(first_month="2025-03", month_count=8, covered_elsewhere=covered)
    )

    assert [str(month) for month in computation.naked_months] == ["2025-01", "2025-02"]


def test_compute_when_contract_value_is_missing_is_refused() -> None:
    insured = Insured(Segment.JAKON, BOTH, FundingSource.APBD)

    with pytest.raises(NotComputable):
        compute(TARIFFS, terms(insured=insured))


def test_contract_when_computed_knows_two_programmes_and_no_person_month() -> None:
    insured = Insured(Segment.JAKON, BOTH, FundingSource.APBD)

    computation = compute(TARIFFS, terms(insured=insured, contract_value_idr=100_000_000))

    assert computation.total_idr == 240_000
    assert computation.programme_total_idr(Programme.JKK) == 210_000
    assert computation.programme_total_idr(Programme.JHT) is None
    assert (computation.rate_idr, computation.by_month) == (None, {})


def test_price_months_when_they_are_not_neighbours_keeps_them_apart() -> None:
    runs = price_months(TARIFFS, INSURED, 5, [Month(2025, 1), Month(2025, 3)])

    assert [(str(run.first), run.amount_idr) for run in runs] == [
        ("2025-01", 84_000),
        ("2025-03", 84_000),
    ]


def test_price_months_when_the_discount_ends_splits_the_run() -> None:
    months = months_from(Month(2026, 11), 4)

    runs = price_months(TARIFFS, paid_from(FundingSource.CSR), 1, months)

    assert [(str(run.last), run.amount_idr) for run in runs] == [
        ("2026-12", 16_800),
        ("2027-02", 33_600),
    ]
