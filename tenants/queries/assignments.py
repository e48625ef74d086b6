"""Which regencies an organisation serves or oversees. Asked anew on each request."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tenants.kernel.clock import local_day
from tenants.models.identity import BranchAssignment, Organisation, OrganisationKind, Tenant
from tenants.models.regions import Region
from tenants.queries.tenants import TenantRef, regencies


@dataclass(frozen=True)
class ServedRegency:
    """A regency and the days for which it is assigned to a branch."""

    tenant: TenantRef
    starts_on: date
    ends_on: date | None
    """Last day."""


def list_served_regencies(
    session: Session, *, organisation_id: UUID, now: datetime
) -> list[ServedRegency]:
    """Regencies assigned to a branch on the day it is there, by name.

    Args:
        session: role branch, bound to the organisation, or identity.
        organisation_id: the branch.
        now: the present moment.
    """
    rows = session.execute(
        select(BranchAssignment, Tenant)
        .join(Tenant, Tenant.id == BranchAssignment.tenant_id)
        .where(BranchAssignment.organisation_id == organisation_id)
        .order_by(Tenant.name, BranchAssignment.starts_on)
    )
    return [
        ServedRegency(TenantRef.of(tenant), assignment.starts_on, assignment.ends_on)
        for assignment, tenant in rows
        if _holds(assignment, local_day(now, tenant.timezone))
    ]


def find_served_regency(
    session: Session, *, organisation_id: UUID, slug: str, now: datetime
) -> TenantRef | None:
    """The regency of a slug, if it is assigned to the branch today."""
    served = list_served_regencies(session, organisation_id=organisation_id, now=now)
    return next((one.tenant for one in served if one.tenant.slug == slug), None)


def list_serving_branches(
    session: Session, *, tenant_id: int, now: datetime, timezone: str
) -> list[Organisation]:
    """The BPJS offices a regency is assigned to today, by name. Role regency may ask."""
    rows = session.execute(
        select(Organisation, BranchAssignment)
        .join(BranchAssignment, BranchAssignment.organisation_id == Organisation.id)
        .where(BranchAssignment.tenant_id == tenant_id)
        .order_by(Organisation.name)
    )
    today = local_day(now, timezone)
    return [branch for branch, assignment in rows if _holds(assignment, today)]


def list_overseen_regencies(
    session: Session, *, kind: OrganisationKind, province_code: str | None
) -> list[TenantRef]:
    """Regencies that keep their records here: a province's own, a ministry's all; by name."""
    query = _overseen(kind, province_code).order_by(Tenant.name)
    return [TenantRef.of(tenant) for tenant in session.scalars(query)]


def find_overseen_regency(
    session: Session, *, kind: OrganisationKind, province_code: str | None, slug: str
) -> TenantRef | None:
    """The regency of a slug, if the organisation oversees it."""
    found = session.scalars(_overseen(kind, province_code).where(Tenant.slug == slug)).one_or_none()
    return None if found is None else TenantRef.of(found)


def _overseen(kind: OrganisationKind, province_code: str | None) -> Select[Tenant]:
    query = regencies()
    if kind is OrganisationKind.PROVINCE:
        query = query.join(Region, Region.code == Tenant.region_code).where(
            Region.province_code == province_code
        )
    return query


def _holds(assignment: BranchAssignment, today: date) -> bool:
    return assignment.starts_on <= today and (
        assignment.ends_on is None or assignment.ends_on >= today
    )
