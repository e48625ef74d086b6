"""The steps of an agreement that its keepers take: sign, end, give up, take up again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.agreement_notices import gap_params
from cooperation.agreement_rules import ending_errors
from cooperation.kinds import AgreementPaper
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_links import list_signed_addenda
from cooperation.queries.expiry import find_uncovered
from cooperation.queries.reviews import find_acceptance
from cooperation.services.agreement_links import (
    keep_consequences,
    lock_carried_commitments,
    refuse_overtaken,
)
from cooperation.services.agreements import attach_paper, lock_agreement
from cooperation.services.carried_programmes import (
    hold_parts,
    refuse_cancelled,
    refuse_carried_elsewhere,
    release_parts,
)
from cooperation.services.records import advance, record_change, refuse_stale
from cooperation.services.signatures import refuse_unlikely_signature
from cooperation.states import (
    AGREEMENT_STEPS,
    AgreementAction,
    AgreementState,
    Need,
    next_agreement_state,
)
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, AppError, FieldError, InvalidInput, refuse_errors
from tenants.notice_rules import Params
from tenants.remark_rules import reason_errors
from tenants.services.documents import HeldFile, IncomingFile


@dataclass(frozen=True)
class Signature:
    """The day of a signature, and the file that shows it.

    Where what was concluded outside the service has no file yet, ``comes_later`` says why, in at
    least ten letters.
    """

    signed_on: date
    copy: IncomingFile | HeldFile | None = None
    comes_later: str | None = None


def sign_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    signature: Signature,
    timezone: str | None,
) -> Agreement:
    """Record the signature of what the branch accepted, or of a draft concluded on paper.

    The signed copy comes with it, or the reason why it comes later: then its lack stays a finding.

    Args:
        session: the transaction.
        tenant_id: the regency.
        actor: who records it.
        now: when it is recorded.
        agreement_id: what was signed.
        expected_version: the version that was on the page.
        signature: its day, and its copy or why that comes later.
        timezone: of the regency, to tell on which day now is, and the branch accepted.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it is signed already, under review, or returned; or its programme was
            given up, or became a part of another agreement meanwhile.
        InvalidInput: the day has not come yet, lies before the acceptance by the branch, its year
            cannot be meant, or the copy is missing, or the reason that may stand for it.
        TooLarge: the file is over the limit.
        UnsupportedFormat: its bytes show none of the kept types.

    Effects:
        Locks the row, keeps the copy, flushes, audits, publishes ``FactsChanged``.
    """
    lock_carried_commitments(session, tenant_id=tenant_id, agreement_id=agreement_id)
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    left = AgreementState(agreement.status)
    state = next_agreement_state(left, AgreementAction.SIGN)
    refuse_unlikely_signature(session, agreement, signature.signed_on, now, timezone)
    refuse_overtaken(session, agreement)
    refuse_carried_elsewhere(session, agreement)
    refuse_cancelled(session, agreement)
    if signature.copy is None:
        _refuse_without_copy(left, signature.comes_later)
    accepted = find_acceptance(session, agreement)
    agreement.accepted_round = accepted.round if accepted else None
    agreement.status, agreement.signed_on = state, signature.signed_on
    advance(agreement, now)
    keep_consequences(session, agreement)
    detail = {"signed_on": signature.signed_on.isoformat()}
    if signature.copy is None and signature.comes_later:
        detail["reason"] = signature.comes_later
    record_change(session, agreement, actor=actor, now=now, action="agreement:sign", detail=detail)
    if signature.copy is not None:
        attach_paper(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            agreement_id=agreement_id,
            paper=AgreementPaper.SIGNED_COPY,
            file=signature.copy,
        )
    return agreement


def terminate_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    terminated_on: date,
    reason: str,
    today: date,
) -> Agreement:
    """Record that a signed agreement was ended before its term.

    Args:
        session: the transaction.
        tenant_id: the regency.
        actor: who records it.
        now: when it is recorded.
        agreement_id: the signed agreement.
        expected_version: the version that was on the page.
        terminated_on: the first day it no longer binds.
        reason: why, in at least ten letters.
        today: the day in the regency's time zone.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it is not signed.
        InvalidInput: the day has not come yet, lies before the signature, or cannot be meant, or
            the reason says too little.

    Effects:
        Locks the row and those of its signed addenda, which end with it; flushes, audits,
        publishes ``FactsChanged``.
    """
    lock_carried_commitments(session, tenant_id=tenant_id, agreement_id=agreement_id)
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.TERMINATE)
    refuse_errors(ending_errors(agreement.signed_on, terminated_on, reason, today))
    agreement.status, agreement.terminated_on = state, terminated_on
    agreement.closing_reason = reason
    release_parts(session, agreement, now)
    advance(agreement, now)
    keep_consequences(session, agreement)
    for addendum in _binding_addenda(session, agreement):
        _end_with(session, addendum, terminated_on, actor, now, reason)
    record_change(
        session,
        agreement,
        actor=actor,
        now=now,
        action="agreement:terminate",
        detail={"terminated_on": terminated_on.isoformat(), "reason": reason},
        aside=_told_gap(session, agreement, today),
    )
    return agreement


def _told_gap(session: Session, agreement: Agreement, today: date) -> Params:
    """What the end leaves uncovered; nothing is told where that cannot be reckoned."""
    with suppress(AppError):
        return gap_params(find_uncovered(session, agreement, today))
    return {}


def _binding_addenda(session: Session, agreement: Agreement) -> Sequence[Agreement]:
    """The signed addenda to an agreement, locked, in order of their ids."""
    signed = list_signed_addenda(session, tenant_id=agreement.tenant_id, agreement_id=agreement.id)
    locked = [
        lock_agreement(session, tenant_id=one.tenant_id, agreement_id=one.id)
        for one in sorted(signed, key=lambda one: one.id)
    ]
    return [one for one in locked if one.status == AgreementState.SIGNED]


def _end_with(
    session: Session, addendum: Agreement, ended_on: date, actor: Actor, now: datetime, reason: str
) -> None:
    """An addendum binds no longer than what it changes; one of a later day never did."""
    has_bound = addendum.signed_on is not None and addendum.signed_on < ended_on
    ended_on = max(ended_on, addendum.signed_on or ended_on)
    addendum.status, addendum.terminated_on = AgreementState.TERMINATED, ended_on
    addendum.ended_with_amended = has_bound
    addendum.closing_reason = reason
    advance(addendum, now)
    keep_consequences(session, addendum)
    detail = {"terminated_on": ended_on.isoformat(), "reason": reason}
    record_change(
        session, addendum, actor=actor, now=now, action="agreement:terminate", detail=detail
    )


def drop_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    reason: str,
) -> Agreement:
    """Give up an agreement that nobody signed; it stays on record with the reason.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it is signed, or somebody is examining it.
        InvalidInput: the reason says too little.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    errors = list(reason_errors(reason))
    if errors:
        raise InvalidInput(errors=errors)
    lock_carried_commitments(session, tenant_id=tenant_id, agreement_id=agreement_id)
    agreement = _step(
        session,
        AgreementAction.DROP,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        agreement_id=agreement_id,
        expected_version=expected_version,
        reason=reason,
    )
    release_parts(session, agreement, now)
    return agreement


def resume_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
) -> Agreement:
    """Take up an agreement again that was given up; it is a draft.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it was not given up, or another carries one of its programmes meanwhile.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    lock_carried_commitments(session, tenant_id=tenant_id, agreement_id=agreement_id)
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    next_agreement_state(AgreementState(agreement.status), AgreementAction.RESUME)
    hold_parts(session, agreement)
    return _step(
        session,
        AgreementAction.RESUME,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        agreement_id=agreement_id,
        expected_version=expected_version,
        reason=None,
    )


def _step(
    session: Session,
    action: AgreementAction,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    reason: str | None,
) -> Agreement:
    """Take a step that changes nothing but the state and why it is over, if it is."""
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    agreement.status = next_agreement_state(AgreementState(agreement.status), action)
    agreement.returned_by, agreement.closing_reason = None, reason
    advance(agreement, now)
    record_change(
        session,
        agreement,
        actor=actor,
        now=now,
        action=f"agreement:{action}",
        detail={} if reason is None else {"reason": reason},
    )
    return agreement


def _refuse_without_copy(left: AgreementState, reason: str | None) -> None:
    """Only a signature of what was never accepted here may come without copy, for a reason."""
    if Need.SIGNED_COPY in AGREEMENT_STEPS[left, AgreementAction.SIGN].needs:
        text = N_("Unggah salinan yang ditandatangani. Hasil pindai atau fotonya pun diterima.")
        raise InvalidInput(errors=[FieldError("/file", text)])
    if reason is None:
        text = N_("Unggah salinan yang ditandatangani, atau tuliskan mengapa salinannya menyusul.")
        raise InvalidInput(errors=[FieldError("/copy_comes_later", text)])
    refuse_errors(_reason_errors("/copy_comes_later", reason))


def _reason_errors(pointer: str, reason: str) -> list[FieldError]:
    return [FieldError(pointer, one.detail, one.params) for one in reason_errors(reason)]
