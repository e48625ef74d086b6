"""Keep the register: register, revise, state provisions, remove what was recorded by mistake."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.constraints import delete, flush
from tenants.kernel.db import Base
from tenants.kernel.errors import (
    N_,
    AppError,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    NotFound,
    StaleVersion,
    refuse_errors,
)
from tenants.kernel.events import FactsChanged, publish
from tenants.models.national_texts import RegulationBasis
from tenants.models.regulations import (
    DraftingStage,
    Provision,
    Regulation,
    RegulationDocument,
)
from tenants.regulation_rules import ProvisionDetails, RegulationDetails, detail_errors
from tenants.remark_rules import reason_errors
from tenants.services.regulation_texts import forget_text

_SAME_CITATION = "uq_regulation_tenant_id_kind_number_year"


def register_regulation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    details: RegulationDetails,
    provisions: Sequence[ProvisionDetails] = (),
) -> Regulation:
    """Add a regulation with its provisions.

    Raises:
        InvalidInput: the details contradict each other or today, or a group is stated twice.
        DuplicateRecord: kind, number and year are in the register already.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(detail_errors(details, today=latest_today(now)))
    regulation = Regulation(
        tenant_id=tenant_id, **asdict(details), version=1, created_at=now, updated_at=now
    )
    session.add(regulation)
    flush(session, _refusals(regulation))
    _replace_provisions(session, regulation, provisions)
    ground = details.retroactive_ground
    detail = {"retroactive_ground": ground} if ground else None
    record_change(
        session, regulation, actor=actor, now=now, action="regulation:register", detail=detail
    )
    return regulation


def revise_regulation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    expected_version: int,
    details: RegulationDetails,
    provisions: Sequence[ProvisionDetails] | None = None,
) -> Regulation:
    """Replace the stated details, and the provisions where they are given.

    Returns:
        the regulation; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such regulation in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: the details contradict each other or today, or a group is stated twice.
        DuplicateRecord: another regulation has this kind, number and year.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(detail_errors(details, today=latest_today(now)))
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    refuse_stale(regulation, expected_version)
    had_ground = regulation.retroactive_ground
    for name, value in asdict(details).items():
        setattr(regulation, name, value)
    differs = session.is_modified(regulation)
    flush(session, _refusals(regulation))
    if provisions is not None:
        differs = _replace_provisions(session, regulation, provisions) or differs
    if not differs:
        return regulation
    advance_version(regulation, now)
    ground = details.retroactive_ground
    detail = {"retroactive_ground": ground} if ground != had_ground else None
    record_change(
        session, regulation, actor=actor, now=now, action="regulation:edit", detail=detail
    )
    return regulation


def remove_regulation(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    reason: str | None,
) -> None:
    """Take a regulation that was recorded by mistake out of the register.

    What it orders, its drafting stages and the list of its texts go with it; the files stay.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such regulation in this regency.
        StillInUse: a programme names it as its basis, it is linked to another regulation, or it
            has socialisation events.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    parts = list(_parts(session, regulation))
    for part in parts:
        if isinstance(part, RegulationDocument):
            forget_text(session, tenant_id=tenant_id, regulation_document_id=part.id)
    delete(session, *parts, regulation)
    detail = {"reason": reason}
    record_change(
        session, regulation, actor=actor, now=now, action="regulation:remove", detail=detail
    )


def lock_regulation(session: Session, *, tenant_id: int, regulation_id: UUID) -> Regulation:
    """A regulation, locked until the transaction ends.

    Raises:
        NotFound: no such regulation in this regency.
    """
    regulation = session.scalars(
        select(Regulation)
        .where(Regulation.tenant_id == tenant_id, Regulation.id == regulation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if regulation is None:
        raise NotFound(N_("Regulasi tidak ditemukan."))
    return regulation


def record_change(
    session: Session,
    regulation: Regulation,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    detail: audit.Detail | None = None,
) -> None:
    """Audit a change of one regulation and tell whoever rests on it.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    session.flush()
    audit.record(
        session,
        tenant_id=regulation.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="regulation",
        subject_id=regulation.id,
        detail={"citation": regulation.citation, "version": regulation.version, **(detail or {})},
    )
    publish(session, FactsChanged(tenant_id=regulation.tenant_id, now=now, cause=action))


def advance_version(regulation: Regulation, now: datetime) -> None:
    """Count an edit, so that whoever opened the page before notices."""
    regulation.version += 1
    regulation.updated_at = now


def refuse_stale(regulation: Regulation, expected_version: int) -> None:
    """Refuse to save over what somebody else saved meanwhile.

    Raises:
        StaleVersion: the regulation has another version than the one that was read.
    """
    if regulation.version != expected_version:
        raise StaleVersion(
            N_(
                "%(citation)s sudah disimpan orang lain setelah Anda membukanya"
                " (versi %(current)s, Anda membuka versi %(seen)s). Perubahan Anda belum disimpan."
            ),
            citation=regulation.citation,
            current=regulation.version,
            seen=expected_version,
        )


def _refusals(regulation: Regulation) -> dict[str, Callable[[], AppError]]:
    text = N_("%(citation)s sudah ada di daftar regulasi.")
    return {_SAME_CITATION: partial(DuplicateRecord, text, citation=regulation.citation)}


def _replace_provisions(
    session: Session, regulation: Regulation, provisions: Sequence[ProvisionDetails]
) -> bool:
    _refuse_provisions(provisions)
    kept = {
        row.provision_group: row
        for row in session.scalars(
            select(Provision).where(
                Provision.tenant_id == regulation.tenant_id,
                Provision.regulation_id == regulation.id,
            )
        )
    }
    for provision in provisions:
        row = kept.pop(provision.group, None) or Provision(
            tenant_id=regulation.tenant_id,
            regulation_id=regulation.id,
            provision_group=provision.group,
        )
        row.article, row.summary = provision.article, provision.summary
        row.page = provision.page
        session.add(row)
    for row in kept.values():
        session.delete(row)
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    session.flush()
    return bool(changed)


def _parts(session: Session, regulation: Regulation) -> Iterator[Base]:
    for part in (Provision, RegulationBasis, DraftingStage, RegulationDocument):
        yield from session.scalars(
            select(part).where(
                part.tenant_id == regulation.tenant_id, part.regulation_id == regulation.id
            )
        )


def _refuse_provisions(provisions: Sequence[ProvisionDetails]) -> None:
    if len({provision.group for provision in provisions}) != len(provisions):
        raise InvalidInput(errors=[FieldError("/provisions", N_("Satu kelompok diisi dua kali."))])
    refuse_errors(
        [
            FieldError(f"/article_{provision.group}", N_("Isi pasal atau ringkasannya."))
            for provision in provisions
            if provision.article is None and provision.summary is None
        ]
    )
