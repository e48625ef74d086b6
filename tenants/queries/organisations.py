"""Reads about every organisation, for the operator: counts of people, never who they are.

All run as role identity, which alone may read memberships.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from tenants.access import ROLES_OF, Role
from tenants.kernel.clock import OFFICE_ZONE, local_day
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, moment, page_of, row_id, text
from tenants.models.identity import (
    BranchAssignment,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Tenant,
    UserAccount,
)
from tenants.queries.tenants import regencies


@dataclass(frozen=True)
class OrganisationLine:
    """One organisation with how many people hold which role there today."""

    organisation: Organisation
    timezone: str | None
    people: Mapping[Role, int]

    @property
    def people_count(self) -> int:
        """Everybody who belongs there today."""
        return sum(self.people.values())

    @property
    def registered_on(self) -> date:
        """The day it was there when the organisation was registered."""
        return local_day(self.organisation.created_at, self.timezone)

    @property
    def keeper(self) -> Role:
        """The role that keeps people and keys."""
        return ROLES_OF[OrganisationKind(self.organisation.kind)][0]

    @property
    def keeper_count(self) -> int:
        """How many keep people and keys today."""
        return self.people.get(self.keeper, 0)


@dataclass(frozen=True)
class AssignmentLine:
    """An office, a regency it serves, and the days; ``ends_on`` is the last."""

    id: UUID
    branch: Organisation
    regency: Organisation
    starts_on: date
    ends_on: date | None
    today: date
    """The day it is in the regency."""

    @property
    def is_coming(self) -> bool:
        """Whether the first day is still to come."""
        return self.today < self.starts_on

    @property
    def has_ended(self) -> bool:
        """Whether the last day has passed."""
        return self.ends_on is not None and self.ends_on < self.today


class OrganisationOrder(StrEnum):
    """In which order organisations are listed."""

    NAME = "name"
    NEWEST = "newest"


@dataclass(frozen=True)
class OrganisationFilter:
    """What the list is narrowed to; every word of ``search`` must occur in name, slug or code."""

    search: str | None = None
    kind: OrganisationKind | None = None
    order: OrganisationOrder = OrganisationOrder.NAME


def list_organisations(
    session: Session,
    *,
    now: datetime,
    narrowed: OrganisationFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[OrganisationLine]:
    """One page of the organisations in the order asked for.

    Raises:
        MalformedRequest: the cursor was not made for this order.
    """
    is_by_name = narrowed.order is OrganisationOrder.NAME
    first: Any = Organisation.name if is_by_name else Organisation.created_at
    keys = [first, Organisation.id]
    query = _lines(now).order_by(*(key.asc() if is_by_name else key.desc() for key in keys))
    if narrowed.kind is not None:
        query = query.where(Organisation.kind == narrowed.kind)
    named = func.concat_ws(" ", Organisation.name, Organisation.slug, Tenant.region_code)
    words = (narrowed.search or "").split()
    query = query.where(*(named.icontains(word, autoescape=True) for word in words))
    if cursor:
        seen = tuple_(*decode_cursor(cursor, text if is_by_name else moment, row_id))
        place = tuple_(*keys)
        query = query.where(place > seen if is_by_name else place < seen)
    return page_of(
        _read(session, query.limit(size + 1)),
        lambda line: (_place(line.organisation, narrowed.order), str(line.organisation.id)),
        size,
    )


def get_organisation_line(
    session: Session, *, organisation_id: UUID, now: datetime
) -> OrganisationLine:
    """One organisation with its counts.

    Raises:
        NotFound: there is none with this id.
    """
    found = _read(session, _lines(now).where(Organisation.id == organisation_id))
    if not found:
        raise NotFound(N_("Organisasi ini tidak ditemukan."))
    return found[0]


def count_organisations(session: Session) -> Mapping[str, int]:
    """How many organisations of each kind. Any role may ask."""
    rows = session.execute(select(Organisation.kind, func.count()).group_by(Organisation.kind))
    return {row[0]: row[1] for row in rows}


def list_every_organisation(session: Session, *, now: datetime) -> Sequence[OrganisationLine]:
    """Every organisation with its counts, the newest first."""
    return _read(session, _lines(now).order_by(Organisation.id.desc()))


def count_open_invitations(session: Session, *, organisation_id: UUID, now: datetime) -> int:
    """Links that would still let somebody in."""
    found = session.scalar(
        select(func.count())
        .select_from(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    return found or 0


def list_assignments(
    session: Session, *, organisation_id: UUID, now: datetime
) -> Sequence[AssignmentLine]:
    """Assignments of an office, or of the offices of a regency: those without an end first."""
    branch, regency = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        select(BranchAssignment, branch, regency, Tenant.timezone)
        .join(branch, branch.id == BranchAssignment.organisation_id)
        .join(Tenant, Tenant.id == BranchAssignment.tenant_id)
        .join(regency, regency.tenant_id == Tenant.id)
        .where(or_(branch.id == organisation_id, regency.id == organisation_id))
        .order_by(
            BranchAssignment.ends_on.desc().nulls_first(),
            regency.name,
            branch.name,
            BranchAssignment.starts_on,
        )
    )
    return [
        AssignmentLine(
            id=assignment.id,
            branch=office,
            regency=place,
            starts_on=assignment.starts_on,
            ends_on=assignment.ends_on,
            today=local_day(now, timezone),
        )
        for assignment, office, place, timezone in rows
    ]


def list_assignable(session: Session, *, branch_id: UUID) -> Sequence[Tenant]:
    """Regencies that an office does not serve without end, by name."""
    served = select(BranchAssignment.tenant_id).where(
        BranchAssignment.organisation_id == branch_id, BranchAssignment.ends_on.is_(None)
    )
    return session.scalars(regencies().where(Tenant.id.not_in(served)).order_by(Tenant.name)).all()


def get_regency(session: Session, *, slug: str) -> Tenant:
    """The regency of a slug. Any role may ask.

    Raises:
        NotFound: none keeps its records here under this slug.
    """
    found = session.scalars(regencies().where(Tenant.slug == slug)).one_or_none()
    if found is None:
        raise NotFound(N_("Kabupaten/kota ini belum terdaftar."))
    return found


def get_assignment(
    session: Session, *, organisation_id: UUID, assignment_id: UUID
) -> tuple[BranchAssignment, Tenant]:
    """One assignment of an office with its regency.

    Raises:
        NotFound: the office has none with this id.
    """
    row = session.execute(
        select(BranchAssignment, Tenant)
        .join(Tenant, Tenant.id == BranchAssignment.tenant_id)
        .where(
            BranchAssignment.organisation_id == organisation_id,
            BranchAssignment.id == assignment_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound(N_("Penugasan ini tidak ditemukan."))
    return row[0], row[1]


def get_open_assignment(
    session: Session, *, organisation_id: UUID, tenant_id: int, today: date
) -> BranchAssignment:
    """The earliest assignment of an office to a regency that has not ended.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(
        select(BranchAssignment)
        .where(
            BranchAssignment.organisation_id == organisation_id,
            BranchAssignment.tenant_id == tenant_id,
            or_(BranchAssignment.ends_on.is_(None), BranchAssignment.ends_on >= today),
        )
        .order_by(BranchAssignment.starts_on)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound(N_("Penugasan ini tidak ditemukan."))
    return found


def _lines(now: datetime) -> Select[Any]:
    """Each organisation with its time zone and a JSON object of people by role."""
    today = cast(func.timezone(func.coalesce(Tenant.timezone, OFFICE_ZONE), now), Date)
    people = (
        select(Membership.role, func.count().label("number"))
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .where(
            Membership.organisation_id == Organisation.id,
            UserAccount.is_active,
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
        .group_by(Membership.role)
        .correlate(Organisation, Tenant)
        .subquery()
    )
    counts = select(func.json_object_agg(people.c.role, people.c.number)).scalar_subquery()
    return select(Organisation, Tenant.timezone, counts).outerjoin(
        Tenant, Tenant.id == Organisation.tenant_id
    )


def _place(organisation: Organisation, order: OrganisationOrder) -> str:
    if order is OrganisationOrder.NAME:
        return organisation.name
    return organisation.created_at.isoformat()


def _read(session: Session, query: Select[Any]) -> Sequence[OrganisationLine]:
    return [
        OrganisationLine(
            organisation,
            timezone,
            {Role(role): number for role, number in (people or {}).items()},
        )
        for organisation, timezone, people in session.execute(query)
    ]
