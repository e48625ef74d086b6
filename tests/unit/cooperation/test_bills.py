"""Due dates, payments in parts, credits carried on, amounts that look mistyped."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.bills import (
    BillState,
    Owed,
    Receipt,
    Slip,
    due_date,
    find_slip,
    named_paper,
    paper_errors,
    settle,
)
from cooperation.months import Month
from tenants.working_days import is_working_day

DUE = date(2025, 3, 17)
DAY = timedelta(days=1)


def owed(number: int, amount_idr: int = 100, due_on: date = DUE) -> Owed:
    return Owed(UUID(int=number), amount_idr, due_on)


def receipt(number: int, bill: Owed, amount_idr: int, paid_on: date = DUE) -> Receipt:
    return Receipt(UUID(int=1000 + number), bill.id, paid_on, amount_idr)


@st.composite
def accounts(draw: st.DrawFn) -> tuple[list[Owed], list[Receipt]]:
    amounts = draw(st.lists(st.integers(1, 10**12), min_size=1, max_size=6))
    bills = [owed(number, amount) for number, amount in enumerate(amounts)]
    paid = draw(
        st.lists(
            st.tuples(st.sampled_from(bills), st.integers(1, 10**12), st.integers(-40, 40)),
            max_size=10,
        )
    )
    return bills, [
        receipt(number, bill, amount, DUE + days * DAY)
        for number, (bill, amount, days) in enumerate(paid)
    ]


@pytest.mark.parametrize(
    ("first", "due_day", "due_on"),
    [
        (Month(2025, 4), 15, date(2025, 4, 15)),  # a Tuesday
        (Month(2025, 3), 15, date(2025, 3, 17)),  # a Saturday
        (Month(2025, 12), 25, date(2025, 12, 29)),  # Christmas, joint leave, a weekend
        (Month(2026, 8), 15, date(2026, 8, 18)),  # a Saturday, then 17 August
    ],
)
def test_due_date_moves_over_weekends_holidays_and_joint_leave(
    first: Month, due_day: int, due_on: date
) -> None:
    assert due_date(first, due_day) == due_on


@given(year=st.integers(2020, 2030), number=st.integers(1, 12), due_day=st.integers(1, 28))
def test_due_date_is_a_working_day_and_no_working_day_is_passed_over(
    year: int, number: int, due_day: int
) -> None:
    stated = date(year, number, due_day)
    found = due_date(Month(year, number), due_day)
    assert is_working_day(found)
    assert found >= stated
    assert not any(is_working_day(stated + days * DAY) for days in range((found - stated).days))


def test_credit_that_waits_is_told_by_the_bill_it_was_paid_for() -> None:
    first, second = owed(1), owed(2)
    paid = [receipt(1, first, 250), receipt(2, second, 70, DUE + DAY)]

    account = settle([first, second], paid)

    assert account.waiting_idr == {first.id: 50, second.id: 70}


@given(accounts())
def test_credit_that_waits_is_whole_over_its_bills(
    kept: tuple[list[Owed], list[Receipt]],
) -> None:
    account = settle(*kept)

    assert sum(account.waiting_idr.values()) == account.credit_idr
    for bill_id, left in account.waiting_idr.items():
        assert 0 < left <= account.of(bill_id).received_idr


def test_bill_is_paid_in_parts() -> None:
    bill = owed(1)
    parts = [receipt(1, bill, 40, DUE - DAY), receipt(2, bill, 60, DUE + 3 * DAY)]

    first, both = (settle([bill], parts[:count]).of(bill.id) for count in (1, 2))

    assert (first.open_idr, first.settled_on) == (60, None)
    assert first.state_on(DUE) is BillState.PART_PAID
    assert first.state_on(DUE + DAY) is BillState.LATE
    assert first.days_late(DUE + 5 * DAY) == 5
    assert (both.open_idr, both.settled_on) == (0, DUE + 3 * DAY)
    assert both.state_on(DUE + 9 * DAY) is BillState.PAID
    assert both.days_late(DUE + 9 * DAY) == 3


def test_nothing_paid_is_awaited_until_the_due_date_and_late_afterwards() -> None:
    standing = settle([owed(1)], []).of(UUID(int=1))

    assert standing.state_on(DUE) is BillState.AWAITING
    assert standing.days_late(DUE) == 0
    assert standing.state_on(DUE + DAY) is BillState.LATE


def test_what_is_too_much_settles_the_next_bills_and_the_rest_waits() -> None:
    bills = [owed(1), owed(2), owed(3)]

    account = settle(bills, [receipt(1, bills[0], 250)])

    first, second, third = account.standings
    assert (first.carried_idr, first.state_on(DUE)) == (150, BillState.OVERPAID)
    assert (second.credit_idr, second.open_idr, second.carried_idr) == (150, 0, 50)
    assert second.settled_on == DUE
    assert (third.credit_idr, third.open_idr) == (50, 50)
    assert account.credit_idr == 0


def test_money_of_a_later_bill_never_flows_back() -> None:
    bills = [owed(1), owed(2)]

    account = settle(bills, [receipt(1, bills[0], 70), receipt(2, bills[1], 130)])

    assert [one.open_idr for one in account.standings] == [30, 0]
    assert account.credit_idr == 30


@given(accounts())
def test_no_rupiah_is_lost_or_made(made: tuple[list[Owed], list[Receipt]]) -> None:
    bills, receipts = made
    account = settle(bills, receipts)

    paid = sum(one.amount_idr for one in receipts)
    assert sum(one.amount_idr for one in account.allocations) + account.credit_idr == paid
    assert sum(one.settled_idr for one in account.standings) + account.credit_idr == paid
    for one in receipts:
        used = [each.amount_idr for each in account.allocations if each.payment_id == one.id]
        assert sum(used) <= one.amount_idr


@given(accounts())
def test_each_bill_takes_what_it_is_and_hands_on_what_is_over(
    made: tuple[list[Owed], list[Receipt]],
) -> None:
    account = settle(*made)

    credit = 0
    for one in account.standings:
        assert one.credit_idr == credit
        assert 0 <= one.settled_idr <= one.bill.amount_idr
        assert (one.open_idr == 0) == (one.settled_on is not None)
        assert one.carried_idr == 0 or one.open_idr == 0
        taken = [each.amount_idr for each in account.allocations if each.bill_id == one.bill.id]
        assert sum(taken) == one.settled_idr
        credit = one.carried_idr


@given(accounts(), st.randoms())
def test_the_order_in_which_payments_were_typed_changes_nothing(
    made: tuple[list[Owed], list[Receipt]], random: object
) -> None:
    bills, receipts = made
    shuffled = list(receipts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(bills, shuffled) == settle(bills, receipts)


@pytest.mark.parametrize(
    ("amount_idr", "slip"),
    [
        (151_200, None),
        (150_000, None),
        (75_600, None),
        (302_399, None),
        (302_400, Slip.FAR_OVER),
        (15_120, Slip.NOUGHTS_SHORT),
        (15_000, Slip.NOUGHTS_SHORT),
        (1_512, Slip.NOUGHTS_SHORT),
        (16_800, None),
        (14_900, None),
        (151_200_000, Slip.THOUSANDFOLD),
        (151, Slip.THOUSANDTH),
        (1, Slip.THOUSANDTH),
    ],
)
def test_amounts_a_thousand_times_off_or_far_over_are_asked_about(
    amount_idr: int, slip: Slip | None
) -> None:
    assert find_slip(amount_idr, 151_200) is slip


@given(st.integers(1, 10**12))
def test_every_slip_of_three_noughts_is_noticed(expected_idr: int) -> None:
    assert find_slip(expected_idr * 1000, expected_idr) is Slip.THOUSANDFOLD
    assert find_slip(expected_idr, expected_idr * 1000) is Slip.THOUSANDTH
    assert find_slip(expected_idr, expected_idr) is None


def test_papers_follow_one_another_and_none_is_dated_ahead() -> None:
    today = date(2025, 3, 20)
    days = {
        "spp_on": date(2025, 3, 12),
        "spm_on": date(2025, 3, 11),
        "sp2d_on": None,
        "deposited_on": date(2025, 3, 21),
    }

    errors = paper_errors(days, today)

    assert [one.pointer for one in errors] == ["/spm_on", "/deposited_on"]
    assert paper_errors({"spp_on": date(2025, 3, 1), "sp2d_on": today}, today) == []


@pytest.mark.parametrize(
    ("number", "named"),
    [
        ("SP2D/1/2026", "SP2D/1/2026"),
        ("sp2d 12", "sp2d 12"),
        ("00123/LS/2026", "SP2D 00123/LS/2026"),
    ],
)
def test_paper_is_named_once(number: str, named: str) -> None:
    assert named_paper("SP2D", number) == named
