"""What a billing list may hold, what it costs, and what its hash rests on."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.bills import due_date
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured, NotComputable, price_month
from cooperation.tariff_files import current_tariffs
from enrollment.billing import (
    BILLING_TRANSITIONS,
    BillingAction,
    BillingState,
    Line,
    Period,
    list_digest,
    next_billing_state,
    period_errors,
    shown_runs,
    suggest_period,
)
from enrollment.cover_months import YearMonths, months_of
from enrollment.list_shares import open_share, share_of
from tenants.kernel.errors import InvalidTransition

FIRST, LAST = Month(2025, 3), Month(2025, 12)
COMMITMENT = UUID(int=7)
INSURED = Insured(
    Segment.BPU, frozenset({Programme.JKK, Programme.JKM}), source=FundingSource.DBHCHT
)
MASKS = st.integers(1, 4095)


@pytest.mark.parametrize(
    ("first", "months", "due_day", "pointer"),
    [
        (Month(2025, 3), 10, 15, None),
        (Month(2025, 12), 1, 28, None),
        (Month(2025, 2), 1, 15, "/first_month"),
        (Month(2025, 10), 3, 15, None),
        (Month(2025, 10), 4, 15, "/month_count"),
        (Month(2025, 3), 0, 15, "/month_count"),
        (Month(2025, 3), 1, 29, "/due_day"),
    ],
)
def test_period_lies_within_its_programme_and_one_year(
    first: Month, months: int, due_day: int, pointer: str | None
) -> None:
    errors = period_errors(Period(first, months), due_day, FIRST, LAST)

    assert [error.pointer for error in errors] == ([pointer] if pointer else [])


def test_programme_without_months_cannot_be_billed() -> None:
    (error,) = period_errors(Period(FIRST, 1), 15, None, None)

    assert error.pointer == "/commitment_id"


def test_next_list_begins_after_the_last_one() -> None:
    assert suggest_period(FIRST, LAST, None) == Period(FIRST, 1)
    assert suggest_period(FIRST, LAST, Month(2025, 5)) == Period(Month(2025, 6), 1)
    assert suggest_period(FIRST, LAST, LAST) is None


def test_every_step_out_of_the_table_is_refused() -> None:
    for state in BillingState:
        for action in BillingAction:
            if (state, action) in BILLING_TRANSITIONS:
                assert next_billing_state(state, action) is BILLING_TRANSITIONS[state, action]
            else:
                with pytest.raises(InvalidTransition):
                    next_billing_state(state, action)


@given(mask=MASKS, people=st.integers(1, 2_000_000), year=st.sampled_from([2025, 2026]))
def test_share_costs_people_times_the_tariff_of_each_of_their_months(
    mask: int, people: int, year: int
) -> None:
    tariffs = current_tariffs()
    held = YearMonths(year, mask)

    share = share_of(
        tariffs,
        INSURED,
        segment="bpu",
        programmes=["jkk", "jkm"],
        held=held,
        people_count=people,
    )

    rates = [price_month(tariffs, INSURED, month).rate_idr for month in months_of([held])]
    assert share.rates_idr == tuple(rates)
    assert share.amount_idr == sum(people * rate for rate in rates)
    assert share.month_count == people * len(rates)
    runs = open_share(tariffs, INSURED, share, year) or ()
    assert sum(run.amount_idr for run in runs) == share.amount_idr
    assert open_share(tariffs, INSURED, replace(share, rates_idr=(1, *rates[1:])), year) is None


def test_share_of_a_construction_contract_has_no_price_a_person() -> None:
    with pytest.raises(NotComputable):
        share_of(
            current_tariffs(),
            INSURED,
            segment="jakon",
            programmes=["jkk"],
            held=YearMonths(2025, 1),
            people_count=1,
        )


@given(
    lines=st.lists(st.tuples(MASKS, st.integers(1, 10**9)), min_size=1, max_size=8),
    change=st.data(),
)
def test_hash_tells_any_two_lists_apart(
    lines: list[tuple[int, int]], change: st.DataObject
) -> None:
    kept = [
        Line(UUID(int=number), "bpu", ["jkk", "jkm"], months, amount)
        for number, (months, amount) in enumerate(lines)
    ]
    place = change.draw(st.integers(0, len(kept) - 1))
    old = kept[place]
    other = Line(old.worker_id, old.segment, old.programmes, old.months, old.amount_idr + 1)
    period = Period(FIRST, 2)

    digest = list_digest(3505, COMMITMENT, period, kept)

    assert digest == list_digest(3505, COMMITMENT, period, iter(kept))
    assert digest != list_digest(
        3505, COMMITMENT, period, [*kept[:place], other, *kept[place + 1 :]]
    )
    assert digest != list_digest(3505, COMMITMENT, period, kept[:-1])
    assert digest != list_digest(3505, COMMITMENT, Period(FIRST, 3), kept)
    assert digest != list_digest(3506, COMMITMENT, period, kept)


@given(first=st.integers(1, 12), count=st.integers(1, 12))
def test_mask_of_a_period_reads_back_as_its_months(first: int, count: int) -> None:
    period = Period(Month(2025, first), min(count, 13 - first))

    assert shown_runs(2025, period.mask) == ((period.first, period.last),)
    assert period.due_on(15) == due_date(period.first, 15)
