"""Rounds of review: one end each, a return owes a reason, waiting is counted in days."""

from datetime import UTC, date, datetime

import pytest

from cooperation.review_rules import (
    REASON_LETTERS,
    ReviewDecision,
    ReviewState,
    days_waiting,
    decision_errors,
    number_errors,
    review_state,
)

MOMENT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("decision", "withdrawn_at", "state"),
    [
        (None, None, ReviewState.WAITING),
        (None, MOMENT, ReviewState.WITHDRAWN),
        ("accepted", None, ReviewState.ACCEPTED),
        ("returned", None, ReviewState.RETURNED),
    ],
)
def test_state_of_a_round_follows_from_its_one_end(
    decision: str | None, withdrawn_at: datetime | None, state: ReviewState
) -> None:
    assert review_state(decision, withdrawn_at) is state


@pytest.mark.parametrize("reason", [None, "", "..........", "1234567890", "a" * 9, "a b c d e f g"])
def test_return_when_its_reason_has_too_few_letters_is_refused(reason: str | None) -> None:
    (error,) = decision_errors(ReviewDecision.RETURNED, reason)

    assert error.pointer == "/reason"
    assert error.params == {"count": REASON_LETTERS}


def test_return_when_its_reason_has_ten_letters_stands() -> None:
    assert decision_errors(ReviewDecision.RETURNED, "Pasal 7: biaya.") == []


def test_acceptance_owes_no_reason() -> None:
    assert decision_errors(ReviewDecision.ACCEPTED, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "Baris 3: 3505010101700001 ganda.",
        "Baris 3: 3505 0101 0170 0001 ganda.",
        "350501.010170.0001 tidak padan, keluarkan.",
    ],
)
def test_remark_that_holds_a_nik_is_refused_whatever_the_decision(text: str) -> None:
    assert [error.pointer for error in number_errors("/note", text)] == ["/note"]
    for decision in ReviewDecision:
        assert [error.pointer for error in decision_errors(decision, text)] == ["/reason"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "Rp302.400.000.000.000 untuk 1.500 orang",
        "14-04-2025 sampai 31-12-2025, Pasal 7",
        "PKS 560/1234/409.05/2025 dan PER/12/042025",
        "12345678901234567",
    ],
)
def test_remark_with_sums_days_and_numbers_of_papers_stands(text: str | None) -> None:
    assert number_errors("/note", text) == []


@pytest.mark.parametrize(
    ("submitted_on", "days"),
    [(date(2026, 11, 20), 0), (date(2026, 11, 1), 19), (date(2026, 11, 21), 0)],
)
def test_days_of_waiting_are_whole_and_never_negative(submitted_on: date, days: int) -> None:
    assert days_waiting(submitted_on, date(2026, 11, 20)) == days
