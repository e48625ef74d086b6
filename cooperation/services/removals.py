"""Take away programmes and agreements that were recorded by mistake."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.services.agreement_parts import remove_parts
from cooperation.services.agreements import lock_agreement
from cooperation.services.clauses import remove_clauses
from cooperation.services.commitments import lock_commitment
from cooperation.services.records import record_change
from cooperation.states import AgreementState
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, StillInUse, refuse_errors
from tenants.remark_rules import reason_errors
from tenants.services.papers import delete_with_paper


def remove_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    reason: str | None,
) -> None:
    """Take away a draft that was never submitted, with its list of clauses; its files stay.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such agreement in this regency.
        StillInUse: it is signed, or was submitted to the BPJS office once.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    if agreement.status != AgreementState.DRAFT:
        raise StillInUse(
            N_(
                "%(title)s sudah diajukan atau ditandatangani, sehingga tidak dapat dihapus."
                " Hanya draf yang belum pernah diajukan yang dapat dihapus."
            ),
            title=agreement.title,
        )
    remove_clauses(session, agreement)
    remove_parts(session, agreement)
    delete(session, agreement)
    detail = {"reason": reason}
    record_change(
        session, agreement, actor=actor, now=now, action="agreement:remove", detail=detail
    )


def remove_commitment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    reason: str | None,
) -> None:
    """Take away a programme that never was, with its paper; one given up is cancelled instead.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such commitment in this regency.
        StillInUse: an agreement carries it, a list was sent for it, somebody is covered by it, a
            figure names it, or another commitment continues it.

    Effects:
        Locks the row, deletes it and the versions of its paper that nothing else uses; flushes,
        audits, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    commitment = lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    delete_with_paper(session, commitment, tenant_id=tenant_id, actor=actor, now=now, reason=reason)
    detail = {"reason": reason}
    record_change(
        session, commitment, actor=actor, now=now, action="commitment:remove", detail=detail
    )
