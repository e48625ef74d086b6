"""Which regencies a BPJS office serves, from a day to a day. Ended, never deleted.

A transaction is bound to one chain of the audit trail. The regency's records the change together
with the change itself; ``record_for_platform`` then repeats the entry in the platform's own chain.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.days import day_errors
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    InvalidTransition,
    NotFound,
)
from tenants.kernel.ids import uuid7
from tenants.models.identity import BranchAssignment, Organisation, OrganisationKind, Tenant

ADDED = "assignment:add"
ENDED = "assignment:end"


def assign_branch(
    session: Session,
    *,
    branch: Organisation,
    tenant_id: int,
    starts_on: date,
    ends_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> BranchAssignment:
    """Let an office serve a regency; from then on the office opens the regency's places.

    Args:
        session: role identity, bound to the regency.
        branch: the office.
        tenant_id: the regency.
        starts_on: first day.
        ends_on: last day; None while no end is known.
        actor: who assigns.
        now: the present moment.

    Raises:
        NotFound: no such regency.
        InvalidInput: the organisation is no office, or the days contradict each other.
        DuplicateRecord: the office serves the regency already on one of these days.

    Effects:
        Locks the office, flushes, audits in the regency's chain.
    """
    _refuse_unassignable(session, branch, tenant_id)
    _refuse_unlikely(starts_on, ends_on)
    _lock(session, branch.id)
    assignment = BranchAssignment(
        organisation_id=branch.id,
        id=uuid7(),
        tenant_id=tenant_id,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=now,
    )
    _refuse_overlap(session, assignment)
    session.add(assignment)
    session.flush()
    _record(session, tenant_id, branch, assignment, actor, now, ADDED)
    return assignment


def end_assignment(
    session: Session,
    *,
    branch: Organisation,
    assignment_id: UUID,
    ends_on: date,
    today: date,
    actor: Actor,
    now: datetime,
) -> BranchAssignment:
    """Say until when an office serves a regency; a last day of yesterday closes it at once.

    One that begins today or later is taken back by the day before its first.

    Args:
        session: role identity, bound to the regency.
        branch: the office.
        assignment_id: one of its own.
        ends_on: last day.
        today: the day it is in the regency.
        actor: who ends it.
        now: the present moment.

    Raises:
        NotFound: the office has no such assignment.
        InvalidTransition: it has ended already.
        InvalidInput: the last day lies before the first, or further back than yesterday.
        DuplicateRecord: another assignment of the two begins before that day.

    Effects:
        Locks the office, flushes, audits in the regency's chain.
    """
    _lock(session, branch.id)
    assignment = session.scalars(
        select(BranchAssignment).where(
            BranchAssignment.organisation_id == branch.id, BranchAssignment.id == assignment_id
        )
    ).one_or_none()
    if assignment is None:
        raise NotFound(N_("Penugasan ini tidak ditemukan."))
    if assignment.ends_on is not None and assignment.ends_on < today:
        raise InvalidTransition(N_("Penugasan ini sudah berakhir."))
    _refuse_unlikely(assignment.starts_on - timedelta(days=1), ends_on)
    if ends_on < today - timedelta(days=1):
        detail = N_("Hari terakhir paling awal kemarin: yang sudah lewat tidak diubah.")
        raise InvalidInput(errors=[FieldError("/ends_on", detail)])
    assignment.ends_on = ends_on
    _refuse_overlap(session, assignment)
    session.flush()
    _record(session, assignment.tenant_id, branch, assignment, actor, now, ENDED)
    return assignment


def record_for_platform(
    session: Session,
    *,
    branch: Organisation,
    assignment: BranchAssignment,
    action: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Repeat the entry of a change in the platform's chain.

    Args:
        session: role identity, bound to the platform (0), after the change is committed.
        branch: the office.
        assignment: as changed.
        action: ``ADDED`` or ``ENDED``.
        actor: who changed it.
        now: when.
    """
    _record(session, audit.PLATFORM_TENANT, branch, assignment, actor, now, action)


def _refuse_unassignable(session: Session, branch: Organisation, tenant_id: int) -> None:
    if branch.kind != OrganisationKind.BRANCH:
        detail = N_("Hanya kantor BPJS Ketenagakerjaan yang melayani kabupaten/kota.")
        raise InvalidInput(errors=[FieldError("/regency", detail)])
    tenant = session.get(Tenant, tenant_id)
    if tenant is None or tenant.region_code is None:
        raise NotFound(N_("Kabupaten/kota ini belum terdaftar."))


def _refuse_unlikely(starts_on: date, ends_on: date | None) -> None:
    errors = list(day_errors({"starts_on": starts_on, "ends_on": ends_on}))
    if ends_on is not None and ends_on < starts_on:
        detail = N_("Hari terakhir tidak boleh sebelum hari pertama.")
        errors.append(FieldError("/ends_on", detail))
    if errors:
        raise InvalidInput(errors=errors)


def _lock(session: Session, organisation_id: UUID) -> None:
    """One change of an office's assignments at a time."""
    session.execute(
        select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )


def _refuse_overlap(session: Session, assignment: BranchAssignment) -> None:
    query = select(BranchAssignment.id).where(
        BranchAssignment.organisation_id == assignment.organisation_id,
        BranchAssignment.tenant_id == assignment.tenant_id,
        BranchAssignment.id != assignment.id,
        or_(BranchAssignment.ends_on.is_(None), BranchAssignment.ends_on >= assignment.starts_on),
    )
    if assignment.ends_on is not None:
        query = query.where(BranchAssignment.starts_on <= assignment.ends_on)
    if session.scalars(query).first() is not None:
        raise DuplicateRecord(N_("Kantor ini sudah melayani kabupaten/kota tersebut."))


def _record(
    session: Session,
    chain: int,
    branch: Organisation,
    assignment: BranchAssignment,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    detail: audit.Detail = {
        "branch": branch.name,
        "tenant": assignment.tenant_id,
        "starts_on": assignment.starts_on.isoformat(),
        "ends_on": assignment.ends_on.isoformat() if assignment.ends_on else None,
    }
    audit.record(
        session,
        tenant_id=chain,
        actor=actor,
        now=now,
        action=action,
        subject="assignment",
        subject_id=assignment.id,
        detail=detail,
    )
