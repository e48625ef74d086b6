"""Which regencies an organisation serves or oversees. Asked anew on each request."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


@dataclass(frozen=True)
class UnservedRegency:
    """A regency that no office serves from a day on; ``from_on`` is today where none does now."""

    organisation: Organisation
    today: date
    """The day it is there."""
    from_on: date

    @property
    def is_unserved_today(self) -> bool:
        """Whether nobody serves it now."""
        return self.from_on == self.today


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


def sole_serving_office(
    session: Session, *, tenant_id: int, now: datetime, timezone: str
) -> str | None:
    """The name of the BPJS office that serves a regency today; None where none or several do."""
    offices = list_serving_branches(session, tenant_id=tenant_id, now=now, timezone=timezone)
    return offices[0].name if len(offices) == 1 else None


def list_unserved_regencies(
    session: Session, *, now: datetime, within: timedelta
) -> list[UnservedRegency]:
    """Regencies that no office serves today, or from a day within a time on.

    Those without an office today come first, the newest of them on top; then the soonest day.
    """
    days: dict[int, list[tuple[date, date | None]]] = {}
    for assignment in session.scalars(select(BranchAssignment)):
        of_regency = days.setdefault(assignment.tenant_id, [])
        of_regency.append((assignment.starts_on, assignment.ends_on))
    rows = session.execute(
        select(Organisation, Tenant)
        .join(Tenant, Tenant.id == Organisation.tenant_id)
        .where(Organisation.kind == OrganisationKind.REGENCY)
        .order_by(Organisation.id.desc())
    )
    found = []
    for organisation, tenant in rows:
        today = local_day(now, tenant.timezone)
        from_on = first_unserved_day(days.get(tenant.id, []), today)
        if from_on is not None and from_on - today <= within:
            found.append(UnservedRegency(organisation, today, from_on))
    return sorted(found, key=lambda one: one.from_on - one.today)


def first_unserved_day(
    assignments: Collection[tuple[date, date | None]], today: date
) -> date | None:
    """The first day from today on that no assignment holds; None where one never ends.

    Args:
        assignments: first and last day of each, in any order; None is no end.
        today: the day to begin with.
    """
    day = today
    while holding := [last for first, last in assignments if _lasts(first, last, day)]:
        ends = [last for last in holding if last is not None]
        if len(ends) < len(holding):
            return None
        day = max(ends) + timedelta(days=1)
    return day


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
    return _lasts(assignment.starts_on, assignment.ends_on, today)


def _lasts(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or last >= day)
