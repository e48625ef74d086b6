"""Reviews at home: a draft is put before a named person."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.models.reviews import InternalReview
from cooperation.queries.agreement_claims import present_content
from cooperation.services.agreements import lock_agreement
from cooperation.services.records import advance, record_change, refuse_stale
from cooperation.services.review_rounds import last_approvers, last_round
from cooperation.states import (
    ASKING,
    AgreementAction,
    AgreementState,
    ReviewStage,
    next_agreement_state,
)
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import N_, Conflict, FieldError, InvalidInput
from tenants.queries.members import Colleague
from tenants.remark_rules import number_errors

OWN_WORK = N_(
    "Pilih orang lain: yang menyiapkan atau mengajukan naskah tidak menyetujuinya sendiri."
)
_REFUSALS = {
    "uq_internal_review_tenant_id_agreement_id_open": partial(
        Conflict, N_("Perjanjian ini sudah menunggu reviu.")
    )
}


def ask_review(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    stage: ReviewStage,
    approver: Colleague,
    note: str | None = None,
) -> InternalReview:
    """Put a draft before the head of the OPD or the legal bureau. Role regency.

    Args:
        session: the transaction.
        tenant_id: the regency.
        actor: who asks.
        now: when.
        agreement_id: a draft, or a returned agreement once corrected.
        expected_version: the version that was on the page.
        stage: at home.
        approver: the one person who decides, or whoever stands in for them.
        note: a word to them.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it is under review, accepted, signed or given up.
        InvalidInput: the approver prepared it or asks, or the note holds what may be a NIK.

    Effects:
        Locks the agreement, opens a round, flushes, audits, publishes ``FactsChanged``.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    action = ASKING[stage]
    state = next_agreement_state(AgreementState(agreement.status), action)
    review = open_round(session, agreement, stage, approver, actor, now, note)
    move_to(agreement, state, now)
    detail: dict[str, str | int] = {"round": review.round, "approver": approver.name}
    if note:
        detail["note"] = note
    record_step(session, agreement, action, actor, now, detail)
    return review


def open_round(
    session: Session,
    agreement: Agreement,
    stage: ReviewStage,
    approver: Colleague,
    actor: Actor,
    now: datetime,
    note: str | None,
) -> InternalReview:
    """Open a round for a named person.

    Raises:
        InvalidInput: they prepared it or ask themselves, or the note holds what may be a NIK.
        Conflict: a round is open.

    Effects:
        Adds the round, flushes.
    """
    errors = list(number_errors("/note", note))
    if approver.id in {actor.id, *agreement.prepared_by_ids}:
        errors.append(FieldError("/membership_id", OWN_WORK))
    if errors:
        raise InvalidInput(errors=errors)
    content = present_content(session, agreement)
    review = InternalReview(
        tenant_id=agreement.tenant_id,
        agreement_id=agreement.id,
        stage=stage,
        round=last_round(session, InternalReview, agreement) + 1,
        document_id=agreement.draft_document_id,
        claims=content.claims,
        content_sha256=content.sha256,
        prepared_by_ids=agreement.prepared_by_ids,
        approver_id=approver.id,
        approver_name=approver.name,
        note=note,
        submitted_at=now,
        submitted_by_id=actor.id,
        submitted_by_name=actor.name,
    )
    session.add(review)
    flush(session, _REFUSALS)
    return review


def move_to(
    agreement: Agreement,
    state: AgreementState,
    now: datetime,
    *,
    returned_by: ReviewStage | None = None,
) -> None:
    """Let an agreement reach a state, in its next version."""
    agreement.status, agreement.returned_by = state, returned_by
    advance(agreement, now)


def record_step(
    session: Session,
    agreement: Agreement,
    action: AgreementAction,
    actor: Actor,
    now: datetime,
    detail: audit.Detail,
) -> None:
    """Audit a step, and tell whoever was named to approve.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    record_change(
        session,
        agreement,
        actor=actor,
        now=now,
        action=f"agreement:{action}",
        detail=detail,
        approvers=last_approvers(session, agreement),
    )
