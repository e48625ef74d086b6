"""What an office states of a list in counts: what it owes, and where it differs from the list."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cooperation.bills import Slip
from cooperation.months import Month
from enrollment.office_confirmations import (
    ConfirmationKind,
    ConfirmationOutcome,
    Difference,
    DifferenceKind,
    Listed,
    Named,
    NumberDoubt,
    Stated,
    code_doubts,
    confirmation_errors,
    differences_of,
    doubt_of,
    named_by,
    statement_doubts,
)

REGISTRATION, PAYMENT = ConfirmationKind
CONFIRMED, REFUSED = ConfirmationOutcome
TODAY = date(2026, 11, 20)
FIRST = Month(2026, 10)
LISTED = Listed(people_count=4, amount_idr=201_600)


def registered(people: int | None = 4, **more: Any) -> Stated:
    return Stated(REGISTRATION, CONFIRMED, **{"happened_on": TODAY, "people_count": people, **more})


def received(amount: int | None = 201_600, **more: Any) -> Stated:
    stated = {"happened_on": TODAY, "amount_idr": amount, "billing_code": "2503001", **more}
    return Stated(PAYMENT, CONFIRMED, **stated)


@pytest.mark.parametrize(
    ("stated", "doubt"),
    [
        (registered(4), None),
        (registered(0), None),
        (registered(5), NumberDoubt(5, 4)),
        (received(201_600), None),
        (received(210_000), None),
        (received(201_600_000), NumberDoubt(201_600_000, 201_600, Slip.THOUSANDFOLD)),
        (received(202), NumberDoubt(202, 201_600, Slip.THOUSANDTH)),
        (received(20_160), NumberDoubt(20_160, 201_600, Slip.NOUGHTS_SHORT)),
        (received(403_200), NumberDoubt(403_200, 201_600, Slip.FAR_OVER)),
        (Stated(PAYMENT, REFUSED, amount_idr=201_600_000, reason="Kode kedaluwarsa."), None),
    ],
)
def test_number_that_looks_mistyped_is_asked_about(
    stated: Stated, doubt: NumberDoubt | None
) -> None:
    assert doubt_of(stated, LISTED.people_count, LISTED.amount_idr) == doubt


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        (registered(), []),
        (registered(0), []),
        (registered(None), ["/people_count"]),
        (registered(happened_on=None), ["/happened_on"]),
        (registered(happened_on=date(2026, 11, 21)), ["/happened_on"]),
        (registered(happened_on=date(2025, 10, 1)), []),
        (registered(happened_on=date(2025, 9, 30)), ["/happened_on"]),
        (registered(happened_on=date(226, 10, 1)), ["/happened_on"]),
        (registered(reason="NIK 3505010101700001 ganda"), ["/reason"]),
        (received(), []),
        (received(reason="1234567890123456"), ["/reason"]),
        (received(None, billing_code=None), ["/amount_idr", "/billing_code"]),
        (Stated(PAYMENT, REFUSED), ["/reason"]),
        (Stated(PAYMENT, REFUSED, reason="Salah."), ["/reason"]),
        (Stated(PAYMENT, REFUSED, reason="Kode iuran sudah kedaluwarsa."), []),
    ],
)
def test_confirmation_owes_day_and_number_and_a_refusal_its_reason(
    stated: Stated, wrong: list[str]
) -> None:
    assert [one.pointer for one in confirmation_errors(stated, TODAY, FIRST)] == wrong


@pytest.mark.parametrize(
    ("stated", "marks"),
    [
        (received(billing_code="3505010101700001"), ["/billing_code:3505010101700001"]),
        (received(billing_code="3505015301700001"), ["/billing_code:3505015301700001"]),
        (received(reference="TRX 3505 0101 0170 0001"), ["/reference:3505010101700001"]),
        (
            received(201, billing_code="3505010101700001", reference="3505010101700001"),
            ["201", "/billing_code:3505010101700001", "/reference:3505010101700001"],
        ),
        (received(billing_code="3505013113700001"), []),
        (received(billing_code="3505010101700000"), []),
        (received(billing_code="0025030000000017"), []),
        (received(billing_code="2503 0000 0000 0017", reference="1234567890123456"), []),
        (Stated(PAYMENT, REFUSED, billing_code="3505010101700001", reason="Kedaluwarsa."), []),
    ],
)
def test_code_that_reads_as_a_nik_is_asked_about_with_the_number(
    stated: Stated, marks: list[str]
) -> None:
    doubts = statement_doubts(stated, LISTED.people_count, LISTED.amount_idr, TODAY)

    assert [one.mark for one in doubts] == marks
    assert all(one.asked for one in doubts)
    assert "3505010101700001" not in repr(code_doubts("/reference", "3505010101700001", TODAY))


@pytest.mark.parametrize(
    ("people", "difference", "worth"), [(3, -1, -50_400), (6, 2, 100_800), (0, -4, -201_600)]
)
def test_people_that_are_more_or_fewer_are_worth_the_average_of_the_list(
    people: int, difference: int, worth: int
) -> None:
    found = differences_of(registered(people), LISTED)

    assert found == [Difference(DifferenceKind.PEOPLE, people=difference, worth_idr=worth)]


@pytest.mark.parametrize(("people", "away"), [(3, []), (4, [1]), (2, [-1])])
def test_people_whom_files_post_outweigh_the_count(people: int, away: list[int]) -> None:
    found = differences_of(registered(people), replace(LISTED, posted=Named(3, 3)))

    told = [one.people for one in found if one.kind is DifferenceKind.POSTED_PEOPLE]
    assert told == away


def test_what_agrees_or_is_refused_has_no_difference() -> None:
    assert differences_of(registered(), LISTED) == []
    assert differences_of(received(), LISTED) == []
    assert differences_of(Stated(PAYMENT, REFUSED, reason="Kode iuran kedaluwarsa."), LISTED) == []


def test_file_that_names_persons_is_compared_with_the_count() -> None:
    listed = Listed(people_count=4, amount_idr=201_600, named=Named(3, 3))

    assert differences_of(registered(4), listed) == [
        Difference(DifferenceKind.NAMED_PEOPLE, people=1)
    ]


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ([], None),
        ([(3, 1)], Named(3, 3)),
        ([(2, 0), (2, 0)], Named(2, 4)),
        ([(4, 0), (0, 1)], Named(3, 4)),
        ([(1, 0), (0, 3)], Named(0, 1)),
        ([(3, 1), (1, 0)], Named(3, 4)),
    ],
)
def test_files_of_one_office_name_people_together(
    files: list[tuple[int, int]], named: Named | None
) -> None:
    assert named_by(files) == named


@pytest.mark.parametrize(("people", "away"), [(1, -1), (2, 0), (3, 0), (4, 0), (6, 2)])
def test_count_outside_what_several_files_may_name_differs(people: int, away: int) -> None:
    assert Named(2, 4).away_from(people) == away


def test_payment_is_compared_with_list_recorded_payments_and_code() -> None:
    listed = Listed(
        people_count=4, amount_idr=201_600, billing_code="2503002", received_idr=201_600
    )

    kinds = {one.kind: one.amount_idr for one in differences_of(received(100_000), listed)}

    assert kinds == {
        DifferenceKind.AMOUNT: -101_600,
        DifferenceKind.RECORDED_PAYMENT: -101_600,
        DifferenceKind.CODE: None,
    }


def test_amount_with_three_noughts_too_many_looks_mistyped() -> None:
    (found,) = differences_of(received(201_600_000), LISTED)

    assert found.slip is Slip.THOUSANDFOLD


def test_list_that_was_reopened_since_is_another_list() -> None:
    listed = Listed(people_count=4, amount_idr=201_600, is_same_list=False)

    assert differences_of(registered(), listed) == [Difference(DifferenceKind.OTHER_LIST)]
