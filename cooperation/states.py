"""States of commitments and agreements, and which step leads where. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from cooperation.months import Month
from tenants.kernel.errors import N_, InvalidTransition


class AgreementState(StrEnum):
    """Where an agreement stands. ``ENDED`` follows from the calendar, by ``agreement_state_on``."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    ENDED = "ended"
    TERMINATED = "terminated"


class AgreementAction(StrEnum):
    """What can be done with an agreement. ``REVISE`` stands for every change of what it states."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    REVISE = "revise"
    SIGN = "sign"
    TERMINATE = "terminate"


class CommitmentStatus(StrEnum):
    """Whether a commitment is a plan, stands in a budget, or was given up."""

    PLANNED = "planned"
    COMMITTED = "committed"
    CANCELLED = "cancelled"


class CommitmentAction(StrEnum):
    """What can be done with a commitment."""

    COMMIT = "commit"
    CANCEL = "cancel"


class CommitmentPhase(StrEnum):
    """What a commitment is on a given day, as lists show it."""

    PLANNED = "planned"
    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDED = "ended"
    UNDATED = "undated"
    CANCELLED = "cancelled"


AGREEMENT_TRANSITIONS: Mapping[tuple[AgreementState, AgreementAction], AgreementState] = {
    (AgreementState.DRAFT, AgreementAction.SUBMIT): AgreementState.SUBMITTED,
    (AgreementState.DRAFT, AgreementAction.REVISE): AgreementState.DRAFT,
    (AgreementState.DRAFT, AgreementAction.SIGN): AgreementState.SIGNED,
    (AgreementState.SUBMITTED, AgreementAction.WITHDRAW): AgreementState.DRAFT,
    (AgreementState.SUBMITTED, AgreementAction.ACCEPT): AgreementState.ACCEPTED,
    (AgreementState.SUBMITTED, AgreementAction.RETURN): AgreementState.RETURNED,
    (AgreementState.RETURNED, AgreementAction.SUBMIT): AgreementState.SUBMITTED,
    (AgreementState.RETURNED, AgreementAction.REVISE): AgreementState.RETURNED,
    (AgreementState.ACCEPTED, AgreementAction.REVISE): AgreementState.DRAFT,
    (AgreementState.ACCEPTED, AgreementAction.SIGN): AgreementState.SIGNED,
    (AgreementState.SIGNED, AgreementAction.REVISE): AgreementState.SIGNED,
    (AgreementState.SIGNED, AgreementAction.TERMINATE): AgreementState.TERMINATED,
    (AgreementState.TERMINATED, AgreementAction.REVISE): AgreementState.TERMINATED,
}
"""A draft may be signed without review: an agreement concluded on paper is recorded so."""

BEFORE_SIGNATURE = frozenset(
    {
        AgreementState.DRAFT,
        AgreementState.SUBMITTED,
        AgreementState.RETURNED,
        AgreementState.ACCEPTED,
    }
)
"""States in which an agreement binds nobody yet."""

_REFUSED_BECAUSE: Mapping[tuple[AgreementState, AgreementAction], str] = {
    (AgreementState.SUBMITTED, AgreementAction.REVISE): N_(
        "Perjanjian ini sedang diperiksa BPJS Ketenagakerjaan, sehingga isinya tidak dapat diubah."
        " Tarik kembali dahulu, ubah, lalu ajukan lagi."
    ),
    (AgreementState.SUBMITTED, AgreementAction.SIGN): N_(
        "Perjanjian ini sedang diperiksa BPJS Ketenagakerjaan. Tunggu keputusannya, atau tarik"
        " kembali bila perjanjian sudah ditandatangani di luar layanan ini."
    ),
    (AgreementState.RETURNED, AgreementAction.SIGN): N_(
        "Perjanjian ini dikembalikan untuk diperbaiki. Perbaiki, lalu ajukan kembali sebelum"
        " mencatat tanda tangan."
    ),
    (AgreementState.SUBMITTED, AgreementAction.SUBMIT): N_(
        "Perjanjian ini sudah diajukan dan sedang diperiksa BPJS Ketenagakerjaan."
    ),
    (AgreementState.ACCEPTED, AgreementAction.SUBMIT): N_(
        "Perjanjian ini sudah disetujui untuk ditandatangani."
    ),
}

COMMITMENT_TRANSITIONS: Mapping[tuple[CommitmentStatus, CommitmentAction], CommitmentStatus] = {
    (CommitmentStatus.PLANNED, CommitmentAction.COMMIT): CommitmentStatus.COMMITTED,
    (CommitmentStatus.PLANNED, CommitmentAction.CANCEL): CommitmentStatus.CANCELLED,
    (CommitmentStatus.COMMITTED, CommitmentAction.CANCEL): CommitmentStatus.CANCELLED,
}


def next_agreement_state(state: AgreementState, action: AgreementAction) -> AgreementState:
    """Where a step leads.

    Raises:
        InvalidTransition: the table has no such step.

    Source:
        Stages of cooperation: draft, signature, implementation, end (Permendagri 22/2020); the
        BPJS office examines the draft before it is signed.
    """
    found = AGREEMENT_TRANSITIONS.get((state, action))
    if found is None:
        plain = N_("Perjanjian ini tidak dapat diubah statusnya dengan cara itu.")
        raise InvalidTransition(
            _REFUSED_BECAUSE.get((state, action), plain),
            state=state.value,
            action=action.value,
        )
    return found


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


def agreement_state_on(state: AgreementState, ends_on: date | None, day: date) -> AgreementState:
    """What an agreement is on a day: a signed one has ended once its last day has passed.

    Source:
        The term agreed in the agreement itself.
    """
    if state is AgreementState.SIGNED and ends_on is not None and ends_on < day:
        return AgreementState.ENDED
    return state


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
