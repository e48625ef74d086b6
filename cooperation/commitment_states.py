"""States of commitments, and what one is on a given day. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from cooperation.months import Month
from tenants.kernel.errors import N_, InvalidTransition


class CommitmentStatus(StrEnum):
    """Whether a commitment is a plan, stands in a budget, or was given up."""

    PLANNED = "planned"
    COMMITTED = "committed"
    CANCELLED = "cancelled"


class CommitmentAction(StrEnum):
    """What can be done with a commitment."""

    COMMIT = "commit"
    CANCEL = "cancel"
    RESUME = "resume"


class CommitmentPhase(StrEnum):
    """What a commitment is on a given day, as lists show it."""

    PLANNED = "planned"
    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDED = "ended"
    UNDATED = "undated"
    CANCELLED = "cancelled"


COMMITMENT_TRANSITIONS: Mapping[tuple[CommitmentStatus, CommitmentAction], CommitmentStatus] = {
    (CommitmentStatus.PLANNED, CommitmentAction.COMMIT): CommitmentStatus.COMMITTED,
    (CommitmentStatus.PLANNED, CommitmentAction.CANCEL): CommitmentStatus.CANCELLED,
    (CommitmentStatus.COMMITTED, CommitmentAction.CANCEL): CommitmentStatus.CANCELLED,
    (CommitmentStatus.CANCELLED, CommitmentAction.RESUME): CommitmentStatus.PLANNED,
}
"""Every lawful step. One that is taken up again is a plan: that a budget still holds it is stated
anew."""


def next_commitment_status(status: CommitmentStatus, action: CommitmentAction) -> CommitmentStatus:
    """Where a step leads.

    Raises:
        InvalidTransition: the table has no such step.

    Source:
        A plan becomes binding with the budget (RKA, then DPA).
    """
    found = COMMITMENT_TRANSITIONS.get((status, action))
    if found is None:
        raise InvalidTransition(
            N_("Program ini tidak dapat diubah statusnya dengan cara itu."),
            state=status.value,
            action=action.value,
        )
    return found


def commitment_phase(
    status: CommitmentStatus, first: Month | None, last: Month | None, day: date
) -> CommitmentPhase:
    """What a commitment is on a day; without both ends its place in time is not known.

    Source:
        The months stated for the commitment.
    """
    if status is not CommitmentStatus.COMMITTED:
        return CommitmentPhase(status.value)
    if first is None or last is None:
        return CommitmentPhase.UNDATED
    current = Month.of(day)
    if current < first:
        return CommitmentPhase.UPCOMING
    return CommitmentPhase.RUNNING if current <= last else CommitmentPhase.ENDED
