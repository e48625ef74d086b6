"""Rounds of review by the branch: where one stands, how long it waits, what a return owes. Pure.

Shared by agreements and rosters.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError
from tenants.remark_rules import number_errors, reason_errors

_RETURN_SHORT = N_(
    "Tuliskan alasan pengembalian, paling sedikit %(count)s huruf, agar"
    " kabupaten/kota tahu apa yang perlu diperbaiki."
)


class ReviewDecision(StrEnum):
    """What the branch may say of what was put before it."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReviewState(StrEnum):
    """Where a round stands. It ends once: withdrawn by the regency, or decided by the branch."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    RETURNED = "returned"


REVIEW_STATE_LABELS: Mapping[ReviewState, str] = {
    ReviewState.WAITING: N_("menunggu telaah"),
    ReviewState.WITHDRAWN: N_("ditarik kembali"),
    ReviewState.ACCEPTED: N_("disetujui"),
    ReviewState.RETURNED: N_("dikembalikan untuk diperbaiki"),
}


def review_state(decision: str | None, withdrawn_at: datetime | None) -> ReviewState:
    """Where a round stands.

    Source:
        Review by the branch: submitted, then withdrawn, accepted, or returned with a reason.
    """
    if decision is not None:
        return ReviewState(ReviewDecision(decision).value)
    return ReviewState.WAITING if withdrawn_at is None else ReviewState.WITHDRAWN


def decision_errors(decision: ReviewDecision, reason: str | None) -> Sequence[FieldError]:
    """Why a decision cannot stand: a return without ten letters of reason, or a NIK in it.

    Source:
        A return names what to change, so that the regency can change it; the trail keeps its words.
    """
    if decision is ReviewDecision.RETURNED:
        return reason_errors(reason, too_short=_RETURN_SHORT)
    return number_errors("/reason", reason)


def days_waiting(submitted_on: date, today: date) -> int:
    """Whole days since a submission, never negative; both days on the regency's calendar.

    Source:
        The queue of the branch: oldest first.
    """
    return max((today - submitted_on).days, 0)
