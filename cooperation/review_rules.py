"""Rounds of review by the branch: where one stands, how long it waits, what a return owes. Pure.

Shared by agreements and rosters.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

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


class ApprovalObstacle(StrEnum):
    """Why a person may not decide about a draft at home."""

    OWN_WORK = "own-work"
    SOMEBODY_ELSE = "somebody-else"


@dataclass(frozen=True)
class UndoneDecision:
    """A decision that was taken back: what it was, when it was taken back and by whom."""

    decision: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class Assignment:
    """Who decides about a draft, and who made or put it forward. Ids of accounts."""

    approver_id: UUID
    submitted_by_id: UUID | None
    prepared_by_ids: Collection[UUID]


def approval_obstacle(
    assignment: Assignment, person_id: UUID | None, represented: Collection[UUID]
) -> ApprovalObstacle | None:
    """What keeps a person from deciding; None where they may.

    Args:
        assignment: of the open round.
        person_id: who wants to decide; None is nobody in particular.
        represented: in whose place the person may approve that day.

    Source:
        One named approver; whoever prepares does not approve (pemisahan tugas, PP 60/2008 on
        internal control); a Plh. acts for the days of the mandate.
    """
    if person_id is None or person_id in {assignment.submitted_by_id, *assignment.prepared_by_ids}:
        return ApprovalObstacle.OWN_WORK
    if person_id == assignment.approver_id or assignment.approver_id in represented:
        return None
    return ApprovalObstacle.SOMEBODY_ELSE


def days_waiting(submitted_on: date, today: date) -> int:
    """Whole days since a submission, never negative; both days on the regency's calendar.

    Source:
        The queue of the branch: oldest first.
    """
    return max((today - submitted_on).days, 0)
