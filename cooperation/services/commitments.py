"""Keep commitments: register, revise, attach their papers."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.commitment_rules import CommitmentDetails, commitment_errors
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import Programme
from cooperation.models.commitments import Commitment
from cooperation.services.agreed_claims import agreed_of_commitment, tell_changed
from cooperation.services.agreement_links import keep_amended_figures
from cooperation.services.agreements import follow_commitment
from cooperation.services.records import advance, assign, record_change, refuse_stale, stated_values
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import N_, DuplicateRecord, FieldError, InvalidInput, NotFound
from tenants.services.documents import IncomingFile
from tenants.services.papers import keep_paper

_GONE = N_("Pilihan ini sudah tidak ada. Pilih kembali.")
_SAME = N_(
    "Program yang sama persis sudah tercatat: %(title)s, tahun anggaran %(year)s. Buka program itu"
    " pada daftar program. Bila ini program lain, tulis nama atau isian yang membedakannya."
)
_CONTINUED = N_("Program itu sudah dilanjutkan oleh program lain.")
_REFUSALS = {
    constraint: partial(InvalidInput, errors=[FieldError(pointer, text)])
    for constraint, pointer, text in (
        ("uq_commitment_tenant_id_continues_id", "/continues_id", _CONTINUED),
        ("fk_commitment_tenant_id_department_id", "/department_id", _GONE),
        ("fk_commitment_tenant_id_regulation_id", "/regulation_id", _GONE),
        ("fk_commitment_tenant_id_continues_id", "/continues_id", _GONE),
    )
}


def register_commitment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    details: CommitmentDetails,
    status: CommitmentStatus = CommitmentStatus.COMMITTED,
) -> Commitment:
    """Add a commitment: one that stands in a budget, or a plan.

    Raises:
        InvalidInput: the details contradict each other, or point at nothing.
        DuplicateRecord: one that is not cancelled states exactly the same.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    _refuse_contradictions(details)
    if details.continues_id is not None:
        _lock_continued(session, tenant_id, details.continues_id)
    stated = columns_of(details)
    refuse_same(session, tenant_id, stated)
    commitment = Commitment(
        tenant_id=tenant_id,
        **stated,
        status=status,
        version=1,
        created_at=now,
        updated_at=now,
    )
    session.add(commitment)
    flush(session, _REFUSALS)
    record_change(session, commitment, actor=actor, now=now, action="commitment:register")
    # Whoever registered the same meanwhile has written the trail, which only one at a time does.
    refuse_same(session, tenant_id, stated, besides=commitment.id)
    return commitment


def revise_commitment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    expected_version: int,
    details: CommitmentDetails,
) -> Commitment:
    """Replace the stated details; what the branch accepted of them becomes a draft again.

    Returns:
        the commitment; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such commitment in this regency.
        InvalidTransition: the branch is examining an agreement that carries it.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: the details contradict each other, or point at nothing or at themselves.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    _refuse_contradictions(details)
    commitment = lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    refuse_stale(commitment, expected_version)
    _refuse_circle(session, commitment, details.continues_id)
    agreed = agreed_of_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    assign(commitment, columns_of(details))
    if not session.is_modified(commitment):
        return commitment
    advance(commitment, now)
    flush(session, _REFUSALS)
    keep_amended_figures(session, commitment)
    follow_commitment(
        session, tenant_id=tenant_id, actor=actor, now=now, commitment_id=commitment_id
    )
    record_change(session, commitment, actor=actor, now=now, action="commitment:edit")
    tell_changed(session, agreed, actor=actor, now=now)
    return commitment


def attach_commitment_paper(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    file: IncomingFile,
) -> Commitment:
    """Keep the budget paper or decision a commitment rests on; a newer file is its next version.

    Raises:
        NotFound: no such commitment in this regency.
        Conflict: the kept file has a newer version already.
        InvalidInput, TooLarge, UnsupportedFormat: the file cannot be kept.

    Effects:
        Locks the commitment, stores the file, flushes, audits, publishes ``FactsChanged``.
    """
    commitment = lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    document = keep_paper(session, commitment, tenant_id=tenant_id, actor=actor, now=now, file=file)
    advance(commitment, now)
    record_change(
        session,
        commitment,
        actor=actor,
        now=now,
        action="commitment:attach-document",
        detail={"document": document.filename},
    )
    return commitment


def lock_commitment(session: Session, *, tenant_id: int, commitment_id: UUID) -> Commitment:
    """A commitment, locked until the transaction ends.

    Raises:
        NotFound: no such commitment in this regency.
    """
    commitment = session.scalars(
        select(Commitment)
        .where(Commitment.tenant_id == tenant_id, Commitment.id == commitment_id)
        .with_for_update(key_share=True)  # an agreement that names it meanwhile need not wait
        .execution_options(populate_existing=True)
    ).one_or_none()
    if commitment is None:
        raise NotFound(N_("Program tidak ditemukan."))
    return commitment


def refuse_same(
    session: Session, tenant_id: int, stated: Mapping[str, Any], *, besides: UUID | None = None
) -> None:
    """Refuse a second commitment that states the same: two of them are one that was sent twice.

    Args:
        session: bound to the regency.
        tenant_id: the regency.
        stated: values by column, as ``columns_of`` gives them.
        besides: the commitment itself, where it is kept already.

    Raises:
        DuplicateRecord: another that is not cancelled states exactly the same.
    """
    columns = Commitment.__table__.columns
    same = [columns[name].is_not_distinct_from(value) for name, value in stated.items()]
    kept = session.scalars(
        select(Commitment.id).where(
            Commitment.tenant_id == tenant_id,
            Commitment.id.is_distinct_from(besides),
            Commitment.status != CommitmentStatus.CANCELLED,
            *same,
        )
    ).first()
    if kept is not None:
        raise DuplicateRecord(_SAME, title=stated["title"], year=str(stated["budget_year"]))


def _lock_continued(session: Session, tenant_id: int, commitment_id: UUID) -> None:
    """Lock what a new commitment continues; it may have been removed since the form was opened."""
    try:
        lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    except NotFound as gone:
        raise InvalidInput(errors=[FieldError("/continues_id", _GONE)]) from gone


def _refuse_contradictions(details: CommitmentDetails) -> None:
    errors = commitment_errors(details)
    if errors:
        raise InvalidInput(errors=errors)


def _refuse_circle(session: Session, commitment: Commitment, continues_id: UUID | None) -> None:
    """Walk back along the chain: a commitment cannot continue what continues it."""
    ancestor = continues_id
    while ancestor is not None:
        if ancestor == commitment.id:
            raise InvalidInput(
                errors=[FieldError("/continues_id", N_("Program tidak dapat melanjutkan dirinya."))]
            )
        ancestor = session.scalar(
            select(Commitment.continues_id).where(
                Commitment.tenant_id == commitment.tenant_id, Commitment.id == ancestor
            )
        )


def columns_of(details: CommitmentDetails) -> dict[str, Any]:
    """Stated details as the columns of a commitment hold them."""
    chosen = [programme.value for programme in Programme if programme in details.programmes]
    first_month = details.first_month.first_day if details.first_month else None
    return {**stated_values(details), "programmes": chosen, "first_month": first_month}
