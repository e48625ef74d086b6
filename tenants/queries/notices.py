"""Reads of notices: who is told of news, what a person was told, how much of it is unread."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, moment, page_of, row_id, whole
from tenants.models.delegations import Delegation
from tenants.models.identity import (
    BranchAssignment,
    Membership,
    Organisation,
    Tenant,
    UserAccount,
    UserSession,
)
from tenants.models.notices import News, Notice
from tenants.queries.assignments import list_serving_branches
from tenants.queries.tenants import TenantRef

MOST_COUNTED = 100
"""Unread notices are counted this far; beyond, how many there are tells nobody anything."""


@dataclass(frozen=True)
class Recipient:
    """A person who is told, in one organisation."""

    organisation_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class NoticeFilter:
    """What of the notices to show; None leaves a condition out.

    ``regency_id`` narrows those of an office to one regency, ``is_unread`` to unread ones.
    """

    is_unread: bool | None = None
    regency_id: int | None = None


@dataclass(frozen=True)
class ShownNotice:
    """A notice and the regency it is about."""

    notice: Notice
    tenant: TenantRef


def get_news(session: Session, *, tenant_id: int, news_id: UUID) -> News:
    """One piece of news. Role job.

    Raises:
        NotFound: none with this id in this regency.
    """
    found = session.scalars(
        select(News).where(News.tenant_id == tenant_id, News.id == news_id)
    ).one_or_none()
    if found is None:
        raise NotFound(N_("Pemberitahuan tidak ditemukan."))
    return found


def list_recipients(session: Session, *, news: News, now: datetime) -> list[Recipient]:
    """Whom news is for: people whose role on the day is told, without whoever did it. Role job.

    Offices are those that serve the regency on the day; accounts that were closed are left out.
    """
    tenant = session.scalars(select(Tenant).where(Tenant.id == news.tenant_id)).one()
    regency = session.scalars(
        select(Organisation.id).where(Organisation.tenant_id == tenant.id)
    ).one()
    today = local_day(now, tenant.timezone)
    people = _with_deputies(session, tenant.id, news.person_ids, today)
    found = _holders(session, regency, news.regency_roles, people, today)
    branches = list_serving_branches(
        session, tenant_id=tenant.id, now=now, timezone=tenant.timezone
    )
    for branch in branches:
        found += _holders(session, branch.id, news.branch_roles, people, local_day(now, None))
    return [one for one in found if one.user_id != news.actor_id]


def list_notices(
    session: Session,
    *,
    organisation_id: UUID,
    user_id: UUID,
    narrowed: NoticeFilter,
    now: datetime,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ShownNotice]:
    """One page of what a person was told here: unread first, then the newest.

    Args:
        session: role of the place, bound to the organisation.
        organisation_id: where.
        user_id: whom.
        narrowed: what of it.
        now: notices of regencies that an office no longer serves are left out.
        cursor: where the page before ended.
        size: of the page.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    is_read = Notice.read_at.is_not(None)
    query = (
        _of_person(organisation_id, user_id, narrowed, now)
        .add_columns(Tenant)
        .order_by(is_read, Notice.happened_at.desc(), Notice.id.desc())
    )
    if cursor:
        was_read, at, last = decode_cursor(cursor, whole(1), moment, row_id)
        place = tuple_(Notice.happened_at, Notice.id) < tuple_(literal(at), literal(last))
        query = query.where(is_read & place if was_read else or_(is_read, place))
    rows = session.execute(query.limit(size + 1)).all()
    return page_of(
        [ShownNotice(notice, TenantRef.of(tenant)) for notice, tenant in rows],
        lambda one: (
            int(one.notice.read_at is not None),
            one.notice.happened_at.isoformat(),
            str(one.notice.id),
        ),
        size,
    )


def get_notice(
    session: Session, *, organisation_id: UUID, user_id: UUID, notice_id: UUID
) -> ShownNotice:
    """One of a person's notices, whether or not an office still serves its regency.

    Raises:
        NotFound: no such notice of theirs in this organisation.
    """
    row = session.execute(
        select(Notice, Tenant)
        .join(Tenant, Tenant.id == Notice.tenant_id)
        .where(
            Notice.organisation_id == organisation_id,
            Notice.user_id == user_id,
            Notice.id == notice_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound(N_("Pemberitahuan tidak ditemukan."))
    return ShownNotice(row[0], TenantRef.of(row[1]))


def count_notices(
    session: Session,
    *,
    organisation_id: UUID,
    user_id: UUID,
    narrowed: NoticeFilter,
    now: datetime,
) -> int:
    """How many of a person's notices the filter leaves."""
    query = _of_person(organisation_id, user_id, narrowed, now).with_only_columns(func.count())
    return session.scalar(query) or 0


def unread_of_session(now: datetime) -> ScalarSelect[int]:
    """How many notices are unread in the organisation in use, as part of the query of a session.

    Counted up to ``MOST_COUNTED``, of regencies the organisation is or serves today. Role identity.
    """
    unread = (
        select(literal(1))
        .select_from(Notice)
        .join(Tenant, Tenant.id == Notice.tenant_id)
        .where(
            Notice.user_id == UserSession.user_id,
            Notice.organisation_id == UserSession.organisation_id,
            Notice.read_at.is_(None),
            _is_still_theirs(now),
        )
        .limit(MOST_COUNTED)
        .correlate(UserSession)
        .subquery()
    )
    return select(func.count()).select_from(unread).scalar_subquery()


def _of_person(
    organisation_id: UUID, user_id: UUID, narrowed: NoticeFilter, now: datetime
) -> Select[Notice]:
    query = (
        select(Notice)
        .join(Tenant, Tenant.id == Notice.tenant_id)
        .where(
            Notice.organisation_id == organisation_id,
            Notice.user_id == user_id,
            _is_still_theirs(now),
        )
    )
    if narrowed.is_unread is not None:
        is_unread = Notice.read_at.is_(None)
        query = query.where(is_unread if narrowed.is_unread else ~is_unread)
    if narrowed.regency_id is not None:
        query = query.where(Notice.tenant_id == narrowed.regency_id)
    return query


def _is_still_theirs(now: datetime) -> ColumnElement[bool]:
    """Whether the organisation is the regency of the notice, or serves it today."""
    today = cast(func.timezone(Tenant.timezone, now), Date)
    is_own = exists().where(
        Organisation.id == Notice.organisation_id, Organisation.tenant_id == Notice.tenant_id
    )
    is_served = exists().where(
        BranchAssignment.organisation_id == Notice.organisation_id,
        BranchAssignment.tenant_id == Notice.tenant_id,
        BranchAssignment.starts_on <= today,
        or_(BranchAssignment.ends_on.is_(None), BranchAssignment.ends_on >= today),
    )
    return or_(is_own, is_served)


def _with_deputies(session: Session, tenant_id: int, people: list[UUID], today: date) -> list[UUID]:
    """Some people, and whoever stands in for one of them on a day."""
    if not people:
        return []
    deputies = session.scalars(
        select(Delegation.deputy_id).where(
            Delegation.tenant_id == tenant_id,
            Delegation.absent_id.in_(people),
            Delegation.first_on <= today,
            Delegation.last_on >= today,
            Delegation.ended_at.is_(None),
        )
    )
    return [*people, *deputies]


def _holders(
    session: Session, organisation_id: UUID, roles: list[str], people: list[UUID], today: date
) -> list[Recipient]:
    """Members who hold one of some roles on a day or are among some people, by id."""
    if not roles and not people:
        return []
    members = session.scalars(
        select(Membership.user_id)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation_id,
            or_(Membership.role.in_(roles), Membership.user_id.in_(people)),
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
            UserAccount.is_active,
        )
        .distinct()
        .order_by(Membership.user_id)
    )
    return [Recipient(organisation_id, user_id) for user_id in members]
