"""The columns in which billing lists leave: those a regency keeps, or those its office wants."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.export_maps import SHIPPED_MAP, ExportColumn, read_map, write_map
from enrollment.models.billing import BillingExportMap, OfficeExportMap
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, InvalidTransition, NotFound, refuse_errors
from tenants.kernel.ids import uuid7
from tenants.models.identity import Organisation


@dataclass(frozen=True)
class ExportMap:
    """Columns, and who stored them; nobody for the ones that are shipped.

    ``office`` names the BPJS office that wants them, ``branch_id`` is its id, ``id`` that of the
    columns it keeps; ``is_serving`` whether the regency is assigned to it.
    """

    columns: Sequence[ExportColumn]
    updated_at: datetime | None = None
    updated_by_name: str = ""
    office: str = ""
    branch_id: UUID | None = None
    id: UUID | None = None
    is_serving: bool = True
    archived_at: datetime | None = None
    archived_by_name: str | None = None


def get_export_map(session: Session, *, tenant_id: int, serving: Collection[UUID]) -> ExportMap:
    """The columns in use: the regency's own, else what its office wants, else the shipped guess.

    What an office wanted that no longer serves the regency holds on, so that files do not change
    overnight, until another office or the regency says otherwise or it is archived.

    Args:
        session: role regency.
        tenant_id: whose.
        serving: ids of the offices that the regency is assigned to today.
    """
    kept = session.get(BillingExportMap, tenant_id)
    if kept is not None:
        columns, _errors = read_map(kept.columns)
        return ExportMap(columns, kept.updated_at, kept.updated_by_name)
    wanted = list_office_maps(session, tenant_id=tenant_id, serving=serving)
    return next((one for one in wanted if one.archived_at is None), ExportMap(SHIPPED_MAP))


def list_office_maps(
    session: Session, *, tenant_id: int, serving: Collection[UUID]
) -> Sequence[ExportMap]:
    """What BPJS offices want, first those that serve the regency, of either the latest first."""
    rows = session.execute(
        select(OfficeExportMap, Organisation.name)
        .join(Organisation, Organisation.id == OfficeExportMap.branch_id)
        .where(OfficeExportMap.tenant_id == tenant_id)
        .order_by(OfficeExportMap.updated_at.desc(), OfficeExportMap.branch_id)
    )
    found = [
        ExportMap(
            read_map(kept.columns)[0],
            kept.updated_at,
            kept.updated_by_name,
            office,
            kept.branch_id,
            kept.id,
            kept.branch_id in serving,
            kept.archived_at,
            kept.archived_by_name,
        )
        for kept, office in rows
    ]
    return sorted(found, key=lambda one: not one.is_serving)


def save_export_map(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, columns: str
) -> ExportMap:
    """Keep the columns in which lists leave from now on.

    Raises:
        InvalidInput: a line is no column.

    Effects:
        Upserts the row of the regency, audits.
    """
    read, errors = read_map(columns)
    refuse_errors(errors)
    kept = {"columns": write_map(read), "updated_at": now, "updated_by_name": actor.name}
    statement = insert(BillingExportMap).values(tenant_id=tenant_id, **kept)
    session.execute(statement.on_conflict_do_update(index_elements=["tenant_id"], set_=kept))
    _audit(session, tenant_id, "billing_export_map", len(read), actor=actor, now=now)
    return ExportMap(read, now, actor.name)


def use_office_map(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, office_map_id: UUID
) -> ExportMap:
    """Take over the columns that a BPJS office wants as the regency's own.

    Raises:
        NotFound: no office keeps these.

    Effects:
        Upserts the row of the regency, audits.
    """
    wanted = list_office_maps(session, tenant_id=tenant_id, serving=())
    found = next((one for one in wanted if one.id == office_map_id), None)
    if found is None:
        raise NotFound(N_("Susunan kolom kantor ini tidak ditemukan."))
    columns = write_map(found.columns)
    return save_export_map(session, tenant_id=tenant_id, actor=actor, now=now, columns=columns)


def archive_office_map(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    office_map_id: UUID,
    serving: Collection[UUID],
) -> OfficeExportMap:
    """Put away the columns of an office that no longer serves the regency. Role regency.

    Raises:
        NotFound: no office keeps these.
        InvalidTransition: the office serves the regency, or they are put away already.

    Effects:
        Locks the row of the office, audits.
    """
    kept = session.scalars(
        select(OfficeExportMap)
        .where(OfficeExportMap.tenant_id == tenant_id, OfficeExportMap.id == office_map_id)
        .with_for_update()
    ).one_or_none()
    if kept is None:
        raise NotFound(N_("Susunan kolom kantor ini tidak ditemukan."))
    if kept.branch_id in serving:
        raise InvalidTransition(
            N_("Kantor ini melayani kabupaten/kota; susunannya tidak dapat diarsipkan.")
        )
    if kept.archived_at is not None:
        raise InvalidTransition(N_("Susunan kolom ini sudah diarsipkan. Muat ulang halaman."))
    kept.archived_at, kept.archived_by_name = now, actor.name
    session.flush()
    rows = len(read_map(kept.columns)[0])
    _audit(session, tenant_id, "office_export_map", rows, actor=actor, now=now)
    return kept


def save_office_map(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    branch_id: UUID,
    columns: str,
) -> ExportMap:
    """Keep the columns in which a BPJS office wants the lists of a regency it serves.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        actor: who says it.
        now: the present moment.
        branch_id: the office.
        columns: one a line.

    Raises:
        InvalidInput: a line is no column.

    Effects:
        Upserts the row of the office, audits.
    """
    read, errors = read_map(columns)
    refuse_errors(errors)
    kept = {
        "columns": write_map(read),
        "updated_at": now,
        "updated_by_name": actor.name,
        "archived_at": None,
        "archived_by_name": None,
    }
    statement = insert(OfficeExportMap).values(
        tenant_id=tenant_id, id=uuid7(), branch_id=branch_id, **kept
    )
    session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "branch_id"], set_=kept)
    )
    _audit(session, tenant_id, "office_export_map", len(read), actor=actor, now=now)
    return ExportMap(read, now, actor.name, branch_id=branch_id)


def _audit(
    session: Session, tenant_id: int, subject: str, rows: int, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="billing:edit",
        subject=subject,
        subject_id=str(tenant_id),
        detail={"rows": rows},
    )
