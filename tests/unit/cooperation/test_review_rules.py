"""Rounds of review: one end each, a return owes a reason, waiting is counted in days."""

from datetime import UTC, date, datetime

import pytest

from cooperation.review_rules import (
    ReviewDecision,
    ReviewState,
    days_waiting,
    decision_errors,
    review_state,
)
from tenants.remark_rules import REASON_LETTERS

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


@pytest.mark.parametrize("decision", list(ReviewDecision))
def test_decision_whose_reason_holds_a_nik_is_refused(decision: ReviewDecision) -> None:
    (error,) = decision_errors(decision, "Baris 3: 3505010101700001 ganda.")

    assert error.pointer == "/reason"


@pytest.mark.parametrize(
    ("submitted_on", "days"),
    [(date(2026, 11, 20), 0), (date(2026, 11, 1), 19), (date(2026, 11, 21), 0)],
)
def test_days_of_waiting_are_whole_and_never_negative(submitted_on: date, days: int) -> None:
    assert days_waiting(submitted_on, date(2026, 11, 20)) == days
