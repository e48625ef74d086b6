"""Keep the register: register, revise, state provisions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    NotFound,
    StaleVersion,
)
from tenants.kernel.events import FactsChanged, publish
from tenants.models.regulations import Provision, Regulation
from tenants.regulation_rules import ProvisionDetails, RegulationDetails, detail_errors

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
        InvalidInput: the details contradict each other, or a group is stated twice.
        DuplicateRecord: kind, number and year are in the register already.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    _refuse_contradictions(details)
    regulation = Regulation(
        tenant_id=tenant_id, **asdict(details), version=1, created_at=now, updated_at=now
    )
    session.add(regulation)
    _flush(session, regulation)
    _replace_provisions(session, regulation, provisions)
    record_change(session, regulation, actor=actor, now=now, action="regulation:register")
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
        InvalidInput: the details contradict each other, or a group is stated twice.
        DuplicateRecord: another regulation has this kind, number and year.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    _refuse_contradictions(details)
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    _refuse_stale(regulation, expected_version)
    for name, value in asdict(details).items():
        setattr(regulation, name, value)
    differs = session.is_modified(regulation)
    _flush(session, regulation)
    if provisions is not None:
        differs = _replace_provisions(session, regulation, provisions) or differs
    if not differs:
        return regulation
    advance_version(regulation, now)
    record_change(session, regulation, actor=actor, now=now, action="regulation:edit")
    return regulation


def set_provisions(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    provisions: Sequence[ProvisionDetails],
) -> Regulation:
    """State what the regulation orders; groups that are left out are no longer stated.

    Raises:
        NotFound: no such regulation in this regency.
        InvalidInput: a group is stated twice, or without article and summary.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    _replace_provisions(session, regulation, provisions)
    advance_version(regulation, now)
    record_change(session, regulation, actor=actor, now=now, action="regulation:set-provisions")
    return regulation


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


def _refuse_contradictions(details: RegulationDetails) -> None:
    errors = detail_errors(details)
    if errors:
        raise InvalidInput(errors=errors)


def _refuse_stale(regulation: Regulation, expected_version: int) -> None:
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


def _flush(session: Session, regulation: Regulation) -> None:
    stated = regulation.citation  # unreadable once the flush has failed
    try:
        session.flush()
    except IntegrityError as error:
        if _SAME_CITATION not in str(error.orig):
            raise
        raise DuplicateRecord(
            N_("%(citation)s sudah ada di daftar regulasi."), citation=stated
        ) from None


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
        session.add(row)
    for row in kept.values():
        session.delete(row)
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    session.flush()
    return bool(changed)


def _refuse_provisions(provisions: Sequence[ProvisionDetails]) -> None:
    if len({provision.group for provision in provisions}) != len(provisions):
        raise InvalidInput(errors=[FieldError("/provisions", N_("Satu kelompok diisi dua kali."))])
    errors = [
        FieldError(f"/article_{provision.group}", N_("Isi pasal atau ringkasannya."))
        for provision in provisions
        if provision.article is None and provision.summary is None
    ]
    if errors:
        raise InvalidInput(errors=errors)
