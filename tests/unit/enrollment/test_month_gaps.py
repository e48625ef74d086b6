"""Which months of a programme lack a list, a kode iuran, a payment or a posting."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.months import Month, months_between
from enrollment.billing import BillingState
from enrollment.month_gaps import DrawnUp, Gap, MonthPeople, find_gaps

FIRST, LAST = Month(2025, 3), Month(2025, 12)
TODAY = date(2025, 6, 20)


def drawn(number: int, first: int, last: int, state: BillingState) -> DrawnUp:
    return DrawnUp(
        UUID(int=number),
        number,
        Month(2025, first),
        Month(2025, last),
        state,
        date(2025, first, 17),
    )


def told(
    *lists: DrawnUp, people: dict[Month, MonthPeople] | None = None
) -> list[tuple[int, int, Gap]]:
    gaps = find_gaps(FIRST, LAST, lists, people or {}, TODAY)
    return [(one.first.number, one.last.number, one.gap) for one in gaps]


def test_past_months_without_a_list_are_lost_and_the_running_one_can_still_be_listed() -> None:
    assert told() == [(3, 5, Gap.LOST), (6, 6, Gap.UNLISTED)]


@pytest.mark.parametrize(
    ("state", "gap"),
    [
        (BillingState.OPEN, Gap.NOT_CLOSED),
        (BillingState.CLOSED, Gap.NOT_BILLED),
        (BillingState.BILLED, Gap.NOT_PAID),
    ],
)
def test_list_lacks_its_next_step(state: BillingState, gap: Gap) -> None:
    assert told(drawn(1, 3, 6, state)) == [(3, 6, gap)]


def test_days_late_count_from_the_due_date_of_the_list() -> None:
    (march, june) = find_gaps(
        FIRST,
        Month(2025, 6),
        [drawn(1, 3, 5, BillingState.BILLED), drawn(2, 6, 6, BillingState.BILLED)],
        {},
        date(2025, 6, 17),
    )

    assert (march.days_late, june.days_late) == (92, 0)


def test_paid_months_that_bpjs_has_not_posted_are_told_with_their_people() -> None:
    people = {
        Month(2025, 3): MonthPeople(10, 10),
        Month(2025, 4): MonthPeople(10, 8),
        Month(2025, 5): MonthPeople(10, 0),
    }
    gaps = find_gaps(FIRST, Month(2025, 5), [drawn(1, 3, 5, BillingState.PAID)], people, TODAY)

    assert [(one.first.number, one.last.number, one.unposted) for one in gaps] == [(4, 5, 10)]
    assert gaps[0].gap is Gap.NOT_POSTED


def test_month_on_two_lists_is_told_for_the_one_that_lacks_something() -> None:
    assert told(
        drawn(1, 3, 6, BillingState.PAID),
        drawn(2, 4, 4, BillingState.CLOSED),
        people={month: MonthPeople(5, 5) for month in months_between(FIRST, Month(2025, 6))},
    ) == [(4, 4, Gap.NOT_BILLED)]


@given(
    st.lists(
        st.tuples(st.integers(3, 12), st.integers(0, 9), st.sampled_from(BillingState)), max_size=5
    ),
    st.dates(date(2025, 1, 1), date(2026, 3, 1)),
)
def test_every_month_up_to_now_is_held_or_told_and_no_coming_month_without_a_list(
    made: list[tuple[int, int, BillingState]], today: date
) -> None:
    lists = [
        drawn(number, first, min(first + more, 12), state)
        for number, (first, more, state) in enumerate(made)
    ]
    gaps = find_gaps(FIRST, LAST, lists, {}, today)

    held = {month for one in lists for month in months_between(one.first, one.last)}
    told_free = {
        month
        for one in gaps
        if one.drawn_up is None
        for month in months_between(one.first, one.last)
    }
    due = {month for month in months_between(FIRST, LAST) if month <= Month.of(today)}
    assert told_free == due - held
    for one in lists:
        lacks = [gap for gap in gaps if gap.drawn_up == one]
        assert bool(lacks) == (one.state is not BillingState.PAID)
